"""Folders that are written once and appear whole."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from matching.encoders.base import EncoderUnavailable


def written_once(target: Path, write: Callable[[Path], None]) -> Path:
    """The folder ``target``, written by ``write`` if it is not there yet.

    It appears by one rename, so a crash half-way leaves nothing that looks finished, and two
    processes writing at once do not disturb each other.

    :raises EncoderUnavailable: when the disk is full or the place cannot be written
    """
    if target.is_dir():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
    except OSError as error:
        raise EncoderUnavailable(f"Cannot write to {target.parent}: {error.strerror}.") from error
    try:
        write(scratch)
        publish(scratch, target)
    except OSError as error:
        raise EncoderUnavailable(f"Cannot write to {target.parent}: {error.strerror}.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target


def publish(scratch: Path, target: Path) -> None:
    """Give a finished folder its name; a folder that is there already is left as it is."""
    try:
        scratch.chmod(0o755)  # mkdtemp keeps others out; the site may run as another user
        scratch.rename(target)
    except OSError:
        if not target.is_dir():  # another process was quicker: its folder is as good as ours
            raise
