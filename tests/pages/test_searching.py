"""One search box over everything, and “paste what you do”: nothing to sign up for, nothing kept, nothing private."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import select

from app.core.clock import FixedClock
from app.core.models import AuditEntry, Job, Revision
from app.core.site import Site
from scenarios.models import Secrecy
from suppliers.lifecycle import SupplyState
from tests.scenarios.matches.helpers import ECG, NEED_TEXT, OWNER_CONTACT, PAPER, SUPPLIER_CONTACT, need, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

Drain = Callable[[], int]
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
    assert browser.get("/search/why", params={"q": q, "kind": "person", "id": one.public_id}).status_code == 404


def test_restricted_needs_are_found_by_nobody(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    public_id = need(site, cast, secrecy=Secrecy.RESTRICTED)
    drain()
    assert public_id not in browser.get("/search", params={"q": TITLE, "kind": "scenario"}).text
    assert public_id not in browser.post("/paste", data={"text": PASTED}).text


def test_an_empty_and_an_endless_query(site: Site, cast: Cast, browser: Browser) -> None:
    assert browser.get("/search").status_code == 200
    assert browser.get("/search", params={"q": " \x00 "}).status_code == 200
    assert "最多 500 个字" in text_of(browser.get("/search", params={"q": "长" * 900}))


def test_paste_answers_with_open_needs_and_reasons(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    public_id = need(site, cast)
    drain()
    page = browser.post("/paste", data={"text": PASTED})
    text = text_of(page)
    assert TITLE in text
    assert f"/scenarios/{public_id}" in page.text
    assert "您的介绍" in text
    assert not any(word in text for word in OWNER_CONTACT)
    fragment = browser.post("/paste", data={"text": PASTED}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.text


def test_a_need_past_its_deadline_is_not_today_s(
    site: Site, cast: Cast, browser: Browser, drain: Drain, clock: FixedClock
) -> None:
    need(site, cast)
    drain()
    clock.advance(days=90)
    assert TITLE not in text_of(browser.post("/paste", data={"text": PASTED})).replace(PASTED, "")


@pytest.mark.parametrize("text", ["asdkjh qweoiu zxmcnb", "？？！！……", "🜁🜂🜃 ✈✈✈", "的的的的的"])
def test_gibberish_finds_nothing(site: Site, cast: Cast, browser: Browser, drain: Drain, text: str) -> None:
    need(site, cast)
    drain()
    page = browser.post("/paste", data={"text": text})
    assert page.status_code == 200
    assert "没有找到合适的应用场景" in text_of(page)
    assert text in page.text


def test_too_long_a_text_is_kept(site: Site, cast: Cast, browser: Browser) -> None:
    text = "心" * 50_000
    page = browser.post("/paste", data={"text": text})
    assert page.status_code == 422
    assert "现在有 50000 个字" in text_of(page)
    assert text in page.text


def test_nothing_pasted_says_what_to_do(site: Site, cast: Cast, browser: Browser) -> None:
    page = browser.post("/paste", data={"text": " \n "})
    assert page.status_code == 422
    assert "请先粘贴一段介绍" in text_of(page)
    assert browser.get("/paste").status_code == 200


def test_pasting_stores_nothing(site: Site, cast: Cast, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    browser.post("/paste", data={"text": PASTED})
    with site.database.reading() as db:
        rows = [*db.exec(select(AuditEntry)), *db.exec(select(Job)), *db.exec(select(Revision))]
    assert rows == []
    printed = capsys.readouterr()
    assert "胸痛" not in printed.out + printed.err


def test_pasting_is_throttled_and_keeps_the_text(site: Site, cast: Cast, browser: Browser, clock: FixedClock) -> None:
    pages = [browser.post("/paste", data={"text": "短文一段"}) for _try in range(31)]
    assert pages[-2].status_code == 200
    assert pages[-1].status_code == 429
    assert "短文一段" in pages[-1].text
    clock.advance(minutes=2)
    assert browser.post("/paste", data={"text": "短文一段"}).status_code == 200
