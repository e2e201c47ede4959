"""Hostile files: each ends in rows or in a sentence, within a bound, and whoever asked is well afterwards."""

import errno
import os
import resource
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from app.core import apart
from app.core.apart import AT_ONCE
from app.exchange.reading import GLANCE, confined, transcribed
from app.exchange.reading.bounds import MAX_MEMORY
from app.exchange.rules import FileRule, UnreadableFile
from app.exchange.sentences import file_sentence
from tests.exchange.helpers import NEEDS, csv_file
from tests.exchange.hostile import HOSTILE

ROOT: Final = Path(__file__).parents[2]
SLOW: Final = "fifty thousand sheets"
EXPECTED: Final = {
    "extent claimed": "rows",
    "far corner": FileRule.TOO_HEAVY,
    "far corner in single quotes": FileRule.TOO_HEAVY,
    "far corner in other letters": FileRule.TOO_HEAVY,
    "shared string of a megabyte ten thousand times": FileRule.TOO_HEAVY,
    "far right": FileRule.TOO_SPREAD,
    "text of ten megabytes": "rows",
    "laughs in the sheet": FileRule.BROKEN_WORKBOOK,
    "50 MB of commas": FileRule.LINE_TOO_LONG,
    "50 MB of lines of commas": FileRule.NO_HEADER,
    "a header and lines of commas": FileRule.TOO_SPREAD,
    "a million lines": FileRule.TOO_MANY_ROWS,
    "quotation marks never closed": FileRule.BROKEN_QUOTES,
    SLOW: FileRule.TOO_SLOW,
}
"""How some of them end, on a machine that has time for them."""


def _read(path: Path, seconds: float = GLANCE) -> str:
    """`rows`, or the rule that refused the file."""
    try:
        with transcribed(path, path.parent, seconds) as transcript:
            return "rows" if sum(1 for _row in transcript.rows()) == transcript.total else "lost rows"
    except UnreadableFile as error:
        return error.rule.value if file_sentence(error) else "no sentence"


def _hostile(folder: Path, name: str) -> Path:
    path = folder / "list"
    path.write_bytes(HOSTILE[name]())
    return path


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_rows_or_in_a_sentence(name: str, tmp_path: Path) -> None:
    path = _hostile(tmp_path, name)
    before = resource.getrusage(resource.RUSAGE_SELF)
    outcome = _read(path)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert outcome in {EXPECTED.get(name, outcome), FileRule.TOO_SLOW}
    assert outcome == "rows" or outcome in set(FileRule)
    assert after.ru_maxrss - before.ru_maxrss < 100 * 1024, "the work is the child's, and so is the memory"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 <= MAX_MEMORY
    assert os.listdir(tmp_path) == ["list"]  # noqa: PTH208 - a name is enough


def test_an_honest_list_is_read_after_all_that(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "list", NEEDS)
    with transcribed(path, tmp_path) as transcript:
        rows = [row.cells for row in transcript.rows()]
        assert rows == [row.cells for row in transcript.rows()] == [tuple(row) for row in NEEDS[1:]]
        assert (transcript.total, transcript.header.labels) == (2, tuple(NEEDS[0]))


def test_the_child_ends_by_itself_when_nobody_waits_for_it(tmp_path: Path) -> None:
    with (tmp_path / "lines").open("wb") as lines:
        child = subprocess.Popen(
            [sys.executable, "-m", "app.exchange.reading", _hostile(tmp_path, SLOW), str(lines.fileno()), "0.5", "{}"],
            pass_fds=[lines.fileno()],
            cwd=ROOT,
        )
    assert child.wait(30) == -signal.SIGALRM


def test_the_child_knows_nothing_of_the_web_the_database_and_the_models() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import app.exchange.reading.__main__, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = {module.split(".")[0] for module in told.stdout.split()}
    assert "python_calamine" in loaded
    assert not loaded & {"fastapi", "starlette", "sqlalchemy", "sqlmodel", "pydantic", "torch", "numpy", "babel"}


def test_files_wait_for_one_another_no_longer_than_they_may(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "list", NEEDS)
    with ExitStack() as stack:
        for _place in range(AT_ONCE):
            stack.enter_context(apart._PLACES)
        assert _read(path, 0.1) == FileRule.TOO_SLOW
    assert _read(path, 20) == "rows"


@pytest.mark.parametrize("ended", [-signal.SIGTERM, errno.ENOSPC, errno.EACCES])
def test_what_is_not_the_fault_of_the_file_is_not_said_of_it(ended: int) -> None:
    with pytest.raises(OSError, match=r"signal 15|space|denied"):
        confined._judge(ended)
