"""The ten lines of the README run and print what they say."""

import re
from pathlib import Path

import pytest

import matching.requirements as library
from tests.matching.requirements.pairs import FRESH, WRITTEN
from tests.matching.requirements.pairs_unseen import BLIND, TRAPS

README = Path(library.__file__).with_name("README.md").read_text(encoding="utf-8")


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})  # the README's own text
    kept, denied, _ = capsys.readouterr().out.splitlines()
    assert kept == "['甲', '丙']"
    assert denied == "denied 暂不支持私有化部署"


@pytest.mark.parametrize(
    ("name", "pairs"), [("WRITTEN", WRITTEN), ("FRESH", FRESH), ("TRAPS", TRAPS), ("BLIND", BLIND)]
)
def test_the_table_counts_the_pairs(name: str, pairs: list[object]) -> None:
    (row,) = (line for line in README.splitlines() if line.startswith(f"| {name},"))
    assert int(row.split("|")[2]) == len(pairs)


def test_the_library_stands_alone() -> None:
    folder = Path(library.__file__).parent
    imported = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
    names = {name for file in folder.glob("*.py") for name in imported.findall(file.read_text(encoding="utf-8"))}
    assert len(names) > 5
    assert not names & {"app", "scenarios", "suppliers", "fastapi", "sqlmodel", "jinja2", "pydantic"}
