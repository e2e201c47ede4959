"""What attachments say about people: their words are read, of pictures their sender answers for."""

from collections.abc import Callable
from io import BytesIO

import xlsxwriter
from docx import Document
from sqlmodel import col, select

from app.core.models import Declaration, StoredFile
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
