"""Where the header is: the first lines are compared with the words that the lists' columns are known by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.exchange.cells import Cell, cell_text, is_blank
from app.exchange.columns import is_known, is_numbering
from app.exchange.reading.bounds import MAX_COLUMNS
from app.exchange.reading.table import Header, Line, Merge

SEARCHED: Final = 20
"""How many lines are searched; real lists have one to three title lines."""

_LONGEST_LABEL: Final = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A header and how many of its labels are known."""

    header: Header
    score: int


def find_header(lines: Sequence[Line], merges: Sequence[Merge]) -> Found | None:
    """The line with most known labels, of equals the first; None when no line has enough of them.

    Enough are two, or one if it is all that the line has (a list of names alone).
    """
    best: Found | None = None
    for place, (number, cells) in enumerate(lines):
        below = _second_line(number, lines[place + 1 :], merges)
        labels = _labels(cells, below, _merged_right(number, merges))
        score = _score(labels)
        if score and (best is None or score > best.score):
            body = number + (2 if below else 1)
            best = Found(Header(labels, number, body), score)
    return best


def _score(labels: Sequence[str]) -> int:
    filled = [label for label in labels if label]
    known = sum(not is_numbering(label) and is_known(label) for label in filled)
    alone = len(filled) == 1
    return known if known > 1 or (known and alone) else 0


def _second_line(number: int, following: Sequence[Line], merges: Sequence[Merge]) -> tuple[Cell, ...] | None:
    """The line below, if a merged cell of this one reaches exactly into it (a header of two levels)."""
    top = number - 1
    reaches = any(merge.top == top and merge.bottom == top + 1 for merge in merges)
    return following[0][1] if reaches and following else None


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
    text = "" if is_blank(cell) else cell_text(cell).strip()
    return text if len(text) <= _LONGEST_LABEL else ""
