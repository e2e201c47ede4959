"""Writing a need: six fields, sections, drafts that keep everything, two people at once."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.models import Kpi, Scenario
from tests.scenarios.helpers import SIX, TICKS, read, stand, values
from tests.support import Browser, Cast
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]


def all_needs(site: Site) -> list[Scenario]:
    with site.database.reading() as db:
        return list(db.exec(select(Scenario)).all())


def test_a_stranger_is_told_how_to_come_to_post_a_need(signed_in: SignedIn, cast: Cast, browser: Browser) -> None:
    assert "sign" in str(browser.get("/scenarios/new", follow_redirects=False).headers["location"])
    answer = signed_in(cast.stranger).get("/scenarios/new")
    assert answer.status_code == 403
    assert "场景方单位" in text_of(answer)


def test_six_fields_lead_to_the_check(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    owner = signed_in(cast.owner)
    page = owner.get("/scenarios/new")
    assert page.status_code == 200
    assert "嵩云医院" in text_of(page)
    answer = owner.post("/scenarios", data={**SIX, "do": "check", "form_key": "k1", "version": "0"})
    assert answer.status_code == 200
    assert str(answer.url).endswith("/check")
    (need,) = all_needs(site)
    assert (need.title, need.field, need.district) == (SIX["title"], "health", "gaoxin")
    assert need.readiness >= site.settings.readiness_threshold
    assert need.raw is None


def test_a_double_click_makes_one_need(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    owner = signed_in(cast.owner)
    for _click in range(2):
        owner.post("/scenarios", data={**SIX, "do": "draft", "form_key": "k1", "version": "0"})
    assert len(all_needs(site)) == 1


def test_an_empty_form_makes_nothing_and_names_what_is_missing(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.owner).post("/scenarios", data={"do": "check", "form_key": "k"})
    assert answer.status_code == 422
    assert "请填写这一项" in text_of(answer)
    assert not all_needs(site)


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"description": "长" * 50_000}, "description", "最多填写 20000 个字"),
    ({"deadline": "2026-02-30"}, "deadline", "没有这一天"),
    ({"deadline": "明年"}, "deadline", "请填写有效的日期"),
    ({"deadline": "0"}, "deadline", "请填写有效的日期"),
    ({"deadline": "2026-11-22"}, "deadline", "不能早于今天"),
    ({"deadline": "9999-12-31"}, "deadline", "1900 年至 2100 年"),
    ({"deadline": "2099-12-31"}, "deadline", "太远"),
    ({"field": "astrology"}, "field", "请从列表中选择"),
    ({"family": "nonsense"}, "family", "请从列表中选择"),
    ({"organisation": "someoneelse1"}, "organisation", "请从列表中选择您所在的单位"),
    ({"contact_email": "not an address"}, "contact_email", "邮箱格式不对"),
    ({"contact_phone": "call me"}, "contact_phone", "电话格式不对"),
    ({"title": "名" * 301}, "title", "最多填写 300 个字"),
]


@pytest.mark.parametrize(("wrong", "name", "sentence"), WRONG)
def test_bad_input_is_said_at_the_field_and_kept(
    site: Site, signed_in: SignedIn, cast: Cast, wrong: dict[str, str], name: str, sentence: str
) -> None:
    answer = signed_in(cast.owner).post("/scenarios", data={**SIX, **wrong, "do": "check", "form_key": "k"})
    assert answer.status_code == 422
    assert f'id="f-{name}-error"' in answer.text or name == "organisation"
    assert sentence in text_of(answer)
    (need,) = all_needs(site)
    if name != "organisation":
        assert need.raw is not None
        assert need.raw["basics"][name] == [wrong[name]]
        assert wrong[name] in answer.text or name in {"field", "family"}  # a list shows only what it offers
    if name != "title":
        assert need.title == SIX["title"]


def test_emoji_and_rare_characters_come_back_as_typed(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    owner = signed_in(cast.owner)
    text = "𠮷野家🏥 <script>alert(1)</script> \u202e倒写 & “引号”" + SIX["description"]
    owner.post("/scenarios", data={**SIX, "description": text, "do": "draft", "form_key": "k"})
    (need,) = all_needs(site)
    assert need.description == text
    page = owner.get(f"/scenarios/{need.public_id}/edit/basics")
    assert "<script>alert" not in page.text
    assert "𠮷野家🏥" in page.text


def test_a_draft_may_be_incomplete(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    owner = signed_in(cast.owner)
    answer = owner.post("/scenarios", data={"title": "只有名称", "do": "draft", "form_key": "k"})
    assert answer.status_code == 200
    (need,) = all_needs(site)
    assert need.title == "只有名称"
    owner.save(f"/scenarios/{need.public_id}/edit/basics", {"title": "", "description": "改成这样"})
    assert (read(site, need.public_id).title, read(site, need.public_id).description) == ("", "改成这样")


def test_autosave_makes_the_draft_and_hands_back_its_version(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    owner = signed_in(cast.owner)
    first = owner.post("/scenarios/autosave", data={"title": "半句话", "form_key": "k", "version": "0"})
    assert "已自动保存" in text_of(first)
    (need,) = all_needs(site)
    assert need.title == "半句话"
    mark = hidden(first.text, "version")
    again = owner.post("/scenarios/autosave", data={"title": "整句话", "form_key": "k", "version": mark})
    assert "已自动保存" in text_of(again)
    here = f"/scenarios/{need.public_id}"
    half = owner.save(f"{here}/edit/plan", {"budget_min": "三百多万"}, to=f"{here}/autosave/plan")
    assert "不能识别" in text_of(half)
    page = owner.get(f"{here}/edit/plan")
    assert "三百多万" in page.text
    nothing = owner.post("/scenarios/autosave", data={"contact_name": "某人", "form_key": "other"})
    assert nothing.status_code == 204
    assert len(all_needs(site)) == 1


def test_a_stale_tab_gets_both_texts_and_loses_nothing(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast)
    first, second = signed_in(cast.owner), signed_in(cast.colleague)
    seen = hidden(first.get(f"/scenarios/{need}/edit/basics").text, "version")
    saved = {**SIX, "title": "甲改的名称", "version": seen, "do": "draft"}
    assert first.post(f"/scenarios/{need}/edit/basics", data=saved).status_code == 200
    stale = second.post(
        f"/scenarios/{need}/edit/basics", data={**SIX, "title": "乙改的名称", "version": seen, "do": "draft"}
    )
    assert stale.status_code == 409
    assert "甲改的名称" in stale.text
    assert "乙改的名称" in stale.text
    assert read(site, need).title == "甲改的名称"
    auto = second.post(f"/scenarios/{need}/autosave/basics", data={**SIX, "title": "乙改的名称", "version": seen})
    assert auto.status_code == 409
    again = {**SIX, "title": "乙改的名称", "version": hidden(stale.text, "version"), "do": "draft"}
    assert second.post(f"/scenarios/{need}/edit/basics", data=again).status_code == 200
    assert read(site, need).title == "乙改的名称"


def test_two_people_may_edit_two_sections_side_by_side(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast)
    owner = signed_in(cast.owner)
    seen = hidden(owner.get(f"/scenarios/{need}/edit/plan").text, "version")
    owner.save(f"/scenarios/{need}/edit/context", {"location": "急诊楼", "do": "draft"})
    other = owner.post(f"/scenarios/{need}/edit/plan", data={"funding": "预算", "version": seen, "do": "draft"})
    assert other.status_code == 200
    assert (read(site, need).location, read(site, need).funding) == ("急诊楼", "预算")


def test_rows_are_added_and_removed_without_scripting(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast)
    owner, address = signed_in(cast.owner), f"/scenarios/{need}/edit/kpis"
    row = {"kpis-0-name": "漏判率", "kpis-0-target": "1", "kpis-0-unit": "%", "kpis-0-direction": "down"}
    grown = owner.save(address, {**row, "add_row": "kpis"})
    assert 'name="kpis-1-name"' in grown.text
    assert "漏判率" in grown.text
    shrunk = owner.save(address, {**row, "kpis-1-name": "时长", "kpis-1-target": "1", "remove_row": "kpis-0"})
    assert "漏判率" not in shrunk.text
    assert "时长" in shrunk.text
    constraint = {"constraints-0-kind": "deployment", "constraints-0-text": "院内部署", "constraints-0-hard": "true"}
    answer = owner.save(address, {**row, **constraint, "do": "next"})
    assert str(answer.url).endswith("/edit/data")
    with site.database.reading() as db:
        (kpi,) = db.exec(select(Kpi)).all()
    assert (kpi.name, kpi.direction) == ("漏判率", "down")


@pytest.mark.parametrize(
    ("section", "wrong", "sentence"),
    [
        ("plan", {"budget_min": "300", "budget_max": "200"}, "上限不能小于下限"),
        ("plan", {"budget_max": "nan"}, "请填写数字"),
        ("plan", {"budget_max": "-1"}, "须在 0 到 1000 亿元"),
        ("plan", {"budget_max": "99999999999"}, "须在 0 到 1000 亿元"),
        ("plan", {"starts_on": "2027-05-01", "ends_on": "2027-01-01"}, "结束日期不能早于开始日期"),
        ("plan", {"starts_on": "1066-10-14"}, "1900 年至 2100 年"),
        ("plan", {"starts_on": "1966-10-14"}, "2000 年到 2099 年"),
        ("plan", {"route": "auction"}, "请从列表中选择"),
        ("plan", {"opens_at": "2027-06-01"}, "发布日期不能晚于截止日期"),
        ("context", {"directions": "telepathy"}, "请从列表中选择"),
        ("terms", {"valid_until": "2026-12-01"}, "有效期不能早于截止日期"),
        ("terms", {"secrecy": "top"}, "请从列表中选择"),
        ("data", {"data_may_leave": "perhaps"}, "请从列表中选择"),
        ("kpis", {"kpis-0-name": "漏判率"}, "请填写这一项"),
        ("kpis", {"constraints-0-text": "x", "constraints-0-kind": "magic"}, "请从列表中选择"),
    ],
)
def test_every_section_says_what_is_wrong(
    site: Site, signed_in: SignedIn, cast: Cast, section: str, wrong: dict[str, str], sentence: str
) -> None:
    need = stand(site, cast)
    answer = signed_in(cast.owner).save(f"/scenarios/{need}/edit/{section}", {**wrong, "do": "next"})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert all(
        text in answer.text
        for text in wrong.values()
        if text not in {"auction", "telepathy", "top", "perhaps", "magic"}
    )


def test_money_is_kept_in_yuan(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast)
    owner = signed_in(cast.owner)
    owner.save(f"/scenarios/{need}/edit/plan", {"budget_min": "0.5", "budget_max": "350000", "do": "draft"})
    assert (read(site, need).budget_min, read(site, need).budget_max) == (5000, 3_500_000_000)
    assert 'value="350000"' in owner.get(f"/scenarios/{need}/edit/plan").text


def test_outsiders_find_no_edit_page(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast)
    for person in (cast.supplier, cast.office, cast.reviewer, cast.stranger):
        assert signed_in(person).get(f"/scenarios/{need}/edit/basics").status_code == 404
        assert signed_in(person).post(f"/scenarios/{need}/submit", data={"checklist": TICKS}).status_code == 404


def test_unknown_sections_and_tampered_versions_do_no_harm(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast)
    owner = signed_in(cast.owner)
    assert owner.get(f"/scenarios/{need}/edit/secrets").status_code == 404
    answer = owner.post(f"/scenarios/{need}/edit/context", data={"location": "楼", "version": "٣٣; drop"})
    assert answer.status_code == 409
    assert not read(site, need).location


def test_a_submitted_need_is_not_edited_any_more(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, ScenarioState.SUBMITTED, submitted_at=site.clock.now())
    answer = signed_in(cast.owner).post(f"/scenarios/{need}/edit/basics", data=SIX)
    assert answer.status_code == 409
    assert "补充说明" in text_of(answer)


def test_attachments_follow_the_need(site: Site, signed_in: SignedIn, cast: Cast, browser: Browser) -> None:
    need = stand(site, cast)
    owner, address = signed_in(cast.owner), f"/scenarios/{need}/edit/files"
    assert owner.post(address, data={}).status_code == 422
    assert owner.post(address, files={"file": ("a.exe", b"MZ", "image/png")}).status_code == 422
    owner.post(address, files={"file": ("流程.txt", "急诊流程".encode(), "text/plain")})
    owner.post(address, files={"file": ("内部.txt", b"x", "text/plain")}, data={"confidential": "true"})
    page = owner.get(address)
    assert "流程.txt" in page.text
    assert "不公开" in text_of(page)
    link = page.text.split(f'href="/scenarios/{need}/files/')[1].split('"')[0]
    assert owner.get(f"/scenarios/{need}/files/{link}").content == "急诊流程".encode()
    assert browser.get(f"/scenarios/{need}/files/{link}").status_code == 404
    owner.post(f"/scenarios/{need}/files/{link}/remove")
    assert "流程.txt" not in owner.get(address).text


def test_a_retired_code_may_stay(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, content=values(family="long_gone"))
    answer = signed_in(cast.owner).save(f"/scenarios/{need}/edit/basics", {**SIX, "family": "long_gone", "do": "check"})
    assert answer.status_code == 200


@pytest.mark.parametrize("section", ["basics", "context", "plan", "kpis", "data", "terms", "files"])
def test_edit_pages_in_english(site: Site, signed_in: SignedIn, cast: Cast, section: str) -> None:
    need = stand(site, cast, content=values(title="Triage", description="Triage in 1 minute. " * 20, contact_name="G"))
    owner = signed_in(cast.owner)
    owner.headers["Accept-Language"] = "en"
    text = text_of(owner.get(f"/scenarios/{need}/edit/{section}"))
    assert set(chinese(text)) <= {"中文", "嵩云医院", "景合"}


def chinese(text: str) -> list[str]:
    """Runs of Han characters: on an English page only people's own words and the language switch."""
    return re.findall(r"[\u3400-\u9fff]+", text)
