"""Uploads: kept by content, their type looked at, refused in a sentence, nothing left behind."""

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest

from app.core.blobs import BlobStore, true_type
from app.core.errors import AppError, Invalid, TooLarge

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


def office(*parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
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


def damaged() -> list[bytes]:
    """An archive cut short at every length and with some of its bytes changed."""
    good, chance = office("[Content_Types].xml", "xl/workbook.xml", "资料/说明.txt"), random.Random(20261123)
    cut = [good[:length] for length in range(1, len(good), 7)]
    changed = []
    for _time in range(300):
        content = bytearray(good)
        for _byte in range(chance.choice([1, 2, 8])):
            content[chance.randrange(len(content))] = chance.choice([0, 255, chance.randrange(256)])
        changed.append(bytes(content))
    return cut + changed


def test_a_damaged_archive_is_taken_or_refused_in_a_sentence(tmp_path: Path) -> None:
    outcomes = set()
    for number, content in enumerate(damaged()):
        path = tmp_path / str(number)
        path.write_bytes(content)
        try:
            outcomes.add(true_type(path, "表.xlsx"))
        except Invalid as refusal:
            outcomes.add(refusal.sentence)
    assert len(outcomes) == 3, "taken, of another type, damaged"


def crowded(names: int) -> bytes:
    """An archive whose list of contents names one file `names` times."""
    good = office("a.txt")
    start = good.index(b"PK\x01\x02")
    entry = good[start : good.index(b"PK\x05\x06")]
    count = min(names, 0xFFFF)
    return (
        good[:start]
        + entry * names
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(entry) * names, start, 0)
    )


def test_an_archive_of_a_million_names_is_not_read_to_the_end(store: BlobStore) -> None:
    assert store.put(io.BytesIO(crowded(5_000)), "a.zip", 20 << 20).mime == "application/zip"
    with pytest.raises(Invalid) as refusal:
        store.put(io.BytesIO(crowded(400_000)), "a.zip", 20 << 20)
    assert "里面的文件过多" in refusal.value.sentence
