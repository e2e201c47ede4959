"""The list of capability gaps: what nobody can answer, for everybody who may see the need."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match, MatchSource
from scenarios.models import Secrecy
from scenarios.queries.visibility import by_public_id
from suppliers.models import Supply
from tests.scenarios.matches.helpers import gap, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]


def pair(site: Site, public_id: str, one: Supply, state: MatchState) -> None:
    with site.database.writing() as db:
        need, now = by_public_id(db, public_id), site.clock.now()
        assert need is not None
        source = MatchSource.CURATOR
        db.add(
            Match(
                scenario_id=need.id,
                supply_id=one.id,
                state=state,
                source=source,
                created_at=now,
                updated_at=now,
            )
        )


def seen(visitor: Browser, *titles: str) -> set[str]:
    text = text_of(visitor.get("/gaps"))
    return {title for title in titles if title in text}


def test_nothing_is_missing_where_everything_is_answered(browser: Browser, cast: Cast) -> None:
    assert "现在没有能力缺口" in text_of(browser.get("/gaps"))


def test_an_open_need_searched_in_vain_is_an_invitation(
    site: Site, cast: Cast, browser: Browser, clock: FixedClock
) -> None:
    public_id = gap(site, cast, "矿井积水预测")
    gap(site, cast, "还没有匹配过", searched=False)
    clock.advance(days=3)
    page = browser.get("/gaps")
    text = text_of(page)
    assert "矿井积水预测" in text
    assert "还没有匹配过" not in text
    assert "已等 3 天" in text
    assert "我能做" in text
    assert f"/scenarios/{public_id}" in page.text
    assert "不构成采购要约" in text


def test_whoever_is_taken_up_leaves_the_list(site: Site, cast: Cast, browser: Browser, signed_in: SignedIn) -> None:
    one = supply(site, cast.firm)
    curator = signed_in(cast.curator)
    for number, state in enumerate(MatchState):
        title = f"需求{number:02d}号"
        pair(site, gap(site, cast, title), one, state)
        over = state in {MatchState.DISMISSED, MatchState.DECLINED, MatchState.EXPIRED, MatchState.NO_FIT}
        superseded = state is MatchState.SUPERSEDED
        assert bool(seen(curator, title)) is (over or superseded), state
        assert bool(seen(browser, title)) is superseded, state


def test_the_public_never_learns_of_restricted_needs_or_of_dismissals(
    site: Site, cast: Cast, browser: Browser, signed_in: SignedIn
) -> None:
    hidden, turned = "内部调度优化", "推荐都被排除的"
    gap(site, cast, hidden, secrecy=Secrecy.RESTRICTED)
    pair(site, gap(site, cast, turned), supply(site, cast.firm), MatchState.DISMISSED)
    nobody = (browser, *map(signed_in, (cast.stranger, cast.supplier, cast.unverified, cast.other_reviewer)))
    for visitor in nobody:
        assert seen(visitor, hidden, turned) == set()
    for person in (cast.curator, cast.office, cast.reviewer):
        assert seen(signed_in(person), hidden, turned) == {hidden, turned}
    text = text_of(signed_in(cast.curator).get("/gaps"))
    assert "1 项推荐已被排除或谢绝" in text
    assert "限定范围公开" in text


def test_what_the_clock_has_ended_is_no_gap(site: Site, cast: Cast, browser: Browser) -> None:
    past = site.clock.now() - timedelta(days=1)
    gap(site, cast, "已经截止的", deadline=past, valid_until=past)
    suspended = gap(site, cast, "已经暂停的")
    with site.database.writing() as db:
        need = by_public_id(db, suspended)
        assert need is not None
        need.state = ScenarioState.SUSPENDED
    assert seen(browser, "已经截止的", "已经暂停的") == set()


def test_fields_are_counted_and_can_be_chosen(site: Site, cast: Cast, browser: Browser) -> None:
    for number in range(22):
        gap(site, cast, f"工业需求 {number}", field="industry")
    gap(site, cast, "教育需求", field="education")
    page = browser.get("/gaps?field=industry")
    text = text_of(page)
    assert "工业" in text
    assert "22" in text
    assert "教育需求" not in text
    assert "工业需求 21" in text_of(browser.get("/gaps?field=industry&page=2"))
    assert "教育需求" in text_of(browser.get("/gaps?field=nonsense&page=99"))


def test_pages_lead_there(site: Site, cast: Cast, browser: Browser, signed_in: SignedIn) -> None:
    public_id = gap(site, cast, "矿井积水预测")
    assert "/gaps" in browser.get("/scenarios").text
    assert "/gaps" in signed_in(cast.owner).get(f"/scenarios/{public_id}/matches").text
    assert "/gaps" in signed_in(cast.curator).get("/curation").text
