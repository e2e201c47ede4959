"""Wrong input of every kind: a sentence at the field, everything kept, nothing changed, never a traceback."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.models import Organisation
from app.core.site import Site
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from suppliers.queries import values_of
from tests.suppliers.helpers import RESULT, make, six_fields
from tests.support import Browser, Cast
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
RARE = "𠮷野𪚥🧪👩🏽\u200d🔬é\u202e"


def everything(site: Site) -> Any:
    """All that is stored of supply, but for half-typed text."""
    with site.database.reading() as db:
        return [(s.version, s.state, values_of(db, s)) for s in db.exec(select(Supply)).all()]


def test_fifty_thousand_characters_are_counted_not_cut(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    long = "长" * 50_000
    answer = signed_in(cast.supplier).post("/supplies", data=six_fields(description=long, name=long))
    assert answer.status_code == 422
    assert "最多填写 20000 个字" in text_of(answer)
    assert "最多填写 300 个字" in text_of(answer)
    assert long in answer.text
    assert everything(site) == []


def test_an_overlong_introduction_is_refused_with_its_text(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.supplier).post("/supplies/new/prefill", data={"text": "介" * 5001})
    assert answer.status_code == 422
    assert "最多填写 5000 个字" in text_of(answer)
    assert "介" * 5001 in answer.text


def test_a_pasted_introduction_saves_nothing_by_itself(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supplier = signed_in(cast.supplier)
    text = "焊点质检一体机\n用于工业车间，漏检率≤0.5%，支持本地部署，价格30-50万元。电话 0371-60000000。"
    page = supplier.post("/supplies/new/prefill", data={"text": text})
    assert everything(site) == []
    assert "还没有保存" in text_of(page)
    assert "<mark>0371-60000000</mark>" in page.text
    for value in ("焊点质检一体机", "漏检率", "≤0.5", "30", "50"):
        assert f'value="{value}"' in page.text
    form = six_fields(ticket=hidden(page.text, "ticket"), price_min="30", price_max="50", deployments=["on_premises"])
    supplier.post("/supplies", data=form | {"parameters-0-name": "漏检率", "parameters-0-value": "≤0.5"})
    (saved,) = everything(site)
    assert saved[2].price_max == 500_000
    assert saved[2].words("deployment") == ("on_premises",)
    assert [one.name for one in saved[2].parameters] == ["漏检率"]


def test_rare_characters_and_emoji_live_through_everything(
    site: Site, cast: Cast, signed_in: SignedIn, browser: Browser
) -> None:
    text = f"{RARE}能看懂少见的字，也能放进说明里不出问题，再多写几个字。"
    assert signed_in(cast.supplier).post("/supplies", data=six_fields(name=RARE, description=text)).status_code == 200
    (saved,) = everything(site)
    assert (saved[2].name, saved[2].description) == (RARE.strip(), text)
    assert browser.get("/supplies", params={"q": "𠮷野"}).status_code == 200
    assert browser.get("/supplies?sort=name").status_code == 200


def test_a_nul_and_a_lone_surrogate_are_no_error(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    body = "do=draft&kind=product&name=%00%ED%A0%80abc"
    answer = signed_in(cast.supplier).post(
        "/supplies", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("section", "data", "sentence"),
    [
        ("delivery", {"price_min": "50", "price_max": "30"}, "最高价不能低于最低价（50 万元）"),
        ("delivery", {"price_min": "-1"}, "不能小于 0"),
        ("delivery", {"price_max": "1e400"}, "不能大于 10000000"),
        ("delivery", {"price_max": "NaN"}, "填写的内容不符合要求"),
        ("delivery", {"price_min": "面议"}, "请填写数字"),
        ("delivery", {"deployments": ["moon"]}, "请从列表中选择"),
        ("scope", {"district": "<b>"}, "请从列表中选择"),
        ("scope", {"tracks": ["software", "x' OR 1=1"]}, "请从列表中选择"),
        ("scope", {"wanted": "想" * 20_001}, "最多填写 20000 个字"),
        ("parameters", {"parameters-0-name": "只有名称"}, "请填写这一项"),
        ("parameters", {"parameters-7-name": "准" * 81, "parameters-7-value": "1"}, "最多填写 80 个字"),
        ("cases", {"cases-0-customer": "甲厂", "cases-0-year": "20264"}, "不能大于 2100"),
        ("cases", {"cases-0-customer": "甲厂", "cases-0-year": "去年"}, "请填写整数"),
        ("qualifications", {"qualifications-0-kind": "nobel", "qualifications-0-number": "1"}, "请从列表中选择"),
        ("basics", {"trl": "0"}, "不能小于 1"),
        ("basics", {"kind": "result"}, "请从列表中选择"),
        ("basics", {"contact_email": "a@b"}, "邮箱格式不对"),
        ("basics", {"contact_phone": "打我电话"}, "电话格式不对"),
    ],
)
def test_a_wrong_field_is_named_kept_and_changes_nothing(
    site: Site, cast: Cast, signed_in: SignedIn, section: str, data: dict[str, Any], sentence: str
) -> None:
    supply, supplier = make(site, cast.firm), signed_in(cast.supplier)
    before = everything(site)
    here = f"/supplies/{supply.public_id}/edit/{section}"
    base = six_fields() if section == "basics" else {}
    answer = supplier.save(here, base | data)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert everything(site) == before
    if sentence != "请从列表中选择":  # a code that no list has cannot be drawn as a choice
        typed = next(text for text in data.values() if isinstance(text, str))
        assert typed in supplier.get(here).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"started": "2025-13"}, "请填写年月，例如 2024-03"),
        ({"started": "很久以前"}, "请填写年月，例如 2024-03"),
        ({"started": "2025-06", "finished": "2024-01"}, "结束年月不能早于开始年月"),
        ({"stage": "ripe"}, "请从列表中选择"),
        ({"researcher_email": "not an address"}, "邮箱格式不对"),
    ],
)
def test_a_result_is_held_to_the_same(
    site: Site, cast: Cast, signed_in: SignedIn, data: dict[str, str], sentence: str
) -> None:
    supply = make(site, cast.research, RESULT)
    answer = signed_in(cast.institute).save(f"/supplies/{supply.public_id}/edit/result", data)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


@pytest.mark.parametrize("month", ["2024-03", "2024.3", "2024年3月", "2024/03"])
def test_months_are_taken_as_people_write_them(site: Site, cast: Cast, signed_in: SignedIn, month: str) -> None:
    supply = make(site, cast.research, RESULT)
    signed_in(cast.institute).save(f"/supplies/{supply.public_id}/edit/result", {"started": month})
    ((_version, _state, values),) = everything(site)
    assert f"{values.result.started_on:%Y-%m-%d}" == "2024-03-01"


@pytest.mark.parametrize("version", ["", "0", "-1", "2", "abc", "٣", "9" * 400])
def test_a_tampered_version_saves_nothing(site: Site, cast: Cast, signed_in: SignedIn, version: str) -> None:
    supply = make(site, cast.firm)
    before = everything(site)
    here = f"/supplies/{supply.public_id}/edit/scope"
    answer = signed_in(cast.supplier).post(here, data={"version": version, "wanted": "改一改"})
    assert answer.status_code == 409
    assert everything(site) == before


@pytest.mark.parametrize("ticket", ["", "short", "ABCDEFGHJKMN", "../../etc/pw", "0" * 12, "a" * 4000])
def test_a_tampered_ticket_is_no_id(site: Site, cast: Cast, signed_in: SignedIn, ticket: str) -> None:
    answer = signed_in(cast.supplier).post("/supplies", data=six_fields(ticket=ticket))
    assert answer.status_code == 200
    with site.database.reading() as db:
        assert db.exec(select(Supply.public_id)).one() != ticket


def test_a_house_of_somebody_else_is_not_taken(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    theirs = make(site, cast.rival_firm)
    with site.database.reading() as db:
        house = db.get_one(Organisation, theirs.organisation_id).public_id
    answer = signed_in(cast.supplier).post("/supplies", data=six_fields(organisation=house))
    assert answer.status_code == 422
    with site.database.reading() as db:
        assert len(db.exec(select(Supply)).all()) == 1


@pytest.mark.parametrize(
    "path", ["nosuchthing1", "nosuchthing1/edit", "nosuchthing1/edit/basics", "nosuchthing1/files/x"]
)
def test_ids_that_name_nothing(cast: Cast, signed_in: SignedIn, path: str) -> None:
    assert signed_in(cast.supplier).get(f"/supplies/{path}").status_code == 404


def test_sections_and_files_that_do_not_exist(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply, supplier = make(site, cast.firm), signed_in(cast.supplier)
    here = f"/supplies/{supply.public_id}"
    for path in ("edit/result", "edit/nothing", "files/nosuchthing1"):
        assert supplier.get(f"{here}/{path}").status_code == 404
    assert supplier.post(f"{here}/edit/result/autosave").status_code == 404


def test_what_cannot_be_listed_says_everything_that_is_missing(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply = make(
        site, cast.firm, state=SupplyState.DRAFT, description="", contact_phone="", contact_email="", terms={}
    )
    page = text_of(signed_in(cast.supplier).post(f"/supplies/{supply.public_id}/moves/list"))
    for sentence in ("还没有填写说明", "还没有选择适用行业", "还没有留下联系人"):
        assert sentence in page
    with site.database.reading() as db:
        assert db.exec(select(Supply.state)).one() is SupplyState.DRAFT
