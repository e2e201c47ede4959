"""The office defines the figures that needs are judged by; a need's row points to one by its name."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.core.history import revisions
from app.core.models import AuditEntry
from app.core.site import Site
from app.vocabulary.actions import add_missing_terms
from app.vocabulary.definitions import DEFINITIONS
from app.vocabulary.models import KpiDefinition
from app.vocabulary.queries import definition_by_code, definitions
from app.vocabulary.terms import VOCABULARY
from matching.requirements import parse_unit
from tests.support import Browser, Cast
from tests.support.browser import text_of

BASE = "/office/definitions/health"
NEW = {
    "code": "bed_turnover",
    "name": "床位周转天数",
    "name_en": "Bed turnover",
    "synonyms": "周转天数、平均住院日\n平均住院日",
    "unit": "天",
    "direction": "down",
    "method": "按月统计",
}


@pytest.fixture
def office(cast: Cast, signed_in: Callable[[int], Browser]) -> Browser:
    return signed_in(cast.office)


def definition(site: Site, code: str) -> KpiDefinition:
    with site.database.reading() as db:
        found = definition_by_code(db, code)
    assert found is not None
    return found


def test_the_first_definitions_say_one_thing_each() -> None:
    fields = {code for code, _zh, _en in VOCABULARY["field"]} | {""}
    words = [(d[1], word.casefold()) for d in DEFINITIONS for word in (d[2], d[3], *d[4])]
    assert len(words) == len(set(words))
    assert {d[1] for d in DEFINITIONS} == fields
    assert {d[6] for d in DEFINITIONS} == {"up", "down"}
    assert all(d[7] and parse_unit(d[5].partition("/")[0]) is not None for d in DEFINITIONS)


def test_a_new_definition_is_offered_and_noted(office: Browser, site: Site) -> None:
    answer = office.post(BASE, data=NEW)
    assert "已增加「床位周转天数」" in text_of(answer)
    made = definition(site, "bed_turnover")
    assert (made.field, made.synonyms, made.unit, made.direction) == (
        "health",
        ["周转天数", "平均住院日"],
        "天",
        "down",
    )
    with site.database.reading() as db:
        known = definitions(db)
        noted = db.exec(select(AuditEntry).where(AuditEntry.action == "kpi_definition.added")).one()
    assert known.offered("health")[2].code == "bed_turnover"
    assert "bed_turnover" not in [d.code for d in known.offered("city")]
    assert (noted.role, noted.detail) == (
        "office",
        {"field": "health", "code": "bed_turnover", "label": "床位周转天数"},
    )


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"name": ""}, 422, "请填写这一项"),
        ({"direction": "sideways"}, 422, "好的方向"),
        ({"code": "Bad Code"}, 422, "格式不对"),
        ({"code": "accuracy"}, 409, "代码「accuracy」已经用过"),
        ({"name": "阅片时间"}, 409, "「阅片时间」已经是「报告出具时间」的名称或别名"),
        ({"synonyms": "time to REPORT"}, 409, "已经是「报告出具时间」的名称或别名"),
        ({"synonyms": "、".join(f"名{n}" for n in range(21))}, 422, "别名最多 20 个"),
        ({"synonyms": "长" * 61}, 422, "每个最多 60 个字"),
    ],
)
def test_a_wrong_definition_is_refused_and_kept_on_the_page(
    typed: dict[str, str], status: int, sentence: str, office: Browser, site: Site
) -> None:
    answer = office.post(BASE, data=NEW | typed)
    assert (answer.status_code, sentence in text_of(answer), "按月统计" in answer.text) == (status, True, True)
    with site.database.reading() as db:
        assert definition_by_code(db, "bed_turnover") is None


def test_an_edit_keeps_its_versions_and_refuses_a_stale_one(office: Browser, site: Site) -> None:
    before = definition(site, "report_time")
    typed = {**NEW, "name": "报告时间", "synonyms": "", "unit": "min", "version": str(before.version)}
    assert "指标定义已保存" in text_of(office.post(f"{BASE}/report_time", data=typed))
    after = definition(site, "report_time")
    assert (after.code, after.name, after.synonyms, after.unit) == ("report_time", "报告时间", [], "min")
    stale = office.post(f"{BASE}/report_time", data=typed | {"name": "再改"})
    assert (stale.status_code, "刚刚被别人修改过" in text_of(stale)) == (409, True)
    with site.database.reading() as db:
        assert [r.occasion for r in revisions(db, "kpi_definition", after.id)] == ["edited"]
    assert "报告时间" in text_of(office.get(f"{BASE}/report_time"))
    with site.database.writing() as db:
        assert add_missing_terms(db) == 0
    assert definition(site, "report_time").name == "报告时间"


def test_definitions_move_retire_and_come_back(office: Browser, site: Site) -> None:
    def offered() -> list[str]:
        with site.database.reading() as db:
            return [d.code for d in definitions(db).offered("health")][:2]

    assert offered() == ["diagnosis_agreement", "report_time"]
    office.post(f"{BASE}/report_time/move", data={"step": "-1"})
    for step in ("-1", "0", "7", "x"):
        assert office.post(f"{BASE}/report_time/move", data={"step": step}).status_code == 200
    assert offered() == ["report_time", "diagnosis_agreement"]
    for _ in range(2):
        assert office.post(f"{BASE}/report_time/retire").status_code == 200
    assert "report_time" not in offered()
    assert "已停用" in text_of(office.get(BASE))
    office.post(f"{BASE}/report_time/restore")
    assert "report_time" in offered()


@pytest.mark.parametrize("path", ["/office/definitions/wizardry", f"{BASE}/accuracy", f"{BASE}/nothing"])
def test_unknown_ones_are_not_found(path: str, office: Browser) -> None:
    assert office.get(path).status_code == 404


def test_every_page_opens(office: Browser) -> None:
    assert "各领域通用" in text_of(office.get("/office/definitions"))
    assert "响应时间" in text_of(office.get("/office/definitions/all"))
    assert "响应时间" in text_of(office.get("/office/definitions/all/response_time"))
    office.headers["Accept-Language"] = "en"
    assert "For every field" in text_of(office.get("/office/definitions"))


@pytest.mark.parametrize("who", ["owner", "curator", "reviewer", "admin", "auditor", "stranger"])
def test_nobody_else_edits(who: str, cast: Cast, site: Site, signed_in: Callable[[int], Browser]) -> None:
    visitor = signed_in(getattr(cast, who))
    assert visitor.get("/office/definitions").status_code == 403
    assert visitor.post(BASE, data=NEW).status_code == 403
    assert visitor.post(f"{BASE}/report_time/retire").status_code == 403
    assert definition(site, "report_time").retired_at is None
