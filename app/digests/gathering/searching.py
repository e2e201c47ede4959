"""For whoever saved a search or follows a supply: what is new there."""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlmodel import col, select

from app.accounts.models import Organisation
from app.core.i18n import gettext as _
from app.core.mail import About
from app.core.models import Revision, StatusChange
from app.digests.gathering.base import Batch, Made
from app.digests.gathering.needs import url_of
from app.digests.items import Item
from app.digests.models import SavedSearch
from app.digests.searches import found_new
from scenarios.emails.reviewing import SEEN
from scenarios.models import Scenario
from scenarios.queries.board import PATH
from suppliers.labels import state_of
from suppliers.lifecycle import SUPPLY, SupplyState
from suppliers.models import Supply, SupplyWatch
from suppliers.policy import may_see

CHANGED = "changed"
"""The occasion of a revision that is no move: those are told as moves."""


def searches(batch: Batch) -> Iterator[Made]:
    """What came into the lists that readers keep an eye on; what several searches find is told once."""
    query = select(SavedSearch).where(col(SavedSearch.person_id).in_(batch.by_person)).order_by(col(SavedSearch.id))
    db, site = batch.db, batch.site
    for search in db.exec(query).all():
        reader = batch.by_person[search.person_id]
        ids = found_new(db, site.index, reader.viewer, search, reader.start, reader.end, site.vocabulary)
        rows = _needs(batch, ids) if search.path == PATH else _supplies(batch, ids)
        for row, house in rows:
            if not reader.viewer.belongs_to(house.id):
                yield reader, partial(_found, row, house, search)


def _needs(batch: Batch, ids: Sequence[int]) -> Sequence[tuple[Scenario | Supply, Organisation]]:
    query = select(Scenario, Organisation).join(Organisation, col(Organisation.id) == Scenario.organisation_id)
    return batch.db.exec(query.where(col(Scenario.id).in_(ids)).order_by(col(Scenario.id))).all()


def _supplies(batch: Batch, ids: Sequence[int]) -> Sequence[tuple[Scenario | Supply, Organisation]]:
    query = select(Supply, Organisation).join(Organisation, col(Organisation.id) == Supply.organisation_id)
    return batch.db.exec(query.where(col(Supply.id).in_(ids)).order_by(col(Supply.id))).all()


def _found(row: Scenario | Supply, house: Organisation, search: SavedSearch) -> Item:
    reason = _("符合您保存的搜索“{name}”").format(name=search.name)
    if isinstance(row, Scenario):
        at = row.opened_at or row.created_at
        return Item(f"need:{row.id}", "search", row.title, reason, url_of(row), at, About(SEEN, row.id))
    title = _("{supply}（{supplier}）").format(supply=row.name, supplier=house.name)
    at, path = row.listed_at or row.created_at, f"/supplies/{row.public_id}"
    return Item(f"supply:{row.id}", "search", title, reason, path, at, About("supply", row.id))


def supplies(batch: Batch) -> Iterator[Made]:
    """A supply says something else, was taken down or put back since she follows it."""
    query = (
        select(SupplyWatch, Supply, Organisation)
        .join(Supply, col(Supply.id) == SupplyWatch.supply_id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .where(col(SupplyWatch.person_id).in_(batch.by_person))
    )
    rows = batch.db.exec(query).all()
    ids = {supply.id for _watch, supply, _house in rows}
    said = select(Revision).where(
        Revision.object_kind == SUPPLY.name,
        Revision.occasion == CHANGED,
        col(Revision.object_id).in_(ids),
        Revision.at >= batch.start,
    )
    moves = select(StatusChange).where(
        StatusChange.object_kind == SUPPLY.name, col(StatusChange.object_id).in_(ids), StatusChange.at >= batch.start
    )
    events: list[Revision | StatusChange] = [*batch.db.exec(said).all(), *batch.db.exec(moves).all()]
    for watch, supply, house in rows:
        reader = batch.by_person[watch.person_id]
        if not may_see(reader.viewer, supply.organisation_id, supply.state, house.state):
            continue
        for event in events:
            if event.object_id == supply.id and event.at > watch.at and reader.holds(event.at):
                yield reader, partial(_followed, supply, event)


def _followed(supply: Supply, event: Revision | StatusChange) -> Item:
    moved = isinstance(event, StatusChange)
    reason = state_of(SupplyState(event.to_state))[0] if isinstance(event, StatusChange) else _("资料有更新")
    key = f"supply:{supply.id}:{'move' if moved else 'text'}:{event.id}"
    path, about = f"/supplies/{supply.public_id}", About("supply", supply.id)
    return Item(key, "follow", supply.name, reason, path, event.at, about)


GATHER = (searches, supplies)
