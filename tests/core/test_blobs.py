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


def put(store: BlobStore, content: bytes, name: str, limit: int = 20 << 20) -> tuple[str, str]:
    """Its hash and type."""
    return store.keep(io.BytesIO(content), limit, lambda here: true_type(here, name))


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
    sha256, seen = put(store, content, name)
    assert mime in seen
    assert store.path(sha256).read_bytes() == content


def test_keeps_the_same_content_once(store: BlobStore) -> None:
    assert put(store, PDF, "a.pdf") == put(store, PDF, "b.pdf")
    assert len([p for p in store.folder.rglob("*") if p.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "content", "better"),
    [
        ("公文.ofd", office("OFD.xml"), "PDF"),
        ("方案.WPS", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "DOCX / PDF"),
        ("方案.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "DOCX / PDF"),
        ("清单.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "XLSX"),
    ],
)
def test_says_what_to_save_an_office_format_as(store: BlobStore, name: str, content: bytes, better: str) -> None:
    with pytest.raises(Invalid) as refused:
        put(store, content, name)
    assert f"另存为 {better}" in refused.value.sentence


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
        put(store, content, name, 1000)
    assert refusal.value.sentence
    assert [p for p in store.folder.rglob("*") if p.is_file()] == []


def test_a_copy_that_nobody_keeps_is_gone(store: BlobStore) -> None:
    with store.copied(io.BytesIO(PDF), 1000, lambda here: here.read_bytes()) as copy:
        assert copy.seen == PDF
        assert not store.path(copy.sha256).exists()
    assert list(store.folder.iterdir()) == []


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
    assert put(store, crowded(5_000), "a.zip")[1] == "application/zip"
    with pytest.raises(Invalid) as refusal:
        put(store, crowded(400_000), "a.zip")
    assert "里面的文件过多" in refusal.value.sentence
