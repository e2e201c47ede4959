"""Nothing that reads people's text takes more than a little longer for a text of twice the length.

Every request shares one process: a pattern that takes the square of a text's length freezes the site for everybody.
All patterns of the program are found by themselves, and attacked with texts made from each of them.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.attacks import Attack, attacks
from tests.support.timing import grows

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("app", "matching", "scenarios", "suppliers")
METHODS = frozenset({"match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn"})
HARMLESS = 0.004


@cache
def modules() -> tuple[ModuleType, ...]:
    found = [importlib.import_module(name) for name in PACKAGES]
    inner = [
        importlib.import_module(info.name)
        for package in found
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not info.name.endswith("__main__")
    ]
    return (*found, *inner)


@cache
def patterns() -> dict[str, tuple[re.Pattern[Any], frozenset[str]]]:
    """Every pattern of the program by its place, with the methods that are called on it there."""
    found: dict[int, tuple[str, re.Pattern[Any], frozenset[str]]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in _patterns_in(value):
                found.setdefault(id(pattern), (f"{module.__name__}.{name}", pattern, _uses(module, name)))
    return {f"{name} {pattern.pattern!r:.60}": (pattern, uses) for name, pattern, uses in found.values()}


def _patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, list | tuple | set | frozenset | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _patterns_in(item, depth + 1)


def _uses(module: ModuleType, name: str) -> frozenset[str]:
    """How a pattern is used: by its own name, or, in a table, by that of the loop over it. Searching where it is unclear."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    called = set(re.findall(rf"\b{name}(?:\[[^\]]*\])?\.(\w+)\(", source)) & METHODS
    return frozenset(called or set(re.findall(r"\bpattern\.(\w+)\(", source)) & METHODS or {"search"})


def reader(pattern: re.Pattern[Any], uses: frozenset[str]) -> Callable[[Any], object]:
    if uses <= {"match", "fullmatch"}:
        return lambda text: [getattr(pattern, method)(text) for method in uses]
    return lambda text: sum(1 for _found in pattern.finditer(text))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_pattern_reads_in_time_that_grows_with_the_text(package: str) -> None:
    mine = {name: found for name, found in patterns().items() if name.startswith(package)}
    assert len(mine) > 10
    assert [name for name, (pattern, uses) in mine.items() if _weakness(pattern, uses)] == []


def _weakness(pattern: re.Pattern[Any], uses: frozenset[str]) -> Attack | None:
    read, as_bytes = reader(pattern, uses), isinstance(pattern.pattern, bytes)
    return next((attack for attack in attacks(pattern) if grows(read, attack, HARMLESS, as_bytes=as_bytes)), None)


@pytest.mark.parametrize(
    "weak",
    [
        r"[\w.+-]+@[\w-]+",
        r"a\s*(?:b)?\s*c",
        r"\s+$",
        r"(?:达到|达|到)*x",
        r"(\d)(?!.*\d)",
    ],
)
def test_a_weak_pattern_is_noticed(weak: str) -> None:
    assert _weakness(re.compile(weak), frozenset({"search"}))


def test_patterns_stand_where_they_are_seen() -> None:
    """A pattern written into a function is compiled again and again, and the test above never meets it."""
    found = []
    for module in modules():
        path = Path(str(module.__file__))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                calls = (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))
                found += [f"{path.relative_to(ROOT)}:{call.lineno}" for call in calls if _hidden(call)]
    assert found == []


def _hidden(node: ast.Call) -> bool:
    """A call of `re` with a pattern written out; what is made of a table or of escaped words is seen there, or harmless."""
    if not isinstance(node.func, ast.Attribute):
        return False
    called = node.func
    of_re = isinstance(called.value, ast.Name) and called.value.id == "re"
    written = ast.Constant if called.attr == "compile" else ast.Constant | ast.JoinedStr
    return of_re and called.attr in {*METHODS, "compile"} and isinstance(node.args[0], written)


def test_texts_get_their_normal_form_in_one_place() -> None:
    """Python's own takes the square of a run of combining marks."""
    sources = {module.__name__: Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules()}
    # The second of them folds one character at a time.
    assert {name for name, source in sources.items() if re.search(r"unicodedata\.(is_)?normal", source)} == {
        "matching.characters",
        "matching.requirements.folding",
    }
