"""Job: find again what answers a need, or which needs a supply answers, and write down what changed.

Encoding happens between transactions. What a person has touched is never overwritten; an untouched suggestion whose
texts changed is superseded by a new row that links it. A job that dies half way leaves the old rows or the new ones.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.core.acting import Act, act_in
from app.core.errors import Conflict
from app.core.finding import SCENARIO, SUPPLY
from app.core.history import move
from app.core.jobs import RefreshMatches, enqueue
from app.core.site import Site
from app.core.tasks import Task
from matching.calibrate import JUDGED, Tier
from scenarios.lifecycle import ScenarioState
from scenarios.matches.evidence import Evidence, has_reasons, question_of, read_part, reasoned
from scenarios.matches.judging import GROUPS, KEPT, Judged, Pair, find, from_the_need, judge, pair
from scenarios.matches.lifecycle import MATCH, UNTOUCHED, MatchEvent, MatchState
from scenarios.matches.models import Match, MatchSource, Refresh
from scenarios.matches.news import fresh_supplies, is_strong, news_of
from scenarios.matches.sides import NeedSide, SupplySide, listed_need, listed_needs, listed_supplies
from scenarios.models import Scenario, Secrecy

EXPLAINED = KEPT
"""How many of each group get their reasons with the job, the best first, besides those that people have taken up, which
stand on the paper that decides; near misses, and what many needs at once find, get theirs when somebody looks. Worked
out on view, a page of twenty costs seconds of the processor that every visitor shares."""
TOGETHER = 3
"""Pairs explained between two steps: some seconds of work for a slow machine."""
Step = Callable[[int, int], None]


def refresh_matches(task: Task, object_kind: str, object_id: int) -> None:
    """The handler of `RefreshMatches`."""
    if object_kind == SCENARIO:
        refresh_need(task.site, object_id, EXPLAINED, task.step)
    else:
        refresh_supplies(task.site, [object_id], task.step)


def find_anew(site: Site, now: datetime) -> None:
    """Timer: open needs whose matches were judged in an older form look again, once."""
    older = (Scenario.state == ScenarioState.OPEN, Refresh.form < JUDGED)
    query = select(Refresh.scenario_id).join(Scenario, col(Scenario.id) == Refresh.scenario_id).where(*older)
    with site.database.reading() as db:
        ids = db.exec(query).all()
    if ids:
        with site.database.writing() as db:
            for number in ids:
                enqueue(db, RefreshMatches(SCENARIO, number), now, key=f"matches:scenario:{number}", bulk=True)
            db.connection().execute(update(Refresh).where(col(Refresh.scenario_id).in_(ids)).values(form=JUDGED))


def quietly(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def refresh_need(site: Site, scenario_id: int, explained: int, step: Step = quietly) -> None:
    """Everything for one need: search, judge, write. The reasons of the best follow: they take the encoder longer
    than all the rest, and nobody should wait for them to see who fits."""
    site.index.refresh()
    with site.database.reading() as db:
        need = listed_need(db, scenario_id, site.vocabulary, site.clock.now())
    if need is None:
        return
    found = {group: find(site.index, need, group) for group in GROUPS}
    ids = {hit.object_id for findings in found.values() for hit in findings.hits}
    with site.database.reading() as db:
        supplies = listed_supplies(db, ids, site.vocabulary)
    judged = judge(need, found, supplies)
    with site.database.writing() as db:
        _write_need(act_in(db, site), need, judged)
    explain_best(site, judged.pairs, explained, step)


def explain_best(site: Site, pairs: Sequence[Pair], explained: int, step: Step) -> None:
    """Add the reasons to those matches that have none, some at a time, each in a short transaction."""
    with site.database.reading() as db:
        rows = live_rows(db, {one.need.scenario_id for one in pairs})
    wanted = [
        one for one in sorted(pairs, key=lambda one: one.rank) if _wants_reasons(rows.get(_key(one)), one, explained)
    ]
    for first in range(0, len(wanted), TOGETHER):
        step(first, len(wanted))
        some = wanted[first : first + TOGETHER]
        need = some[0].need
        reasons = site.index.reasons(need.whole, [one.supply.whole for one in some], need.language)
        with site.database.writing() as db:
            _add_reasons(act_in(db, site), [one.explained(why) for one, why in zip(some, reasons, strict=True)])


def _wants_reasons(row: Match | None, one: Pair, explained: int) -> bool:
    if row is None or not _is_current(row, one) or has_reasons(row.evidence):
        return False
    return one.rank <= explained or row.state not in UNTOUCHED


def _add_reasons(act: Act, pairs: Sequence[Pair]) -> None:
    rows = live_rows(act.db, {one.need.scenario_id for one in pairs})
    for one in pairs:
        row = rows.get(_key(one))
        if row is not None and _wants_reasons(row, one, one.rank):
            # what a person judged stays as she saw it; only what was missing comes
            seen = {} if row.state in UNTOUCHED else row.evidence or {}
            row.evidence, row.updated_at = {**one.evidence, **seen}, act.now
            row.tier = reasoned(row.tier, row.evidence) if row.state in UNTOUCHED else row.tier
            act.db.add(row)
    act.db.flush()


def refresh_supplies(site: Site, ids: Sequence[int], step: Step = quietly) -> None:
    """Only the pairs of these supplies: the needs they answer are not judged again as a whole. Reasons come when
    somebody looks."""
    site.index.refresh()
    with site.database.reading() as db:
        supplies = listed_supplies(db, ids, site.vocabulary)
    needs: dict[int, NeedSide] = {}
    for done, supply_id in enumerate(ids):
        step(done, len(ids))
        side = supplies.get(supply_id)
        if side is None:
            _withdraw_suggestions(site, supply_id)
        else:
            _refresh_supply(site, side, needs)
    if supplies:
        _ask_restricted_needs(site)


def _refresh_supply(site: Site, supply: SupplySide, needs: dict[int, NeedSide]) -> None:
    findings = site.index.neighbours(SUPPLY, supply.supply_id, [SCENARIO], KEPT)
    seen = {hit.object_id: from_the_need(site, supply.supply_id, hit) for hit in findings.hits}
    hits = {key: hit for key, hit in seen.items() if hit.tier is not Tier.NEAREST}
    with site.database.reading() as db:
        now = site.clock.now()
        needs |= listed_needs(db, [key for key in hits if key not in needs], site.vocabulary, now)
    near = [needs[key] for key in hits if key in needs and needs[key].organisation_id != supply.organisation_id]
    pairs = [
        pair(need, supply, hits[need.scenario_id], findings.model, rank) for rank, need in enumerate(near, start=1)
    ]
    with site.database.writing() as db:
        _write_supply(act_in(db, site), supply.supply_id, pairs)


def live_rows(db: Session, scenario_ids: Collection[int]) -> dict[tuple[int, int], Match]:
    """All rows of these needs that nothing supersedes, by pair; read-only copies when the session has ended."""
    query = select(Match).where(col(Match.scenario_id).in_(scenario_ids), Match.state != MatchState.SUPERSEDED)
    return {(row.scenario_id, row.supply_id): row for row in db.exec(query).all()}


def _write_need(act: Act, need: NeedSide, judged: Judged) -> None:
    rows = live_rows(act.db, [need.scenario_id])
    refresh = act.db.get(Refresh, need.scenario_id) or Refresh(scenario_id=need.scenario_id)
    fresh = _news_for(act, need, refresh, judged)
    for one in judged.pairs:
        _put(act, rows.get(_key(one)), one, news=one.supply.supply_id in fresh)
    kept = {_key(one) for one in judged.pairs}
    for key, row in rows.items():
        if key not in kept:
            _vanish(act, row)
    refresh.text_hash, refresh.model, refresh.at = need.hash, judged.model, act.now
    refresh.no_match, refresh.question = not judged.pairs, question_of(judged.question)
    act.db.add(refresh)
    act.db.flush()


def _news_for(act: Act, need: NeedSide, refresh: Refresh, judged: Judged) -> Collection[int]:
    """Supplies whose match with this need can be news: all for a text that is new or has changed, otherwise those
    whose own text is: this may look before their job does, and finds the restricted needs that theirs cannot."""
    ids = [one.supply.supply_id for one in judged.pairs]
    if refresh.text_hash != need.hash:
        return ids
    return fresh_supplies(act.db, ids, act.now)


def _write_supply(act: Act, supply_id: int, pairs: Sequence[Pair]) -> None:
    news = bool(fresh_supplies(act.db, [supply_id], act.now))
    rows = live_rows(act.db, [one.need.scenario_id for one in pairs])
    for one in pairs:
        row = rows.get(_key(one))
        others = [r for r in rows.values() if r.scenario_id == one.need.scenario_id]
        if row is not None or _belongs_in(others, one):
            _put(act, row, one, news=news)
            _say_there_is_one(act.db, one.need.scenario_id)
    _forget_others(act, supply_id, {one.need.scenario_id for one in pairs})


def _belongs_in(others: Sequence[Match], one: Pair) -> bool:
    """Whether the need's list has room for it, or a worse one in it."""
    scores = sorted((row.score for row in others if row.state in UNTOUCHED), reverse=True)
    return len(scores) < KEPT * len(GROUPS) or one.score > scores[-1]


def _say_there_is_one(db: Session, scenario_id: int) -> None:
    refresh = db.get(Refresh, scenario_id)
    if refresh is not None and refresh.no_match:
        refresh.no_match = False
        db.add(refresh)


def _forget_others(act: Act, supply_id: int, kept: Collection[int]) -> None:
    """Suggestions of this supply for public needs that it no longer answers; restricted needs look for themselves."""
    query = (
        select(Match)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .where(
            Match.supply_id == supply_id,
            Match.state == MatchState.SUGGESTED,
            Scenario.secrecy == Secrecy.PUBLIC,
            Scenario.state == ScenarioState.OPEN,
        )
    )
    for row in act.db.exec(query).all():
        if row.scenario_id not in kept:
            _vanish(act, row)


def _put(act: Act, row: Match | None, one: Pair, *, news: bool) -> None:
    """Write a pair: new, unchanged, changed, or decided by a person and therefore left alone. `news` is whether one of
    its texts may be new."""
    if row is not None and _is_current(row, one):
        one = replace(one, tier=reasoned(one.tier, row.evidence))
    if row is None:
        act.db.add(_suggestion(one, act.now, news_at=news_of(act, None, one) if news else None))
    elif _is_stale(row, one) and _supersede(act, row):
        kept = row.news_at if row.tier is Tier.SURE and is_strong(one) else None
        act.db.add(_suggestion(one, act.now, row.id, news_of(act, row, one) if news else kept))
    elif row.state in UNTOUCHED and row.source is MatchSource.SYSTEM and _weighs(row) != _weighs(one):
        # The same texts weighed anew: what was learnt meanwhile counts, what a person judged stays as it was seen.
        row.score, row.tier, row.updated_at = round(one.score, 2), one.tier, act.now
        row.news_at = row.news_at if is_strong(one) else None
        row.evidence = {**(row.evidence or {}), **one.evidence}
        act.db.add(row)
    act.db.flush()


def _is_stale(row: Match, one: Pair) -> bool:
    """A suggestion that nobody has touched, made of other texts or by another model."""
    return row.state in UNTOUCHED and row.source is MatchSource.SYSTEM and not _is_current(row, one)


def _weighs(one: Match | Pair) -> tuple[float, Tier, Evidence]:
    """Score, tier and what was read; the reasons, which come later, aside."""
    return round(one.score, 2), one.tier, read_part(one.evidence)


def _is_current(row: Match, one: Pair) -> bool:
    """Made of these very texts by this very model."""
    return (row.scenario_hash, row.supply_hash, row.model) == (one.need.hash, one.supply.hash, one.model)


def _suggestion(one: Pair, now: datetime, supersedes: int | None = None, news_at: datetime | None = None) -> Match:
    return Match(
        scenario_id=one.need.scenario_id,
        supply_id=one.supply.supply_id,
        score=round(one.score, 2),
        tier=one.tier,
        rank=one.rank,
        model=one.model,
        scenario_hash=one.need.hash,
        supply_hash=one.supply.hash,
        evidence=one.evidence,
        supersedes=supersedes,
        news_at=news_at,
        created_at=now,
        updated_at=now,
    )


def _vanish(act: Act, row: Match) -> None:
    if row.state in UNTOUCHED and row.source is MatchSource.SYSTEM:
        _supersede(act, row)


def _supersede(act: Act, row: Match) -> bool:
    """False when somebody has just decided on the row: then it stays as it is."""
    try:
        move(act, row, MATCH, MatchEvent.SUPERSEDE, updated_at=act.now)
    except Conflict:
        return False
    return True


def _withdraw_suggestions(site: Site, supply_id: int) -> None:
    """The supply is no longer offered: nobody may meet it as a suggestion."""
    with site.database.writing() as db:
        act = act_in(db, site)
        for row in db.exec(
            select(Match).where(Match.supply_id == supply_id, Match.state == MatchState.SUGGESTED)
        ).all():
            _vanish(act, row)


def _ask_restricted_needs(site: Site) -> None:
    """Restricted needs are in no index, so a supply cannot find them: they look again themselves."""
    with site.database.writing() as db:
        query = select(Scenario.id).where(Scenario.state == ScenarioState.OPEN, Scenario.secrecy == Secrecy.RESTRICTED)
        for number in db.exec(query).all():
            enqueue(db, RefreshMatches(SCENARIO, number or 0), site.clock.now(), key=f"matches:scenario:{number}")


def _key(one: Pair) -> tuple[int, int]:
    return one.need.scenario_id, one.supply.supply_id


TIMERS = (find_anew,)
