"""The board: what is on it, for whom, in which order, and that its counts are those of its lists."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts.models import Organisation
from app.core.listing import Found
from app.core.site import Site
from app.indexing.actions import Text, encode, write
from app.indexing.handlers import live
from app.pages.queries import front
from scenarios.lifecycle import Route, ScenarioState
from scenarios.models import Scenario, Secrecy
from scenarios.queries.board import Card, asked, board
from tests.scenarios.helpers import opened, read, stand, tender, values
from tests.support import Browser, Cast
from tests.support.browser import text_of
from tests.support.statements import counted

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）]")


def index(site: Site, *needs: Scenario) -> None:
    """What the job of the index does, with the title and description alone."""
    texts = [Text("scenario", n.id, "scenario", n.title, n.description, "zh", {"field": [n.field]}) for n in needs]
    encoded = encode(live(site).encoder, texts)
    with site.database.writing() as db:
        write(db, encoded, site.clock.now())
    site.index.refresh()


@pytest.fixture
def market(site: Site, cast: Cast) -> dict[str, str]:
    """Needs of every sort; name → public id."""
    now = site.clock.now()
    return {
        "soon": opened(site, cast, content=values(title="病区跌倒预警", deadline=now + timedelta(days=3))),
        "late": opened(
            site,
            cast,
            house=cast.factory,
            content=tender(
                title="焊缝缺陷检测", field="industry", process_step="production", deadline=now + timedelta(days=200)
            ),
        ),
        "secret": opened(site, cast, content=values(title="内部网络排查", secrecy=Secrecy.RESTRICTED)),
        "closed": stand(site, cast, ScenarioState.CLOSED, content=tender(title="门诊语音病历"), opened_at=now),
        "cancelled": stand(site, cast, ScenarioState.CANCELLED, content=values(title="取消的排班"), opened_at=now),
        "draft": stand(site, cast, content=values(title="还没写完")),
        "review": stand(site, cast, ScenarioState.UNDER_REVIEW, content=values(title="正在审核"), submitted_at=now),
        "elapsed": opened(site, cast, content=values(title="刚刚到期", deadline=now - timedelta(seconds=1))),
    }


def test_open_needs_are_listed_with_the_nearest_deadline_first(browser: Browser, market: dict[str, str]) -> None:
    page = browser.get("/scenarios")
    assert page.status_code == 200
    text = text_of(page)
    assert text.index("病区跌倒预警") < text.index("焊缝缺陷检测")
    for hidden in ("内部网络排查", "门诊语音病历", "还没写完", "正在审核", "刚刚到期"):
        assert hidden not in text
    newest = text_of(browser.get("/scenarios?sort=newest"))
    assert newest.index("焊缝缺陷检测") < newest.index("病区跌倒预警")


def test_ended_ones_are_a_tab_away(browser: Browser, market: dict[str, str]) -> None:
    text = text_of(browser.get("/scenarios?status=ended"))
    for shown in ("门诊语音病历", "取消的排班", "刚刚到期"):
        assert shown in text
    assert "病区跌倒预警" not in text
    assert "已到期" in text  # the clock has decided although no job has recorded it
    everything = text_of(browser.get("/scenarios?status=all"))
    assert "病区跌倒预警" in everything
    assert "门诊语音病历" in everything


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("stranger", False),
        ("unverified", False),
        ("supplier", True),
        ("owner", True),
        ("curator", True),
        ("office", True),
    ],
)
def test_a_restricted_need_is_listed_for_whom_it_is_meant(
    signed_in: SignedIn, cast: Cast, market: dict[str, str], who: str, sees: bool
) -> None:
    visitor = signed_in(getattr(cast, who))
    assert ("内部网络排查" in text_of(visitor.get("/scenarios"))) is sees
    assert ("内部网络排查" in text_of(visitor.get("/scenarios?q=内部网络"))) is sees
    assert (visitor.get(f"/scenarios/{market['secret']}").status_code == 200) is sees


def on_board(site: Site, *pairs: tuple[str, str]) -> Found[Card]:
    """What the board shows a visitor who asked for this."""
    wanted = asked(pairs, site.vocabulary, site.clock.now())
    with site.database.reading() as db:
        return board(db, site.index, None, wanted).found


def test_counts_say_what_the_lists_hold(site: Site, market: dict[str, str]) -> None:
    for status in ("open", "ended", "all"):
        plain = on_board(site, ("status", status))
        assert plain.page.total == plain.held(status) == len(plain.page.items)
        for facet in plain.asked.listing.facets:
            for code, count in plain.counts[facet.name].items():
                found = on_board(site, ("status", status), (facet.name, code))
                assert found.page.total == len(found.page.items) == count, (status, facet.name, code)


def test_a_second_value_of_a_facet_adds_and_another_facet_narrows(site: Site, market: dict[str, str]) -> None:
    one = on_board(site, ("field", "health"))
    assert one.counts["field"] == {"health": 1, "industry": 1}
    assert one.counts["route"] == {"match_only": 1}
    both = on_board(site, ("field", "health"), ("field", "industry"))
    assert both.page.total == 2
    none = on_board(site, ("field", "health"), ("route", Route.TENDER.value))
    assert none.page.total == 0


def test_the_front_page_counts_as_the_board_does(site: Site, browser: Browser, market: dict[str, str]) -> None:
    shown = on_board(site)
    with site.database.reading() as db:
        seen = front(db, None, site.clock.now())
    assert dict(seen.fields) == shown.counts["field"]
    assert seen.open_needs == shown.page.total == len(seen.newest) == 2
    assert "刚刚到期" not in text_of(browser.get("/"))


def test_what_an_address_gets_wrong_is_named_and_left_out(browser: Browser, market: dict[str, str]) -> None:
    text = text_of(browser.get("/scenarios", params={"field": "no_such_field", "q": "病" * 600}))
    assert "网址里有不认识的筛选条件，已忽略：no_such_field" in text
    assert "只用了前 500 个字" in text


def test_what_was_typed_is_found_in_names_codes_and_owners(site: Site, browser: Browser, cast: Cast) -> None:
    opened(site, cast, content=values(title="OCR for 100% of forms"), code="JH-2026-0042")
    opened(site, cast, house=cast.factory, content=values(title="能耗预测"))
    assert "OCR for" in text_of(browser.get("/scenarios", params={"q": "jh-2026-0042"}))
    assert "OCR for" in text_of(browser.get("/scenarios", params={"q": "100%"}))
    assert "OCR for" not in text_of(browser.get("/scenarios", params={"q": "_OCR"}))
    assert "能耗预测" in text_of(browser.get("/scenarios", params={"q": "大河装备"}))


def test_the_needs_of_one_house_are_a_choice_that_can_be_taken_away(
    site: Site, browser: Browser, cast: Cast, market: dict[str, str]
) -> None:
    with site.database.reading() as db:
        house = db.get_one(Organisation, cast.factory)
        hidden = db.get_one(Organisation, cast.new_firm)  # not verified: nobody may learn its name here
    page = browser.get(f"/scenarios?organisation={house.public_id}&status=all")
    text = text_of(page)
    assert "焊缝缺陷检测" in text
    assert "病区跌倒预警" not in text
    assert f"单位：{house.name}" in text
    assert 'href="/scenarios?status=all">单位' in page.text
    profile = browser.get(f"/organisations/{house.public_id}").text
    assert f"/scenarios?status=all&amp;organisation={house.public_id}" in profile
    for unknown in ("nobody", hidden.public_id):
        page = browser.get(f"/scenarios?organisation={unknown}")
        assert "病区跌倒预警" in text_of(page)
        assert hidden.name not in page.text


def test_search_by_meaning_puts_the_best_fit_first(site: Site, browser: Browser, cast: Cast) -> None:
    fit = read(site, opened(site, cast, content=values(title="夜间胸痛分级", description="心电图判读慢，夜间漏判。")))
    other = read(site, opened(site, cast, content=values(title="苹果分拣", description="果园里按糖度分拣苹果。")))
    index(site, fit, other)
    text = text_of(browser.get("/scenarios", params={"q": "心电图判读 夜间漏判"}))
    assert "夜间胸痛分级" in text
    assert "契合度" in text
    assert "苹果分拣" not in text or text.index("夜间胸痛分级") < text.index("苹果分拣")


def test_no_good_match_is_an_answer_with_a_way_on(browser: Browser, market: dict[str, str]) -> None:
    page = browser.get("/scenarios", params={"q": "zzqqxx"})
    assert page.status_code == 200
    assert "暂时没有足够合适的结果" in text_of(page)
    assert 'href="/scenarios"' in page.text
    ended = text_of(browser.get("/scenarios", params={"q": "门诊语音"}))
    assert "已结束的需求里有相近的" in ended


def test_an_empty_board_says_what_to_do(browser: Browser) -> None:
    assert "还没有发布的需求" in text_of(browser.get("/scenarios"))


@pytest.mark.parametrize(
    "query",
    ["page=99999999999999", "page=-1", "page=x", "sort=nonsense", "status=%00", "field=%00", "field=no_such_field",
     "route=nonsense", "deadline=1", "budget=2", "view=3", "q=%00%01", "q=%25%5F%5C", "q=" + "长" * 3000, "sort=fit"],
)  # fmt: skip
def test_a_wrong_address_gets_a_page(browser: Browser, market: dict[str, str], query: str) -> None:
    assert browser.get(f"/scenarios?{query}").status_code == 200


def test_everything_asked_stands_in_one_address(browser: Browser, market: dict[str, str]) -> None:
    messy = "/scenarios?sort=&view=table&field=industry&q=&field=health&page=1"
    answer = browser.fragment(messy)
    assert answer.headers["HX-Push-Url"] == "/scenarios?field=health&field=industry&view=table"
    assert answer.text.strip().startswith('<div class="split" id="listing">')
    assert "<html" not in answer.text
    again = browser.get(answer.headers["HX-Push-Url"])
    assert "<table" in again.text


def test_pages_turn_without_losing_anything(site: Site, browser: Browser, cast: Cast) -> None:
    for number in range(23):
        opened(site, cast, content=values(title=f"第{number:02d}号需求"))
    first, second = browser.get("/scenarios?field=health"), browser.get("/scenarios?field=health&page=2")
    titles = re.findall(r"第\d\d号需求", text_of(first)) + re.findall(r"第\d\d号需求", text_of(second))
    assert len(titles) == len(set(titles)) == 23
    assert "field=health&amp;page=2" in first.text


def test_the_number_of_statements_does_not_grow_with_the_list(site: Site, browser: Browser, cast: Cast) -> None:
    site.vocabulary.labels(["health"], "field")
    opened(site, cast, content=values(title="一项"))
    with counted(site) as few:
        browser.get("/scenarios")
    for number in range(15):
        opened(site, cast, content=values(title=f"再来{number}"))
    with counted(site) as many:
        browser.get("/scenarios?field=health&view=table")
    assert len(many) == len(few) <= 3


def test_the_english_board_has_no_chinese_but_peoples_own(browser: Browser, site: Site, cast: Cast) -> None:
    opened(site, cast, content=tender(title="Weld defects", description="Find weld defects on line."))
    with site.database.writing() as db:
        db.get_one(Organisation, cast.hospital).name = "Songyun Hospital"
    browser.cookies.set("jinghe_lang", "en")
    for path in ("/scenarios", "/scenarios?view=table", "/scenarios?q=zzqqxx", "/scenarios?status=ended", "/batches"):
        text = text_of(browser.get(path, headers={"Accept-Language": "en"}))
        left = HAN.findall(text.replace("景合", "").replace("中文", ""))
        assert left == [], (path, left)
