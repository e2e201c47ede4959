"""What a list does not say, or says in a way that nobody reads, is not made up in public."""

from collections.abc import Callable
from pathlib import Path

from sqlmodel import select

from app.accounts.models import Organisation
from app.cli.exchange import import_file
from app.core.site import Site
from app.exchange.fields import ListKind
from app.exchange.models import Upload
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from tests.exchange.helpers import csv_file, formulas_file
from tests.support import Browser, Cast
from tests.support.browser import text_of

NEEDS = ListKind.OPPORTUNITIES
HEADER = ["场景名称", "所属单位", "领域", "需求描述", "预算", "截止日期"]
TEXT = "夜班护士两人看护四十张床，病人离床难以及时发现，希望识别离床并提醒护士站。"
GOOD = ["离床提醒", "柳桥医院", "医疗", TEXT, "30万元", "2027-09-30"]


def _states(site: Site) -> dict[str, ScenarioState]:
    with site.database.reading() as db:
        return {need.title: need.state for need in db.exec(select(Scenario)).all()}


def _varied(name: str, **cells: str) -> list[str]:
    return [cells.get(label, name if label == "场景名称" else usual) for label, usual in zip(HEADER, GOOD, strict=True)]


def test_a_row_that_was_not_understood_is_a_draft_with_its_reason(site: Site, tmp_path: Path) -> None:
    doubtful = [
        _varied("某日截止", 截止日期="节后第二个周五"),
        _varied("待定", 截止日期="待定"),
        _varied("没有截止", 截止日期=""),
        _varied("没有单位", 所属单位=""),
        _varied("看情况", 预算="看情况"),
        _varied("没有单位的数", 预算="30"),
        _varied("没有这一天", 截止日期="2027-02-30"),
        _varied("上下颠倒", 预算="500-300万元"),
        _varied("日月不明", 截止日期="04/05/2027"),
        _varied("几笔钱", 预算="中央财政50万，自筹30万"),
        _varied("太多了", 预算="9000亿元"),
        _varied("没写年份", 截止日期="9月30日下午5点前"),
        _varied("签约之后", 截止日期="签约后三个月"),
        _varied("一张图", 需求描述='=DISPIMG("ID_0A1B",1)'),
    ]
    path = csv_file(tmp_path / "a.csv", [HEADER, GOOD, *doubtful])
    result = import_file(site, NEEDS, path, publish=True, waiver="清单已经审定")
    assert result["defaults"] == []
    assert {one["row"] for one in result["errors"]} == set(range(3, 17))
    assert all(one["text"].startswith("没有发布") for one in result["errors"])
    said = {one["row"]: one["text"] for one in result["warnings"]}
    assert [said[row].partition("”")[2][:4] for row in (12, 13, 14, 15)] == [
        "里有几笔",
        "超过 1",
        "没有写年",
        "是一段时",
    ]
    states = _states(site)
    assert states.pop("离床提醒") is ScenarioState.OPEN
    assert set(states.values()) == {ScenarioState.DRAFT}
    with site.database.reading() as db:
        pictured = db.exec(select(Scenario).where(Scenario.title == "一张图")).one()
        undated = db.exec(select(Scenario).where(Scenario.title == "某日截止")).one()
        assert pictured.description == ""
        assert (undated.deadline, undated.extra) == (None, {"截止日期": "节后第二个周五"})
    again = import_file(site, NEEDS, path, publish=True, waiver="清单已经审定")
    assert again["unchanged"] == 15, "a second import publishes none of them either"
    assert _states(site) == {"离床提醒": ScenarioState.OPEN, **states}


def test_the_order_of_days_and_months_is_told_by_the_column(site: Site, tmp_path: Path) -> None:
    head = ["场景名称", "发布日期", "截止日期", "预算下限（万元）", "预算上限（万元）"]
    rows = [
        head,
        ["甲", "04/05/2026", "04/05/2027", "30", "50"],
        ["乙", "13/05/2026", "05/13/2027", "50", "30"],
        ["丙", "02/03/2026", "13/05/2027", "30", "50"],
    ]
    result = import_file(site, NEEDS, csv_file(tmp_path / "a.csv", rows))
    assert (result["created"], result["errors"]) == (3, [])
    assert [(one["row"], one["column"], one["rule"]) for one in result["warnings"] if one["rule"] != "expected"] == [
        (2, "截止日期", "date_order"),
        (3, "预算上限（万元）", "money_upside_down"),
    ]
    order = next(one["text"] for one in result["warnings"] if one["rule"] == "date_order")
    assert "可能是 2027-04-05，也可能是 2027-05-04" in order
    with site.database.reading() as db:
        needs = {need.title: need for need in db.exec(select(Scenario)).all()}
    assert needs["甲"].extra == {"截止日期": "04/05/2027"}
    assert (needs["乙"].budget_min, needs["乙"].budget_max) == (None, None)
    assert needs["乙"].extra == {"预算下限（万元）": "50", "预算上限（万元）": "30"}


def test_a_formula_that_nothing_calculated_is_said(site: Site, tmp_path: Path) -> None:
    path = formulas_file(tmp_path / "f.xlsx", [HEADER, GOOD, _varied("甲", 截止日期="=B2+1"), _varied("=A1&A2")])
    looked = import_file(site, NEEDS, path, dry_run=True)
    assert [(one["row"], one["column"], one["rule"]) for one in looked["warnings"]] == [
        (3, "截止日期", "formula_empty"),
        (4, "场景名称", "formula_empty"),
    ]
    assert [(one["row"], one["rule"]) for one in looked["errors"]] == [(4, "required")]
    import_file(site, NEEDS, path, publish=True, waiver="清单已经审定")
    assert _states(site) == {"离床提醒": ScenarioState.OPEN, "甲": ScenarioState.DRAFT}


def test_defaults_of_a_list_without_a_column_are_said_once(
    site: Site, tmp_path: Path, cast: Cast, signed_in: Callable[[int], Browser]
) -> None:
    path = csv_file(tmp_path / "a.csv", [["场景名称", "领域", "需求描述"], ["甲", "医疗", TEXT], ["乙", "医疗", TEXT]])
    result = import_file(site, NEEDS, path, publish=True, waiver="清单已经审定")
    assert [sentence[:9] for sentence in result["defaults"]] == ["清单里没有写明单位", "清单里没有截止日期"]
    with site.database.reading() as db:
        upload = db.exec(select(Upload)).one()
        assert [house.name for house in db.exec(select(Organisation).where(Organisation.upload_id == upload.id))]
    assert set(_states(site).values()) == {ScenarioState.OPEN}
    page = text_of(signed_in(cast.office).get(f"/imports/{upload.public_id}"))
    assert page.count("自发布之日起挂牌一年") == 1
