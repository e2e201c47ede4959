"""What attachments say about people: their words are read, of pictures their sender answers for."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import randbytes
from typing import cast

import pytest
import xlsxwriter
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject
from sqlmodel import col, select

from app.core.models import Declaration, StoredFile
from app.core.personal.files import read
from app.core.site import Site
from tests.scenarios.helpers import opened, stand
from tests.scenarios.test_amending import amendment
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
PHONE, KEY = "13800001234", "mobile:13800001234"
DECLARED = {"declared:file": "unit", "why:file": "值班手机，官网公示", "seen:file": KEY}
MASKED = {"masked": "true"}


def docx() -> bytes:
    document, file = Document(), BytesIO()
    line = document.add_paragraph("现场联系 138")
    line.add_run("0000").bold = True
    line.add_run("1234。")
    document.save(file)
    return file.getvalue()


def xlsx() -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_row(0, 0, ["电话", 13800001234])
    return file.getvalue()


def pdf() -> bytes:
    """One page with one line of text, as small as it can be."""
    words = f"BT /F1 12 Tf 20 100 Td (Call {PHONE}) Tj ET".encode()
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page + b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(written)


def png() -> bytes:
    """A picture of noise, as large as a small photograph."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + randbytes(180) for _line in range(60))
    head = struct.pack(">IIBBBBB", 60, 60, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def pictured_docx(picture: bytes) -> bytes:
    document, file = Document(), BytesIO()
    document.add_paragraph("夜班场景说明。")
    document.add_picture(BytesIO(picture))
    document.save(file)
    return file.getvalue()


def pictured_xlsx(picture: bytes) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["科室", "床位"])
        page.insert_image(2, 0, "a.png", {"image_data": BytesIO(picture)})
    return file.getvalue()


def pictured_pdf(picture: bytes) -> bytes:
    """A page with a line of text, and a form on it that shows a picture."""
    writer = PdfWriter(PdfReader(BytesIO(pdf())))
    image, form = StreamObject(), StreamObject()
    image.set_data(picture)
    sides = {"/Width": 60, "/Height": 60, "/BitsPerComponent": 8}
    image |= {NameObject(name): NumberObject(value) for name, value in sides.items()}
    image |= {NameObject("/Subtype"): NameObject("/Image"), NameObject("/ColorSpace"): NameObject("/DeviceRGB")}
    shown = DictionaryObject({NameObject("/P"): writer._add_object(image)})
    form |= {NameObject("/Subtype"): NameObject("/Form")}
    form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})
    objects = DictionaryObject({NameObject("/F"): writer._add_object(form)})
    cast("DictionaryObject", writer.pages[0]["/Resources"])[NameObject("/XObject")] = objects
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.mark.parametrize(
    ("pictured", "bare", "mime"),
    [
        (pictured_docx, docx(), f"{OFFICE}.wordprocessingml.document"),
        (pictured_xlsx, xlsx(), f"{OFFICE}.spreadsheetml.sheet"),
        (pictured_pdf, pdf(), "application/pdf"),
    ],
)
def test_pictures_among_words_are_answered_for(
    tmp_path: Path, pictured: Callable[[bytes], bytes], bare: bytes, mime: str
) -> None:
    for content, whole in ((bare, True), (pictured(png()), False)):
        (tmp_path / "a").write_bytes(content)
        found = read(tmp_path / "a", mime)
        assert found.text, "its words are looked at all the same"
        assert found.whole is whole


def kept(site: Site) -> list[str]:
    with site.database.reading() as db:
        return [file.name for file in db.exec(select(StoredFile).order_by(col(StoredFile.id)))]


def test_the_words_of_an_attachment_are_read_and_pictures_are_answered_for(
    site: Site, signed_in: SignedIn, cast: Cast
) -> None:
    owner, there = signed_in(cast.owner), f"/scenarios/{stand(site, cast)}/edit/files"
    text = f"设备科电话 {PHONE}".encode("gb18030")
    for name, content in (("说明.txt", text), ("说明.docx", docx()), ("名单.xlsx", xlsx()), ("说明.pdf", pdf())):
        refused = owner.post(there, files={"file": (name, content)}, data=MASKED)
        assert refused.status_code == 422, name
        assert f"这里写了手机号“{PHONE}”" in text_of(refused), name
        assert f"<mark>{PHONE}</mark>" in refused.text
        assert "请重新选择改好的文件" in text_of(refused)
    picture = owner.post(there, files={"file": ("现场.docx", pictured_docx(png()))})
    assert 'id="f-masked-error"' in picture.text, "a picture within a document is no other than one alone"
    picture = owner.post(there, files={"file": ("现场.png", PNG)})
    assert picture.status_code == 422
    assert 'id="f-masked-error"' in picture.text
    scan = owner.post(there, files={"file": ("扫描.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")})
    assert 'id="f-masked-error"' in scan.text, "what cannot be read is answered for too"
    assert kept(site) == []
    assert owner.post(there, files={"file": ("说明.txt", text)}, data=DECLARED).status_code == 200
    assert owner.post(there, files={"file": ("说明.docx", docx())}).status_code == 200, "the same number is known"
    assert owner.post(there, files={"file": ("现场.png", PNG)}, data=MASKED).status_code == 200
    assert owner.post(there, files={"file": ("内部.xlsx", xlsx())}, data={"confidential": "true"}).status_code == 200
    assert kept(site) == ["说明.txt", "说明.docx", "现场.png", "内部.xlsx"]
    with site.database.reading() as db:
        said = [(one.excerpt, one.choice) for one in db.exec(select(Declaration)).all()]
    assert said == [(PHONE, "unit"), ("现场.png", "masked")]


def test_an_addendums_file_is_read_as_well(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    there, owner = f"/scenarios/{opened(site, cast)}/addendum", signed_in(cast.owner)
    said = amendment(deadline="2026-12-31")
    refused = owner.post(there, data=said, files={"file": ("说明.txt", f"请打 {PHONE}".encode())})
    assert refused.status_code == 422
    assert f"手机号“{PHONE}”" in text_of(refused)
    assert owner.post(there, data=said | MASKED, files={"file": ("图.png", PNG)}).status_code == 200
    assert kept(site) == ["图.png"]
