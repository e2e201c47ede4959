"""Delimited files: encodings, delimiters, titles, and the lines that hold no record."""

from pathlib import Path

import pytest

from app.core.limits import LONGEST_SENT
from app.exchange.cells import OVERLONG
from app.exchange.reading import Skipped
from app.exchange.reading.bounds import MAX_COLUMNS, MAX_RECORD, MAX_ROWS
from app.exchange.reading.opening import open_table
from app.exchange.reading.transcript import read, write
from app.exchange.rules import FileRule, Skip, UnreadableFile
from tests.exchange.helpers import NEEDS, csv_file


def _refusal(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        open_table(path)
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030")]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, told: str, delimiter: str) -> None:
    table = open_table(csv_file(tmp_path / "needs.csv", NEEDS, encoding, delimiter))
    assert (table.source.encoding, table.source.delimiter) == (told, delimiter)
    assert table.header.labels == tuple(NEEDS[0])
    assert [row.cells for row in table.rows()] == [tuple(row) for row in NEEDS[1:]]


def test_separators_inside_the_text_do_not_mislead(tmp_path: Path) -> None:
    rows = [["能力名称", "能力说明"], ["质检", "快；准；省；稳"], ["巡检", "a;b;c;d;e;f"]]
    table = open_table(csv_file(tmp_path / "list.csv", rows))
    assert [row.cells for row in table.rows()] == [tuple(row) for row in rows[1:]]


def test_rare_characters_survive_gb18030(tmp_path: Path) -> None:
    rows = [["成果名称", "成果简介"], ["𠮷野家😀", "㐀龘"]]
    table = open_table(csv_file(tmp_path / "list.csv", rows, "gb18030"))
    assert next(table.rows()).cells == ("𠮷野家😀", "㐀龘")


def test_lines_without_a_record_are_told_with_their_reason(tmp_path: Path) -> None:
    rows = [
        ["城市需求清单（第一批）"],
        ["填报日期：2026年"],
        *NEEDS[:2],
        ["", "", "", ""],
        NEEDS[0],
        ["一、工业领域", "", "", ""],
        NEEDS[2],
        ["城市需求清单（第一批）"],
        ["小计", "", "2 项", "300万元"],
        ["合 计：", "2 项"],
        ["注：以上数据截至六月", "", "", ""],
        ["", "", "", ""],
    ]
    table = open_table(csv_file(tmp_path / "needs.csv", rows))
    told = [(line.number, line.reason) for line in table.skipped()]
    assert told == [
        (1, Skip.TITLE),
        (2, Skip.TITLE),
        (5, Skip.BLANK),
        (6, Skip.REPEATED_HEADER),
        (7, Skip.SECTION),
        (9, Skip.TITLE),
        (10, Skip.TOTAL),
        (11, Skip.TOTAL),
        (12, Skip.NOTE),
    ]
    assert [row.number for row in table.rows()] == [4, 8]
    assert table.titles == ("城市需求清单（第一批）", "填报日期：2026年")


def test_a_record_named_like_a_total_is_kept(tmp_path: Path) -> None:
    rows = [["场景名称", "单位名称", "需求描述"], ["合计", "统计局", "自动合计各区报表"]]
    table = open_table(csv_file(tmp_path / "needs.csv", rows))
    assert len(list(table.rows())) == 1


def test_cells_beyond_the_header_get_a_column_of_their_own(tmp_path: Path) -> None:
    rows = [["场景名称", "", "需求描述", ""], ["甲", "", "乙", "", "多出来的"], ["丙", "", "丁"]]
    table = open_table(csv_file(tmp_path / "needs.csv", rows))
    assert table.header.labels == ("场景名称", "", "需求描述", "", "列E")
    assert [row.cells for row in table.rows()] == [("甲", "", "乙", "", "多出来的"), ("丙", "", "丁", "", "")]


def test_a_cell_of_several_lines_is_one_row(tmp_path: Path) -> None:
    rows = [["场景名称", "需求描述"], ["甲", "一\r\n二\n三"], ["乙", "四"]]
    table = open_table(csv_file(tmp_path / "needs.csv", rows))
    assert [(row.number, row.cells[1]) for row in table.rows()] == [(2, "一\r\n二\n三"), (3, "四")]


def test_a_table_can_be_read_twice(tmp_path: Path) -> None:
    table = open_table(csv_file(tmp_path / "needs.csv", NEEDS))
    assert list(table) == list(table)
    assert not any(isinstance(entry, Skipped) for entry in table)


def test_a_list_of_names_alone_is_enough(tmp_path: Path) -> None:
    table = open_table(csv_file(tmp_path / "list.csv", [["能力名称"], ["甲"], ["乙"]]))
    assert [row.cells for row in table.rows()] == [("甲",), ("乙",)]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", FileRule.EMPTY),
        (b"\xef\xbb\xbf\r\n \r\n", FileRule.EMPTY),
        ("甲,乙\n丙,丁\n".encode(), FileRule.NO_HEADER),
        ("场景名称,需求描述\n".encode("utf-16"), FileRule.UTF16),
        (b"\x00\x01\x02", FileRule.NOT_A_LIST),
        (b"%PDF-1.7\n%", FileRule.NOT_A_LIST),
        (b"<html><table><tr><td>1", FileRule.WEB_PAGE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, FileRule.OLD_WORKBOOK),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            FileRule.LOCKED_WORKBOOK,
        ),
        ('场景名称,需求描述\n"甲,乙\n丙,丁\n'.encode(), FileRule.BROKEN_QUOTES),
        ('场景名称,需求描述\n"甲"乙,丙\n'.encode(), FileRule.BROKEN_QUOTES),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, rule: FileRule) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    assert _refusal(path).rule is rule


def test_a_broken_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("场景名称,需求描述\n甲,乙\n".encode("gb18030") + b"\xff\xff,x\n")
    refusal = _refusal(path)
    assert (refusal.rule, refusal.detail) == (FileRule.ENCODING, {"line": 3})


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_mixed_encodings_are_not_guessed(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "list.csv"
    good = "场景名称,需求描述\n病历质控,自动检查病历里的缺项和矛盾\n"
    path.write_bytes(mark + good.encode() + "乙,丙丁\n".encode("gb18030"))
    refusal = _refusal(path)
    assert (refusal.rule, refusal.detail) == (FileRule.MIXED_ENCODING, {"line": 3})


def test_limits_of_size_are_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    assert _refusal(path).rule is FileRule.TOO_LARGE
    assert _refusal(path).detail == {"limit": 50}
    assert _refusal(tmp_path / "none.csv").rule is FileRule.MISSING


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ("甲,乙\n" * MAX_ROWS, FileRule.TOO_MANY_ROWS),
        ("," * (MAX_RECORD + 1), FileRule.LINE_TOO_LONG),
        ('"\n",' * (MAX_RECORD // 4 + 1), FileRule.BROKEN_QUOTES),
        (("," * 300_000 + "\n") * 20, FileRule.TOO_SPREAD),
        ("," * MAX_COLUMNS + "x\n", FileRule.TOO_SPREAD),
    ],
)
def test_limits_of_rows_columns_and_cells_are_told(tmp_path: Path, lines: str, rule: FileRule) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"场景名称,需求描述\n甲,乙\n{lines}", encoding="utf-8")
    assert _refusal(path).rule is rule


def test_commas_beyond_the_table_are_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("".join(line + "," * 2000 + "\n" for line in ("场景名称,需求描述", "甲,乙")), encoding="utf-8")
    assert [row.cells for row in open_table(path).rows()] == [("甲", "乙")]


def test_nul_is_dropped_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("场景名称,需求描述\n".encode() + "甲,乙\n".encode() * 40_000 + "丙\0,丁\n".encode())
    assert list(open_table(path).rows())[-1].cells == ("丙", "丁")


@pytest.mark.parametrize(
    "cell",
    [
        "长" * (LONGEST_SENT + 1),
        "long, longer\n" * 60_000,
        "长" * 1_500_000,
        "一" * 200_000 + '"引"' * 1000,
    ],
)
@pytest.mark.parametrize("quoted", [True, False])
def test_one_enormous_cell_costs_no_other_row(tmp_path: Path, cell: str, *, quoted: bool) -> None:
    plain = cell.replace(",", "，").replace("\n", " ").replace('"', "”")
    written = '"' + cell.replace('"', '""') + '"' if quoted else plain
    path = tmp_path / "list.csv"
    path.write_text(f"场景名称,需求描述,备注\n甲,乙,丙\n丁,{written},戊\n己,庚,\n", encoding="utf-8")
    table = open_table(path)
    first, second, third = (row.cells for row in table.rows())
    assert (first, third, second[0], second[2]) == (("甲", "乙", "丙"), ("己", "庚", ""), "丁", "戊")
    assert len(str(second[1])) > LONGEST_SENT
    with (tmp_path / "lines").open("w+b") as lines:
        rows = list(read(write(table, lines), lines).rows())
    assert [row.cells[1] for row in rows] == ["乙", OVERLONG, "庚"]
