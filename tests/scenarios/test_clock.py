"""The clock: one second before and one second after, once and not twice, and nothing when nothing is due."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.accounts.models import Organisation, OrganisationState
from app.core.clock import FixedClock, after_working_days
from app.core.models import Job, Mail, StatusChange
from app.core.site import Site
from scenarios.actions.clockwork import tick
from scenarios.lifecycle import Route, ScenarioState
from scenarios.queries.clockwork import due
from scenarios.timing import is_answerable, state_at
from tests.scenarios.helpers import opened, read, stand, tender, values
from tests.support import Browser, Cast
from tests.support.browser import text_of
from tests.support.statements import counted

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
S = ScenarioState
SECOND = timedelta(seconds=1)


def mails(site: Site, name: str) -> list[Mail]:
    with site.database.reading() as db:
        return list(db.exec(select(Mail).where(Mail.name == name).order_by(col(Mail.id))).all())


def moves(site: Site) -> list[StatusChange]:
    with site.database.reading() as db:
        return list(db.exec(select(StatusChange)).all())


def at(clock: FixedClock, site: Site, instant: datetime) -> None:
    clock.at = instant
    tick(site, instant)


@pytest.mark.parametrize(
    ("content", "after"),
    [
        (values(), S.EXPIRED),
        (tender(), S.CLOSED),
        (tender(route=Route.TEST_ONLY), S.CLOSED),
        (tender(route=Route.PROCURE), S.CLOSED),
    ],
)
def test_a_need_ends_at_its_deadline_and_not_before(
    site: Site, cast: Cast, clock: FixedClock, content: Any, after: ScenarioState
) -> None:
    need = opened(site, cast, content=content)
    end = read(site, need).deadline
    assert end is not None
    at(clock, site, end - SECOND)
    assert read(site, need).state is S.OPEN
    at(clock, site, end)
    row = read(site, need)
    assert row.state is after
    (change,) = moves(site)
    assert (change.role, change.to_state, change.at) == ("system", after.value, end)
    with site.database.reading() as db:
        assert {job.kind for job in db.exec(select(Job)).all()} == {"reindex", "refresh_matches"}
    (mail,) = mails(site, "scenario_ended")
    assert ("已到期" in mail.subject) is (after is S.EXPIRED)
    at(clock, site, end + SECOND)
    assert len(moves(site)) == len(mails(site, "scenario_ended")) == 1


def test_a_listing_outlives_its_deadline_where_its_owner_wished_so(site: Site, cast: Cast, clock: FixedClock) -> None:
    deadline = site.clock.now() + timedelta(days=10)
    need = opened(site, cast, content=values(deadline=deadline, valid_until=deadline + timedelta(days=20)))
    at(clock, site, deadline)
    row = read(site, need)
    assert row.state is S.OPEN
    assert not is_answerable(row, deadline)
    assert is_answerable(row, deadline - SECOND)
    assert state_at(row, deadline) is S.OPEN
    at(clock, site, deadline + timedelta(days=20))
    assert read(site, need).state is S.EXPIRED


def test_an_approved_need_opens_at_its_time(site: Site, cast: Cast, clock: FixedClock) -> None:
    when = site.clock.now() + timedelta(hours=3)
    need = stand(site, cast, S.APPROVED, opens_at=when, sent_by=cast.owner)
    batch = stand(site, cast, S.APPROVED, content=values(title="等批次"))
    at(clock, site, when - SECOND)
    assert read(site, need).state is S.APPROVED
    at(clock, site, when)
    row = read(site, need)
    assert (row.state, row.opened_at, row.code, row.valid_until) == (S.OPEN, when, "JH-2026-0001", row.deadline)
    assert read(site, batch).state is S.APPROVED
    assert len(mails(site, "scenario_opened")) == 1


def test_what_cannot_open_in_time_is_given_back_once(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn
) -> None:
    when = site.clock.now() + timedelta(hours=3)
    need = stand(site, cast, S.APPROVED, opens_at=when, reviewer_id=cast.reviewer, submitted_at=site.clock.now())
    with site.database.writing() as db:
        db.get_one(Organisation, cast.hospital).state = OrganisationState.SUSPENDED
    at(clock, site, when)
    at(clock, site, when + timedelta(minutes=1))
    row = read(site, need)
    assert (row.state, row.opens_at) == (S.APPROVED, None)
    told = mails(site, "scenario_blocked")
    assert {mail.recipient for mail in told} == {"owner@example.com", "reviewer@example.com"}
    assert len(told) == 2
    assert "还没有通过核验" in told[0].text
    assert "还没有定发布时间" in text_of(signed_in(cast.reviewer).get(f"/review/{need}"))


def test_an_expired_need_is_archived_after_thirty_days_without_renewal(
    site: Site, cast: Cast, clock: FixedClock
) -> None:
    end = site.clock.now()
    need = stand(site, cast, S.EXPIRED, content=values(deadline=end, valid_until=end), opened_at=end)
    at(clock, site, end + timedelta(days=30) - SECOND)
    assert read(site, need).state is S.EXPIRED
    at(clock, site, end + timedelta(days=30))
    assert read(site, need).state is S.ARCHIVED
    at(clock, site, end + timedelta(days=31))
    (told,) = mails(site, "scenario_ended")
    assert (told.recipient, "已自动归档" in told.text) == ("owner@example.com", True)


def test_the_owner_is_reminded_ninety_thirty_and_seven_days_before(site: Site, cast: Cast, clock: FixedClock) -> None:
    end = site.clock.now() + timedelta(days=120)
    need = opened(site, cast, content=values(deadline=end, valid_until=end), sent_by=cast.colleague)
    for days, so_far in ((90, 2), (30, 4), (7, 6)):
        line = end - timedelta(days=days)
        at(clock, site, line - SECOND)
        assert len(mails(site, "scenario_ending")) == so_far - 2
        at(clock, site, line)
        at(clock, site, line + SECOND)
        at(clock, site, line + timedelta(days=1))
        told = mails(site, "scenario_ending")
        assert len(told) == so_far
        assert f"还有 {days} 天到期" in told[-1].subject
        assert {mail.recipient for mail in told[-2:]} == {"owner@example.com", "colleague@example.com"}
    assert read(site, need).state is S.OPEN


def test_a_short_listing_is_not_reminded_of_what_it_never_had(site: Site, cast: Cast, clock: FixedClock) -> None:
    now = site.clock.now()
    end = now + timedelta(days=29)
    opened(site, cast, content=values(deadline=end, valid_until=end))
    for days in range(29):
        at(clock, site, now + timedelta(days=days))
    assert [mail.subject for mail in mails(site, "scenario_ending")] == [
        "需求「急诊胸痛患者心电图实时预警」还有 7 天到期"
    ]


def test_nobody_is_reminded_of_a_need_without_a_keeper(site: Site, cast: Cast, clock: FixedClock) -> None:
    end = site.clock.now() + timedelta(days=7)
    opened(
        site, cast, house=cast.factory, content=values(deadline=end, valid_until=end),
        opened_at=site.clock.now() - timedelta(days=60),
    )  # fmt: skip
    with site.database.reading() as db:
        assert due(db, site.clock.now()).nothing
    tick(site, site.clock.now())
    assert mails(site, "scenario_ending") == []


def test_an_overdue_review_is_told_to_the_office_once(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn
) -> None:
    now = site.clock.now()
    limit = after_working_days(now, 5, frozenset(), frozenset())
    need = stand(site, cast, S.SUBMITTED, submitted_at=now, review_due_at=limit)
    at(clock, site, limit - SECOND)
    assert read(site, need).escalated_at is None
    at(clock, site, limit)
    at(clock, site, limit + timedelta(days=1))
    assert read(site, need).escalated_at == limit
    (mail,) = mails(site, "scenario_overdue")
    assert mail.recipient == "office@example.com"
    assert "嵩云医院" in mail.text
    assert "2026年11月30日" in mail.text
    assert "还没有人领取" in mail.text
    page = text_of(signed_in(cast.office).get("/review"))
    assert "审核超期" in page
    assert "已报专班" in text_of(signed_in(cast.office).get(f"/review/{need}"))


def test_nothing_due_costs_one_look_and_no_write(site: Site, cast: Cast) -> None:
    opened(site, cast)
    with counted(site) as seen:
        tick(site, site.clock.now())
    assert len(seen) <= 6
    assert all(statement.startswith("SELECT") for statement in seen)


def test_one_that_somebody_moved_meanwhile_stops_nothing(site: Site, cast: Cast, clock: FixedClock) -> None:
    """A look is older than the step that follows it: each step asks again."""
    first, second = opened(site, cast, content=tender()), opened(site, cast, content=tender(title="另一项"))
    end = read(site, first).deadline
    assert end is not None
    with site.database.reading() as db:
        waiting = due(db, end)
    assert len(waiting.close) == 2
    with site.database.writing() as db:
        row = db.merge(read(site, first))
        row.state = S.CANCELLED
    at(clock, site, end)
    assert (read(site, first).state, read(site, second).state) == (S.CANCELLED, S.CLOSED)


def test_the_worker_asks_the_clock(site: Site, cast: Cast, clock: FixedClock, drain: Callable[[], int]) -> None:
    need = opened(site, cast)
    clock.advance(days=60)
    drain()
    assert read(site, need).state is S.EXPIRED
