"""Folders that are written once, appear whole, and are known to be whole whenever they are used."""

import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from matching.encoders.base import EncoderUnavailable
from matching.scratch import scratch_folder, sweep

SEAL = "sha256.json"
"""Lists each file of the folder with its hash; written last."""
log = logging.getLogger(__name__)


def written_once(target: Path, write: Callable[[Path], None]) -> Path:
    """The folder ``target``, written by ``write`` if it is not there yet, or not as it was written.

    It appears by one rename, so a crash half-way leaves nothing that looks finished, and two
    processes writing at once do not disturb each other. Every file is read and hashed each time (280 MB of the default
    model in 0.2 s, 0.4 s on a busy machine): a stamp of size and date would miss what a failing disk, a power cut or a
    broken copy does.

    :raises EncoderUnavailable: when the disk is full or the place cannot be written
    """
    if target.is_dir():
        if is_whole(target):
            return target
        log.warning("The model files in %s are damaged or of an older form; they are written again.", target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent)
        with scratch_folder(target.parent) as scratch:
            new = scratch / "new"
            new.mkdir()
            write(new)
            seal(new)
            publish(new, target)
    except OSError as error:
        raise EncoderUnavailable(f"Cannot write to {target.parent}: {error.strerror}.") from error
    return target


def publish(new: Path, target: Path) -> None:
    """Give a finished folder its name; a whole one that is there already is left as it is, a damaged one makes way."""
    if target.is_dir() and not is_whole(target):
        with suppress(FileNotFoundError):  # another process has moved it just now
            target.rename(new.with_name("damaged"))
    try:
        new.rename(target)
    except OSError:
        if not target.is_dir():  # another process was quicker: its folder is as good as ours
            raise


def seal(folder: Path) -> None:
    """Write down what the folder holds."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != SEAL)
    names = sorted(str(path.relative_to(folder)) for path in files)
    (folder / SEAL).write_text(json.dumps({name: _hash(folder / name) for name in names}, indent=1), encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Whether the folder has a seal, and each file that it lists is as it was."""
    try:
        sealed = dict(json.loads((folder / SEAL).read_text(encoding="utf-8")))
        return bool(sealed) and all(_hash(folder / name) == wanted for name, wanted in sealed.items())
    except (OSError, ValueError, TypeError):
        return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
