"""Words of the vocabulary in a cell, found through a lookup that is handed in."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from app.exchange.cells import Cell, cell_text, compact, is_blank
from app.exchange.rules import Parsed, Problem, Rule, refused

_STRONG: Final = re.compile(r"[;；\r\n|｜]+")
_NAMES: Final = re.compile(r"[;；、，,/\r\n|｜]+")
_WEAK: Final = re.compile(r"[、，,/]+")
_LONGEST_WORD: Final = 100
_NUMBERED: Final = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.、]|[-·•●])\s*")


class TermLookup(Protocol):
    """Labels, synonyms and codes of one kind of term, both ways."""

    def code(self, text: str) -> str | None:
        """The code of a label, a synonym or a code itself; None for an unknown word."""
        ...

    def label(self, code: str) -> str:
        """The label to write into a cell; the code itself when it is unknown."""
        ...


class Terms:
    """A lookup built from (code, Chinese label, English label) and further synonyms by code.

    Case, width and white space do not matter.
    """

    def __init__(
        self, terms: Iterable[tuple[str, str, str]], synonyms: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        self._labels: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        for code, chinese, english in terms:
            self._labels[code] = chinese
            for word in (code, chinese, english, *(synonyms or {}).get(code, ())):
                self._codes.setdefault(compact(word), code)

    def code(self, text: str) -> str | None:
        """See `TermLookup.code`."""
        return self._codes.get(compact(text)) if len(text) <= _LONGEST_WORD else None

    def label(self, code: str) -> str:
        """See `TermLookup.label`; the Chinese label, since exports have one language."""
        return self._labels.get(code, code)


def parse_terms(cell: Cell, lookup: TermLookup) -> Parsed[tuple[str, ...]]:
    """The codes in a cell of several choices, without repeats; each unknown word is a finding of its own.

    A label that has a separator in it is found as a whole before anything is split.
    """
    if is_blank(cell):
        return Parsed(None)
    codes: dict[str, None] = {}
    unknown: list[str] = []
    for word in _words(cell_text(cell), lookup):
        code = lookup.code(word)
        if code is None:
            unknown.append(word)
        else:
            codes[code] = None
    return Parsed(tuple(codes) or None, tuple(Problem(Rule.TERM_UNKNOWN, word) for word in unknown))


def parse_term(cell: Cell, lookup: TermLookup) -> Parsed[str]:
    """The one code in a cell; of several the first is taken, with a warning."""
    parsed = parse_terms(cell, lookup)
    if not parsed.value:
        return Parsed(None, parsed.problems)
    if len(parsed.value) > 1:
        return Parsed(parsed.value[0], (*parsed.problems, Problem(Rule.TERM_MANY, cell_text(cell))))
    return Parsed(parsed.value[0], parsed.problems)


def format_terms(codes: Iterable[str], lookup: TermLookup) -> str:
    """Labels in one cell, read back by `parse_terms`."""
    return "；".join(lookup.label(code) for code in codes)


def parse_names(cell: Cell) -> Parsed[tuple[str, ...]]:
    """People's names in one cell; the words of a Latin name stay together."""
    if is_blank(cell):
        return Parsed(None)
    names = [name.strip() for name in _NAMES.split(cell_text(cell))]
    return Parsed(tuple(name for name in names if name) or None)


def format_names(names: Iterable[str]) -> str:
    """Names in one cell, read back by `parse_names`."""
    return "、".join(names)


def parse_yes_no(cell: Cell) -> Parsed[bool]:
    """是 or 否 in the ways people write it."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    plain = compact(text)
    if plain in {"是", "有", "能", "可", "可以", "允许", "√", "yes", "y", "true", "1"}:
        return Parsed(value=True)
    if plain in {"否", "无", "不能", "不可", "不可以", "不允许", "×", "no", "n", "false", "0"}:
        return Parsed(value=False)
    return refused(Rule.ANSWER_UNCLEAR, text)


def _words(text: str, lookup: TermLookup) -> list[str]:
    words: list[str] = []
    for piece in _STRONG.split(text):
        part = piece.strip()
        bare = _NUMBERED.sub("", part)
        if lookup.code(part) is not None:
            words.append(part)
        elif lookup.code(bare) is not None:
            words.append(bare)
        else:
            words += [word.strip() for word in _WEAK.split(bare)]
    return [word for word in words if word]
