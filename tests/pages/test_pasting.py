"""“Paste what you do” and “paste what you need”: nothing to sign up for, nothing kept, nothing private."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.core.clock import FixedClock
from app.core.models import AuditEntry, Fulfilled, Job, Revision
from app.core.site import Site
from scenarios.models import Scenario
from suppliers.models import Supply
from tests.scenarios.matches.helpers import ECG, NEED_TEXT, OWNER_CONTACT, PAPER, SUPPLIER_CONTACT, need, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

Drain = Callable[[], int]
SignedIn = Callable[[int], Browser]
TITLE = "急诊胸痛患者心电图实时预警"
PASTED = "我们做急诊胸痛患者心电图的实时预警，夜间一名医师值守也能用，心电图上传后1分钟内给出分级预警。"


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
    assert "写明不做" not in text
    declined = text_of(browser.post("/paste", data={"text": f"不支持{TITLE}。夜间一名医师值守也能用。"}))
    assert "写明不做" in declined


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
    assert "目前没有这样的需求在征集" in text_of(page)
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
    assert "请先粘贴一段介绍或需求" in text_of(page)
    assert browser.get("/paste").status_code == 200


def test_pasting_stores_nothing(site: Site, cast: Cast, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    for find in ("scenario", "supply"):
        browser.post("/paste", data={"text": PASTED, "find": find})
        assert "心电图" not in str(dict(browser.cookies))
    with site.database.reading() as db:
        tables = (AuditEntry, Job, Revision, Fulfilled, Scenario, Supply)
        rows = [row for table in tables for row in db.exec(select(table))]
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


def test_a_pasted_need_finds_supply_with_reasons(site: Site, cast: Cast, browser: Browser, drain: Drain) -> None:
    supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    need(site, cast)
    drain()
    text = text_of(browser.post("/paste", data={"text": NEED_TEXT, "find": "supply"}))
    assert ECG.name in text
    assert PAPER.name in text
    assert TITLE not in text
    assert "您的需求" in text
    assert not any(word in text for word in SUPPLIER_CONTACT)
    odd = browser.post("/paste", data={"text": NEED_TEXT, "find": "everything"})
    assert odd.status_code == 422


def test_the_way_on_takes_the_text_along(
    site: Site, cast: Cast, browser: Browser, signed_in: SignedIn, drain: Drain
) -> None:
    drain()
    strange = browser.post("/paste", data={"text": NEED_TEXT, "find": "supply"})
    assert 'data-carry="/scenarios/new"' in strange.text
    assert "在新窗口注册" in text_of(strange)
    assert NEED_TEXT in strange.text.split('id="carried-text"')[1]
    homeless = signed_in(cast.stranger).post("/paste", data={"text": PASTED})
    assert "加入或登记单位" in text_of(homeless)
    ready = signed_in(cast.owner).post("/paste", data={"text": NEED_TEXT, "find": "supply"})
    assert 'action="/scenarios/new/prefill"' in ready.text
    assert "在新窗口注册" not in text_of(ready)
    offering = signed_in(cast.institute).post("/paste", data={"text": PASTED})
    assert 'action="/supplies/new/prefill"' in offering.text
    carried = signed_in(cast.institute).post("/supplies/new/prefill", data={"text": PASTED})
    assert 'name="as_result" value="1"' in carried.text, "an institute means a result"
