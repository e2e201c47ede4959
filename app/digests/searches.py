"""Saved searches: what a list is asked for, kept, and what of it is new in some days."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.finding import SCENARIO, SUPPLY, Finder
from app.core.i18n import gettext as _
from app.core.listing import ALL, Asked
from app.core.site import Words
from app.core.words import name_key
from app.digests.models import SavedSearch
from matching.calibrate import Tier
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.queries import board
from scenarios.queries.visibility import visible_to
from suppliers.models import Supply
from suppliers.queries import public, read_asked

SURE: Final = frozenset({Tier.SURE, Tier.MAYBE})
"""A search that nobody looks at brings only what is likely meant: the nearest of all is always somebody's nonsense."""
DEEP: Final = 200
NOT_SAVED: Final = ("sort", "view", "status")
"""What concerns how a list is drawn, and not what is in it."""


@dataclass(frozen=True)
class Followable:
    """A list whose searches can be saved. `moment` is the column of when something came into it."""

    read: Callable[[Sequence[tuple[str, str]], Words, datetime], Asked]
    model: Any
    moment: Any
    kind: str
    index_kinds: Collection[str]


LISTS: Final[Mapping[str, Followable]] = {
    board.PATH: Followable(board.asked, Scenario, col(Scenario.opened_at), SCENARIO, (SCENARIO,)),
    "/supplies": Followable(
        lambda pairs, words, _now: read_asked(pairs, words), Supply, col(Supply.listed_at), SUPPLY, ("supply", "result")
    ),
}
"""By the path of the list."""


def asked_of(path: str, query: str, words: Words, now: datetime) -> Asked:
    """What a kept search asks for; words of the vocabulary that have gone are left out of it."""
    return LISTS[path].read(parse_qsl(query), words, now)


def canonical(asked: Asked) -> str:
    """The one address of what is asked for, without its path."""
    return urlencode(asked.pairs(*NOT_SAVED))


def describe(asked: Asked, words: Words) -> str:
    """What is asked for, in words: the question and the filters."""
    chips = [label for label, _url in asked.chips(words)]
    return _("；").join(filter(None, [asked.q, *chips])) or _("全部")


def found_new(
    db: Session, index: Finder, viewer: Viewer, search: SavedSearch, start: datetime, end: datetime, words: Words
) -> list[int]:
    """The ids of what came into the list between two moments, is in it still, and that the viewer may see."""
    kept = LISTS[search.path]
    asked = replace(asked_of(search.path, search.query, words, end), status=ALL)
    query = _base(search.path, viewer).where(kept.moment >= start, kept.moment < end, *asked.conditions().values())
    if asked.organisation:
        query = query.where(col(Organisation.public_id) == asked.organisation)
    if asked.q:
        query = query.where(or_(_named(search.path, asked.q), col(kept.model.id).in_(_meant(index, kept, asked.q))))
    return list(db.execute(query.order_by(col(kept.model.id))).scalars().all())


def _base(path: str, viewer: Viewer) -> Select[Any]:
    if path == board.PATH:
        query = select(col(Scenario.id)).join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))
        return query.where(visible_to(viewer), col(Scenario.state) == ScenarioState.OPEN)
    query = select(col(Supply.id)).join(Organisation, col(Organisation.id) == col(Supply.organisation_id))
    return query.where(public())


def _meant(index: Finder, kept: Followable, text: str) -> list[int]:
    """What means the same; nothing while the index is not ready."""
    if not index.ready:
        return []
    hits = index.search(text, kept.index_kinds, DEEP).hits
    return [hit.object_id for hit in hits if hit.object_kind == kept.kind and hit.tier in SURE]


def _named(path: str, text: str) -> Any:
    if path == board.PATH:
        return board.by_words(text)
    key = name_key(text)
    return or_(
        col(Supply.name_key).contains(key, autoescape=True), col(Organisation.name_key).contains(key, autoescape=True)
    )


def needs_index(db: Session) -> bool:
    """Whether somebody has saved words to search for."""
    return (
        db.execute(select(col(SavedSearch.id)).where(col(SavedSearch.query).contains("q=")).limit(1)).first()
        is not None
    )
