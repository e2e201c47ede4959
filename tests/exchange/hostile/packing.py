"""The least that a workbook consists of, written by hand so that every part can be spoilt."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
SHEET: Final = "xl/worksheets/sheet1.xml"


def relations(*targets: tuple[str, str]) -> str:
    """Relationships rId1, rId2, … by type and target."""
    lines = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def workbook(sheets: str = '<sheet name="清单" sheetId="1" r:id="rId1"/>', before: str = "") -> str:
    return f'{before}<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def sheet(rows: str, *, before: str = "", after: str = "", head: str = "") -> str:
    return f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


LIST: Final = (
    f'<row r="1">{text("A1", "场景名称")}{text("B1", "需求描述")}</row>'
    f'<row r="2">{text("A2", "病历质控")}{text("B2", "自动检查缺项")}</row>'
)
"""The rows of an honest list."""


def parts(**changed: str | bytes) -> dict[str, str | bytes]:
    """Every part of a workbook; `sheet`, `workbook`, `relations`, `strings` and `styles` replace one."""
    links = [("worksheet", "worksheets/sheet1.xml")]
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": changed.get("workbook", workbook()),
        SHEET: changed.get("sheet", sheet(LIST)),
    }
    for name, part in (("strings", "sharedStrings"), ("styles", "styles")):
        if name in changed:
            links.append((part, f"{part}.xml"))
            found[f"xl/{part}.xml"] = changed[name]
    found["xl/_rels/workbook.xml.rels"] = changed.get("relations", relations(*links))
    return found


def packed(contents: Mapping[str, str | bytes]) -> bytes:
    """The parts as a package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents.items():
            package.writestr(name, content)
    return buffer.getvalue()


def book(**changed: str | bytes) -> bytes:
    """A workbook with some parts replaced."""
    return packed(parts(**changed))


def listed(rows: str, **around: str) -> bytes:
    """A workbook whose sheet is an honest list and then `rows`."""
    return book(sheet=sheet(LIST + rows, **around))
