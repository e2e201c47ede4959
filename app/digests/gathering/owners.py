"""For owners: new supply that fits their needs, needs nobody has answered and who looked at them, copies of what they did."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlmodel import col, func, or_, select

from app.accounts.models import Organisation
from app.accounts.policy import OWNER_KINDS
from app.core.clock import city_date
from app.core.i18n import gettext as _
from app.core.mail import About
from app.core.site import Words
from app.digests.gathering.base import Batch, Made
from app.digests.gathering.needs import FITTING, quote, url_of
from app.digests.items import Item, joined, shortened
from matching.calibrate import Tier
from scenarios.demonstrations.lifecycle import AdoptionState
from scenarios.demonstrations.models import Adoption, Demonstration
from scenarios.emails.reviewing import INSIDE
from scenarios.matches.evidence import failures, has_reasons
from scenarios.matches.lifecycle import UNDER_WAY, AnswerState
from scenarios.matches.models import Answer, Match
from scenarios.models import HouseView, Scenario
from scenarios.pilots.models import PilotParty, Side
from scenarios.queries.board import listed
from suppliers.models import Supply
from suppliers.queries import public

QUIET: Final = timedelta(days=7)
"""How long a need may be open before its silence is told."""
SIDES: Final = (Side.OWNER, Side.SUPPLIER)


def supplies(batch: Batch) -> Iterator[Made]:
    """Supply that came to fit an open need in the week, strongly and without failing a hard demand."""
    owners = batch.at_home(OWNER_KINDS)
    query = (
        select(Match, Scenario, Supply, Organisation)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .where(
            col(Scenario.organisation_id).in_(owners),
            Supply.organisation_id != Scenario.organisation_id,
            col(Match.state).in_(FITTING),
            Match.tier == Tier.SURE,
            Match.created_at >= batch.start,
            listed(batch.now),
            public(),
        )
    )
    rows = [row for row in batch.db.exec(query).all() if not failures(row[0].evidence)]
    since = _first_met(batch, {match.scenario_id for match, *_rest in rows})
    for match, need, supply, supplier in rows:
        at = since[need.id, supply.id]
        for reader in owners[need.organisation_id]:
            if reader.holds(at):
                yield reader, partial(_supply, match, need, supply, supplier, at, batch.site.vocabulary)


def _first_met(batch: Batch, needs: Collection[int]) -> dict[tuple[int, int], datetime]:
    """When the pair was first sure: a row that follows another because a text has changed is no news here."""
    query = select(Match.scenario_id, Match.supply_id, func.min(Match.created_at)).where(
        col(Match.scenario_id).in_(needs), Match.tier == Tier.SURE
    )
    rows = batch.db.exec(query.group_by(col(Match.scenario_id), col(Match.supply_id))).all()
    return {(need, supply): at for need, supply, at in rows}


def _supply(match: Match, need: Scenario, supply: Supply, supplier: Organisation, at: datetime, words: Words) -> Item:
    return Item(
        key=f"match:{need.id}:{supply.id}",
        kind="supply",
        title=_("{supply}（{supplier}）").format(supply=supply.name, supplier=supplier.name),
        reason=joined(
            _("契合您的需求“{title}”").format(title=shortened(need.title, 40)),
            quote(match, supply, words, seeking=False),
        ),
        path=f"{url_of(need)}/matches",
        at=at,
        about=About("match", match.id),
        score=round(match.score),
        pair=(need.id, supply.id),
        quoted=has_reasons(match.evidence),
    )


def unanswered(batch: Batch) -> Iterator[Made]:
    """Open needs without any answer, and how many houses have looked at them in the week."""
    owners = batch.at_home(OWNER_KINDS)
    answered = select(Answer.scenario_id).where(Answer.state != AnswerState.WITHDRAWN)
    dealt_with = select(Match.scenario_id).where(col(Match.state).in_(UNDER_WAY))
    query = select(Scenario).where(
        col(Scenario.organisation_id).in_(owners),
        col(Scenario.opened_at) <= batch.now - QUIET,
        listed(batch.now),
        col(Scenario.id).not_in(answered),
        col(Scenario.id).not_in(dealt_with),
    )
    needs = batch.db.exec(query).all()
    looks = _looks(batch, [need.id for need in needs])
    for need in needs:
        for reader in owners[need.organisation_id]:
            first, last = city_date(reader.start), city_date(reader.end - timedelta(microseconds=1))
            houses = {house for house, day in looks.get(need.id, ()) if first <= day <= last}
            yield reader, partial(_unanswered, need, len(houses), batch.now)


def _looks(batch: Batch, needs: Collection[int]) -> dict[int, list[tuple[int, Any]]]:
    query = select(HouseView).where(col(HouseView.scenario_id).in_(needs), col(HouseView.day) >= city_date(batch.start))
    found: dict[int, list[tuple[int, Any]]] = {}
    for row in batch.db.exec(query).all():
        found.setdefault(row.scenario_id, []).append((row.organisation_id, row.day))
    return found


def _unanswered(need: Scenario, houses: int, now: datetime) -> Item:
    assert need.opened_at is not None
    open_for = _("发布 {days} 天还没有回应").format(days=(now - need.opened_at).days)
    looked = (
        _("这段时间有 {count} 家单位看过").format(count=houses)
        if houses
        else _("这段时间还没有单位看过，可以补充指标和数据条件，或托付给场景经理人")
    )
    path, about = f"{url_of(need)}/manage", About(INSIDE, need.id)
    key = f"unanswered:{need.id}"
    return Item(key, "unanswered", need.title, joined(open_for, looked), path, need.opened_at, about)


def copies(batch: Batch) -> Iterator[Made]:
    """Somebody wants a demonstration of the house too, or runs it now; by name only where its adopter lets it be told."""
    query: Any = (
        select(Adoption, Demonstration, Organisation, PilotParty.organisation_id)
        .join(Demonstration, col(Demonstration.id) == Adoption.demonstration_id)
        .join(Organisation, col(Organisation.id) == Adoption.organisation_id)
        .join(PilotParty, col(PilotParty.pilot_id) == Demonstration.pilot_id)
        .where(
            col(PilotParty.organisation_id).in_(batch.houses),
            col(PilotParty.side).in_(SIDES),
            col(PilotParty.ended_at).is_(None),
            or_(Adoption.begun_at >= batch.start, col(Adoption.adopted_at) >= batch.start),
        )
    )
    for row, demonstration, adopter, house in batch.db.exec(query).all():
        running = row.state in {AdoptionState.ADOPTED, AdoptionState.ENDED}
        for reader in batch.houses[house]:
            if running and reader.holds(row.adopted_at):
                name = adopter.name if row.named else ""
                yield reader, partial(_copied, row, demonstration, row.adopted_at, name, running=True)
            if reader.holds(row.begun_at):
                yield reader, partial(_copied, row, demonstration, row.begun_at, "", running=False)


def _copied(row: Adoption, demonstration: Demonstration, at: datetime, name: str, *, running: bool) -> Item:
    who = name or _("一家单位")
    said = _("{who}已按它落地运行") if running else _("{who}也想要，正在起草需求")
    return Item(
        key=f"copy:{row.id}:{'runs' if running else 'wants'}",
        kind="copy",
        title=demonstration.title,
        reason=said.format(who=who),
        path=f"/demonstrations/{demonstration.public_id}",
        at=at,
        about=About("demonstration", demonstration.id),
    )


GATHER = (supplies, unanswered, copies)
