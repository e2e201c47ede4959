"""For those who supply, and for whoever follows a need: new needs that fit, changes, deadlines."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlmodel import col, func, or_, select

from app.accounts.policy import OWNER_KINDS, SUPPLIER_KINDS
from app.core.html import format_deadline
from app.core.i18n import gettext as _
from app.core.i18n import sentences
from app.core.mail import About
from app.core.models import StatusChange
from app.core.site import Words
from app.digests.gathering.base import Batch, Made, Reader
from app.digests.items import QUOTE, Item, shortened
from matching.calibrate import Tier
from scenarios.emails.reviewing import SEEN
from scenarios.labels import event_label
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.matches.evidence import failures, has_reasons
from scenarios.matches.lifecycle import AnswerState, MatchState
from scenarios.matches.models import Answer, Match, Unsuited, Watch
from scenarios.matches.queries.cards import stored_reasons
from scenarios.models import Addendum, Scenario
from scenarios.policy import may_see
from scenarios.queries.board import listed
from scenarios.queries.wording import differences
from scenarios.timing import answers_end, is_listed
from suppliers.models import Supply
from suppliers.queries import public

NEAR: Final = timedelta(days=14)
FITTING: Final = (MatchState.SUGGESTED, MatchState.SHORTLISTED)
E = ScenarioEvent
TOLD_MOVES: Final = tuple(
    event.value
    for event in (
        *(E.SUSPEND, E.RESUME, E.CLOSE, E.EXPIRE, E.RENEW, E.CANCEL, E.DECLARE_NO_BID),
        *(E.DECLARE_NO_AWARD, E.AWARD, E.START_PILOT, E.REOPEN, E.COMPLETE, E.DEMONSTRATE),
    )
)


def url_of(need: Scenario) -> str:
    return f"/scenarios/{need.public_id}"


# New needs that fit


def fitting(batch: Batch) -> Iterator[Made]:
    """Open needs that came to fit something of a house in the week: the best pair of each, with one quoted reason."""
    houses = batch.at_home(SUPPLIER_KINDS)
    pairs = _best_pairs(batch, houses)
    refused = _refused(batch)
    since = _first_met(batch, pairs)
    for (scenario_id, house), (match, need, supply) in pairs.items():
        at = max(need.opened_at or match.created_at, since[scenario_id, house])
        for reader in houses[house]:
            if reader.holds(at) and (reader.person.id, scenario_id) not in refused and may_see(reader.viewer, need):
                yield reader, partial(_fit, match, need, supply, at, batch.site.vocabulary)


def _best_pairs(batch: Batch, houses: dict[int, Any]) -> dict[tuple[int, int], tuple[Match, Scenario, Supply]]:
    query = (
        select(Match, Scenario, Supply)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(
            col(Supply.organisation_id).in_(houses),
            Supply.organisation_id != Scenario.organisation_id,
            col(Match.state).in_(FITTING),
            Match.tier == Tier.SURE,  # nobody asked for the mail: what may fit is for those who look
            or_(col(Scenario.opened_at) >= batch.start, col(Match.created_at) >= batch.start),
            listed(batch.now),
            public(),
        )
    )
    rows = [row for row in batch.db.exec(query).all() if not failures(row[0].evidence)]
    best: dict[tuple[int, int], tuple[Match, Scenario, Supply]] = {}
    for match, need, supply in sorted(rows, key=lambda row: (-row[0].score, row[0].id)):
        best.setdefault((need.id, supply.organisation_id), (match, need, supply))
    return best


def _first_met(batch: Batch, pairs: dict[tuple[int, int], Any]) -> dict[tuple[int, int], datetime]:
    """When a house first matched a need for sure: rows of a pair come and go with its texts, and that is no news. That
    it may fit was told to nobody."""
    query = (
        select(Match.scenario_id, Supply.organisation_id, func.min(Match.created_at))
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(
            Match.tier == Tier.SURE,
            col(Match.scenario_id).in_({need for need, _house in pairs}),
            col(Supply.organisation_id).in_({house for _need, house in pairs}),
        )
        .group_by(col(Match.scenario_id), col(Supply.organisation_id))
    )
    return {(need, house): at for need, house, at in batch.db.exec(query).all()}


def _refused(batch: Batch) -> set[tuple[int, int]]:
    query = select(Unsuited.person_id, Unsuited.scenario_id).where(col(Unsuited.person_id).in_(batch.by_person))
    return set(batch.db.exec(query).all())


def _fit(match: Match, need: Scenario, supply: Supply, at: datetime, words: Words) -> Item:
    return Item(
        key=f"need:{need.id}",
        kind="fit",
        title=need.title,
        reason=quote(match, supply, words, seeking=True),
        path=url_of(need),
        at=at,
        about=About(SEEN, need.id),
        due=answers_end(need),
        score=round(match.score),
        supply=supply.public_id,
        pair=(need.id, supply.id),
        quoted=has_reasons(match.evidence),
    )


def quote(match: Match, supply: Supply, words: Words, *, seeking: bool) -> str:
    """One line of why: a sentence of each side, verbatim, and the score."""
    score = _("契合度 {score}").format(score=round(match.score))
    quotes = stored_reasons(match.evidence, words)["quotes"]
    if not quotes and not seeking:
        return score
    if not quotes:
        return _("与“{supply}”匹配 · {score}").format(supply=shortened(supply.name, QUOTE), score=score)
    said = {side: shortened(text, QUOTE) for side, text in quotes[0].items()}
    if seeking:
        line = _("需求写道“{need}”，贵单位“{name}”写明“{supply}” · {score}")
        return line.format(**said, name=shortened(supply.name, QUOTE), score=score)
    return _("您写道“{need}”，对方写明“{supply}” · {score}").format(**said, score=score)


# What is followed


def followed(batch: Batch) -> dict[int, list[Reader]]:
    """Need → who watches it, or whose house has answered it."""
    found: dict[int, dict[int, Reader]] = defaultdict(dict)
    watching = select(Watch.scenario_id, Watch.person_id).where(col(Watch.person_id).in_(batch.by_person))
    for need, person in batch.db.exec(watching).all():
        found[need][person] = batch.by_person[person]
    answered = select(Answer.scenario_id, Answer.organisation_id).where(
        col(Answer.organisation_id).in_(batch.houses), Answer.state != AnswerState.WITHDRAWN
    )
    for need, house in batch.db.exec(answered).all():
        found[need] |= {reader.person.id: reader for reader in batch.houses[house]}
    return {need: list(readers.values()) for need, readers in found.items()}


def changes(batch: Batch) -> Iterator[Made]:
    """Addenda (old → new) and moves of needs that are followed or were answered."""
    readers = followed(batch)
    needs = needs_of(batch, readers)
    addenda = select(Addendum).where(col(Addendum.scenario_id).in_(readers), Addendum.at >= batch.start)
    for row in batch.db.exec(addenda).all():
        need = needs[row.scenario_id]
        for reader in _seeing(readers[need.id], need, row.at):
            yield reader, partial(_changed, need, row, batch.site.vocabulary)
    moves = select(StatusChange).where(
        StatusChange.object_kind == SCENARIO.name,
        col(StatusChange.object_id).in_(readers),
        col(StatusChange.event).in_(TOLD_MOVES),
        StatusChange.at >= batch.start,
    )
    for move in batch.db.exec(moves.order_by(col(StatusChange.id))).all():
        need = needs[move.object_id]
        for reader in _seeing(readers[need.id], need, move.at):
            yield reader, partial(_moved, need, move)


def needs_of(batch: Batch, ids: Any) -> dict[int, Scenario]:
    return {need.id: need for need in batch.db.exec(select(Scenario).where(col(Scenario.id).in_(ids))).all()}


def _seeing(readers: Sequence[Reader], need: Scenario, at: datetime) -> list[Reader]:
    return [reader for reader in readers if reader.holds(at) and may_see(reader.viewer, need)]


def _changed(need: Scenario, row: Addendum, words: Words) -> Item:
    sides = [{name: change[side] for name, change in row.changes.items()} for side in ("old", "new")]
    said = [
        f"{each.label}{_('：')}{shortened(each.old, QUOTE) or '—'} → {shortened(each.new, QUOTE) or '—'}"
        for each in differences(sides[0], sides[1], words, contact=False)
    ]
    key = f"addendum:{row.id}"
    reason = _("；").join(said) or row.note
    return Item(key, "change", need.title, reason, url_of(need), row.at, About(SEEN, need.id))


def _moved(need: Scenario, move: StatusChange) -> Item:
    reason = event_label(move.event)
    return Item(f"move:{move.id}", "change", need.title, reason, url_of(need), move.at, About(SEEN, need.id))


def deadlines(batch: Batch) -> Iterator[Made]:
    """Needs that end within a fortnight: of the readers' own houses, followed or answered."""
    readers: dict[int, dict[int, Reader]] = defaultdict(dict)
    for need_id, watching in followed(batch).items():
        readers[need_id] = {reader.person.id: reader for reader in watching}
    owners = batch.at_home(OWNER_KINDS)
    ends = col(Scenario.deadline) <= batch.now + NEAR, col(Scenario.deadline) > batch.now
    concerned = or_(col(Scenario.id).in_(list(readers)), col(Scenario.organisation_id).in_(owners))
    query = select(Scenario).where(Scenario.state == ScenarioState.OPEN, *ends, concerned)
    for need in batch.db.exec(query).all():
        hers = {reader.person.id: reader for reader in owners.get(need.organisation_id, ())}
        for reader in (readers[need.id] | hers).values():
            if is_listed(need, batch.now) and may_see(reader.viewer, need):
                yield reader, partial(_ending, need)


def _ending(need: Scenario) -> Item:
    end = answers_end(need)
    assert end is not None
    # No count of days: a digest is read some days after it was planned, and may be sent as late.
    reason = sentences(_("{day}截止").format(day=format_deadline(end)))
    return Item(
        key=f"deadline:{need.id}",
        kind="deadline",
        title=need.title,
        reason=reason,
        path=url_of(need),
        at=need.opened_at or need.created_at,
        about=About(SEEN, need.id),
        due=end,
    )


GATHER = (fitting, changes, deadlines)
