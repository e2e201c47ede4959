"""What the two kinds of rows share: a draft, and laying what a record says over what a row says."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import SQLModel

from app.core.limits import MOST_ROWS, MOST_YUAN
from app.exchange.cells import one_line, plain_code
from app.exchange.values.shapes import Value

Values = TypeVar("Values")
Convert = Callable[[Any], dict[str, Any]]
"""What one field of a record says, as attributes of the values."""


@dataclass(frozen=True)
class Draft(Generic[Values]):
    """A row of the site as an import makes and changes it: what it says, and where it was published.

    `batch` is the batch as published, `source_key` what the list itself calls the row by,
    `extra` the cells that no field takes.
    """

    values: Values
    code: str = ""
    batch: str = ""
    source_key: str = ""
    published_on: dt.date | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Misfit:
    """A field of a record that the row has no room for."""

    code: str
    value: Value


@dataclass(frozen=True)
class Overlay(Generic[Values]):
    """A draft, and what of the record could not be laid over it."""

    draft: Draft[Values]
    misfits: tuple[Misfit, ...]


@dataclass(frozen=True)
class Sizes:
    """How long texts may be: of the row's own columns, and of the parts in each repeating attribute."""

    own: Mapping[str, int]
    parts: Mapping[str, Mapping[str, int]]

    def hold(self, name: str, value: Any) -> bool:
        """Whether the row has room for `value` under `name`."""
        if isinstance(value, str):
            return len(value) <= self.own.get(name, len(value))
        if isinstance(value, int):
            return value <= MOST_YUAN
        if isinstance(value, list | tuple):
            return len(value) <= MOST_ROWS and all(self._holds_part(name, part) for part in value)
        if is_dataclass(value):
            return self._holds_part(name, value)
        return True

    def _holds_part(self, name: str, part: Any) -> bool:
        limits = self.parts.get(name, {})
        return not is_dataclass(part) or all(
            len(text) <= limits.get(key, len(text)) for key, text in texts_in(part) if key in limits
        )


def texts_in(part: Any) -> Iterator[tuple[str, str]]:
    """The texts of a small value by name."""
    for one in fields(part):
        text = getattr(part, one.name)
        if isinstance(text, str):
            yield one.name, text


def sizes_of(table: type[SQLModel]) -> dict[str, int]:
    """How many characters each text column of `table` holds; columns without a limit are left out."""
    columns = table.metadata.tables[str(table.__tablename__)].columns
    lengths = {column.name: getattr(column.type, "length", None) for column in columns}
    return {name: length for name, length in lengths.items() if length}


def changes(said: Mapping[str, Value], convert: Mapping[str, Convert], sizes: Sizes) -> "Changes":
    """Attributes to set, and the fields there is no room for."""
    wanted: dict[str, Any] = {}
    misfits: list[Misfit] = []
    for code, value in said.items():
        if code not in convert:
            continue
        attributes = convert[code](value)
        if all(sizes.hold(name, given) for name, given in attributes.items()):
            wanted |= attributes
        else:
            misfits.append(Misfit(code, value))
    return Changes(wanted, tuple(misfits))


@dataclass(frozen=True)
class Changes:
    wanted: Mapping[str, Any]
    misfits: tuple[Misfit, ...]


def merged_extra(before: Mapping[str, str], extra: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """The unknown cells: new ones over old ones; a column that is understood by now is no longer among them."""
    known = set(labels.values())
    return {label: text for label, text in before.items() if label not in known} | dict(extra)


def line(value: Value) -> str:
    """A text of one line."""
    return one_line(str(value))


def plain(name: str) -> Convert:
    """A short text."""
    return lambda value: {name: line(value)}


def coded(name: str) -> Convert:
    """A code or number that the list gives the row."""
    return lambda value: {name: plain_code(str(value))}


def running(name: str) -> Convert:
    """A text of several paragraphs."""
    return lambda value: {name: str(value).strip()}


def as_is(name: str) -> Convert:
    """A value that the row holds in the same form."""
    return lambda value: {name: value}


def listed(name: str) -> Convert:
    """Codes in a list."""
    return lambda value: {name: list(value)}
