"""Workbooks: merged cells, several sheets, formulas, and files that are broken or meant to hurt."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from app.exchange.reading.opening import open_table
from app.exchange.rules import FileRule, Skip, UnreadableFile
from tests.exchange.helpers import NEEDS, xlsx_file


def _refusal(path: Path) -> FileRule:
    with pytest.raises(UnreadableFile) as caught:
        open_table(path)
    return caught.value.rule


def test_merged_cells_are_filled_down_and_right(tmp_path: Path) -> None:
    rows = [
        ["能力清单", "", "", ""],
        ["注册地", "单位名称", "能力名称", "能力说明"],
        ["上海", "甲公司", "一号", "说明一"],
        ["", "", "二号", "说明二"],
        ["北京", "乙公司", "三号", ""],
    ]
    path = xlsx_file(tmp_path / "list.xlsx", {"清单": rows}, ["A1:D1", "A3:A4", "B3:B4", "C5:D5"])
    table = open_table(path)
    assert [row.cells for row in table.rows()] == [
        ("上海", "甲公司", "一号", "说明一"),
        ("上海", "甲公司", "二号", "说明二"),
        ("北京", "乙公司", "三号", "三号"),
    ]
    assert [row.number for row in table.rows()] == [3, 4, 5]


def test_a_heading_merged_across_the_table_is_no_record(tmp_path: Path) -> None:
    rows = [*NEEDS[:2], ["工业领域", "", "", ""], NEEDS[2]]
    table = open_table(xlsx_file(tmp_path / "list.xlsx", {"s": rows}, ["A3:D3"]))
    assert [(line.number, line.reason) for line in table.skipped()] == [(3, Skip.SECTION)]
    assert [row.number for row in table.rows()] == [2, 4]


def test_a_blank_line_within_a_merged_block_stays_blank(tmp_path: Path) -> None:
    rows = [["区域", "场景名称", "需求描述"], ["高新区", "甲", "乙"], ["", "", ""], ["", "丙", "丁"]]
    table = open_table(xlsx_file(tmp_path / "list.xlsx", {"s": rows}, ["A2:A4"]))
    assert [row.cells for row in table.rows()] == [("高新区", "甲", "乙"), ("高新区", "丙", "丁")]
    assert [line.number for line in table.skipped()] == [3]


def test_a_header_of_two_levels_is_joined(tmp_path: Path) -> None:
    rows = [
        ["场景名称", "需求描述", "预算", "", "联系方式", ""],
        ["", "", "下限", "上限", "联系人", "电话"],
        ["甲", "乙", "10万元", "20万元", "张三", "0371-55501234"],
    ]
    merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]
    table = open_table(xlsx_file(tmp_path / "list.xlsx", {"s": rows}, merged))
    assert table.header.labels == ("场景名称", "需求描述", "预算下限", "预算上限", "联系人", "电话")
    assert [row.number for row in table.rows()] == [3]


def test_the_sheet_with_a_header_is_chosen(tmp_path: Path) -> None:
    sheets = {"封面": [["某市清单"]], "清单": NEEDS, "备用": NEEDS}
    table = open_table(xlsx_file(tmp_path / "list.xlsx", sheets))
    assert (table.source.sheet, table.source.other_sheets) == ("清单", ("备用",))
    assert _refusal(xlsx_file(tmp_path / "none.xlsx", {"封面": [["某市清单"]]})) is FileRule.NO_HEADER


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("封面").write(0, 0, "某市清单")
        hidden = book.add_worksheet("选项")
        hidden.write_row(0, 0, NEEDS[0])
        hidden.hide()
    assert _refusal(path) is FileRule.NO_HEADER


def test_formulas_give_their_value_and_escapes_are_undone(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(2, 1, ["场景名称", "需求描述", "截止日期", "预算"])
        page.write_string(3, 1, "'=1+1")
        page.write_formula(3, 2, '="甲"&"乙"', None, "甲乙")
        page.write_datetime(3, 3, dt.date(2026, 6, 30), day)
        page.write_formula(3, 4, "=1/0", None, "#DIV/0!")
    table = open_table(path)
    assert next(table.rows()).cells == ("", "=1+1", "甲乙", dt.date(2026, 6, 30), "#VALUE!")
    assert next(table.rows()).number == 4


def test_a_wide_and_long_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, NEEDS[0])
        page.write(999, 5_000, "x")
    assert _refusal(path) is FileRule.TOO_SPREAD


def test_broken_and_foreign_packages_are_refused(tmp_path: Path) -> None:
    good = xlsx_file(tmp_path / "good.xlsx", {"s": NEEDS}).read_bytes()
    path = tmp_path / "bad.xlsx"
    for cut in (100, len(good) // 2, len(good) - 10):
        path.write_bytes(good[:cut])
        assert _refusal(path) is FileRule.BROKEN_WORKBOOK
    for name, rule in (("word/document.xml", FileRule.NOT_A_LIST), ("content.xml", FileRule.OTHER_WORKBOOK)):
        with zipfile.ZipFile(path, "w") as package:
            package.writestr(name, "<x/>")
        assert _refusal(path) is rule


def test_a_workbook_with_a_damaged_part_is_refused(tmp_path: Path) -> None:
    good = xlsx_file(tmp_path / "good.xlsx", {"s": NEEDS})
    path = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[:-40] if name.endswith("sheet1.xml") else content)
    assert _refusal(path) is FileRule.BROKEN_WORKBOOK
