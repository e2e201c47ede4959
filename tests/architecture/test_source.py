"""Rules of the house that read the program; each names its reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("app", "matching", "scenarios", "suppliers")
SOURCES = sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))
EVERYTHING = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path, attribute: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == attribute:
            yield node


def test_there_is_something_to_read() -> None:
    assert len(SOURCES) > 60


def test_only_the_edge_commits() -> None:
    """One request or job step is one transaction: a commit inside a helper would split it."""
    allowed = {"app/core/db.py", "app/core/backup.py"}
    assert [name(p) for p in SOURCES if name(p) not in allowed and any(calls(p, "commit"))] == []


def test_only_the_clock_asks_for_the_time() -> None:
    """A test must be able to hold the clock in its hand."""
    found = [
        name(p)
        for p in SOURCES
        if name(p) != "app/core/clock.py"
        and re.search(r"\b(datetime|date)\.(now|today|utcnow)\(|\btime\.time\(", p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_handlers_do_not_query() -> None:
    """What a page needs is a query with a name; rights would otherwise be repeated in every handler."""
    routes = [p for p in SOURCES if p.stem == "routes" or p.parent.name == "routes"]
    assert len(routes) > 5
    found = [
        name(p)
        for p in routes
        for node in ast.walk(tree(p))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"select", "update", "delete"}
    ]
    assert found == []


def test_failures_below_the_web_are_our_own() -> None:
    """An `HTTPException` outside core would answer JSON instead of a page with a sentence."""
    found = [name(p) for p in SOURCES if "HTTPException" in p.read_text(encoding="utf-8") and "app/core" not in name(p)]
    assert found == []


def test_rules_are_pure() -> None:
    """Lifecycles and policies decide on values alone, so that they can be tested cell by cell."""
    pure = [p for p in SOURCES if p.stem in {"lifecycle", "policy"}]
    assert len(pure) >= 6
    for path in pure:
        modules = {n.module or "" for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom)}
        assert not {
            m for m in modules if m.split(".")[0] in {"fastapi", "starlette", "sqlmodel", "sqlalchemy", "jinja2"}
        }, path


@pytest.mark.parametrize("path", EVERYTHING, ids=name)
def test_files_and_functions_fit(path: Path) -> None:
    """A file of 400 lines wants cutting by verb or noun; a function of 50 fits no screen."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


def test_nothing_is_left_half_done() -> None:
    """A mark for later is a promise that nobody keeps."""
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError|pytest\.mark\.(skip|xfail)")
    found = [name(p) for p in EVERYTHING if p != Path(__file__) and marks.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_models_resolve_their_annotations_at_once() -> None:
    """Postponed annotations break SQLModel at the first query although the import succeeds."""
    for path in SOURCES:
        if "models" in {path.stem, path.parent.name}:
            assert "from __future__ import annotations" not in path.read_text(encoding="utf-8"), path
