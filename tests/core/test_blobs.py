"""Uploads: kept by content, their type looked at, refused in a sentence, nothing left behind."""

import io
import zipfile
from pathlib import Path

import pytest

from app.core.blobs import BlobStore
from app.core.errors import AppError, Invalid, TooLarge

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


def office(*parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return buffer.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "files")


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("说明.pdf", PDF, "application/pdf"),
        ("图.PNG", PNG, "image/png"),
        ("表.xlsx", office("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml"),
        ("文.docx", office("[Content_Types].xml", "word/document.xml"), "wordprocessingml"),
        ("数据.zip", office("a.txt"), "application/zip"),
        ("清单.csv", "名称,单位\n".encode(), "text/csv"),
    ],
)
def test_takes_what_is_allowed_under_its_true_type(store: BlobStore, name: str, content: bytes, mime: str) -> None:
    blob = store.put(io.BytesIO(content), name, 1 << 20)
    assert mime in blob.mime
    assert store.path(blob.sha256).read_bytes() == content


def test_keeps_the_same_content_once(store: BlobStore) -> None:
    first, second = (store.put(io.BytesIO(PDF), name, 1 << 20) for name in ("a.pdf", "b.pdf"))
    assert first.sha256 == second.sha256
    assert len([p for p in store.folder.rglob("*") if p.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("page.html", b"<script>", Invalid),
        ("image.svg", b"<svg/>", Invalid),
        ("renamed.pdf", PNG, Invalid),
        ("tool.exe", b"MZ\x90\x00", Invalid),
        ("macro.docx", office("word/document.xml", "word/vbaProject.bin"), Invalid),
        ("binary.txt", b"\x00\x01", Invalid),
        ("empty.pdf", b"", Invalid),
        ("large.pdf", PDF + b" " * 2000, TooLarge),
    ],
)
def test_refuses_the_rest_and_leaves_nothing(
    store: BlobStore, name: str, content: bytes, problem: type[AppError]
) -> None:
    with pytest.raises(problem) as refusal:
        store.put(io.BytesIO(content), name, 1000)
    assert refusal.value.sentence
    assert [p for p in store.folder.rglob("*") if p.is_file()] == []
