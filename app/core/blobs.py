"""Files people hand in: stored once under their content's hash, their type looked at rather than believed."""

import hashlib
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import filetype

from app.core.errors import Invalid, TooLarge
from app.core.i18n import gettext as _
from matching.scratch import scratch_folder

CHUNK = 1 << 20
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


@dataclass(frozen=True)
class StoredBlob:
    """What the store knows of a file: its hash, size in bytes and true type."""

    sha256: str
    size: int
    mime: str


class BlobStore:
    """A folder of files named by their SHA-256; writing the same content twice keeps one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def put(self, source: BinaryIO, name: str, limit: int) -> StoredBlob:
        """Take in `source` (at most `limit` bytes). Raises `TooLarge`, or `Invalid` for a type that is not allowed."""
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
            mime = true_type(here, name)
            target = self.path(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            here.replace(target)
        return StoredBlob(digest.hexdigest(), size, mime)


def true_type(path: Path, name: str) -> str:
    """The MIME type by content; raises `Invalid` unless it is allowed and agrees with the name's ending."""
    ending = Path(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if path.stat().st_size == 0:
        raise Invalid(_("文件是空的，请重新选择。"))
    if ending not in ALLOWED or _content_type(path) != ending:
        if ending in {"txt", "csv"} and _content_type(path) is None and b"\x00" not in path.read_bytes()[:CHUNK]:
            return ALLOWED[ending]
        raise Invalid(
            _("只能上传 PDF、图片、Word、Excel、PPT、文本或 ZIP 文件，且内容要与扩展名一致（{name}）。").format(
                name=name
            )
        )
    return ALLOWED[ending]


def _content_type(path: Path) -> str | None:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
        if any(name.endswith("vbaProject.bin") for name in names):
            raise Invalid(_("文件里含有宏，请另存为不含宏的格式后再上传。"))
        return next((kind for part, (kind, _mime) in OFFICE.items() if part in names), "zip")
    kind = filetype.guess(str(path))
    return kind.extension if kind else None
