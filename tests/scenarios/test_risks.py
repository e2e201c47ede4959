"""What a text says of risks is asked of whoever hands the need in, and shown to the reviewer where she said no."""

from collections.abc import Callable

import pytest

from app.core.site import Site
from scenarios.risks import suggested_risks
from tests.scenarios.helpers import TICKS, read, stand, submitted, values
from tests.support import Browser, Cast
from tests.support.browser import text_of


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("系统给出辅助诊断意见，由医师签发。", {"medical_decision"}),
        ("胸痛患者预检分诊排队过长。", {"medical_decision"}),
        ("门岗用人脸识别放行。", {"biometrics"}),
        ("无人配送车在公开道路上行驶三公里。", {"public_road"}),
        ("面向小学课堂，学生都是未成年人。", {"minors"}),
        ("贷款审批由系统自动拒绝。", {"personal_rights"}),
        ("对变电站做闭环控制。", {"critical_infrastructure"}),
        ("Facial recognition at the gate; triage in the emergency room.", {"biometrics", "medical_decision"}),
        ("不涉及未成年人，也不采集人脸。", set()),
        ("焊缝缺陷检测，每班八百件。", set()),
        ("设备故障判断后派单，公路养护台账归档。", set()),
    ],
)
def test_a_text_says_what_a_risk_review_asks_about(text: str, codes: set[str]) -> None:
    assert set(suggested_risks(values(title="一项需求", description=text))) == codes


def test_what_is_declared_is_not_asked_again() -> None:
    need = values(title="一项需求", description="门岗用人脸识别放行。", risk_triggers=["biometrics"])
    assert suggested_risks(need) == {}


def test_it_is_asked_before_the_review_and_the_reviewer_sees_what_was_denied(
    site: Site, cast: Cast, signed_in: Callable[[int], Browser]
) -> None:
    text = "门岗用人脸识别放行，值班室给出用药建议。" * 6
    owner = signed_in(cast.owner)
    need = stand(site, cast, content=values(description=text))
    page = owner.get(f"/scenarios/{need}/check")
    assert "需求里写到这些，是否涉及？" in text_of(page)
    assert "文中写到“门岗用人脸识别放行”" in text_of(page)
    said = {"checklist": TICKS, "risks": ["biometrics", "public_road"]}
    assert owner.post(f"/scenarios/{need}/submit", data=said).url.path.endswith("/manage")
    assert read(site, need).risk_triggers == ["biometrics"], "only what the text mentions can be ticked here"
    waiting = submitted(site, cast, content=values(description=text))
    reviewed = text_of(signed_in(cast.reviewer).get(f"/review/{waiting}"))
    assert "文中写到、单位没有勾选的风险触发项：影响诊疗决策" in reviewed
    assert "采集生物特征" in reviewed


def test_the_check_ticks_what_is_done_and_names_where_it_is_wrong(
    site: Site, cast: Cast, signed_in: Callable[[int], Browser]
) -> None:
    need = stand(site, cast, content=values(contact_phone="", current_systems="影像归档系统"))
    page = signed_in(cast.owner).get(f"/scenarios/{need}/check")
    assert "基本信息 · 联系电话" in text_of(page)
    steps = page.text[page.text.index('class="steps"') : page.text.index("</nav>", page.text.index('class="steps"'))]
    states = [part.split('"')[0] for part in steps.split('class="step step-')[1:]]
    assert states == ["wrong", "done", "todo", "todo", "todo", "todo", "todo", "current"]


def test_a_note_of_the_review_leads_to_its_field(site: Site, cast: Cast, signed_in: Callable[[int], Browser]) -> None:
    waiting = submitted(site, cast)
    reviewer, owner = signed_in(cast.reviewer), signed_in(cast.owner)
    reviewer.post(f"/review/{waiting}/take")
    notes = {"notes-0-field_name": "budget_text", "notes-0-note": "预算口径请写明。"}
    assert reviewer.post(f"/review/{waiting}/edits", data=notes).status_code == 200
    for page in ("check", "manage"):
        assert f'href="/scenarios/{waiting}/edit/plan#f-budget_text"' in owner.get(f"/scenarios/{waiting}/{page}").text
    assert 'href="#f-budget_text"' in owner.get(f"/scenarios/{waiting}/edit/plan").text
