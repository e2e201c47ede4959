"""Packages that are damaged or lie about what is in them."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.exchange.hostile.packing import LIST, SHEET, book, packed, parts, sheet

LOCAL: Final = b"PK\x03\x04"
CENTRAL: Final = b"PK\x01\x02"
END: Final = b"PK\x05\x06"


def _entries(content: bytes, sign: bytes) -> Iterator[int]:
    place = content.find(sign)
    while place >= 0:
        yield place
        place = content.find(sign, place + 4)


def _written(offset_local: int, offset_central: int, value: bytes) -> bytes:
    """A workbook with a field of every header overwritten, in the entries and in the list of contents."""
    content = bytearray(book())
    for sign, offset in ((LOCAL, offset_local), (CENTRAL, offset_central)):
        for place in _entries(bytes(content), sign):
            content[place + offset : place + offset + len(value)] = value
    return bytes(content)


def _cut(at: bytes, more: int = 0, which: int = 0) -> bytes:
    content = book()
    return content[: list(_entries(content, at))[which] + more]


def _renamed(name: str) -> bytes:
    return packed({**parts(), name: "x"})


def _overlapping() -> bytes:
    """A thousand sheets that are the same bytes of the file."""
    content = book(sheet=sheet(LIST + "<row><c><v>1</v></c></row>" * 50_000))
    start, end = content.index(CENTRAL), content.rindex(END)
    directory = content[start:end]
    one = directory[directory.index(SHEET.encode()) - 46 :][: 46 + len(SHEET)]
    more = b"".join(one.replace(b"sheet1", f"s{n:05}".encode()[:6]) for n in range(1000))
    count = len(parts()) + 1000
    ending = struct.pack("<4s4H2LH", END, 0, 0, count, count, len(directory) + len(more), start, 0)
    return content[:start] + directory + more + ending


def _crowded(names: int) -> bytes:
    content = book()
    start, end = content.index(CENTRAL), content.rindex(END)
    entry = content[start : start + 46 + len("[Content_Types].xml")]
    directory = content[start:end] + entry * names
    ending = struct.pack("<4s4H2LH", END, 0, 0, 0xFFFF, 0xFFFF, len(directory), start, 0)
    return content[:start] + directory + ending


def _claimed(count: int, size: int, offset: int) -> bytes:
    content = book()
    return content[: content.rindex(END)] + struct.pack("<4s4H2LH", END, 0, 0, count, count, size, offset, 0)


def _huge_format() -> bytes:
    """Sixty-four-bit sizes that no file has."""
    content = book()
    end = content.rindex(END)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2**63, 2**63, 2**63, 2**63)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    return content[:end] + record + locator + struct.pack("<4s4H2LH", END, 0, 0, *[0xFFFF] * 2, *[0xFFFFFFFF] * 2, 0)


def _nested(depth: int) -> bytes:
    content = book()
    for _level in range(depth):
        content = packed({"xl/workbook.xml": content, "list.xlsx": content[:100_000]})
    return content


def _stored_twice() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts().items():
            package.writestr(name, content)
    content = buffer.getvalue()
    return content.replace(b"_rels/.rels", b"xl/workbook", 1)


ARCHIVES: Final[Mapping[str, Callable[[], bytes]]] = {
    "cut after the first sign": lambda: _cut(LOCAL, 4),
    "cut in the first header": lambda: _cut(LOCAL, 20),
    "cut in a name": lambda: _cut(LOCAL, 33),
    "cut in the content": lambda: _cut(LOCAL, 80),
    "cut before the second part": lambda: _cut(LOCAL, 0, 1),
    "cut before the list of contents": lambda: _cut(CENTRAL),
    "cut in the list of contents": lambda: _cut(CENTRAL, 30),
    "cut before the end": lambda: _cut(END),
    "cut in the end": lambda: _cut(END, 12),
    "without its beginning": lambda: book()[200:],
    "encrypted, it says": lambda: _written(6, 8, b"\x01\x00"),
    "strongly encrypted, it says": lambda: _written(6, 8, b"\x41\x00"),
    "method of no kind": lambda: _written(8, 10, b"\x63\x00"),
    "method LZMA": lambda: _written(8, 10, b"\x0e\x00"),
    "method stored": lambda: _written(8, 10, b"\x00\x00"),
    "version of no kind": lambda: _written(4, 6, b"\xff\x00"),
    "wrong checksums": lambda: _written(14, 16, b"\xde\xad\xbe\xef"),
    "packed sizes of four gigabytes": lambda: _written(18, 20, b"\xf0\xff\xff\xff"),
    "unpacked sizes of four gigabytes": lambda: _written(22, 24, b"\xf0\xff\xff\xff"),
    "sizes of zero": lambda: _written(18, 20, b"\0" * 8),
    "names of 65,535 bytes": lambda: _written(26, 28, b"\xff\xff"),
    "extra fields of 65,535 bytes": lambda: _written(28, 30, b"\xff\xff"),
    "offsets beyond the file": lambda: _written(22, 42, b"\xff\xff\xff\x7f"),
    "overlapping a thousand times": _overlapping,
    "list of contents of 50,000 names": lambda: _crowded(50_000),
    "count beyond the list": lambda: _claimed(0xFFFF, 0xFFFFFFF0, 0),
    "list before the file": lambda: _claimed(1, 46, 0xFFFFFFF0),
    "list of nothing": lambda: _claimed(0, 0, 0),
    "sixty-four-bit claims": _huge_format,
    "nested six deep": lambda: _nested(6),
    "two parts of one name": _stored_twice,
    "name that climbs": lambda: _renamed("../../../etc/passwd"),
    "name from the root": lambda: _renamed("/etc/passwd"),
    "name with line ends": lambda: _renamed("a\r\nb\x1b\u202e"),
    "name of sixty thousand letters": lambda: _renamed("a" * 60_000),
    "end of an archive and nothing else": lambda: END + b"\0" * 18,
    "ending with an archive": lambda: b"%PDF-1.7\n" + book(),
    "another kind of workbook": lambda: packed({"xl/workbook.bin": b"\0" * 1000}),
    "nothing of a workbook but its name": lambda: packed({"xl/workbook.xml": ""}),
}
