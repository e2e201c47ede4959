"""Batches: the office gathers, publishes once and whole; codes never change."""

import re
from collections.abc import Callable

import pytest

from app.accounts.models import Organisation, OrganisationState
from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.models import Secrecy
from tests.scenarios.helpers import opened, read, stand, values
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
S = ScenarioState


def approved(site: Site, cast: Cast, title: str, **more: object) -> str:
    return stand(site, cast, S.APPROVED, content=values(title=title, **more), submitted_at=site.clock.now())


def make(office: Browser, *needs: str, number: int = 1) -> None:
    office.post("/batches", data={"number": str(number), "title": f"二〇二六年第{number}批"})
    office.post(f"/batches/{number}/choose", data={"need": list(needs)})


def test_the_office_gathers_and_publishes(site: Site, signed_in: SignedIn, browser: Browser, cast: Cast) -> None:
    office = signed_in(cast.office)
    waiting = [approved(site, cast, "甲需求"), approved(site, cast, "乙需求", field="agriculture")]
    already = opened(site, cast, content=values(title="丙需求"), code="JH-2026-0009")
    page = text_of(office.get("/batches/new"))
    assert "建立批次" in page
    assert "批次已建立" in text_of(office.post("/batches", data={"title": "二〇二六年第一批", "intro": "首批清单"}))
    assert "已选入 3 项需求" in text_of(office.post("/batches/1/choose", data={"need": [*waiting, already]}))
    assert browser.get("/batches/1").status_code == 404
    assert "二〇二六年第一批" not in text_of(browser.get("/batches"))
    answer = text_of(office.post("/batches/1/publish"))
    assert "第 1 批已发布，2 项需求开始征集" in answer
    codes = [read(site, need).code for need in (waiting[1], waiting[0], already)]  # by field: agriculture, health
    assert codes == ["JH-2026-B01-001", "JH-2026-B01-002", "JH-2026-0009"]
    assert all(read(site, need).state is S.OPEN for need in waiting)
    public = text_of(browser.get("/batches/1"))
    for shown in ("首批清单", "甲需求", "乙需求", "丙需求", "JH-2026-B01-002", "不构成采购要约"):
        assert shown in public
    assert "3 项需求" in text_of(browser.get("/batches"))
    assert "第 1 批" in text_of(browser.get(f"/scenarios/{waiting[0]}"))


def test_a_published_batch_and_its_codes_stay(site: Site, signed_in: SignedIn, cast: Cast, clock: FixedClock) -> None:
    office = signed_in(cast.office)
    first, second = approved(site, cast, "甲需求"), approved(site, cast, "乙需求")
    make(office, first)
    office.post("/batches/1/publish")
    clock.advance(minutes=2)
    assert office.post("/batches/1/publish").status_code == 409
    assert office.post("/batches/1/choose", data={"need": [second]}).status_code == 409
    assert office.post("/batches/1/leave-out", data={"need": first}).status_code == 409
    make(office, first, second, number=2)  # the first is taken already and is left out
    office.post("/batches/2/publish")
    assert [read(site, need).code for need in (first, second)] == ["JH-2026-B01-001", "JH-2026-B02-001"]


def test_a_need_that_cannot_open_keeps_the_whole_batch_waiting(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    office = signed_in(cast.office)
    good, bad = (
        approved(site, cast, "甲需求"),
        stand(
            site, cast, S.APPROVED, house=cast.factory, content=values(title="乙需求"), submitted_at=site.clock.now()
        ),
    )
    make(office, good, bad)
    with site.database.writing() as db:
        db.get_one(Organisation, cast.factory).state = OrganisationState.SUSPENDED
    assert "还没有通过核验" in text_of(office.get("/batches/1"))
    answer = text_of(office.post("/batches/1/publish"))
    assert "请先处理或移出本批：「乙需求」" in answer
    assert read(site, good).state is S.APPROVED
    office.post("/batches/1/leave-out", data={"need": bad})
    office.post("/batches/1/publish")
    assert (read(site, good).state, read(site, bad).state) == (S.OPEN, S.APPROVED)


def test_an_empty_batch_is_not_published(signed_in: SignedIn, cast: Cast) -> None:
    office = signed_in(cast.office)
    make(office)
    assert "还没有需求" in text_of(office.post("/batches/1/publish"))


@pytest.mark.parametrize("who", ["reviewer", "owner", "curator", "supplier", "stranger"])
def test_only_the_office_makes_batches(site: Site, signed_in: SignedIn, cast: Cast, who: str) -> None:
    make(signed_in(cast.office), approved(site, cast, "甲需求"))
    visitor = signed_in(getattr(cast, who))
    assert visitor.get("/batches/new").status_code == 404
    assert visitor.get("/batches/1").status_code == 404
    for path in ("/batches", "/batches/1/choose", "/batches/1/publish", "/batches/1/leave-out", "/batches/1/edit"):
        assert visitor.post(path, data={"title": "我的批次"}).status_code == 404


@pytest.mark.parametrize(
    "typed", [{"number": "0", "title": "太小"}, {"number": "甲", "title": "非数字"}, {"number": "1", "title": ""}]
)
def test_a_wrong_batch_keeps_what_was_typed(signed_in: SignedIn, cast: Cast, typed: dict[str, str]) -> None:
    answer = signed_in(cast.office).post("/batches", data=typed)
    assert answer.status_code == 422
    assert f'value="{typed["number"]}"' in answer.text
    assert "error-summary" in answer.text


def test_a_number_is_given_once(signed_in: SignedIn, cast: Cast) -> None:
    office = signed_in(cast.office)
    make(office)
    answer = office.post("/batches", data={"number": "1", "title": "又一个第一批"})
    assert answer.status_code == 422
    assert "第 1 批已经存在" in text_of(answer)
    assert "又一个第一批" in answer.text
    assert "/batches/2" in str(office.post("/batches", data={"title": "自动编号"}).url)


def test_the_title_may_be_mended_and_the_number_not(signed_in: SignedIn, cast: Cast) -> None:
    office = signed_in(cast.office)
    make(office)
    office.post("/batches/1/edit", data={"number": "7", "title": "改过的标题", "intro": ""})
    assert "改过的标题" in text_of(office.get("/batches/1"))
    assert office.get("/batches/7").status_code == 404


def test_a_batch_shows_a_restricted_need_to_whom_it_is_meant(
    site: Site, signed_in: SignedIn, browser: Browser, cast: Cast
) -> None:
    office = signed_in(cast.office)
    make(office, approved(site, cast, "公开的"), approved(site, cast, "受限的", secrecy=Secrecy.RESTRICTED))
    office.post("/batches/1/publish")
    assert "受限的" not in text_of(browser.get("/batches/1"))
    assert re.search(r"(?<!\d)1 项需求", text_of(browser.get("/batches")))
    assert "受限的" in text_of(signed_in(cast.supplier).get("/batches/1"))


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999", "-1", "1.5"])
def test_a_wrong_address_is_not_found(browser: Browser, number: str) -> None:
    assert browser.get(f"/batches/{number}").status_code == 404
