"""The encoding of a text file: UTF-8 if it is, else strict GB18030, else an answer that says where it breaks.

Nothing is guessed: detectors take short GBK files for Korean.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.exchange.rules import FileRule, UnreadableFile

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 18
_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(path: Path) -> str:
    """`utf-8-sig` or `gb18030`; raises UnreadableFile with the first line that fits neither."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    if start.startswith(_UTF16):
        raise UnreadableFile(FileRule.UTF16)
    if b"\0" in start:
        raise UnreadableFile(FileRule.NOT_A_LIST)
    broken = _first_broken_line(path, "utf-8-sig")
    if broken is None:
        return "utf-8-sig"
    if start.startswith(codecs.BOM_UTF8) or _is_mostly_utf8(path):
        raise UnreadableFile(FileRule.MIXED_ENCODING, line=broken)
    broken = _first_broken_line(path, "gb18030")
    if broken is None:
        return "gb18030"
    raise UnreadableFile(FileRule.ENCODING, line=broken)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
    yield b""


def _first_broken_line(path: Path, encoding: str) -> int | None:
    """The line (from 1) at which strict decoding fails, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    for chunk in _chunks(path):
        try:
            line += decoder.decode(chunk, final=not chunk).count("\n")
        except UnicodeDecodeError as error:
            good: bytes = error.object[: error.start]
            return line + good.count(b"\n")
    return None


def _is_mostly_utf8(path: Path) -> bool:
    """More Chinese characters than broken ones when read as UTF-8: a GB18030 file gives next to none.

    Such a file has lines of both encodings; read as GB18030 it might pass, as rubbish.
    """
    chinese = broken = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in _chunks(path):
        text = decoder.decode(chunk, final=not chunk)
        broken += text.count("\ufffd")
        chinese += sum(len(found[0]) for found in _CHINESE.finditer(text))
    return chinese > broken
