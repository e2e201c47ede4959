"""One search box over everything: three tiers, facets, marks; nothing private."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from app.core.clock import FixedClock
from app.core.db import MOST_NESTED
from app.core.finding import SUPPLY, Findings, Found
from app.core.jobs import enqueue_reindex_many
from app.core.site import Site
from app.core.throttle import Limit
from app.indexing.denying import against
from app.indexing.live import LiveIndex
from app.pages.searching import MINUTE, SEARCHES
from matching import HashingEncoder
from matching.calibrate import Tier
from scenarios.models import Secrecy
from suppliers.lifecycle import SupplyState
from tests.scenarios.matches.helpers import (
    CLOUD,
    ECG,
    NEED_TEXT,
    OWNER_CONTACT,
    PAPER,
    SUPPLIER_CONTACT,
    TUNNEL,
    need,
    supply,
)
from tests.support import Browser, Cast
from tests.support.browser import text_of
from tests.support.trying import use_up

pytestmark = pytest.mark.both_engines

Drain = Callable[[], int]
SignedIn = Callable[[int], Browser]
TITLE = "急诊胸痛患者心电图实时预警"
PASTED = "我们做急诊胸痛患者心电图的实时预警，夜间一名医师值守也能用，心电图上传后1分钟内给出分级预警。"


def test_search_groups_needs_capabilities_and_results(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    supply(site, cast.rival_firm, replace(ECG, name="还没发布的系统"), SupplyState.DRAFT)
    need(site, cast)
    drain()
    text = text_of(browser.get("/search", params={"q": "急诊胸痛心电图实时预警"}))
    assert all(name in text for name in (TITLE, ECG.name, PAPER.name))
    assert "还没发布的系统" not in text
    assert not any(word in text for word in (*OWNER_CONTACT, *SUPPLIER_CONTACT))
    only = text_of(browser.get("/search", params={"q": "急诊胸痛心电图实时预警", "kind": "result"}))
    assert PAPER.name in only
    assert ECG.name not in only


def test_reasons_of_a_hit_on_demand(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    q = "夜间值守医师只需复核。"
    why = browser.fragment("/search/why", params={"q": q, "kind": "supply", "id": one.public_id})
    assert "<html" not in why.text
    assert q in text_of(why)
    whole = browser.get("/search/why", params={"q": NEED_TEXT, "kind": "scenario", "id": public_id})
    assert TITLE in text_of(whole)
    assert browser.get("/search/why", params={"q": q, "kind": "supply", "id": "nobody"}).status_code == 404
    listed = browser.get("/search", params={"q": NEED_TEXT, "deployment": "on_premises", "sort": "newest"})
    (link,) = {unescape(found) for found in re.findall(r'href="(/search/why[^"]*)"', listed.text)}
    assert "deployment=on_premises" in link
    assert ECG.name in text_of(browser.get(link))
    assert "契合" in text_of(browser.fragment(link))
    assert browser.get("/search/why", params={"q": q, "kind": "person", "id": one.public_id}).status_code == 404


def test_restricted_needs_are_found_by_nobody(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    public_id = need(site, cast, secrecy=Secrecy.RESTRICTED)
    drain()
    assert public_id not in browser.get("/search", params={"q": TITLE, "kind": "scenario"}).text
    assert public_id not in browser.post("/paste", data={"text": PASTED}).text


def test_an_empty_and_an_endless_query(site: Site, cast: Cast, browser: Browser) -> None:
    assert browser.get("/search").status_code == 200
    assert browser.get("/search", params={"q": " \x00 "}).status_code == 200
    assert "只用了前 500 个字" in text_of(browser.get("/search", params={"q": "长" * 900}))


def test_hits_are_told_apart_by_how_sure_they_are_and_marked(
    site: Site, cast: Cast, browser: Browser, drain: Drain
) -> None:
    supply(site, cast.firm)
    supply(site, cast.rival_firm, TUNNEL)
    drain()
    page = browser.get("/search", params={"q": "心电图"})
    text = text_of(page)
    places = [text.index(said) for said in ("契合 1", ECG.name, "可能相关 1", TUNNEL.name)]
    assert places == sorted(places)
    assert "<mark>心电图</mark>" in page.text
    assert "目前没有这样的需求在征集" in text_of(page)


def test_nothing_of_a_text_or_a_question_becomes_markup(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    supply(site, cast.firm, replace(ECG, name="<b>心电图</b><script>预警"))
    drain()
    for q in ("心电图<script>", "<b>"):
        page = browser.get("/search", params={"q": q})
        assert "<b>心电图" not in page.text
        assert "<script>" not in page.text
    assert "&lt;b&gt;<mark>心电图</mark>" in browser.get("/search", params={"q": "心电图"}).text


class Alone(LiveIndex):
    """Is asked by threads that have no transaction open, or fails."""

    def search(self, *asked: Any, **more: Any) -> Findings:
        with ExitStack() as held:
            for _one in range(MOST_NESTED):
                held.enter_context(self.database.reading())
        return super().search(*asked, **more)


def test_nothing_is_held_while_a_question_is_encoded(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    one = supply(site, cast.firm)
    drain()
    site.index = Alone(site.database, HashingEncoder)
    site.index.refresh()
    assert ECG.name in text_of(browser.get("/search", params={"q": "急诊胸痛", "deployment": "on_premises"}))
    assert browser.fragment("/search/why", params={"q": "急诊胸痛", "id": one.public_id}).status_code == 200
    assert ECG.name in text_of(browser.post("/paste", data={"text": NEED_TEXT, "find": "supply"}))


def test_searching_is_throttled_and_looking_at_the_empty_box_is_not(
    site: Site, cast: Cast, browser: Browser, clock: FixedClock
) -> None:
    browser.get("/search", params={"q": "急诊"})
    use_up(site, Limit("search", "testclient", SEARCHES, MINUTE), left=1)
    assert [browser.get("/search", params={"q": "急诊"}).status_code for _try in range(2)] == [200, 429]
    assert "请 1 分钟后再试" in text_of(browser.get("/search", params={"q": "急诊"}))
    assert browser.get("/search").status_code == 200
    clock.advance(minutes=2)
    assert browser.get("/search", params={"q": "急诊"}).status_code == 200


class Unsure(LiveIndex):
    """Finds nothing good enough: what it found stands below the floor, with a score of 3."""

    def search(self, *asked: Any, **more: Any) -> Findings:
        found = super().search(*asked, **more)
        below = [replace(hit, tier=Tier.NEAREST, score=3.0) for hit in (*found.hits, *found.below)]
        return Findings((), tuple(below), found.model)


def test_the_nearest_stand_under_an_honest_sentence(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    supply(site, cast.firm)
    supply(site, cast.rival_firm, TUNNEL)
    drain()
    site.index = Unsure(site.database, HashingEncoder)
    site.index.refresh()
    text = text_of(browser.get("/search", params={"q": "心电图拍成电影"}))
    assert "没有找到能做这件事的" in text
    assert text.index("最接近的 1") < text.index(ECG.name)
    assert TUNNEL.name not in text, "it says no word of the question"
    nonsense = text_of(browser.get("/search", params={"q": "qwzx vbnm"}))
    assert "也没有意思接近的" in nonsense
    assert ECG.name not in nonsense
    pasted = text_of(browser.post("/paste", data={"text": "想找心电图拍成电影的团队", "find": "supply"}))
    assert "没有找到能做这件事的" in pasted
    assert ECG.name in pasted


def test_facets_narrow_the_search_and_count_what_they_would_leave(
    site: Site, cast: Cast, browser: Browser, drain: Drain
) -> None:
    supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    supply(site, cast.rival_firm, CLOUD)
    need(site, cast)
    drain()
    page = browser.get("/search", params={"q": "急诊胸痛心电图预警", "deployment": "on_premises"})
    text = text_of(page)
    assert ECG.name in text
    assert CLOUD.name not in text
    assert TITLE not in text
    assert re.search(r"公有云\s*1", text), "what another choice would bring"
    both = text_of(browser.get("/search", params={"q": "急诊胸痛心电图预警", "kind": "result", "trl": "prototype"}))
    assert PAPER.name in both
    assert ECG.name not in both
    field = text_of(browser.get("/search", params={"q": "急诊胸痛心电图预警", "field": "health"}))
    assert all(name in field for name in (ECG.name, PAPER.name, CLOUD.name, TITLE))
    unknown = text_of(browser.get("/search", params={"q": "心电图", "field": "nowhere"}))
    assert "不认识的筛选条件" in unknown


def test_htmx_gets_the_list_alone_with_its_one_address(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    supply(site, cast.firm)
    drain()
    part = browser.fragment("/search?q=心电图&kind=supply&kind=&sort=newest&field=")
    assert "<html" not in part.text
    assert part.headers["HX-Push-Url"] == "/search?q=%E5%BF%83%E7%94%B5%E5%9B%BE&kind=supply&sort=newest"


def test_hits_are_ordered_within_their_tiers(
    site: Site, cast: Cast, browser: Browser, drain: Drain, clock: FixedClock
) -> None:
    supply(site, cast.firm)
    clock.advance(days=3)
    supply(site, cast.rival_firm, replace(ECG, name="心电图复核工具"))
    drain()
    newest = text_of(browser.get("/search", params={"q": "心电图", "sort": "newest"}))
    assert newest.index("心电图复核工具") < newest.index(ECG.name)


def test_a_unit_and_a_code_are_found(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    supply(site, cast.firm)
    public_id = need(site, cast, code="JH-2026-B01-003", source_key="豫采〔2026〕17号")
    drain()
    assert ECG.name in text_of(browser.get("/search", params={"q": "启明医智"}))
    for q in ("嵩云医院", "JH-2026-B01-003", "jh2026b01003", "豫采〔2026〕17号"):
        assert f"/scenarios/{public_id}" in browser.get("/search", params={"q": q}).text, q


def test_another_spelling_is_said(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    supply(site, cast.firm)
    drain()
    page = browser.get("/search", params={"q": "xindiantu"})
    assert "没有写着“xindiantu”的内容，按“心电图”搜索" in text_of(page).replace("“ ", "“").replace(" ”", "”")
    assert ECG.name in text_of(page)


def test_restricted_needs_are_one_count_whatever_is_asked(
    site: Site, cast: Cast, browser: Browser, signed_in: SignedIn, drain: Drain
) -> None:
    public_id = need(site, cast, secrecy=Secrecy.RESTRICTED)
    drain()
    told = "另有 1 条仅限已核验单位查看的需求"
    for q in (TITLE, "嵩云医院", "盾构", "qwzx vbnm"):
        page = browser.get("/search", params={"q": q})
        assert told in text_of(page), q
        assert public_id not in page.text
    assert told in text_of(browser.get("/"))
    assert told in text_of(browser.post("/paste", data={"text": "盾构刀盘"}))
    assert told in text_of(signed_in(cast.stranger).get("/search", params={"q": "盾构"}))
    assert told not in text_of(signed_in(cast.supplier).get("/search", params={"q": "盾构"}))


def test_pages_say_that_the_index_is_on_its_way(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    supply(site, cast.firm)
    with site.database.writing() as db:
        enqueue_reindex_many(db, SUPPLY, [1], site.clock.now())
    assert "还有 1 条刚发布或刚修改的内容正在整理" in text_of(browser.get("/search", params={"q": "心电图"}))
    drain()
    assert "正在整理" not in text_of(browser.get("/search", params={"q": "心电图"}))


def test_before_the_index_is_filled_pages_ask_to_wait(site: Site, cast: Cast, browser: Browser) -> None:
    site.index = LiveIndex(site.database, HashingEncoder)
    page = browser.get("/search", params={"q": "心电图"})
    assert "检索正在准备" in text_of(page)
    assert "hx-trigger" in page.text
    refused = browser.post("/paste", data={"text": PASTED})
    assert refused.status_code == 503
    assert PASTED in refused.text


def test_what_a_supply_says_no_to_stands_lower_and_is_shown(
    site: Site, cast: Cast, browser: Browser, drain: Drain
) -> None:
    able = supply(
        site, cast.firm, replace(ECG, name="夜间车辆识别系统", description="夜间识别车辆与行人，无灯路段也能用。")
    )
    unable = replace(ECG, name="车辆识别系统", description="白天识别车辆与行人。不支持夜间识别车辆。")
    supply(site, cast.rival_firm, unable)
    drain()
    page = text_of(browser.get("/search", params={"q": "夜间识别车辆", "kind": "supply"}))
    assert page.index(able.name) < page.index("写明不做 “不支持夜间识别车辆。”")
    assert page.count("写明不做") == 1
    both = [
        (Found(SUPPLY, 1, 90, "", Tier.SURE), "不支持夜间识别车辆。"),
        (Found(SUPPLY, 2, 60, "", Tier.SURE), "夜间识别。"),
    ]
    judged = against(
        "夜间识别车辆", [one for one, _text in both], {(SUPPLY, one.object_id): text for one, text in both}
    )
    assert [(one.object_id, one.score, one.tier, len(said)) for one, said in judged] == [
        (2, 60, Tier.SURE, 0),
        (1, 45, Tier.MAYBE, 1),
    ]
