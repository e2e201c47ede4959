"""Files and lookups that the tests of import and export share."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

import xlsxwriter

from app.exchange.values.terms import Terms
from app.vocabulary.terms import VOCABULARY

LOOKUPS = {kind: Terms(terms) for kind, terms in VOCABULARY.items()} | {
    "route": Terms([("match_only", "对接", "Matching"), ("tender", "揭榜", "Tender")]),
    "secrecy": Terms([("public", "公开", "Public"), ("restricted", "受限", "Restricted")]),
}

NEEDS = [
    ["序号", "场景机会名称", "单位名称", "需求描述"],
    ["1", "病历质控", "第一医院", "自动检查病历缺项"],
    ["2", "胎面缺陷检测", "轮胎厂", "识别胎面气泡"],
]


def csv_file(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Rows as a delimited file in the given encoding."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def xlsx_file(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], merged: Sequence[str] = ()) -> Path:
    """Rows by sheet as a workbook; `merged` are ranges of the first sheet whose first cell has the value."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        for block in merged:
            first = book.worksheets()[0]
            top, left = xlsxwriter.utility.xl_cell_to_rowcol(block.split(":")[0])
            first.merge_range(block, next(iter(sheets.values()))[top][left])
    return path


def formulas_file(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Rows as a workbook in which every text that starts with = is a formula that no program ever calculated."""
    raw = path.with_suffix(".raw")
    with xlsxwriter.Workbook(str(raw)) as book:
        page = book.add_worksheet("需求")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                (page.write_formula if cell.startswith("=") else page.write_string)(number, place, cell)
    with ZipFile(raw) as whole, ZipFile(path, "w") as bare:
        for name in whole.namelist():
            bare.writestr(name, whole.read(name).replace(b"</f><v>0</v>", b"</f><v></v>"))
    return path
