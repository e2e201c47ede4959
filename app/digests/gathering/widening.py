"""For those who supply: what they do not say about a supply, and most of the open needs near it ask for. Counted from the
verdicts that are kept with matches; nothing is judged here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import col

from app.accounts.policy import SUPPLIER_KINDS
from app.core.i18n import N_, ngettext
from app.core.i18n import gettext as _
from app.core.mail import About
from app.core.site import Words
from app.digests.gathering.base import Batch, Made
from app.digests.gathering.needs import FITTING
from app.digests.items import QUOTE, Item, shortened
from matching.calibrate import Tier
from matching.requirements import Kind, Reason
from scenarios.matches.evidence import failures, stored_verdicts
from scenarios.matches.labels import KINDS, demand
from scenarios.matches.models import Match
from scenarios.models import Scenario
from scenarios.queries.board import listed
from scenarios.queries.visibility import publicly_visible
from suppliers.models import Supply
from suppliers.queries import public

NEAR: Final = (Tier.SURE, Tier.MAYBE)
MOST: Final = 2
CALLED: Final[Mapping[str, str]] = {
    kind: N_("价格说明") if kind is Kind.BUDGET else label for kind, label in KINDS.items() if kind is not Kind.KPI
}
"""Parameters as the form of a supply calls them: what is a budget to a need is a price to it. Figures are left out: each
need asks for one of its own, and no single addition answers them."""


@dataclass
class Unsaid:
    """One parameter that a supply says nothing of: the open needs that ask for it, by id, with the title and the demand."""

    supply_id: int
    public_id: str
    name: str
    kind: str
    needs: dict[int, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)


def additions(batch: Batch) -> Iterator[Made]:
    """The two additions to a house's supplies that most open needs ask for, a parameter once."""
    houses = batch.at_home(SUPPLIER_KINDS)
    for house, unsaid in _unsaid(batch, houses).items():
        for reader in houses[house]:
            for one in _weightiest(unsaid.values()):
                yield reader, partial(_addition, one, reader.end, batch.site.vocabulary)


def _unsaid(batch: Batch, houses: Mapping[int, Any]) -> dict[int, dict[tuple[int, str], Unsaid]]:
    supply = col(Supply.id), col(Supply.public_id), col(Supply.name)
    query = (
        select(col(Match.evidence), col(Scenario.id), col(Scenario.title), col(Supply.organisation_id), *supply)
        .join(Scenario, col(Scenario.id) == col(Match.scenario_id))
        .join(Supply, col(Supply.id) == col(Match.supply_id))
        .where(
            col(Supply.organisation_id).in_(houses),
            col(Supply.organisation_id) != col(Scenario.organisation_id),
            col(Match.state).in_(FITTING),
            col(Match.tier).in_(NEAR),
            listed(batch.now),
            publicly_visible(),
            public(),
        )
    )
    found: dict[int, dict[tuple[int, str], Unsaid]] = defaultdict(dict)
    for evidence, need, title, house, number, public_id, name in batch.db.execute(query).all():
        for verdict in stored_verdicts(evidence) if not failures(evidence) else ():
            if verdict["reason"] == Reason.NOT_STATED and verdict["kind"] in CALLED:
                key = number, verdict["kind"]
                one = found[house].setdefault(key, Unsaid(number, public_id, name, verdict["kind"]))
                one.needs.setdefault(need, (title, verdict))
    return found


def _weightiest(unsaid: Iterable[Unsaid]) -> list[Unsaid]:
    by_kind: dict[str, Unsaid] = {}
    for one in sorted(unsaid, key=lambda one: (-len(one.needs), one.supply_id, one.kind)):
        by_kind.setdefault(one.kind, one)
    return list(by_kind.values())[:MOST]


def _addition(one: Unsaid, at: datetime, words: Words) -> Item:
    count = len(one.needs)
    said = ngettext(
        "补充“{parameter}”，有 {count} 项开放需求要看", "补充“{parameter}”，有 {count} 项开放需求要看", count
    )
    title, verdict = one.needs[min(one.needs)]
    reason = _("“{supply}”没有写明；例如“{need}”要求{demand}")
    return Item(
        key=f"addition:{one.supply_id}:{one.kind}",
        kind="addition",
        title=said.format(parameter=_(CALLED[one.kind]), count=count),
        reason=reason.format(
            supply=shortened(one.name, QUOTE),
            need=shortened(title, QUOTE),
            demand=shortened(demand(verdict, words), QUOTE),
        ),
        path=f"/supplies/{one.public_id}/edit",
        at=at,
        about=About("supply", one.supply_id),
        score=count,
    )


GATHER = (additions,)
