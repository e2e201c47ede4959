"""Texts on which a backtracking pattern works hardest: runs of what it repeats, behind what must stand before that, and
ending in what it does not want. Made from the pattern itself, so that one written next year is attacked as well."""

import importlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# The module of the standard library that takes a pattern apart has no public name any more.
_PARSER: Any = importlib.import_module("re._parser")
SIGNS = " \t\n　0159٣aAzZxe_-.+@/:,;()[]（）。，、：；·%~'\"#*=<>≥\\|｜中一年月日的是部署据和国某号第万级至到率度²①éß"
MOST_SIGNS, MOST_BRANCHES, ENDLESS = 4, 6, 64


@dataclass(frozen=True)
class Attack:
    """`before`, then `unit` again and again, then `after`; a `herd` goes before all of it and is as long."""

    before: str
    unit: str
    after: str
    herd: str = ""

    def text(self, length: int) -> str:
        if self.herd:
            return _run(self.herd, length // 2) + _run(self.unit, length // 2)
        room = max(0, length - len(self.before) - len(self.after))
        return self.before + _run(self.unit, room) + self.after


def _run(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """The attacks on one pattern, each once."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _PARSER.parse(source, pattern.flags if isinstance(pattern.pattern, str) else re.VERBOSE & pattern.flags)
    whole = _sample(tree)
    found = [Attack("", sign, "") for sign in " 1a中(-"]
    found += [Attack("", part, "") for part in (whole, whole[:-1]) if part]
    for before, bodies in _repeats(tree):
        for body in filter(None, bodies):
            found += [Attack(before, body, "\x01"), Attack("", body, "\x01"), Attack("", before + body * 3, "")]
            found += [Attack("", body, whole[-3:]), *([Attack("", body, "", before)] if before else [])]
        found += [Attack(before, one + two, "\x01") for one, two in itertools.combinations(bodies[:3], 2)]
        found += [Attack("", before, "")] if before else []
    return list(dict.fromkeys(found))


def _repeats(tree: Any, before: str = "") -> Iterator[tuple[str, list[str]]]:
    """What stands before each endless repetition, and samples of what is repeated."""
    for operation, given in tree:
        name = str(operation)
        if name.endswith("REPEAT"):
            if given[1] >= ENDLESS:
                yield before, _bodies(given[2])
            yield from _repeats(given[2], before)
        for inner in _inner(name, given):
            yield from _repeats(inner, before)
        before += _one(name, given)


def _inner(name: str, given: Any) -> Sequence[Any]:
    match name:
        case "SUBPATTERN":
            return [given[3]]
        case "BRANCH":
            return list(given[1])
        case "ATOMIC_GROUP":
            return [given]
        case "ASSERT" | "ASSERT_NOT":
            return [given[1]]
    return []


def _bodies(tree: Any) -> list[str]:
    if len(tree) == 1:
        operation, given = tree[0]
        match str(operation):
            case "IN":
                return _members(given)[:MOST_SIGNS]
            case "ANY" | "NOT_LITERAL":
                return ["a", "1", " "]
            case "BRANCH":
                return [_sample(branch) for branch in given[1]][:MOST_BRANCHES]
            case "SUBPATTERN":
                return _bodies(given[3])
    return [_sample(tree)]


def _sample(tree: Any) -> str:
    """A shortest text that fits, where no look-around says otherwise."""
    return "".join(_one(str(operation), given) for operation, given in tree)


def _one(name: str, given: Any) -> str:
    match name:
        case "LITERAL":
            return chr(given)
        case "NOT_LITERAL" | "ANY":
            return "a"
        case "IN":
            return _members(given)[0]
        case "BRANCH" | "SUBPATTERN" | "ATOMIC_GROUP":
            return _sample(_inner(name, given)[0])
    return _sample(given[2]) * given[0] if name.endswith("REPEAT") else ""


def _members(items: Sequence[tuple[Any, Any]]) -> list[str]:
    """Characters of a class: those of `SIGNS`, then its own."""
    negated = bool(items) and str(items[0][0]) == "NEGATE"
    found = [sign for sign in SIGNS if any(_holds(item, sign) for item in items) is not negated]
    own = [chr(given if str(op) == "LITERAL" else given[0]) for op, given in items if str(op) in {"LITERAL", "RANGE"}]
    return (found + ([] if negated else own)) or ["a"]


def _holds(item: tuple[Any, Any], sign: str) -> bool:
    name, given = str(item[0]), item[1]
    match name:
        case "LITERAL":
            return bool(ord(sign) == given)
        case "RANGE":
            return bool(given[0] <= ord(sign) <= given[1])
        case "CATEGORY":
            kind = str(given)
            held = sign.isdigit() if "DIGIT" in kind else sign.isspace() if "SPACE" in kind else _in_word(sign)
            return bool(held != ("NOT" in kind))
    return False


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
