"""Whatever the planner does, each event is in exactly one digest of each person entitled to it."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.accounts.models import WeeklyChoice
from app.core.clock import FixedClock
from app.core.models import Mail
from app.core.site import Site
from app.digests.models import Digest, DigestState
from app.digests.planning import anybody_left, plan
from app.digests.sending import send_due
from app.digests.timers import plan_digests, send_digests
from app.digests.windows import SETTLING, Week, last_closed, week_of
from scenarios.matches.models import Watch
from scenarios.models import Addendum, Scenario
from scenarios.queries.visibility import by_public_id
from tests.digests.helpers import consent, digests
from tests.scenarios.helpers import opened
from tests.support import Cast
from tests.support.at_once import at_once
from tests.support.statements import counted

FIRST = Week(2026, 51)
"""Runs go over the year's end: 2026 has a W53."""
LAST = FIRST.later(5)
SPAN = int((LAST.end - FIRST.start).total_seconds())
MOMENTS = st.integers(0, SPAN - 1).map(lambda seconds: FIRST.start + timedelta(seconds=seconds))
RUNS = st.lists(
    st.tuples(MOMENTS, st.sampled_from(["plan", "send", "both", "plan twice"])),
    max_size=8,
    unique_by=lambda run: run[0],
)
EDGES = [week.start for week in (FIRST.later(n) for n in range(5))]
EVERY_WEEK = [(at + SETTLING + timedelta(days=day), "both") for at in EDGES[1:] for day in (0, 3)]
"""Twice a week, as it mostly is: what chance alone seldom makes."""
EVENTS = st.lists(st.one_of(MOMENTS, st.sampled_from(EDGES)), min_size=1, max_size=12)


def _world(site: Site, cast: Cast) -> int:
    public_id = opened(site, cast, opened_at=FIRST.start - timedelta(days=30))
    with site.database.writing() as db:
        need = by_public_id(db, public_id)
        assert need is not None
        db.add_all([Watch(person_id=p, scenario_id=need.id, at=site.clock.now()) for p in (cast.supplier, cast.rival)])
        return need.id


def _forget(db: Session) -> None:
    for table in (Digest, Addendum, Mail):
        db.connection().execute(delete(table))


def _addenda(db: Session, need: int, moments: list[datetime], first: int = 1) -> None:
    change = {"budget_text": {"old": "面议", "new": "200 万元"}}
    db.add_all([Addendum(scenario_id=need, number=n, changes=change, at=at) for n, at in enumerate(moments, first)])


def _run(site: Site, clock: FixedClock, at: datetime, what: str) -> None:
    clock.at = max(at, clock.at)
    if what != "send":
        plan_digests(site, clock.at)
    if what == "plan twice":
        plan(site, last_closed(clock.at), clock.at)
    if what in {"send", "both"}:
        send_digests(site, clock.at)


def _told(site: Site, person: int) -> Counter[str]:
    rows = [row for row in digests(site, person) if row.state is not DigestState.MERGED]
    return Counter(item["key"] for row in rows for item in row.items if item["kind"] == "change")


def test_each_event_is_told_once(site: Site, cast: Cast, clock: FixedClock) -> None:
    need = _world(site, cast)

    @settings(
        max_examples=6,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(events=EVENTS, runs=RUNS, joined=MOMENTS)
    @example(events=EDGES, runs=EVERY_WEEK, joined=FIRST.later(2).start)
    def check(events: list[datetime], runs: list[tuple[datetime, str]], joined: datetime) -> None:
        clock.at = FIRST.start
        with site.database.writing() as db:
            _forget(db)
            _addenda(db, need, sorted(events))
        consent(site, FIRST.start - timedelta(days=1), cast.supplier)
        consent(site, joined, cast.rival)
        _run(site, clock, FIRST.later(-1).end + SETTLING, "both")  # digests exist from here on
        for at, what in sorted(runs):
            _run(site, clock, at, what)
        _run(site, clock, LAST.end + SETTLING, "both")
        with site.database.reading() as db:
            rows = db.exec(select(Addendum.id, Addendum.at)).all()
        assert _told(site, cast.supplier) == Counter(f"addendum:{number}" for number, _at in rows)
        since = week_of(joined).start
        assert _told(site, cast.rival) == Counter(f"addendum:{number}" for number, at in rows if at >= since)

    check()


def test_what_a_gap_left_is_one_mail_that_says_so(
    site: Site, cast: Cast, clock: FixedClock, drain: Callable[[], int], mailbox: object
) -> None:
    need = _world(site, cast)
    consent(site, FIRST.start - timedelta(days=1), cast.supplier)
    clock.at = FIRST.start + SETTLING
    plan_digests(site, clock.at)  # of the week before
    with site.database.writing() as db:
        _addenda(db, need, [FIRST.start + timedelta(days=2), FIRST.later(2).start])
    clock.at = FIRST.later(2).end + timedelta(days=1)
    drain()
    row = digests(site, cast.supplier)[-1]
    assert (row.first_week, row.week, row.state) == ("2026-W51", "2026-W53", DigestState.QUEUED)
    assert len(row.items) == 2
    with site.database.reading() as db:
        (mail,) = db.exec(select(Mail).where(Mail.name == "digest")).all()
    assert "共 3 周" in mail.text
    assert mail.subject == "关注的需求有变化 2 项（2026年12月14日—2027年1月3日）"


@pytest.mark.both_engines
def test_two_planners_at_once_give_one_digest(site: Site, cast: Cast, clock: FixedClock) -> None:
    need = _world(site, cast)
    consent(site, FIRST.start - timedelta(days=1))
    plan(site, FIRST.later(-1), FIRST.start + SETTLING)
    before = len(digests(site))
    with site.database.writing() as db:
        _addenda(db, need, [FIRST.start + timedelta(days=3)])
    clock.at = FIRST.later(2).end
    weeks = [FIRST, FIRST.later(), FIRST, FIRST.later(2)]  # one of them slept for weeks before it writes
    at_once(4, lambda number: plan(site, weeks[number], clock.at))
    assert _told(site, cast.supplier) == Counter({f"addendum:{_only(site)}": 1})
    at_once(3, lambda _number: send_due(site, clock.at + timedelta(days=1)))
    with site.database.reading() as db:
        sent = db.exec(select(Mail.person_id).where(Mail.name == "digest")).all()
    assert len(sent) == 2
    assert set(sent) == {cast.supplier, cast.rival}
    assert len({(row.person_id, row.week) for row in digests(site)}) == len(digests(site)) > before


def _only(site: Site) -> int:
    with site.database.reading() as db:
        return db.exec(select(Addendum.id).order_by(col(Addendum.id))).one()


def test_what_waits_is_told_as_it_stands_on_her_own_day(site: Site, cast: Cast, clock: FixedClock) -> None:
    need = _world(site, cast)
    consent(site, FIRST.start, cast.supplier, cast.rival)
    clock.at = FIRST.later(-1).end
    with site.database.writing() as db:
        db.add(WeeklyChoice(person_id=cast.rival, weekday=5))
        _addenda(db, need, [FIRST.start])
        row = db.get_one(Scenario, need)
        row.deadline = FIRST.end + timedelta(days=3)
    clock.at = FIRST.end + SETTLING
    plan_digests(site, clock.at)
    assert [row.person_id for row in digests(site)] == [cast.supplier]
    assert {item["kind"] for item in digests(site, cast.supplier)[0].items} == {"change", "deadline"}
    clock.at = FIRST.end + timedelta(days=4)  # Friday, and the need has ended
    plan_digests(site, clock.at)
    assert {item["kind"] for item in digests(site, cast.rival)[0].items} == {"change"}
    assert not anybody_left_for(site, clock)


def anybody_left_for(site: Site, clock: FixedClock) -> bool:
    with site.database.reading() as db:
        return anybody_left(db, last_closed(clock.at), clock.at)


def test_what_is_asked_before_a_mail_leaves_is_asked_for_all_at_once(site: Site, cast: Cast, clock: FixedClock) -> None:
    """As many statements for two people and one thing each as for everybody and many."""
    need = _world(site, cast)
    consent(site, FIRST.start - timedelta(days=1), cast.supplier, cast.rival)
    asked: list[int] = []
    for week, moments in ((FIRST, 1), (FIRST.later(), 12)):
        with site.database.writing() as db:
            _addenda(db, need, [week.start + timedelta(hours=n) for n in range(moments)], first=len(asked) * 100)
        clock.at = week.end + SETTLING
        plan_digests(site, clock.at)
        clock.at = week.end + timedelta(days=1)
        with counted(site) as statements:
            send_digests(site, clock.at)
        asked.append(sum("site_secret" not in one for one in statements))  # made with the first mail of all
        others = (cast.institute, cast.stranger, cast.unverified)
        consent(site, FIRST.start - timedelta(days=1), *others)
        with site.database.writing() as db:
            db.add_all([Watch(person_id=p, scenario_id=need, at=clock.now()) for p in others if week is FIRST])
    assert asked[0] == asked[1]
    assert sum(row.state is DigestState.QUEUED for row in digests(site)) == 2 + 5


def test_nobody_is_told_who_did_not_agree(site: Site, cast: Cast, clock: FixedClock) -> None:
    need = _world(site, cast)
    with site.database.writing() as db:
        _addenda(db, need, [FIRST.start])
    clock.at = FIRST.end + SETTLING
    plan_digests(site, clock.at)
    assert digests(site) == []
    consent(site, clock.at, cast.supplier)  # after the week: it is not told
    plan_digests(site, clock.at)
    assert digests(site) == []
    consent(site, FIRST.start.astimezone(UTC), cast.supplier)
    plan_digests(site, clock.at)
    assert [row.person_id for row in digests(site)] == [cast.supplier]
    consent(site, None, cast.supplier)  # and takes it back before the mail goes out
    clock.advance(days=1)
    send_digests(site, clock.at)
    assert [row.state for row in digests(site)] == [DigestState.LEFT_OUT]
