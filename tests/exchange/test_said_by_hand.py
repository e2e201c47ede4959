"""A list that a person can read is not refused for its shape: what the site cannot find out, she can say."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.cli.exchange import Asked, import_file
from app.core.site import Site
from app.exchange.fields import ListKind
from app.exchange.models import Upload
from scenarios.models import Scenario
from tests.exchange.helpers import csv_file, xlsx_file
from tests.support import Browser, Cast
from tests.support.browser import text_of

NEEDS = ListKind.OPPORTUNITIES
PROJECTS: list[list[object]] = [
    ["2027 年院级课题汇总", "", "", "", ""],
    ["序号", "所在学院", "项目名称", "课题牵头人", ""],
    ["", "", "", "姓名", "学工号"],
    [1, "智能工程学院", "裂缝识别", "钱一舟", "2027001"],
    [2, "智能工程学院", "排队预测", "孙二平", "2027002"],
]


def test_one_known_label_above_regular_rows_is_a_header(site: Site, tmp_path: Path) -> None:
    merged = ["A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2"]
    path = xlsx_file(tmp_path / "a.xlsx", {"汇总": PROJECTS}, merged)
    result = import_file(site, NEEDS, path, dry_run=True)
    assert (result["rows"], result["columns"]["项目名称"], result["errors"]) == (2, "title", [])
    assert result["samples"]["课题牵头人学工号"] == ["2027001", "2027002"]
    for rows in (
        [["项目名称", "裂缝识别", "甲"], ["牵头单位", "某学院", "乙"], ["预算", "30万元", "丙"]],
        [["项目名称", "附件", "页码"]],
        [["项目名称", "附件", "附件"], ["甲", "乙", "丙"]],
        [["项目名称", "附件", "页码"], ["", "", "丙"], ["", "乙", ""]],
    ):
        with pytest.raises(SystemExit):
            import_file(site, NEEDS, csv_file(tmp_path / "form.csv", rows), dry_run=True)


def test_row_columns_and_sheets_can_be_said_in_the_shell(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["二〇二七"], ["事", "谁", "登录密码", "备注"], ["裂缝识别", "某学院", "hunter2", "急"]]
    more = [["另一张"], ["备注", "事"], ["缓", "排队预测"]]
    path = xlsx_file(tmp_path / "a.xlsx", {"一": rows, "二": more, "三": rows})
    asked = Asked(2, ("一", "二"), ("事=title", "谁=所属单位"))
    result = import_file(site, NEEDS, path, asked=asked)
    assert (result["rows"], result["created"], result["errors"]) == (2, 2, [])
    first, second = result["sheets"]
    assert first["columns"] == {"事": "title", "谁": "organisation", "备注": "extra"}
    assert (first["secret"], first["samples"], second["sheet"]) == (["登录密码"], {"备注": ["急"]}, "二")
    with site.database.reading() as db:
        assert {need.title: need.extra for need in db.exec(select(Scenario)).all()} == {
            "裂缝识别": {"备注": "急"},
            "排队预测": {"备注": "缓"},
        }
        assert "hunter2" not in str([(one.source, one.columns) for one in db.exec(select(Upload)).all()])
    for wrong, said in (
        (Asked(sheets=("四",)), "没有名为“四”的工作表；文件里有：一、二、三"),
        (Asked(9), "第 9 行没有列名"),
        (Asked(2, columns=("事=颜色",)), "看不懂“事=颜色”"),
        (Asked(2, columns=("甲=title",)), "没有名为“甲”的列；有：事、谁、登录密码、备注"),
    ):
        with pytest.raises(SystemExit):
            import_file(site, NEEDS, path, asked=wrong)
        assert said in capsys.readouterr().err


def test_the_page_asks_for_the_header_that_it_did_not_find(
    site: Site, tmp_path: Path, cast: Cast, signed_in: Callable[[int], Browser], drain: Callable[[], None]
) -> None:
    office = signed_in(cast.office)
    file = csv_file(tmp_path / "a.csv", [["表"], ["事", "密码"], ["裂缝识别", "hunter2"]]).read_bytes()
    given = {"kind": "opportunities", "organisation": ""}
    assert "header_row" not in office.get("/imports/new").text
    refused = office.post("/imports", data=given, files={"file": ("a.csv", file, "text/csv")})
    assert refused.status_code == 422
    assert "没有找到表头" in text_of(refused)
    assert 'name="header_row"' in refused.text
    taken = office.post("/imports", data={**given, "header_row": "2"}, files={"file": ("a.csv", file, "text/csv")})
    assert taken.url.path.startswith("/imports/")
    drain()
    with site.database.reading() as db:
        assert db.exec(select(Upload)).one().columns["labels"] == ["事", "密码"]
    page = text_of(office.get(taken.url.path))
    assert "像是密码或密钥的列，内容没有导入：密码" in page
    assert "没有一列被认作“场景名称”" in page


def test_what_was_said_of_a_list_is_remembered_for_the_next_of_its_shape(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def listed(name: str, thing: str, head: str = "谁") -> Path:
        return csv_file(tmp_path / name, [["汇总", ""], ["事", head], [thing, "某学院"]])

    with pytest.raises(SystemExit):
        import_file(site, NEEDS, listed("a.csv", "甲事"))
    first = import_file(site, NEEDS, tmp_path / "a.csv", asked=Asked(2, columns=("事=title", "谁=organisation")))
    assert (first["created"], first["as_in"]) == (1, {})
    second = import_file(site, NEEDS, listed("b.csv", "乙事"))
    assert (second["created"], second["as_in"]["file"]) == (1, "a.csv")
    with pytest.raises(SystemExit):
        import_file(site, NEEDS, tmp_path / "b.csv", asked=Asked(fresh=True))
    with pytest.raises(SystemExit):
        import_file(site, NEEDS, listed("c.csv", "丙事", "何人"))
    with pytest.raises(SystemExit):
        import_file(site, ListKind.CAPABILITIES, tmp_path / "b.csv")
    said = import_file(site, NEEDS, listed("d.csv", "丁事"), asked=Asked(2, columns=("事=title",)))
    assert (said["as_in"], said["columns"]) == ({}, {"事": "title", "谁": "extra"})
    assert import_file(site, NEEDS, listed("e.csv", "戊事"))["columns"]["谁"] == "extra", "the last word counts"


def test_the_page_remembers_a_mapping_and_reads_further_sheets(
    site: Site, tmp_path: Path, cast: Cast, signed_in: Callable[[int], Browser], drain: Callable[[], None]
) -> None:
    sheets = {name: [["事", "单位名称", "需求描述"], [f"{name}事", "某学院", "丙"]] for name in ("一", "二", "三")}
    office, content = signed_in(cast.office), xlsx_file(tmp_path / "a.xlsx", sheets).read_bytes()

    def handed_in() -> str:
        given = {"kind": "opportunities", "organisation": ""}
        answer = office.post("/imports", data=given, files={"file": ("a.xlsx", content, "application/zip")})
        drain()
        return answer.url.path

    def pressed(address: str, **values: object) -> str:
        answer = office.post(address, data=values)
        drain()
        return text_of(answer)

    first = handed_in()
    pressed(f"{first}/columns", **{"column-0": "title"})
    assert "沿用" not in text_of(office.get(first))
    pressed(f"{first}/confirm")
    again = handed_in()
    assert "沿用“a.xlsx”里的选择" in text_of(office.get(again))
    assert "请选择文件里的工作表" in pressed(f"{again}/sheets", sheet="四")
    pressed(f"{again}/sheets", sheet=["二", "三"])
    with site.database.reading() as db:
        rest = db.exec(select(Upload).order_by(col(Upload.id).desc()).limit(2)).all()
        assert {(one.source["sheet"], one.columns["chosen"]["0"], one.total) for one in rest} == {
            ("二", "title", 1),
            ("三", "title", 1),
        }
    pressed(f"{again}/columns")
    dropped = text_of(office.get(again))
    assert "沿用" not in dropped
    assert "没有一列被认作" in dropped
