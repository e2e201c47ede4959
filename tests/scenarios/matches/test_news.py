"""A new strong match is told once, in the morning, with all that came up; an upgrade or another look tells nobody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.finding import Found
from app.core.site import Site
from matching.calibrate import Tier
from scenarios.matches.judging import pair
from scenarios.matches.models import Match, MatchDigest, Refresh
from scenarios.matches.news import last_morning, tell_news
from scenarios.matches.refreshing import _put, refresh_need
from scenarios.matches.sides import listed_supplies, need_side
from scenarios.models import Scenario, Secrecy
from suppliers.actions import update_supply
from suppliers.models import Supply
from suppliers.values import SupplyValues
from tests.scenarios.matches.helpers import CLOUD, ECG, PAPER, match_with, matches_of, need, supply
from tests.support import Browser, Cast, Mailbox

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]


def told(mailbox: Mailbox) -> list[str]:
    return [str(m["Subject"]) for m in mailbox.to("owner@example.com") if "新的契合供给" in str(m["Subject"])]


def next_morning(clock: FixedClock, drain: Drain) -> None:
    clock.at = last_morning(clock.at)
    clock.advance(days=1)
    drain()
    drain()


def says(site: Site, one: Supply, values: SupplyValues) -> None:
    with site.database.writing() as db:
        update_supply(act_in(db, site), db.get_one(Supply, one.id), values)


def test_told_once_in_the_morning_with_everything(
    site: Site, cast: Cast, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    supply(site, cast.rival_firm, CLOUD)  # fails a hard demand, which is no news
    public_id = need(site, cast)
    drain()
    drain()
    assert told(mailbox) == []
    next_morning(clock, drain)
    assert told(mailbox) == ["您的需求有 2 项新的契合供给"]
    assert f"/scenarios/{public_id}/matches" in mailbox.last_text("owner@example.com")
    next_morning(clock, drain)
    assert len(told(mailbox)) == 1


def test_twice_a_day_is_never(site: Site, cast: Cast, drain: Drain, mailbox: Mailbox, clock: FixedClock) -> None:
    supply(site, cast.firm)
    need(site, cast)
    drain()
    next_morning(clock, drain)
    supply(site, cast.research, PAPER)
    drain()
    clock.advance(hours=10)
    drain()
    assert len(told(mailbox)) == 1
    next_morning(clock, drain)
    assert told(mailbox)[1:] == ["您的需求有 1 项新的契合供给"]
    tell_news(site, clock.now())
    drain()
    assert len(told(mailbox)) == 2


def test_another_look_at_the_same_texts_is_no_news(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    """An upgrade of the calibration, or the owner's 重新匹配, finds what an older form did not."""
    supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    next_morning(clock, drain)
    clock.advance(days=3)
    with site.database.writing() as db:  # as if the older form had not found it
        db.connection().execute(delete(Match))
        db.connection().execute(update(Refresh).values(form=0))
    drain()
    assert len(matches_of(site, public_id)) == 1
    next_morning(clock, drain)
    signed_in(cast.owner).post(f"/scenarios/{public_id}/matches/refresh")
    next_morning(clock, drain)
    assert len(told(mailbox)) == 1


def test_a_strong_one_that_says_more_is_no_news_and_one_not_told_yet_is_not_lost(
    site: Site, cast: Cast, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    first = match_with(site, public_id, one)
    says(site, one, replace(ECG, description=f"{ECG.description}三周上线。"))
    drain()
    second = match_with(site, public_id, one)
    assert second.supersedes == first.id
    assert second.news_at == first.news_at is not None
    next_morning(clock, drain)
    assert len(told(mailbox)) == 1
    says(site, one, replace(ECG, description=f"{ECG.description}四周上线。"))
    drain()
    next_morning(clock, drain)
    assert len(told(mailbox)) == 1


def test_a_closed_need_is_left_in_peace(
    site: Site, cast: Cast, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    supply(site, cast.firm)
    need(site, cast)
    drain()
    clock.advance(days=90)
    drain()
    next_morning(clock, drain)
    assert told(mailbox) == []


def test_what_somebody_has_taken_up_is_no_news(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    signed_in(cast.owner).post(f"/matches/{match_with(site, public_id, one).public_id}/shortlist")
    next_morning(clock, drain)
    assert told(mailbox) == []


def test_a_restricted_need_hears_of_a_new_supply(
    site: Site, cast: Cast, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    """It is in no index, so it looks again as a whole whenever some supply has changed."""
    supply(site, cast.firm)
    need(site, cast, secrecy=Secrecy.RESTRICTED)
    drain()
    next_morning(clock, drain)
    clock.advance(days=5)
    supply(site, cast.research, PAPER)
    drain()
    next_morning(clock, drain)
    assert told(mailbox) == ["您的需求有 1 项新的契合供给"] * 2


def test_what_has_become_weak_is_no_news(
    site: Site, cast: Cast, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    """A calibration that was learnt meanwhile weighs the same texts less: nothing is told, nor opened to be told."""
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    assert match_with(site, public_id, one).news_at is not None
    with site.database.writing() as db:
        db.connection().execute(update(Match).values(tier=Tier.MAYBE))
    next_morning(clock, drain)
    assert told(mailbox) == []
    with site.database.reading() as db:
        assert db.exec(select(MatchDigest)).all() == []


def test_weighed_down_it_loses_its_news(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    row = match_with(site, public_id, one)
    with site.database.reading() as db:
        need_row, words = db.get_one(Scenario, row.scenario_id), site.vocabulary
        sides = need_side(db, need_row, words), listed_supplies(db, [one.id], words)[one.id]
    weak = pair(*sides, Found("supply", one.id, 30.0, "", tier=Tier.MAYBE), row.model, 1)
    with site.database.writing() as db:
        _put(act_in(db, site), db.get_one(Match, row.id), weak, news=False)
    after = match_with(site, public_id, one)
    assert (after.tier, after.news_at) == (Tier.MAYBE, None)


def test_a_need_that_looks_before_the_supply_does_keeps_its_news(
    site: Site, cast: Cast, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    next_morning(clock, drain)
    clock.advance(days=5)
    new = supply(site, cast.research, PAPER)
    drain()
    with site.database.writing() as db:  # as if its own job had not run yet
        db.connection().execute(delete(Match).where(col(Match.supply_id) == new.id))
    refresh_need(site, match_scenario(site, public_id), 0)
    assert match_with(site, public_id, new).news_at is not None
    drain()
    next_morning(clock, drain)
    assert told(mailbox) == ["您的需求有 1 项新的契合供给"] * 2


def match_scenario(site: Site, public_id: str) -> int:
    return matches_of(site, public_id)[0].scenario_id


def test_mornings_are_the_city_s() -> None:
    eight = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert last_morning(eight) == eight
    assert last_morning(eight.replace(hour=23)) == eight
    assert last_morning(datetime(2026, 11, 23, 23, 59, tzinfo=UTC)) == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
