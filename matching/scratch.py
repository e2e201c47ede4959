"""Files and folders for work under way: gone afterwards, and swept up where a process died over them.

Several processes may share a place, so a folder in use must be told from one left behind: whoever uses it holds a lock
on it, which the kernel takes back from a process however that ends.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".scratch-"
FRESH_SECONDS = 60.0
"""A folder younger than this is left alone: its maker may not hold the lock yet."""


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """An empty folder in ``parent``; it is removed with all that is still in it."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    held = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: `sweep` gets none there either, and removes nothing
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


@contextmanager
def half_written(path: Path) -> Iterator[None]:
    """What breaks off in here leaves no file at `path`."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sweep(parent: Path) -> int:
    """Remove the scratch folders of processes that died; returns how many. Where nothing can be written, none."""
    try:
        with tempfile.TemporaryFile(dir=parent) as new:
            now = os.fstat(new.fileno()).st_mtime  # by the file system's own clock, which may not be this machine's
    except OSError:
        return 0
    return sum(_remove_if_left(folder, now) for folder in parent.glob(f"{PREFIX}*"))


def _remove_if_left(folder: Path, now: float) -> bool:
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # gone meanwhile, or not one of ours
        return False
    try:
        if now - os.fstat(held).st_mtime < FRESH_SECONDS:
            return False
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # somebody holds it
        return False
    finally:
        os.close(held)
    return not folder.exists()
