"""Keeping searches, and saying that a need does not suit."""

from sqlalchemy import delete
from sqlmodel import col, func, select

from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _
from app.core.upserts import insert_into
from app.digests.models import LONGEST_KEPT, SavedSearch
from scenarios.matches.models import Unsuited
from scenarios.models import Scenario
from suppliers.models import Supply

MOST_SAVED = 20
"""Searches of one person: each is asked once a week."""


def save_search(act: Act, person_id: int, name: str, path: str, query: str) -> SavedSearch:
    """Keep what a list was asked for; the same again takes the new name. Raises `Conflict` when there are too many, and
    `Invalid` for one that is too long to keep."""
    if len(query) > LONGEST_KEPT:
        raise Invalid(_("这个搜索太长，请缩短要找的内容或减少筛选后再保存。"))
    same = select(SavedSearch).where(
        SavedSearch.person_id == person_id, SavedSearch.path == path, SavedSearch.query == query
    )
    row = act.db.exec(same).one_or_none()
    if row is None:
        kept = act.db.exec(select(func.count()).where(SavedSearch.person_id == person_id)).one()
        if kept >= MOST_SAVED:
            raise Conflict(_("最多保存 {most} 个搜索，请先删掉不再需要的。").format(most=MOST_SAVED))
        row = SavedSearch(person_id=person_id, name=name, path=path, query=query, at=act.now)
    row.name = name
    act.db.add(row)
    act.db.flush()
    return row


def forget_search(act: Act, search: SavedSearch) -> None:
    """It is asked no more."""
    act.db.delete(search)
    act.db.flush()


def turn_down(act: Act, viewer: Principal, need: Scenario, supply: Supply, reason: str) -> None:
    """She says that a need does not suit this supply of her house; her last word stands."""
    if reason not in dict(act.site.vocabulary.options("dismissal_reason")):
        raise Invalid(_("请从列出的原因里选一个。"))
    said = {
        "person_id": viewer.person_id,
        "scenario_id": need.id,
        "supply_id": supply.id,
        "reason": reason,
        "at": act.now,
    }
    made = insert_into(act.db, Unsuited).values(**said)
    again = {name: said[name] for name in ("supply_id", "reason", "at")}
    act.db.connection().execute(made.on_conflict_do_update(index_elements=["person_id", "scenario_id"], set_=again))


def take_back(act: Act, viewer: Principal, need: Scenario) -> None:
    """It may be told to her again."""
    hers = delete(Unsuited).where(col(Unsuited.person_id) == viewer.person_id, col(Unsuited.scenario_id) == need.id)
    act.db.connection().execute(hers)
