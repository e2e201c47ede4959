"""Figures of a need: rows keep their ids, are read beside what was typed, and point to a definition."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from app.core.site import Site
from app.vocabulary.models import KpiDefinition
from scenarios.actions.drafting import change
from scenarios.actions.rows import read_kpis
from scenarios.models import Constraint, Kpi
from scenarios.queries.visibility import by_public_id
from scenarios.values import ConstraintValues, KpiValues
from tests.scenarios.helpers import stand, values
from tests.support import Browser, Cast

A, B, C = KpiValues("漏判率", "1", "%", "3", "down"), KpiValues("召回率", "95%"), KpiValues("覆盖院区", "3个以上")


def kpis(db: Session, public_id: str) -> list[Kpi]:
    scenario = by_public_id(db, public_id)
    assert scenario is not None
    return list(db.exec(select(Kpi).where(Kpi.scenario_id == scenario.id).order_by(col(Kpi.position))).all())


def ids(site: Site, public_id: str) -> dict[str, int]:
    with site.database.reading() as db:
        return {row.name: row.id for row in kpis(db, public_id)}


def put(site: Site, public_id: str, **said: Any) -> None:
    with site.database.writing() as db:
        scenario = by_public_id(db, public_id)
        assert scenario is not None
        change(db, scenario, said, site.clock.now())


def test_rows_keep_their_ids_when_they_are_edited_or_moved(site: Site, cast: Cast) -> None:
    need = stand(site, cast, content=values(kpis=[A, B, C]))
    before = ids(site, need)
    put(site, need, kpis=[C, KpiValues("漏判率", "0.5", "%", "3", "down"), B])
    assert ids(site, need) == before
    put(site, need, kpis=[C, KpiValues("漏诊率", "0.5", "%"), B])
    assert ids(site, need) == {"覆盖院区": before["覆盖院区"], "漏诊率": before["漏判率"], "召回率": before["召回率"]}
    put(site, need, kpis=[KpiValues("漏诊率", "0.5"), KpiValues("满意度", "90")])
    assert ids(site, need)["漏诊率"] == before["漏判率"]
    assert len(ids(site, need)) == 2
    put(site, need, kpis=[])
    assert ids(site, need) == {}


def test_conditions_keep_their_ids_too(site: Site, cast: Cast) -> None:
    one, two = ConstraintValues("other", "驻场"), ConstraintValues("delivery", "三个月内")
    need = stand(site, cast, content=values(constraints=[one, two]))

    def known() -> dict[str, int]:
        with site.database.reading() as db:
            return {row.text: row.id for row in db.exec(select(Constraint)).all()}

    before = known()
    put(site, need, constraints=[two, ConstraintValues("other", "驻场", hard=True)])
    assert known() == before


@pytest.mark.parametrize(
    ("row", "target", "baseline"),
    [
        (A, ("le", 1.0, None, "%"), ("eq", 3.0, "%")),
        (B, ("ge", 95.0, None, "%"), ("", None, "")),
        (C, ("ge", 3.0, None, "个"), ("", None, "")),
        (KpiValues("定位精度", "优于0.1", "毫米"), ("le", 0.1, None, "mm"), ("", None, "")),
        (KpiValues("综合表现", "优于0.1"), ("unknown", 0.1, None, ""), ("", None, "")),
        (KpiValues("响应时间", "未超过2秒"), ("le", 2.0, None, "s"), ("", None, "")),
        (KpiValues("环境温度", "18～26℃", direction="hold"), ("between", 18.0, 26.0, "℃"), ("", None, "")),
        (KpiValues("管理水平", "明显提升", baseline="较低"), ("", None, None, ""), ("", None, "")),
    ],
    ids=lambda part: part.name if isinstance(part, KpiValues) else "",
)
def test_figures_are_read_beside_what_was_typed(
    row: KpiValues, target: tuple[Any, ...], baseline: tuple[Any, ...], site: Site, cast: Cast
) -> None:
    need = stand(site, cast, content=values(kpis=[row]))
    with site.database.reading() as db:
        (kept,) = kpis(db, need)
    assert (kept.target, kept.baseline) == (row.target, row.baseline)
    assert (kept.target_relation, kept.target_value, kept.target_high, kept.target_unit) == target
    assert (kept.baseline_relation, kept.baseline_value, kept.baseline_unit) == baseline


def test_a_definition_settles_what_better_means_and_follows_the_field(site: Site, cast: Cast) -> None:
    need = stand(site, cast, content=values(field="agriculture", kpis=[KpiValues("亩产", "优于800", "千克/亩")]))

    def pointed() -> tuple[str | None, str]:
        with site.database.reading() as db:
            (row,) = kpis(db, need)
            found = db.get(KpiDefinition, row.definition_id) if row.definition_id else None
            return row.target_relation, found.code if found else ""

    assert pointed() == ("ge", "yield_per_mu")
    put(site, need, field="city")
    assert pointed() == ("unknown", "")


def test_the_editor_offers_definitions_and_fills_in_what_was_left_open(
    site: Site, cast: Cast, signed_in: Callable[[int], Browser]
) -> None:
    need = stand(site, cast)
    owner = signed_in(cast.owner)
    page = owner.get(f"/scenarios/{need}/edit/kpis").text
    assert '<option value="报告出具时间">' in page
    assert '<option value="响应时间">' in page
    assert "公交准点率" not in page
    rows = {"kpis-0-name": "阅片时间", "kpis-0-target": "不超过5", "kpis-1-name": "诊断一致率", "kpis-1-target": "95%"}
    sent = {**rows, "do": "draft"}
    assert owner.save(f"/scenarios/{need}/edit/kpis", sent).status_code == 200
    with site.database.reading() as db:
        time, agreement = kpis(db, need)
        codes = [row.code for n in (time, agreement) if (row := db.get(KpiDefinition, n.definition_id))]
    assert codes == ["report_time", "diagnosis_agreement"]
    assert (time.name, time.target, time.unit, time.direction) == ("阅片时间", "不超过5", "分钟", "down")
    assert (time.target_relation, time.target_value, time.target_unit) == ("le", 5.0, "min")
    assert (agreement.unit, agreement.direction, agreement.target_relation) == ("", "up", "ge")
    again = ids(site, need)
    sent = {**rows, "kpis-0-target": "4", "do": "draft"}
    owner.save(f"/scenarios/{need}/edit/kpis", sent)
    assert ids(site, need) == again


def test_rows_of_an_earlier_version_are_read_once(site: Site, cast: Cast) -> None:
    need = stand(site, cast, content=values(kpis=[A, B]))
    with site.database.writing() as db:
        unread = {"target_relation": None, "target_value": None, "definition_id": None}
        db.connection().execute(update(Kpi).values(**unread))
    with site.database.writing() as db:
        assert (read_kpis(db), read_kpis(db)) == (2, 0)
    with site.database.reading() as db:
        assert [(row.target_relation, row.target_value) for row in kpis(db, need)] == [("le", 1.0), ("ge", 95.0)]
        assert all(row.definition_id for row in kpis(db, need)[1:])
