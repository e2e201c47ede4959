"""For owners: needs of other houses that ask for nearly the same as one of theirs, once those are public."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.accounts.models import Organisation
from app.accounts.policy import OWNER_KINDS
from app.core.finding import SCENARIO
from app.core.i18n import gettext as _
from app.core.mail import About
from app.digests.gathering.base import Batch, Made
from app.digests.gathering.needs import needs_of, url_of
from app.digests.items import QUOTE, Item, shortened
from scenarios.emails.reviewing import SEEN
from scenarios.models import Scenario
from scenarios.queries.board import listed
from scenarios.queries.visibility import publicly_visible

MOST: Final = 5
"""Twins of one need."""
SAME: Final = 100


@dataclass(frozen=True)
class Pair:
    """A need that was opened in the window, an open one that it is like, and how much, 0 to 100."""

    posted: int
    older: int
    likeness: int


def twins(batch: Batch) -> Iterator[Made]:
    """Public needs that others opened in the week, told to the houses of open needs that they are like."""
    owners = batch.at_home(OWNER_KINDS)
    pairs = _pairs(batch) if owners else []
    needs = needs_of(batch, {number for pair in pairs for number in (pair.posted, pair.older)})
    houses = {need.organisation_id for need in needs.values()}
    names = dict(
        batch.db.exec(select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(houses))).all()
    )
    for pair in pairs:
        posted, older = needs[pair.posted], needs[pair.older]
        for reader in owners.get(older.organisation_id, ()):
            if reader.holds(posted.opened_at) and not reader.viewer.belongs_to(posted.organisation_id):
                yield reader, partial(_twin, posted, older, names[posted.organisation_id], pair.likeness)


def _pairs(batch: Batch) -> Sequence[Pair]:
    """The same for all of a run: by name, and by meaning where the index stands ready. Only vectors that are kept are
    compared."""
    kept = batch.shared.kept.setdefault("twins", {})
    if batch.start not in kept:
        found = _by_meaning(batch) | _by_name(batch)
        still = select(Scenario.id).where(listed(batch.now), col(Scenario.id).in_({older for _posted, older in found}))
        there = set(batch.db.exec(still).all())
        kept[batch.start] = [Pair(*ids, likeness) for ids, likeness in found.items() if ids[1] in there]
    pairs: list[Pair] = kept[batch.start]
    return pairs


def _posted(batch: Batch) -> tuple[ColumnElement[bool], ...]:
    return publicly_visible(), listed(batch.now), col(Scenario.opened_at) >= batch.start


def _by_name(batch: Batch) -> dict[tuple[int, int], int]:
    other = aliased(Scenario)
    query = select(Scenario.id, other.id).join(other, col(other.title_key) == Scenario.title_key)
    apart = Scenario.title_key != "", other.organisation_id != Scenario.organisation_id
    return dict.fromkeys(batch.db.exec(query.where(*_posted(batch), *apart)).all(), SAME)


def _by_meaning(batch: Batch) -> dict[tuple[int, int], int]:
    if not batch.site.index.ready:
        return {}
    posted = batch.db.exec(select(Scenario.id).where(*_posted(batch)).order_by(col(Scenario.id))).all()
    return {
        (number, twin.object_id): round(twin.score)
        for number in posted
        for twin in batch.site.index.twins_of(SCENARIO, number, [SCENARIO], MOST)
    }


def _twin(posted: Scenario, older: Scenario, house: str, likeness: int) -> Item:
    assert posted.opened_at is not None
    return Item(
        key=f"need:{posted.id}",
        kind="twin",
        title=_("{title}（{owner}）").format(title=posted.title, owner=house),
        reason=_("与您的需求“{title}”相近，可以看看能否一起做").format(title=shortened(older.title, QUOTE)),
        path=url_of(posted),
        at=posted.opened_at,
        about=About(SEEN, posted.id),
        score=likeness,
    )


GATHER = (twins,)
