"""Reading a pasted need: what is written and nothing else, as suggestions that a person confirms."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from app.core.site import Site
from scenarios.models import Kpi, Scenario
from scenarios.prefill import read_need_text
from tests.support import Browser, Cast
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
LABELS = {"field": {"医疗": "health", "工业": "industry"}, "direction": {"机器视觉": "vision"}}
TEXT = (
    "夜间心电图预警\n我院急诊夜间只有一名医师值守，人工判读心电图平均要12分钟，患者等不起，医院也担心漏判。"
    "希望1分钟内给出分级预警，漏诊率不超过1‰，误报率从12%降到5%以下。系统须本地部署，数据不出院。"
    "预算50-80万元，三个月内上线。近三年脱敏心电图约12万份，其中2万份已标注。联系人：顾闻笙，0371-55501037"
)


OPEN = TEXT.partition("联系人")[0]
"""What others may read of it."""


def test_what_is_written_is_read() -> None:
    found = read_need_text(TEXT, LABELS)
    assert found["title"] == "夜间心电图预警"
    assert found["description"].startswith("我院急诊夜间")
    assert [(k["name"], k["baseline"], k["target"], k["unit"], k["direction"]) for k in found["kpis"]] == [
        ("漏诊率", "", "1", "‰", "down"),
        ("误报率", "12", "5", "%", "down"),
    ]
    assert [(c["kind"], c["text"], c["hard"]) for c in found["constraints"]] == [
        ("deployment", "系统须本地部署", True),
        ("deployment", "数据不出院", True),
        ("delivery", "三个月内上线", True),
    ]
    assert (found["budget_min"], found["budget_max"]) == ("50", "80")
    assert found["data_scale"] == "约12万份"
    assert found["data_labelled"] == "其中2万份已标注"
    assert found["data_may_leave"] == "no"
    assert (found["contact_name"], found["contact_phone"]) == ("顾闻笙", "0371-55501037")


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("每小时600条轮胎，漏检率大约3%，想换成机器。", ("kpis", "budget_max", "title", "data_types", "constraints")),
        ("去年投入预算不多，领导很关心。", ("budget_min", "budget_max", "kpis")),
        ("我们有很多想法，没有数据。", ("data_types", "data_scale", "data_labelled", "data_may_leave")),
        ("门诊楼前的银杏落了，想找人扫。", ("title", "field", "kpis", "constraints")),
        ("", ("title", "description", "kpis")),
        ("？？！！……\n\n\n", ("title", "kpis")),
    ],
)
def test_what_is_not_written_stays_empty(text: str, absent: tuple[str, ...]) -> None:
    found = read_need_text(text, LABELS)
    assert [name for name in absent if name in found] == []


def test_english_is_read_too() -> None:
    text = "Pump watch\nAccuracy of at least 95%, response time under 2 seconds. Must run on premises. We have historical logs."
    found = read_need_text(text, LABELS)
    assert found["title"] == "Pump watch"
    assert [(k["name"], k["target"], k["direction"]) for k in found["kpis"]] == [
        ("Accuracy", "95", "up"),
        ("response time", "2", "down"),
    ]
    assert found["constraints"][0]["kind"] == "deployment"
    assert found["data_types"] == "We have historical logs"


def test_a_pasted_need_stands_in_the_form_and_nothing_is_saved(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    owner = signed_in(cast.owner)
    page = owner.post("/scenarios/new/prefill", data={"text": TEXT})
    assert page.status_code == 200
    assert 'value="夜间心电图预警"' in page.text
    assert "已把文字读进下面的表单" in text_of(page)
    assert "漏诊率" in text_of(page)
    with site.database.reading() as db:
        assert db.exec(select(Scenario)).all() == []
    short = owner.post("/scenarios/new/prefill", data={"text": "短"})
    assert short.status_code == 422
    assert "短</textarea>" in short.text
    assert owner.post("/scenarios/new/prefill", data={"text": "长" * 5001}).status_code == 422


def test_who_may_not_write_a_need_cannot_read_one_into_the_form(
    cast: Cast, browser: Browser, signed_in: SignedIn
) -> None:
    assert signed_in(cast.supplier).post("/scenarios/new/prefill", data={"text": TEXT}).status_code == 403
    away = browser.post("/scenarios/new/prefill", data={"text": TEXT}, follow_redirects=False)
    assert away.headers["Location"].startswith("/sign-in")
    assert "心电图" not in away.headers["Location"]


def test_figures_are_offered_in_their_step_and_written_when_saved(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    owner = signed_in(cast.owner)
    start = owner.post("/scenarios/new/prefill", data={"text": TEXT})
    basics = {"form_key": hidden(start.text, "form_key"), "title": "夜间心电图预警", "description": OPEN, "do": "next"}
    here = str(owner.post("/scenarios", data=basics).url.path).rsplit("/", 1)[0]
    offered = owner.get(f"{here}/kpis")
    assert "需求描述里写到这些，这里还空着" in text_of(offered)
    assert 'value="12"' not in offered.text
    assert not re.search(r"\b(?:down|up|true|deployment)\b", text_of(offered)), "no raw code on a page"
    empty = {f"kpis-0-{part}": "" for part in ("name", "unit", "baseline", "target", "direction", "method")}
    filled = owner.save(f"{here}/kpis", {"do": "suggest", "constraints-0-text": "", **empty})
    assert 'value="12"' in filled.text
    assert "这里还空着" not in text_of(filled)
    with site.database.reading() as db:
        assert db.exec(select(Kpi)).all() == []
    owner.save(f"{here}/kpis", {"kpis-0-name": "误报率", "kpis-0-baseline": "12", "kpis-0-target": "5", "do": "draft"})
    with site.database.reading() as db:
        assert [(row.name, row.target) for row in db.exec(select(Kpi)).all()] == [("误报率", "5")]
    data = owner.get(f"{here}/data")
    assert "约12万份" in text_of(data)
    assert "数据不出院" not in text_of(owner.get(f"{here}/context"))


def test_what_was_typed_stays_when_suggestions_are_filled_in(cast: Cast, signed_in: SignedIn) -> None:
    owner = signed_in(cast.owner)
    basics = {"form_key": "abc", "title": "夜间心电图预警", "description": OPEN, "do": "next"}
    here = str(owner.post("/scenarios", data=basics).url.path).rsplit("/", 1)[0]
    filled = owner.save(f"{here}/data", {"do": "suggest", "data_scale": "我自己写的规模"})
    assert 'value="我自己写的规模"' in filled.text
    assert 'value="其中2万份已标注"' in filled.text
