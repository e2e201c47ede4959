"""Delimited files that are nothing but separators, quotation marks, controls or one endless line."""

from collections.abc import Callable, Mapping
from typing import Final

_HEAD: Final = "场景名称,需求描述\n甲,乙\n"
_MB: Final = 1 << 20


def _utf8(text: str) -> bytes:
    return text.encode()


TEXTS: Final[Mapping[str, Callable[[], bytes]]] = {
    "50 MB of commas": lambda: b"," * (50 * _MB),
    "50 MB of lines of commas": lambda: (b"," * 199 + b"\n") * (_MB // 4),
    "50 MB of line ends": lambda: b"x" + b"\n" * (50 * _MB - 1),
    "a header and lines of commas": lambda: _HEAD.encode() + (b"," * 249 + b"\n") * 190_000,
    "a header and a line of commas": lambda: _HEAD.encode() + b"," * (10 * _MB),
    "a header of a million columns": lambda: ",".join(f"列{n}" for n in range(1_000_000)).encode(),
    "a header of known columns only": lambda: ("场景名称,需求描述," * 20_000 + "\n").encode() * 20,
    "a header of 300 columns": lambda: _utf8(",".join(f"场景名称{n}" for n in range(300)) + ",需求描述\n甲\n"),
    "a million columns below": lambda: _HEAD.encode() + b"x," * 1_000_000,
    "quotation marks never closed": lambda: _HEAD.encode() + b'"' + b"x,y\n" * (2 * _MB),
    "quotation marks alone": lambda: b'"' * (10 * _MB),
    "quotation marks and line ends": lambda: _HEAD.encode() + b'"\n",' * (2 * _MB),
    "quotation marks in the middle": lambda: _HEAD.encode() + b'a"b,"c"d\n' * 1000,
    "one cell of ten megabytes": lambda: _HEAD.encode() + "长".encode() * (3 * _MB),
    "a million lines": lambda: _HEAD.encode() + "丙,丁\n".encode() * 1_000_000,
    "NUL everywhere": lambda: b"\0" * _MB,
    "NUL late": lambda: _HEAD.encode() * 20_000 + b"\0,\0\n" * 1000,
    "controls everywhere": lambda: _HEAD.encode() + bytes(range(1, 32)) * 10_000,
    "old line ends": lambda: _HEAD.replace("\n", "\r").encode() * 20_000,
    "line ends of other alphabets": lambda: _utf8(_HEAD + "\u2028\u2029\x85\x1c\x0b\x0c,x\n" * 10_000),
    "one sign that unfolds to eighteen": lambda: _utf8(_HEAD + "\ufdfa" * 100_000 + ",x\n"),
    "marks upon marks": lambda: _utf8(_HEAD + "a" + "\u0301\u0327" * 60_000 + ",x\n"),
    "title of half a megabyte": lambda: _utf8("题" * 120_000 + "\n" + _HEAD),
    "broken in the middle": lambda: _HEAD.encode() * 100_000 + b"\xff" + _HEAD.encode() * 100_000,
    "neither encoding": lambda: b"\xff\xfe\xfd" * (3 * _MB),
    "GB18030 that is cut": lambda: _HEAD.encode("gb18030") * 1000 + b"\x81",
    "UTF-16 without a mark": lambda: (_HEAD * 1000).encode("utf-16-le"),
    "UTF-32": lambda: (_HEAD * 1000).encode("utf-32"),
    "old workbook of nothing": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * _MB,
    "packed by gzip": lambda: b"\x1f\x8b\x08" + b"\0" * 1000,
    "page with a table": lambda: b"\n<TABLE><tr>" + b"<td>1</td>" * 100_000,
}
