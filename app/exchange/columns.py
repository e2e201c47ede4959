"""Which column of a file fills which field of a record: decided by the words of the header, never by position."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from app.exchange.cells import compact
from app.exchange.fields import FIELDS, Field, ListKind, field_of
from matching.characters import nfkc

EXTRA: Final = "extra"
"""What an unknown column is reported as; its cells are kept, never dropped."""

_NUMBERING: Final = frozenset({"序号", "no", "no.", "#", "s/n", "序", "项次", "行号"})
_BRACKETS: Final = re.compile(r"[(\[【〔<《][^)\]】〕>》]{0,100}[)\]】〕>》]")
_UNITS: Final = ("亿元", "万元", "千元", "元")
_CURRENCY: Final = re.compile(r"(?<![A-Z])(USD|EUR|GBP|HKD|JPY|AUD|CAD|SGD|CHF)(?![A-Z])|([美欧日港]元)")
_SECRET: Final = re.compile(
    r"(?:密码|口令|密钥|私钥|验证码|password|passwd|pwd|passphrase|token|apikey|secretkey|clientsecret|appsecret|accesskey|"
    r"privatekey|secret)(?:值|明文|hash|value)?$"
)
_ABOUT_SECRETS: Final = re.compile(r"^是否|商用密码")
"""A column of secrets by its header; one that a list knows, or prose on the subject, has other headers."""
_DECORATION: Final = "*:：★☆▲·.。_ "


class Part(StrEnum):
    """How a column contributes to its field."""

    MAIN = "main"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    `index` counts from 0, `label` is unique within the file, `field` is None for a column that is kept as extra,
    `unit` is the unit of money that the header names in brackets (such as 万元), or ""; `day_first` the order of dates
    like 13/05/2020 as far as the column's cells tell it. `ignored` columns are running
    numbers, secrets, and columns with neither header nor content.
    """

    index: int
    label: str
    field: Field | None
    part: Part = Part.MAIN
    unit: str = ""
    day_first: bool | None = None
    ignored: bool = False

    @property
    def taken_for(self) -> str:
        """The field's code, or "extra"."""
        return self.field.code if self.field else EXTRA


@dataclass(frozen=True, slots=True)
class Mapped:
    """The columns of a file as one kind of list; `missing` are required or expected fields that no column fills."""

    kind: ListKind
    columns: tuple[Column, ...]
    missing: tuple[Field, ...]

    def report(self) -> dict[str, str]:
        """Header → field code or "extra", without the running number column."""
        return {column.label: column.taken_for for column in self.columns if not column.ignored}

    @property
    def secret(self) -> tuple[str, ...]:
        """The headers of columns that were left out for what they seem to hold."""
        return tuple(column.label for column in self.columns if is_secret(column.label))

    @property
    def extra(self) -> tuple[Column, ...]:
        """The columns that no field knows."""
        return tuple(column for column in self.columns if column.field is None and not column.ignored)


def label_keys(label: str) -> tuple[str, ...]:
    """The forms a header is looked up by: as a whole, then without what stands in brackets."""
    whole = compact(label.replace("_", " "))
    bare = _BRACKETS.sub("", whole)
    return tuple(dict.fromkeys(key.strip(_DECORATION) for key in (whole, bare)))


def is_numbering(label: str) -> bool:
    """A running number, which says nothing about the record."""
    return compact(label) in _NUMBERING or any(key in _NUMBERING for key in label_keys(label))


@cache
def _synonyms(kind: ListKind) -> Mapping[str, tuple[Field, Part]]:
    known: dict[str, tuple[Field, Part]] = {}
    for field in FIELDS[kind]:
        for part, labels in _labels_of(field):
            for label in labels:
                for key in label_keys(label):
                    known.setdefault(key, (field, part))
    return known


def _labels_of(field: Field) -> Iterator[tuple[Part, tuple[str, ...]]]:
    yield Part.MAIN, (field.header, *field.known_as)
    yield Part.BEFORE, field.before
    yield Part.AFTER, field.after


def known_labels(kind: ListKind) -> frozenset[str]:
    """Every form of header that some field of the list is known by."""
    return frozenset(_synonyms(kind))


@cache
def _all_labels() -> frozenset[str]:
    return frozenset().union(*(known_labels(kind) for kind in ListKind))


def is_known(label: str) -> bool:
    """Some list has a column of this header (a running number counts as well)."""
    return is_numbering(label) or any(key in _all_labels() or _is_like(key) for key in label_keys(label))


@cache
def _like(kind: ListKind) -> tuple[Field, ...]:
    return tuple(field for field in FIELDS[kind] if field.like)


def _is_like(key: str) -> bool:
    return any(field.like and field.like.fullmatch(key) for kind in ListKind for field in _like(kind))


def is_secret(label: str) -> bool:
    """A column of passwords, tokens or keys, which no list is for."""
    return not is_known(label) and any(
        _SECRET.search(key) and not _ABOUT_SECRETS.search(key) for key in label_keys(label)
    )


def is_name(label: str) -> bool:
    """Some list has its names in a column of this header."""
    return any(
        (found := _find(kind, label, None)) is not None and found[0].required and found[1] is Part.MAIN
        for kind in ListKind
    )


def unit_of(label: str) -> str:
    """The unit of money that a header names in brackets, such as 预算（万元）, or the currency that it names; else ""."""
    text = nfkc(label)
    inside = " ".join(_BRACKETS.findall(text))
    if found := _CURRENCY.search(text.upper().replace("_", " ")):
        return found[0]
    return next((unit for unit in _UNITS if unit in inside), "")


def unique_labels(labels: Sequence[str], used: Collection[int] = ()) -> tuple[str, ...]:
    """Labels fit to be keys: repeated ones get a number, blank ones the column's letters if the column is `used`."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for index, label in enumerate(labels):
        name = label.strip() or (f"列{letters(index)}" if index in used else "")
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return tuple(result)


def letters(index: int) -> str:
    """The spreadsheet's name of column `index` (from 0): A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def map_columns(kind: ListKind, labels: Sequence[str], chosen: Mapping[int, str] | None = None) -> Mapped:
    """What each column of a file is taken for.

    `chosen` overrides by column index: a field code, or "extra". Of two columns for the same field the first fills
    it and the second is kept as extra; a chosen one goes before all others, one that is only like it behind them.
    Raises KeyError for a chosen code that the list does not have.
    """
    choices = chosen or {}
    named = {found[0].code for label in labels if (found := _by_synonym(kind, label)) and found[1] is Part.MAIN}
    taken: set[tuple[str, Part, str]] = set()
    columns: list[Column] = []
    for index, label in enumerate(unique_labels(labels)):
        secret = is_secret(label)
        found = None if secret else _find(kind, label, choices.get(index))
        if found and index not in choices and found[1] is Part.MAIN and found[0].code in choices.values():
            found = None
        if found and index not in choices and found[0].code in named and _by_synonym(kind, label) is None:
            found = None
        if found and (mark := _mark(found, label)) not in taken:
            taken.add(mark)
            columns.append(Column(index, label, found[0], found[1], unit_of(label)))
        else:
            columns.append(Column(index, label, None, ignored=not label or secret or is_numbering(label)))
    return Mapped(kind, tuple(columns), _missing(kind, columns))


def field_named(kind: ListKind, name: str) -> str | None:
    """The code that people mean by a field's code or header, or by "extra"."""
    if name == EXTRA or any(name == field.code for field in FIELDS[kind]):
        return name
    found = _find(kind, name, None)
    return found[0].code if found else None


def _find(kind: ListKind, label: str, chosen: str | None) -> tuple[Field, Part] | None:
    if chosen == EXTRA:
        return None
    if chosen:
        return field_of(kind, chosen), Part.MAIN
    return _by_synonym(kind, label) or next(
        (
            (field, Part.MAIN)
            for key in label_keys(label)
            for field in _like(kind)
            if field.like and field.like.fullmatch(key)
        ),
        None,
    )


def _by_synonym(kind: ListKind, label: str) -> tuple[Field, Part] | None:
    known = _synonyms(kind)
    return next((known[key] for key in label_keys(label) if key in known), None)


def _mark(found: tuple[Field, Part], label: str) -> tuple[str, Part, str]:
    """What may be there once: a field's own column, and each of the labels that add to it."""
    field, part = found
    return field.code, part, "" if part is Part.MAIN else label


def _missing(kind: ListKind, columns: Sequence[Column]) -> tuple[Field, ...]:
    there = {column.field.code for column in columns if column.field}
    return tuple(field for field in FIELDS[kind] if (field.required or field.expected) and field.code not in there)


def likely_kind(labels: Sequence[str]) -> ListKind:
    """The list that knows most of these headers; of equals the first."""
    return max(ListKind, key=lambda kind: sum(column.field is not None for column in map_columns(kind, labels).columns))


def export_header(kind: ListKind) -> tuple[str, ...]:
    """The header of an export, in its fixed order."""
    return tuple(field.header for field in FIELDS[kind] if field.exported)
