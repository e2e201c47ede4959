"""The contract of import and export with the database in between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session, col, select

from app.accounts.models import Organisation, OrganisationState
from app.accounts.policy import Viewer
from app.cli.exchange import import_file, undo_upload
from app.core.site import Site
from app.exchange.exporting import write_list
from app.exchange.fields import ListKind
from app.exchange.stores import STORES, Scope
from scenarios.actions.drafting import change
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario, Secrecy
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from tests.exchange.helpers import csv_file
from tests.support import Browser, Cast

pytestmark = pytest.mark.both_engines

Drain = Callable[[], int]
NEEDS = ListKind.OPPORTUNITIES
HEADER = ["场景名称", "单位名称", "批次", "需求描述", "截止日期", "联系人", "联系电话", "备注"]
ROWS = [
    ["病历质控", "第一医院", "第一批", "自动检查病历缺项", "2027-06-30", "张三", "13812345678", "内部"],
    ["胎面缺陷检测", "大河轮胎有限公司", "第一批", "识别胎面气泡", "2027.12", "", "", ""],
]


def _import(site: Site, path: Path, kind: ListKind = NEEDS, **more: Any) -> dict[str, Any]:
    return import_file(site, kind, path, **more)


def _counts(result: dict[str, Any]) -> tuple[int, int, int, int, int]:
    names = ("rows", "created", "updated", "unchanged", "skipped")
    rows, created, updated, unchanged, skipped = (result[name] for name in names)
    return rows, created, updated, unchanged, skipped


def _needs(site: Site) -> list[Scenario]:
    with site.database.reading() as db:
        return list(db.exec(select(Scenario).order_by("id")).all())


@pytest.fixture
def listed(site: Site, tmp_path: Path) -> Path:
    return csv_file(tmp_path / "list.csv", [HEADER, *ROWS])


def test_the_same_file_twice_changes_nothing(site: Site, listed: Path) -> None:
    first = _import(site, listed)
    assert _counts(first) == (2, 2, 0, 0, 0)
    assert first["columns"] == {
        "场景名称": "title",
        "单位名称": "organisation",
        "批次": "batch",
        "需求描述": "description",
        "截止日期": "deadline",
        "联系人": "contact_name",
        "联系电话": "contact_phone",
        "备注": "extra",
    }
    before = [need.model_dump() for need in _needs(site)]
    assert before[0]["extra"] == {"备注": "内部"}
    assert (before[0]["source_file"], before[0]["source_row"]) == ("list.csv", 2)
    assert _counts(_import(site, listed)) == (2, 0, 0, 2, 0)
    assert [need.model_dump() for need in _needs(site)] == before


def test_changed_rows_update_and_undo_gives_back(site: Site, tmp_path: Path, listed: Path) -> None:
    first = _import(site, listed)
    before = [need.model_dump(exclude={"updated_at"}) for need in _needs(site)]
    changed = [[*ROWS[0][:3], "自动检查病历缺项和逻辑错误", *ROWS[0][4:]], ROWS[1]]
    second = _import(site, csv_file(tmp_path / "second.csv", [HEADER, *changed]))
    assert _counts(second) == (2, 0, 1, 1, 0)
    assert [need.description for need in _needs(site)] == ["自动检查病历缺项和逻辑错误", "识别胎面气泡"]
    kept = undo_upload(site, NEEDS, first["upload"])
    assert (kept["removed"], kept["kept"]) == (1, 1)
    assert [error["rule"] for error in kept["errors"]] == ["changed_since"]
    back = undo_upload(site, NEEDS, second["upload"])
    assert (back["removed"], back["restored"], back["kept"]) == (0, 1, 0)
    assert [need.model_dump(exclude={"updated_at"}) for need in _needs(site)] == before[:1]


def test_what_people_touched_is_neither_overwritten_nor_removed(site: Site, tmp_path: Path, listed: Path) -> None:
    first = _import(site, listed)
    with site.database.writing() as db:
        need = db.exec(select(Scenario).where(Scenario.title == "病历质控")).one()
        change(db, need, {"description": "人工改过的描述"}, site.clock.now())
    again = _import(site, listed)
    assert _counts(again) == (2, 0, 0, 1, 1)
    assert [(error["row"], error["rule"]) for error in again["errors"]] == [(2, "touched")]
    result = undo_upload(site, NEEDS, first["upload"])
    assert (result["removed"], result["kept"]) == (1, 1)
    assert [need.description for need in _needs(site)] == ["人工改过的描述"]
    assert {row.name for row in _houses(site)} == {"第一医院"}, "a house that something uses stays"


def _houses(site: Site) -> list[Organisation]:
    with site.database.reading() as db:
        return list(db.exec(select(Organisation)).all())


def test_the_batch_and_the_code_tell_things_apart(site: Site, tmp_path: Path) -> None:
    rows = [
        ["公开编码", "场景名称", "单位名称", "批次", "需求描述"],
        ["", "同名需求", "甲单位有限公司", "第一批", "一"],
        ["", "同名 需求", "甲单位", "第一批", "同一条"],
        ["", "同名需求", "甲单位", "第二批", "另一批"],
        ["X-1", "同名需求", "甲单位", "第三批", "有编码"],
        ["X-1", "改了名", "甲单位", "第三批", "同一编码"],
        ["X-1", "改了名", "乙单位", "第三批", "别人的编码"],
    ]
    result = _import(site, csv_file(tmp_path / "a.csv", rows))
    assert _counts(result) == (6, 4, 0, 0, 2)
    renamed = _import(site, csv_file(tmp_path / "b.csv", [rows[0], ["X-1", "改了名", "甲单位", "第三批", "有编码"]]))
    assert _counts(renamed) == (1, 0, 1, 0, 0)
    foreign = _import(site, csv_file(tmp_path / "c.csv", [rows[0], ["X-1", "抢注", "乙单位", "", "别人的编码"]]))
    assert [error["rule"] for error in foreign["errors"]] == ["code_taken"]


def test_units_are_found_by_code_and_by_name(site: Site, cast: Cast, tmp_path: Path) -> None:
    rows = [
        ["能力名称", "单位", "统一社会信用代码", "能力说明"],
        ["甲能力", "启明医智科技有限公司", "", "归到已有单位"],
        ["乙能力", "新来的公司", "91110000600037341L", "新单位"],
        ["丙能力", "新来的公司（更名）", "91110000600037341L", "同一代码"],
        ["丁能力", "", "", "没有单位"],
    ]
    result = _import(site, csv_file(tmp_path / "a.csv", rows), ListKind.CAPABILITIES)
    assert _counts(result)[:2] == (4, 4)
    with site.database.reading() as db:
        pairs = db.exec(
            select(Supply.name, Organisation.name, Organisation.state).join(
                Organisation, col(Organisation.id) == Supply.organisation_id
            )
        ).all()
    found = {name: (house, OrganisationState(state).value) for name, house, state in pairs}
    assert found["甲能力"] == ("启明医智科技", "verified")
    assert found["乙能力"] == found["丙能力"] == ("新来的公司", "unclaimed")
    assert found["丁能力"] == ("未署名单位", "unclaimed")
    undo_upload(site, ListKind.CAPABILITIES, result["upload"])
    assert "未署名单位" not in {house.name for house in _houses(site)}


def test_a_dry_run_writes_nothing(site: Site, listed: Path) -> None:
    result = _import(site, listed, dry_run=True)
    assert _counts(result) == (2, 2, 0, 0, 0)
    assert _needs(site) == []
    assert _houses(site) == []


def test_publishing_keeps_the_guards(site: Site, tmp_path: Path, drain: Drain) -> None:
    rows = [HEADER, *ROWS, ["没有描述", "甲单位", "", "", "2027-01-01", "", "", ""]]
    path = csv_file(tmp_path / "a.csv", [*rows, ["过了期", "甲单位", "", "写了描述", "2020-01-01", "", "", ""]])
    result = _import(site, path, publish=True, waiver="清单已经审定")
    assert _counts(result)[:2] == (4, 4)
    assert [(error["row"], error["rule"]) for error in result["errors"]] == [(4, "not_published"), (5, "not_published")]
    states = {need.title: need.state for need in _needs(site)}
    assert states == {
        "病历质控": ScenarioState.OPEN,
        "胎面缺陷检测": ScenarioState.OPEN,
        "没有描述": ScenarioState.DRAFT,
        "过了期": ScenarioState.DRAFT,
    }
    drain()
    hits = site.index.search("胎面气泡识别", {"scenario"}).hits
    assert hits[0].object_id == _needs(site)[1].id
    assert _counts(_import(site, path, publish=True, waiver="再来一次")) == (4, 0, 0, 4, 0)
    removed = undo_upload(site, NEEDS, result["upload"])
    assert (removed["removed"], removed["kept"]) == (4, 0)
    drain()
    assert site.index.search("胎面气泡识别", {"scenario"}).hits == ()


def test_ids_and_history_never_return(site: Site, listed: Path) -> None:
    first = _import(site, listed, publish=True, waiver="清单已经审定")
    ids = {need.id for need in _needs(site)}
    undo_upload(site, NEEDS, first["upload"])
    _import(site, listed)
    assert ids.isdisjoint({need.id for need in _needs(site)})


def test_supply_is_listed_and_undone(site: Site, tmp_path: Path, drain: Drain) -> None:
    path = csv_file(
        tmp_path / "a.csv", [["成果名称", "完成单位", "成果简介"], ["气泡识别算法", "某研究院", "识别气泡"]]
    )
    result = _import(site, path, ListKind.RESULTS, publish=True, waiver="清单已经审定")
    with site.database.reading() as db:
        assert db.exec(select(Supply.state)).one() is SupplyState.LISTED
    drain()
    assert site.index.search("识别气泡", {"result"}).hits
    undo_upload(site, ListKind.RESULTS, result["upload"])
    drain()
    assert not site.index.search("识别气泡", {"result"}).hits


FULL: dict[ListKind, tuple[list[str], list[list[str]]]] = {
    NEEDS: (
        ["场景名称", "公开编码", "批次", "领域", "单位名称", "信用代码", "主管单位", "区域", "需求描述", "关键指标", "约束条件",
         "数据条件", "算力需求", "预算（万元）", "截止日期", "计划起止", "合作方式", "路径", "保密级别", "联系方式", "痛点"],
        [
            ["=1+1 场景", "Z-001", "第一批", "医疗", "第一医院", "91110000600037341L", "卫健委", "高新区", "背景\n\n目标，含“引号”,逗号",
             "准确率≥98%；时延从5秒缩短到2秒", "部署方式：本地部署；国产化优先", "类型：影像；规模：10万例；能否出域：否", "用途：训练；卡数：8",
             "300-500", "2027.6", "2026年1月-2027年12月", "联合攻关、产品采购", "对接", "公开", "李四 0371-55501234转801", "慢"],
            ["-甲", "", "", "", "", "", "", "", "只有描述", "", "", "", "", "面议", "长期", "", "", "", "受限", "", ""],
        ],
    ),
    ListKind.CAPABILITIES: (
        ["能力名称", "形态", "单位", "能力说明", "技术方向", "成熟度", "关键参数", "典型案例", "资质", "部署方式", "价格", "电话"],
        [["@质检大模型", "大模型", "启明公司", "说明", "机器视觉；语音识别", "TRL7", "时延≤20ms；精度：高", "某厂2024年上线", "等保三级、其他证书：A-1",
          "私有化部署", "1.5亿元", "13812345678"]],
    ),
    ListKind.RESULTS: (
        ["成果名称", "完成单位", "完成人", "起止年月", "阶段", "成果简介", "转化方式", "论文"],
        [["焊缝识别", "某大学", "张三、李四", "2019.03-2024.11", "中试", "简介", "许可；作价入股", "论文一"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(ListKind))
def test_export_import_export_is_the_same(
    kind: ListKind, site: Site, tmp_path: Path, make_site: Callable[[str], Site]
) -> None:
    header, rows = FULL[kind]
    _import(site, csv_file(tmp_path / "source.csv", [header, *rows]), kind)
    first, xlsx = tmp_path / "first.csv", tmp_path / "first.xlsx"
    _export(site, kind, first)
    _export(site, kind, xlsx)
    assert _counts(_import(site, first, kind))[:4] == (len(rows), 0, 0, len(rows)), "into the same site: no change"
    for number, source in enumerate((first, xlsx)):
        other = make_site(f"other{number}")
        _import(other, source, kind)
        _export(other, kind, tmp_path / "second.csv")
        _export(other, kind, tmp_path / "second.xlsx")
        assert (tmp_path / "second.csv").read_bytes() == first.read_bytes()
        assert _cells(tmp_path / "second.xlsx") == _cells(xlsx)


def _export(site: Site, kind: ListKind, path: Path, viewer: Viewer = None, scope: Scope = Scope.EVERYTHING) -> None:
    with site.database.reading() as db:
        write_list(db, kind, viewer, scope, path, path.suffix[1:])


def _cells(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_what_the_public_exports(
    site: Site, cast: Cast, tmp_path: Path, browser: Browser, signed_in: Callable[[int], Browser]
) -> None:
    rows = [
        [*HEADER, "保密级别"],
        [*ROWS[0], ""],
        [*ROWS[1][:-1], "", "受限"],
        ["草稿", "嵩云医院", "", "", "", "王五", "13900000000", "", ""],
    ]
    _import(site, csv_file(tmp_path / "a.csv", rows), publish=True, waiver="清单已经审定")
    public = browser.get("/exports/opportunities.csv").text
    assert "病历质控" in public
    for hidden in ("张三", "13812345678", "内部", "胎面缺陷检测", "草稿"):
        assert hidden not in public
    assert browser.get("/exports/opportunities.csv?scope=all").status_code == 404
    mine = signed_in(cast.owner).get("/exports/opportunities.csv?scope=mine").text
    assert ("草稿" in mine, "王五" in mine, "病历质控" in mine) == (True, True, False)
    seen = signed_in(cast.supplier).get("/exports/opportunities.csv?scope=all").text
    assert ("胎面缺陷检测" in seen, "草稿" in seen, "张三" in seen) == (True, False, False)
    office = signed_in(cast.office).get("/exports/opportunities.xlsx?scope=all")
    assert office.status_code == 200
    assert office.headers["content-disposition"].startswith("attachment")


def test_long_texts_and_figures_find_room_or_are_kept(site: Site, tmp_path: Path) -> None:
    long = "长" * 400
    rows = [
        ["场景名称", "单位名称", "需求描述", "资金来源", "预算"],
        ["甲", "一单位", "😀𠮷" * 100, long, "900000000亿元"],
        [long, "一单位", "名称太长", "", ""],
    ]
    result = _import(site, csv_file(tmp_path / "a.csv", rows))
    assert [(error["row"], error["rule"]) for error in result["errors"]] == [(3, "too_long")]
    assert {one["rule"] for one in result["warnings"]} == {"no_room", "money_beyond"}
    (need,) = _needs(site)
    assert need.extra == {"资金来源": long, "预算": "900000000亿元"}
    assert (need.funding, need.budget_max, need.description) == ("", None, "😀𠮷" * 100)


def test_restricted_needs_stay_restricted(site: Site, tmp_path: Path) -> None:
    _import(site, csv_file(tmp_path / "a.csv", [["场景名称", "需求描述", "密级"], ["甲", "乙", "受限"]]))
    assert _needs(site)[0].secrecy is Secrecy.RESTRICTED


def test_drafts_read_back_from_their_json(site: Site, tmp_path: Path) -> None:
    for kind, (header, rows) in FULL.items():
        _import(site, csv_file(tmp_path / f"{kind}.csv", [header, *rows]), kind)
        store = STORES[kind]
        with site.database.reading() as db:
            for draft in _drafts(db, store).values():
                assert store.from_json(store.as_json(draft)) == draft


def _drafts(db: Session, store: Any) -> dict[int, Any]:
    found: dict[int, Any] = store.drafts(db, store.page(db, None, Scope.EVERYTHING, 0, 100))
    return found


def test_updated_on_is_kept_but_no_change(site: Site, tmp_path: Path) -> None:
    rows = [["能力名称", "单位", "能力说明", "更新时间"], ["甲", "乙公司", "丙", "2024-05-01"]]
    path = csv_file(tmp_path / "a.csv", rows)
    _import(site, path, ListKind.CAPABILITIES)
    assert _counts(_import(site, path, ListKind.CAPABILITIES)) == (1, 0, 0, 1, 0)
    with site.database.reading() as db:
        assert db.exec(select(Supply)).one().extra == {"更新时间": "2024-05-01"}
