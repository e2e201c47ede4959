"""Workbooks whose parts claim, repeat or spoil something."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.exchange.hostile.packing import LIST, MAIN, book, listed, packed, parts, relations, sheet, text, workbook

Maker = Callable[[], bytes]
FAR: Final = "XFD1048576"
_BOMB: Final = b"<!--" + b" " * (32 << 20) + b"-->"
_LAUGHS: Final = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    + "<!ENTITY passwd SYSTEM 'file:///etc/passwd'>]>"
)


def _far(cell: str) -> bytes:
    return listed(f"<row r='1048576'>{cell}</row>")


def _moved(target: str, part: str) -> bytes:
    """The far corner in a sheet that stands at another place, told in another way."""
    contents = parts(relations=relations(("worksheet", target)))
    contents[part] = sheet(LIST + text(FAR, "x"))
    return packed(contents)


def _prefixed() -> bytes:
    rows = LIST.replace("</", "</x:").replace("<c", "<x:c").replace("<row", "<x:row")
    rows = rows.replace("<is", "<x:is").replace("<t>", "<x:t>")
    far = f'<x:row r="1048576"><x:c r="{FAR}"><x:v>1</x:v></x:c></x:row>'
    return book(sheet=f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}{far}</x:sheetData></x:worksheet>')


def _shared(strings: str, cells: str) -> bytes:
    return book(sheet=sheet(LIST + cells), strings=f'<sst xmlns="{MAIN}" count="1" uniqueCount="1">{strings}</sst>')


def _repeated(times: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(3, times + 3))


def _merged(*blocks: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{block}"/>' for block in blocks)
    return book(sheet=sheet(LIST, after=f'<mergeCells count="99999999999">{cells}</mergeCells>'))


def _styled(styles: str, cells: str) -> bytes:
    return book(sheet=sheet(LIST + cells), styles=f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>')


def _named(name: str) -> bytes:
    return book(workbook=workbook(f'<sheet name="{name}" sheetId="1" r:id="rId1"/>'))


def _value(kind: str, value: str) -> bytes:
    return listed(f'<row r="3"><c r="A3"{kind}><v>{value}</v></c>{text("B3", "x")}</row>')


CLAIMS: Final[Mapping[str, Maker]] = {
    "extent claimed": lambda: book(sheet=sheet(LIST, before=f'<dimension ref="A1:{FAR}"/>')),
    "extent beyond numbers": lambda: book(sheet=sheet(LIST, before='<dimension ref="A1:ZZZZZZZZ99999999999999"/>')),
    "extent upside down": lambda: book(sheet=sheet(LIST, before=f'<dimension ref="{FAR}:A1"/>')),
    "far corner": lambda: _far(text(FAR, "x")),
    "far corner in single quotes": lambda: _far(f"<c r='{FAR}'><v>1</v></c>"),
    "far corner with blanks": lambda: _far(f'<c  r = "{FAR}" ><v>1</v></c>'),
    "far corner on two lines": lambda: _far(f'<c\n\tr\n=\n"{FAR}"><v>1</v></c>'),
    "far corner in small letters": lambda: _far(text(FAR.lower(), "x")),
    "far corner by a character reference": lambda: _far(text("XFD&#49;048576", "x")),
    "far corner after a long attribute": lambda: _far(f'<c x="{"y" * 5000}" r="{FAR}"><v>1</v></c>'),
    "far corner under a prefix": _prefixed,
    "far corner elsewhere": lambda: _moved("../xl/worksheets/../other.xml", "xl/other.xml"),
    "far corner at the root": lambda: _moved("/other.xml", "other.xml"),
    "far corner in other letters": lambda: _moved("WorkSheets/Other.XML", "xl/worksheets/other.xml"),
    "far corner of a second sheet": lambda: packed(
        parts(
            workbook=workbook('<sheet name="一" sheetId="1" r:id="rId1"/><sheet name="二" sheetId="2" r:id="rId2"/>'),
            relations=relations(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")),
        )
        | {"xl/worksheets/sheet2.xml": sheet(LIST + text(FAR, "x"))}
    ),
    "far row without a place": lambda: listed('<row r="1048576"><c><v>1</v></c></row>'),
    "far down": lambda: listed(f'<row r="1048576">{text("A1048576", "x")}</row>'),
    "far right": lambda: listed(f'<row r="3">{text("XFD3", "x")}</row>'),
    "row beyond numbers": lambda: listed('<row r="99999999999999999999"><c><v>1</v></c></row>'),
    "row of four billion": lambda: listed('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'),
    "row before the first": lambda: listed('<row r="-5"><c r="A-5"><v>1</v></c></row>'),
    "row zero": lambda: listed(f'<row r="0">{text("A0", "x")}</row>'),
    "column beyond letters": lambda: listed(f'<row r="3">{text("AAAAAAAAAAAAAAAAAA3", "x")}</row>'),
    "place without a number": lambda: listed(f'<row r="3">{text("A", "x")}{text("", "y")}{text("7", "z")}</row>'),
    "rows backwards": lambda: listed("".join(f'<row r="{n}">{text(f"A{n}", "x")}</row>' for n in range(9000, 2, -1))),
    "a million styled rows": lambda: listed('<row s="1" customFormat="1"><c s="1"/></row>' * 1_048_576),
    "a million rows": lambda: listed("<row><c><v>1</v></c></row>" * 1_048_576),
    "cells one upon another": lambda: listed(f'<row r="3">{text("A3", "x") * 100_000}</row>'),
}
AMOUNTS: Final[Mapping[str, Maker]] = {
    "shared string of a megabyte ten thousand times": lambda: _shared(
        f"<si><t>{'长' * 350_000}</t></si>", _repeated(10_000)
    ),
    "shared string of a hundred runs": lambda: _shared(
        "<si>" + f"<r><t>{'长' * 9000}</t></r>" * 100 + "</si>", _repeated(5_000)
    ),
    "shared strings beyond those there are": lambda: _shared("<si><t>x</t></si>", _repeated(3).replace(">0<", ">7<")),
    "shared strings before the first": lambda: _shared("<si><t>x</t></si>", _repeated(3).replace(">0<", ">-1<")),
    "shared strings claimed": lambda: book(
        strings=f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="18446744073709551615"></sst>'
    ),
    "shared strings without a part": lambda: listed(_repeated(3)),
    "text of ten megabytes": lambda: listed(f'<row r="3">{text("A3", "长" * 3_500_000)}</row>'),
    "comment that unpacks to 32 MB": lambda: book(sheet=sheet(LIST).encode() + _BOMB),
    "strings that unpack to 32 MB": lambda: book(strings=b"<sst><si><t>" + _BOMB + b"</t></si></sst>"),
    "styles that unpack to 32 MB": lambda: book(styles=b"<styleSheet>" + _BOMB + b"</styleSheet>"),
    "workbook that unpacks to 32 MB": lambda: book(workbook=workbook().encode() + _BOMB),
    "merged a quarter of a million times": lambda: _merged(*(f"A{n}:B{n}" for n in range(1, 250_000))),
    "merged all over": lambda: _merged(*[f"A1:{FAR}"] * 1000),
    "merged upside down": lambda: _merged(f"{FAR}:A1", "B2:A1", "A1", ":", "A1:B2:C3", "A0:B0", "ZZZZZZZ1:A9"),
    "a hundred thousand styles": lambda: _styled(
        "<cellXfs>" + '<xf numFmtId="14"/>' * 100_000 + "</cellXfs>", '<row r="3"><c s="99999"><v>1</v></c></row>'
    ),
    "formats of a megabyte": lambda: _styled(
        f'<numFmts><numFmt numFmtId="200" formatCode="{"[$-y]" * 200_000}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs>',
        '<row r="3"><c r="A3" s="0"><v>1</v></c></row>',
    ),
    "style beyond those there are": lambda: listed('<row r="3"><c r="A3" s="4294967295"><v>1</v></c></row>'),
    "fifty thousand sheets": lambda: book(
        workbook=workbook("".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(50_000)))
    ),
    "a cell of fifty thousand attributes": lambda: listed(
        '<row r="3"><c ' + " ".join(f"a{n}='1'" for n in range(50_000)) + ' r="A3"><v>1</v></c></row>'
    ),
}
XML: Final[Mapping[str, Maker]] = {
    "laughs in the sheet": lambda: book(sheet=sheet(text("A3", "&a9;") + text("B3", "&passwd;") + LIST, head=_LAUGHS)),
    "laughs in the workbook": lambda: book(workbook=workbook('<sheet name="&a9;" sheetId="1" r:id="rId1"/>', _LAUGHS)),
    "nested two hundred thousand deep": lambda: listed("<row>" * 200_000),
    "nested text": lambda: listed(f'<row r="3"><c r="A3" t="inlineStr">{"<is>" * 100_000}</c></row>'),
    "comment without an end": lambda: listed("<!-- "),
    "character data without an end": lambda: listed("<row><c><v><![CDATA[ "),
    "attribute without quotes": lambda: listed(f"<row r=3><c r={FAR} t=s><v>0</v></c></row>"),
    "attribute without an end": lambda: listed(f'<row r="3{"x" * 100_000}'),
    "bytes that are no text": lambda: book(sheet=sheet(LIST).encode().replace("病历".encode(), b"\xff\xfe\xc3")),
    "sheet in UTF-16": lambda: book(sheet=("<?xml version='1.0' encoding='UTF-16'?>" + sheet(LIST)).encode("utf-16")),
    "empty parts": lambda: book(sheet="", workbook="", relations=""),
    "workbook that is its own sheet": lambda: book(relations=relations(("worksheet", "workbook.xml"))),
    "no sheets": lambda: book(workbook=workbook("")),
    "sheet of no relation": lambda: book(relations=relations()),
    "name of ten thousand letters": lambda: _named("名" * 10_000),
    "name with NUL and controls": lambda: _named("a&#0;b&#x1b;c\x01"),
    "text with a NUL that XML forbids": lambda: listed(f'<row r="3">{text("A3", "x&#0;y")}</row>'),
    "text with NUL": lambda: listed(f'<row r="3">{text("A3", "x_x0000_y")}{text("B3", "_xD800_")}</row>'),
    "number beyond numbers": lambda: _value("", "1e99999"),
    "number of five thousand digits": lambda: _value("", "9" * 5000),
    "no number": lambda: _value("", "NaN"),
    "date beyond dates": lambda: _styled(
        '<cellXfs><xf numFmtId="14"/></cellXfs>',
        "".join(
            f'<row r="{n}"><c r="A{n}" s="0"><v>{value}</v></c></row>'
            for n, value in enumerate(("1e300", "-1e300", "-1", "0", "60", "2958466", "99999999", "inf"), 3)
        ),
    ),
    "written date beyond dates": lambda: _value(' t="d"', "99999-99-99T99:99:99Z"),
    "neither true nor false": lambda: _value(' t="b"', "7"),
    "error of no kind": lambda: _value(' t="e"', "#NOPE!"),
    "type of no kind": lambda: _value(' t="zzz"', "1"),
    "formula for the whole sheet": lambda: listed(
        f'<row r="3"><c r="A3"><f t="shared" ref="A1:{FAR}" si="0">{"(" * 50_000}A1</f><v>1</v></c></row>'
    ),
}
WORKBOOKS: Final[Mapping[str, Maker]] = {**CLAIMS, **AMOUNTS, **XML}
