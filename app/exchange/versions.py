"""Rows of one file that speak of the same thing: the last version counts, and what it leaves blank the earlier ones say."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from app.exchange.cells import cell_text, compact, is_blank
from app.exchange.columns import Mapped, Part
from app.exchange.reading import Row
from app.exchange.steps import Mark, Step
from app.exchange.values.dates import day_first_in
from app.exchange.values.shapes import DATED

NAMING = frozenset({"title", "name", "public_code"})
"""Rows that share none of these are never the same thing."""


@dataclass(frozen=True)
class Versions:
    """`counts` has for each row that does not count the number of the one that does, `same` those that say nothing else,
    `whole` the rows that count with what earlier versions add to them."""

    counts: dict[int, int] = field(default_factory=dict)
    same: set[int] = field(default_factory=set)
    whole: dict[int, Row] = field(default_factory=dict)


def find_versions(mapped: Mapped, rows: Callable[[], Iterable[Row]], read: Callable[[Row], Step]) -> Versions:
    """Walks the rows twice and reads only those whose name or code stands in the file more than once."""
    columns = [one.index for one in mapped.columns if one.field and one.field.code in NAMING and one.part is Part.MAIN]
    often = Counter(name for row in rows() for name in _names(row, columns))
    groups: dict[Mark, list[Row]] = defaultdict(list)
    said: dict[int, int] = {}
    for row in rows():
        if any(often[name] > 1 for name in _names(row, columns)):
            step = read(row)
            groups[step.mark].append(row)
            said[row.number] = hash(step.said)
    versions = Versions()
    for group in groups.values():
        if len(group) > 1:
            _sort_out(group, said, versions)
    return versions


def with_orders(mapped: Mapped, rows: Callable[[], Iterable[Row]]) -> Mapped:
    """The columns of days with the order of day and month as their cells tell it."""
    dated = [one for one in mapped.columns if one.field and one.field.shape in DATED]
    cells: dict[int, list[str]] = {one.index: [] for one in dated}
    for row in rows() if dated else ():
        for index, kept in cells.items():
            cell = row.cells[index] if index < len(row.cells) else ""
            if isinstance(cell, str) and not is_blank(cell):
                kept.append(cell[:100])
    orders = {index: day_first_in(kept) for index, kept in cells.items()}
    return replace(mapped, columns=tuple(replace(one, day_first=orders.get(one.index)) for one in mapped.columns))


def _names(row: Row, columns: Iterable[int]) -> Iterator[int]:
    for index in columns:
        if index < len(row.cells) and not is_blank(row.cells[index]):
            yield hash((index, compact(cell_text(row.cells[index])[:400])))


def _sort_out(group: list[Row], said: dict[int, int], versions: Versions) -> None:
    """Of equal rows the first counts, else the last."""
    last = next(row for row in group if said[row.number] == said[group[-1].number])
    for row in group:
        if row is not last:
            versions.counts[row.number] = last.number
            if said[row.number] == said[last.number]:
                versions.same.add(row.number)
    cells = list(last.cells)
    for row in reversed(group):
        cells = [other if is_blank(cell) else cell for cell, other in zip(cells, row.cells, strict=True)]
    versions.whole[last.number] = Row(last.number, tuple(cells))
