"""Files people hand in: stored once under their content's hash, their type looked at rather than believed."""

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Generic, TypeVar

import filetype

from app.core.archives import DAMAGED
from app.core.errors import Invalid, TooLarge
from app.core.i18n import gettext as _
from matching.scratch import scratch_folder

Seen = TypeVar("Seen")
CHUNK = 1 << 20
SEALED: Final = "sealed"
"""Folder of the ciphertexts within a store."""
MOST_DIRECTORY: Final = 2 << 20
"""Bytes of an archive's list of contents that are read: room for some twenty thousand names."""
ARCHIVE = b"PK\x03\x04"
OFFICE = {
    "word/document.xml": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
ALLOWED = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    **dict(OFFICE.values()),
}


SAVED_AS = {
    **dict.fromkeys(("doc", "wps", "rtf"), "DOCX / PDF"),
    **dict.fromkeys(("xls", "et"), "XLSX"),
    **dict.fromkeys(("ppt", "dps"), "PPTX / PDF"),
    **dict.fromkeys(("ofd", "ceb"), "PDF"),
}
"""Formats that offices use and browsers or other offices do not open: their endings, and what to save them as."""


@dataclass(frozen=True)
class Copied(Generic[Seen]):
    """A file beside the store: its hash, its size in bytes, and what a look at it has seen."""

    here: Path
    target: Path
    sha256: str
    size: int
    seen: Seen

    def keep(self) -> None:
        """Let it into the store: a file is moved, no byte is written."""
        self.target.parent.mkdir(exist_ok=True)
        self.here.replace(self.target)


class BlobStore:
    """A folder of files named by their SHA-256; writing the same content twice keeps one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    @property
    def sealed(self) -> "BlobStore":
        """The store of ciphertexts, which nobody counts."""
        return BlobStore(self.folder / SEALED)

    def put(self, content: bytes) -> str:
        """Keep these bytes; their SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.folder.mkdir(parents=True, exist_ok=True)
        with scratch_folder(self.folder) as scratch:
            here = scratch / sha256
            with here.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self.path(sha256).parent.mkdir(exist_ok=True)
            here.replace(self.path(sha256))
        return sha256

    @contextmanager
    def copied(self, source: BinaryIO, limit: int, look: Callable[[Path], Seen]) -> Iterator[Copied[Seen]]:
        """A copy of `source` after `look` has looked at all of it; unless it is kept, it is gone after the block.

        Raises `TooLarge` beyond `limit` bytes and whatever `look` raises.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with scratch_folder(self.folder) as scratch:
            # the rights of a temporary file: whoever else is on the machine reads no attachments
            with tempfile.NamedTemporaryFile(dir=scratch, delete=False) as temporary:
                here = Path(temporary.name)
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(_("文件超过 {limit} MB，请压缩或拆分后再上传。").format(limit=limit >> 20))
                    digest.update(chunk)
                    temporary.write(chunk)
                temporary.flush()
                os.fsync(temporary.fileno())
                seen = look(here)
            sha256 = digest.hexdigest()
            yield Copied(here, self.path(sha256), sha256, size, seen)

    def keep(self, source: BinaryIO, limit: int, look: Callable[[Path], Seen]) -> tuple[str, Seen]:
        """Take in `source` at once; its hash and what `look` has seen. Raises as `copied` does."""
        with self.copied(source, limit, look) as copy:
            copy.keep()
        return copy.sha256, copy.seen


def true_type(path: Path, name: str) -> str:
    """The MIME type by content; raises `Invalid` unless it is allowed and agrees with the name's ending."""
    ending = Path(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    with path.open("rb") as file:
        start = file.read(CHUNK)
    if not start:
        raise Invalid(_("文件是空的，请重新选择。"))
    kind = _content_type(path, start)
    if kind is None and ending in {"txt", "csv"} and b"\x00" not in start:
        kind = ending
    if ending in SAVED_AS:
        asked = _("{ending} 文件很多人打不开，请在办公软件里另存为 {better} 再上传。")
        raise Invalid(asked.format(ending=ending.upper(), better=SAVED_AS[ending]))
    if ending not in ALLOWED or kind != ending:
        raise Invalid(
            _("只能上传 PDF、图片、Word、Excel、PPT、文本或 ZIP 文件，且内容要与扩展名一致（{name}）。").format(
                name=name
            )
        )
    return ALLOWED[ending]


def _content_type(path: Path, start: bytes) -> str | None:
    if start.startswith(ARCHIVE) or zipfile.is_zipfile(path):
        names = _names(path)
        if any(name.endswith("vbaProject.bin") for name in names):
            raise Invalid(_("文件里含有宏，请另存为不含宏的格式后再上传。"))
        return next((kind for part, (kind, _mime) in OFFICE.items() if part in names), "zip")
    kind = filetype.guess(start)
    return kind.extension if kind else None


class _Sparing(io.FileIO):
    """A file that does not hand out a list of contents of any length: zipfile reads it at once, whatever is claimed."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_DIRECTORY:
            raise zipfile.BadZipFile
        return super().read(size)


def _names(path: Path) -> set[str]:
    """What an archive says is in it; nothing is unpacked. Raises `Invalid` for one that is damaged."""
    try:
        with _Sparing(path) as file, zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except DAMAGED as error:
        raise Invalid(_("这个文件已损坏，或者里面的文件过多，无法查看；请重新压缩或另存后再上传。")) from error
