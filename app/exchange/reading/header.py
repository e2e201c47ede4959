"""Where the header is: the first lines are compared with the words that the lists' columns are known by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from app.exchange.cells import Cell, cell_text, folded, is_blank, one_line
from app.exchange.columns import is_known, is_name, is_numbering
from app.exchange.reading.bounds import MAX_COLUMNS
from app.exchange.reading.table import Grid, Header, Line, Merge

_SEARCHED: Final = 20
"""How many lines are searched; real lists have one to three title lines."""

ENOUGH: Final = 2
"""Known labels of a line that is a header whatever stands below it."""

_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LONGEST_LABEL: Final = 40
_LONGEST_HEADER: Final = 400
_FEWEST_LABELS: Final = 3
"""Of a line with one known label: two columns may as well be a form with its labels one below the other."""
_LOOKED_AT: Final = 10
"""Lines below such a line that tell whether it is a header."""


@dataclass(frozen=True, slots=True)
class Found:
    """A header and how many of its labels are known; of one that a person chose, how many there are."""

    header: Header
    score: int


def header_of(grid: Grid, row: int = 0) -> Found | None:
    """The header in line `row`, None for a line without labels; 0 searches the first lines for it."""
    lines = list(islice(grid.lines(), max(_SEARCHED, row + 1)))
    if not row:
        return _find_header(lines, grid.merges)
    place = next((place for place, (number, _) in enumerate(lines) if number == row), None)
    if place is None:
        return None
    header = _header(lines, place, grid.merges)
    filled = sum(map(bool, header.labels))
    return Found(header, filled) if filled else None


def _find_header(lines: Sequence[Line], merges: Sequence[Merge]) -> Found | None:
    """The line with most known labels, of equals the first; None when no line has enough of them.

    Enough are two, or one if it is all that the line has (a list of names alone), or the one of a column of names if
    the others are short and distinct and regular rows follow.
    """
    best: Found | None = None
    for place in range(len(lines)):
        header = _header(lines, place, merges)
        below = lines[place + header.body - header.number :]
        score = _score(header.labels) or _score_by_rows(header.labels, below)
        if score and (best is None or score > best.score):
            best = Found(header, score)
    return best


def _header(lines: Sequence[Line], place: int, merges: Sequence[Merge]) -> Header:
    number, cells = lines[place]
    below = _second_line(number, lines[place + 1 :], merges)
    labels = _labels(cells, below, _merged_right(number, merges))
    return Header(labels, number, number + (2 if below else 1))


def _score(labels: Sequence[str]) -> int:
    filled = [label for label in labels if label]
    known = sum(not is_numbering(label) and is_known(label) for label in filled)
    alone = len(filled) == 1
    return known if known >= ENOUGH or (known and alone) else 0


def _score_by_rows(labels: Sequence[str], following: Sequence[Line]) -> int:
    """1 for a line with a column of names above rows of which most fill that column and half of the others."""
    filled = [label for label in labels if label]
    name = next((place for place, label in enumerate(labels) if is_name(label)), None)
    if name is None or len(set(filled)) < max(_FEWEST_LABELS, len(filled)) or any(map(_is_figure, filled)):
        return 0
    rows = [cells for _, cells in following if any(not is_blank(cell) for cell in cells)][:_LOOKED_AT]
    regular = sum(_is_regular(cells, name, len(filled)) for cells in rows)
    return 1 if regular * 2 > len(rows) else 0


def _is_figure(label: str) -> bool:
    return not is_numbering(label) and not any(sign.isalpha() for sign in label)


def _is_regular(cells: Sequence[Cell], name: int, width: int) -> bool:
    there = [cell_text(cell).strip() for cell in cells if not is_blank(cell)]
    return (
        name < len(cells)
        and not is_blank(cells[name])
        and len(there) * 2 > width
        and not any(len(text) <= _LONGEST_LABEL and is_known(text) for text in there)
    )


def _second_line(number: int, following: Sequence[Line], merges: Sequence[Merge]) -> tuple[Cell, ...] | None:
    """The line below, if a merged cell of this one reaches exactly into it (a header of two levels), or if all that it
    says stands in brackets: (必填), (万元)."""
    top = number - 1
    if not following:
        return None
    reaches = any(merge.top == top and merge.bottom == top + 1 for merge in merges)
    said = [folded(cell_text(cell)[:_LONGEST_LABEL]) for cell in following[0][1] if not is_blank(cell)]
    beside = len(said) > 1 and all(map(_BRACKETED.fullmatch, said))
    return following[0][1] if reaches or beside else None


def _merged_right(number: int, merges: Sequence[Merge]) -> list[Merge]:
    return [merge for merge in merges if merge.top == number - 1 and merge.right > merge.left]


def _labels(cells: Sequence[Cell], below: Sequence[Cell] | None, wide: Sequence[Merge]) -> tuple[str, ...]:
    upper = [_label(cell) for cell in cells[:MAX_COLUMNS]]
    if below is None:
        return tuple(upper)
    for merge in wide:
        for column in range(merge.left + 1, min(merge.right + 1, len(upper))):
            upper[column] = upper[merge.left]
    lower = [_label(cell) for cell in below[:MAX_COLUMNS]] + [""] * (len(upper) - len(below))
    return tuple(_joined(above, under) for above, under in zip(upper, lower, strict=False))


def _joined(above: str, under: str) -> str:
    """One label from two levels: the lower alone when it is known, else both (预算 over 下限 gives 预算下限)."""
    if not above or not under or above == under:
        return above or under
    return under if is_known(under) and not is_known(above + under) else above + under


def _label(cell: Cell) -> str:
    """The label in a header cell; a long text is none."""
    text = "" if is_blank(cell) else one_line(cell_text(cell)[:_LONGEST_HEADER])
    return text if len(text) <= _LONGEST_LABEL else ""
