"""Files that come back as they went out."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.exchange.escaping import SIGNS, escape, unescape
from app.exchange.reading.opening import open_table
from app.exchange.writing import XLSX_LIMIT, CellTooLong, write_csv, write_xlsx

HEADER = ("场景名称", "需求描述", "备注")

# NUL and lone surrogates are no text, and U+FFFE and U+FFFF must not stand in XML.
_ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff")
_CELL = st.text(_ANY, max_size=30) | st.text("='+-@＝＋－＠\t\r\n\" ,;_x0D", max_size=12)
_ROWS = st.lists(st.tuples(st.text("甲乙丙=+-@'", min_size=1, max_size=5).map("项目".join), _CELL, _CELL), max_size=6)
_NAMED = _ROWS.map(lambda rows: [(f"项目{name}", *rest) for name, *rest in rows])


@given(st.text() | st.text("'" + SIGNS, max_size=6))
def test_escaping_is_undone_exactly(text: str) -> None:
    escaped = escape(text)
    assert unescape(escaped) == text
    assert not escaped.startswith(tuple("=+-@＝＋－＠\t\r\n"))


def _read(path: Path) -> list[tuple[str, ...]]:
    return [tuple(str(cell) for cell in row.cells) for row in open_table(path).rows()]


@given(_NAMED)
def test_csv_comes_back_byte_for_byte(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "1.csv", Path(folder) / "2.csv"
        assert write_csv(first, HEADER, rows) == len(rows)
        back = _read(first)
        assert back == rows
        write_csv(second, open_table(first).header.labels, back)
        assert first.read_bytes() == second.read_bytes()


@given(_NAMED)
@settings(max_examples=50)
def test_xlsx_comes_back_cell_for_cell(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "1.xlsx", Path(folder) / "2.xlsx"
        assert write_xlsx(first, HEADER, rows, "机会清单") == len(rows)
        back = _read(first)
        assert back == rows
        write_xlsx(second, open_table(first).header.labels, back, "机会清单")
        assert _cells(first) == _cells(second)


def _cells(path: Path) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]


def test_long_codes_and_formulas_are_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_xlsx(path, HEADER, [("甲", "914101000000000000", "=HYPERLINK(1)")], "s")
    assert _cells(path)[1] == ["甲", "914101000000000000", "'=HYPERLINK(1)"]


def test_a_text_too_long_for_xlsx_is_named_and_fits_csv(tmp_path: Path) -> None:
    rows = [("甲", "短", ""), ("乙", "😀" * (XLSX_LIMIT // 2 + 1), "")]
    path = tmp_path / "list.xlsx"
    with pytest.raises(CellTooLong) as caught:
        write_xlsx(path, HEADER, rows, "s")
    assert (caught.value.row, caught.value.column) == (3, "B")
    assert not path.exists()
    write_csv(tmp_path / "list.csv", HEADER, rows)
    assert _read(tmp_path / "list.csv") == rows
