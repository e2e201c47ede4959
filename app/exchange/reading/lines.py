"""Which lines below the header hold a record, and what merged cells mean for them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from app.exchange.cells import Cell, cell_text, compact, folded, is_blank
from app.exchange.columns import is_numbering, is_secret
from app.exchange.reading.table import Grid, Header, Line, Merge, Row, Skipped
from app.exchange.rules import Skip

_SHOWN: Final = 60
_TOTALS: Final = frozenset({"合计", "总计", "小计", "共计", "总数", "total", "subtotal", "grandtotal", "sum"})
_AMOUNT: Final = re.compile(r"[\d.,%+\-~/ ]*(项|个|家|条|件|份|人|次|台|套|亿元|万元|元|items?|rows?|entries)?")
_RUNNING: Final = re.compile(r"[(\[#]?第?(?:\d{1,6}|[一二三四五六七八九十百]{1,5})[)\]、. ]{0,2}[项条号个行]?[)、.]?")
_SECTION: Final = re.compile(
    r"[一二三四五六七八九十百]+[、.]|\([一二三四五六七八九十百]+\)|第[一二三四五六七八九十百\d]+[章节类部篇]"
)
_NOTE: Final = re.compile(
    r"(注|备注|说明|填表说明|填报说明|填表人|填报人|制表人?|审核人?|(?:审核|负责|经办|单位负责|填表)人?(?:签[字名]|盖章)|note|notes)\d*[:.]",
    re.IGNORECASE,
)
_SIGNED: Final = r"签[字名]|(?:单位)?(?:公章|盖章)"
_SIGNING: Final = re.compile(
    r"(?:填[表报]人?|制表人?|审核人?|经办人|负责人|单位负责人|联系人|联系(?:电话|方式)|电话|手机|邮箱"
    rf"|(?:填[表报]|制表)?(?:日期|时间)|单位|{_SIGNED}|prepared by|approved by|date)"
    rf"(?:\((?:{_SIGNED})\)|签[字名])? ?:.*|\((?:{_SIGNED})\)",
    re.IGNORECASE,
)
"""A cell of the line below a list in which people sign."""


def entries(grid: Grid, header: Header, titles: Sequence[str]) -> Iterator[Row | Skipped]:
    """Every line of `grid` as a record or as skipped; blank lines at the end are not worth telling."""
    filler = _Filler([merge for merge in grid.merges if merge.top >= header.body - 1])
    secret = [index for index, label in enumerate(header.labels) if is_secret(label)]
    blank: list[Skipped] = []
    for number, cells in grid.lines():
        if header.number <= number < header.body:
            continue
        entry = _entry((number, _without(cells, secret)), header, titles, filler)
        if isinstance(entry, Skipped) and entry.reason is Skip.BLANK:
            blank.append(entry)
            continue
        yield from blank
        blank.clear()
        yield entry


def _without(cells: tuple[Cell, ...], columns: Sequence[int]) -> tuple[Cell, ...]:
    """The cells with those of `columns` made blank: secrets do not leave this process."""
    if not columns:
        return cells
    return tuple("" if index in columns else cell for index, cell in enumerate(cells))


def _entry(line: Line, header: Header, titles: Sequence[str], filler: "_Filler") -> Row | Skipped:
    number, cells = line
    filled = filler.fill(number - 1, cells)
    reason = _reason(number, cells, header, titles, filler)
    if reason:
        return Skipped(number, reason, _beginning(cells))
    width = len(header.labels)
    return Row(number, tuple(filled[:width]) + ("",) * (width - len(filled)))


def _reason(
    number: int, cells: Sequence[Cell], header: Header, titles: Sequence[str], filler: "_Filler"
) -> Skip | None:
    there = [cell for cell in cells if not is_blank(cell)]
    if not there or (number >= header.body and _is_only_numbered(cells, header)):
        return Skip.BLANK
    if number < header.number or _is_title(there, titles):
        return Skip.TITLE
    if _is_header(cells, len(there), header):
        return Skip.REPEATED_HEADER
    if _is_total(there):
        return Skip.TOTAL
    return _beside_records(there, len(header.labels), filler.width_of(number - 1))


def _beside_records(there: Sequence[Cell], columns: int, width: int) -> Skip | None:
    """Where people sign, and what stands alone in its line."""
    if all(_SIGNING.fullmatch(folded(cell_text(cell)[:_SHOWN])) for cell in there):
        return Skip.NOTE
    return _alone(there[0], columns, width) if len(there) == 1 else None


def _is_only_numbered(cells: Sequence[Cell], header: Header) -> bool:
    """A form with its running numbers printed in, and nothing written behind this one."""
    pairs = zip_longest(cells, header.labels, fillvalue="")
    return all(is_blank(cell) or (is_numbering(label) and _is_running(cell)) for cell, label in pairs)


def _is_running(cell: Cell) -> bool:
    return _RUNNING.fullmatch(folded(cell_text(cell)[:_SHOWN])) is not None


def _is_title(there: Sequence[Cell], titles: Sequence[str]) -> bool:
    return len(there) == 1 and cell_text(there[0]).strip() in titles


def _is_header(cells: Sequence[Cell], filled: int, header: Header) -> bool:
    """The header again, as it stands on top of each printed page: most of its labels, and nothing else."""
    labels = sum(map(bool, header.labels[: len(cells)]))
    pairs = zip_longest(cells, header.labels, fillvalue="")
    return filled * 2 > labels and all(is_blank(cell) or _says(cell, label) for cell, label in pairs)


def _says(cell: Cell, label: str) -> bool:
    text = cell_text(cell)
    return bool(label) and len(text) <= _SHOWN and compact(text) == compact(label)


def _is_total(there: Sequence[Cell]) -> bool:
    """A totals word first and nothing but amounts after it: a record called 合计 has more to say."""
    first, colon, amount = compact(cell_text(there[0])[:_SHOWN]).strip("()").partition(":")
    if colon and not _AMOUNT.fullmatch(amount):
        return False
    return first in _TOTALS and all(_AMOUNT.fullmatch(folded(cell_text(cell)).lower()) for cell in there[1:])


def _alone(cell: Cell, columns: int, width: int) -> Skip | None:
    """What a single cell in a line is: a heading within the list, a note below it, or a thin record."""
    text = folded(cell_text(cell))
    if _NOTE.match(text):
        return Skip.NOTE
    heading = width * 2 > columns or _SECTION.match(text)
    return Skip.SECTION if heading and columns > 2 else None


def _beginning(cells: Sequence[Cell]) -> str:
    text = " ".join(cell_text(cell) for cell in cells if not is_blank(cell))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@dataclass(slots=True)
class _Filler:
    """Gives every cell of a merged block the block's value, line by line."""

    merges: list[Merge]
    values: dict[Merge, Cell] = field(default_factory=dict)
    waiting: list[Merge] = field(init=False)

    def __post_init__(self) -> None:
        self.waiting = sorted(self.merges, key=lambda merge: merge.top, reverse=True)

    def fill(self, row: int, cells: Sequence[Cell]) -> list[Cell]:
        """The cells of `row` (from 0) with merged blocks filled; rows must come in order."""
        while self.waiting and self.waiting[-1].top <= row:
            merge = self.waiting.pop()
            self.values[merge] = cells[merge.left] if merge.left < len(cells) else ""
        self.values = {merge: value for merge, value in self.values.items() if merge.bottom >= row}
        filled = list(cells)
        for merge, value in self.values.items():
            for column in range(merge.left, min(merge.right + 1, len(filled))):
                filled[column] = value
        return filled

    def width_of(self, row: int) -> int:
        """Columns of the widest block that starts in `row`."""
        return max((merge.right - merge.left + 1 for merge in self.values if merge.top == row), default=1)
