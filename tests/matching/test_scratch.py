"""Folders for work under way: gone afterwards, swept when left behind, never taken from somebody who is at work."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matching.scratch import FRESH_SECONDS, PREFIX, scratch_folder, sweep

HOLD = """
import sys, time
from pathlib import Path
from matching.scratch import scratch_folder

with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print(folder, flush=True)
    time.sleep(600)
"""


def age(folder: Path) -> None:
    then = time.time() - FRESH_SECONDS - 1
    os.utime(folder, (then, then))


def test_is_gone_afterwards_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), scratch_folder(tmp_path) as folder:
        folder.write_text("a folder is no file")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_another_holds_is_not(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        age(folder)
        assert sweep(tmp_path) == 0
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (folder / "half").exists()
    assert sweep(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []


def test_only_old_folders_of_ours_are_swept(tmp_path: Path) -> None:
    others = [tmp_path / name for name in ("files", "tmpabcdefgh", ".hidden")]
    fresh, plain, link = (tmp_path / f"{PREFIX}{name}" for name in ("fresh", "plain", "link"))
    for folder in (*others, fresh):
        folder.mkdir()
    plain.touch()
    link.symlink_to(others[0])
    for path in (*others, plain):
        age(path)
    assert sweep(tmp_path) == 0
    assert all(path.exists() for path in (*others, fresh, plain, link))
