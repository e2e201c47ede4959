"""The profile, its files, and what stays private."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlmodel import col, select

from app.core.clock import FixedClock
from app.core.models import AuditEntry, StoredFile
from app.core.site import Site
from suppliers.lifecycle import SupplyState
from tests.suppliers.helpers import CAPABILITY, RESULT, make
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PRIVATE = ("苏知微", "0371-55501037", "secret-contact@example.com", "extra-never-shown", "内部备注")


def test_everything_it_says_is_there(site: Site, cast: Cast, browser: Browser, signed_in: SignedIn) -> None:
    supply = make(site, cast.firm)
    page = text_of(browser.get(f"/supplies/{supply.public_id}"))
    for said in (
        supply.name,
        "启明医智科技",
        "TRL 8",
        "≥95.8 %",
        "日均阅片量由62例升至95例",
        "豫械注准20243210017",
        "68 万元—160 万元",
        "本地部署",
        "6周",
        "机器视觉",
    ):
        assert said in page
    link = f'href="/supplies/{supply.public_id}/needs"'
    assert link not in browser.get(f"/supplies/{supply.public_id}").text  # a page that would not open
    assert link in signed_in(cast.supplier).get(f"/supplies/{supply.public_id}").text


def test_contacts_and_unknown_columns_stay_private(
    site: Site, cast: Cast, signed_in: SignedIn, browser: Browser
) -> None:
    supply = make(site, cast.firm)
    here = f"/supplies/{supply.public_id}"
    for outsider in (browser, signed_in(cast.rival), signed_in(cast.owner), signed_in(cast.curator)):
        page = outsider.get(here).text
        assert not [secret for secret in PRIVATE if secret in page]
        assert "对接成功后可见" in page
    for insider in (signed_in(cast.supplier), signed_in(cast.office)):
        page = insider.get(here).text
        assert all(secret in page for secret in PRIVATE)


def test_no_listing_shows_what_is_private(site: Site, cast: Cast, signed_in: SignedIn, browser: Browser) -> None:
    make(site, cast.firm)
    for path in ("/supplies", "/supplies?view=table", "/supplies?q=阅片"):
        for visitor in (browser, signed_in(cast.supplier)):
            page = visitor.get(path).text
            assert not [secret for secret in PRIVATE[1:] if secret in page]


def test_a_claim_without_a_number_is_called_a_claim(site: Site, cast: Cast, browser: Browser) -> None:
    bare = replace(CAPABILITY.qualifications[0], number="")
    supply = make(site, cast.firm, qualifications=(bare,))
    assert "未提供编号，暂作单位自述" in text_of(browser.get(f"/supplies/{supply.public_id}"))


def test_a_published_code_leads_to_it(site: Site, cast: Cast, browser: Browser) -> None:
    supply = make(site, cast.firm)
    with site.database.writing() as db:
        row = db.merge(supply)
        row.code = "NL-2026-001"
        db.add(row)
    assert browser.get("/supplies/NL-2026-001").url.path == f"/supplies/{supply.public_id}"
    assert browser.get("/supplies/NL-2026-002").status_code == 404


def test_similar_ones_are_shown_by_the_lists_own_rule(
    site: Site, cast: Cast, browser: Browser, drain: Callable[[], int]
) -> None:
    supply = make(site, cast.firm)
    twin = make(site, cast.rival_firm, name="胸部CT肺结节阅片软件")
    gone = make(site, cast.rival_firm, name="胸部CT肺结节阅片终端")
    drain()
    assert twin.name in text_of(browser.get(f"/supplies/{supply.public_id}"))
    with site.database.writing() as db:
        row = db.merge(gone)
        row.state = SupplyState.SUSPENDED
        db.add(row)
    page = text_of(browser.get(f"/supplies/{supply.public_id}"))
    assert twin.name in page
    assert gone.name not in page


def upload(browser: Browser, public_id: str, name: str, content: bytes, **data: str) -> str:
    answer = browser.post(
        f"/supplies/{public_id}/files", files={"file": (name, content)}, data={"masked": "true"} | data
    )
    return f"{answer.status_code} {text_of(answer)}"


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def test_a_file_goes_in_and_comes_out_as_a_download(
    site: Site, cast: Cast, signed_in: SignedIn, browser: Browser
) -> None:
    supply, supplier = make(site, cast.firm), signed_in(cast.supplier)
    assert "附件已上传" in upload(supplier, supply.public_id, "白皮书.pdf", PDF)
    with site.database.reading() as db:
        file = db.exec(select(StoredFile)).one()
    here = f"/supplies/{supply.public_id}/files/{file.public_id}"
    answer = browser.get(here)
    assert answer.content == PDF
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "白皮书.pdf" in browser.get(f"/supplies/{supply.public_id}").text


def test_files_follow_their_parent(site: Site, cast: Cast, signed_in: SignedIn, browser: Browser) -> None:
    draft, listed = make(site, cast.firm, state=SupplyState.DRAFT), make(site, cast.firm)
    supplier = signed_in(cast.supplier)
    upload(supplier, draft.public_id, "a.pdf", PDF)
    upload(supplier, listed.public_id, "b.pdf", PDF, confidential="true")
    with site.database.reading() as db:
        in_draft, inside = db.exec(select(StoredFile.public_id).order_by(col(StoredFile.id))).all()
    for outsider in (browser, signed_in(cast.rival)):
        assert outsider.get(f"/supplies/{draft.public_id}/files/{in_draft}").status_code == 404
        assert outsider.get(f"/supplies/{listed.public_id}/files/{inside}").status_code == 404
        assert outsider.get(f"/supplies/{listed.public_id}/files/{in_draft}").status_code == 404
        assert "b.pdf" not in outsider.get(f"/supplies/{listed.public_id}").text
    assert supplier.get(f"/supplies/{listed.public_id}/files/{inside}").status_code == 200
    assert supplier.get(f"/supplies/{draft.public_id}/files/{in_draft}").status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("宏.docx", zipped("word/document.xml", "word/vbaProject.bin"), "文件里含有宏"),
        ("页面.html", b"<html><script>alert(1)</script></html>", "只能上传"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "只能上传"),
        ("假.pdf", b"MZ\x90\x00not a pdf", "只能上传"),
        ("空.pdf", b"", "文件是空的"),
        ("大.pdf", PDF + b"0" * (21 << 20), "文件超过 20 MB"),
    ],
    ids=["macro", "html", "svg", "disguised", "empty", "large"],
)
def test_a_refused_file_is_named_at_its_field(
    site: Site, cast: Cast, signed_in: SignedIn, name: str, content: bytes, sentence: str
) -> None:
    supply = make(site, cast.firm)
    said = upload(signed_in(cast.supplier), supply.public_id, name, content)
    assert said.startswith("422")
    assert sentence in said
    with site.database.reading() as db:
        assert db.exec(select(StoredFile)).all() == []


def test_no_file_is_said_too_and_a_removed_one_is_gone(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    supply, supplier = make(site, cast.firm), signed_in(cast.supplier)
    empty = supplier.post(f"/supplies/{supply.public_id}/files", data={"file": "not a file"})
    assert (empty.status_code, "请先选择一个文件" in text_of(empty)) == (422, True)
    upload(supplier, supply.public_id, "a.pdf", PDF)
    with site.database.reading() as db:
        file = db.exec(select(StoredFile)).one()
    here = f"/supplies/{supply.public_id}/files/{file.public_id}"
    assert signed_in(cast.rival).post(f"{here}/remove").status_code == 403
    assert "附件已删除" in text_of(supplier.post(f"{here}/remove"))
    assert supplier.get(here).status_code == 404
    with site.database.reading() as db:
        assert "supply.remove_file" in db.exec(select(AuditEntry.action)).all()


def test_a_researcher_confirms_by_a_mailed_link(
    site: Site, cast: Cast, signed_in: SignedIn, browser: Browser, drain: Callable[[], int], mailbox: Mailbox
) -> None:
    supply, office = make(site, cast.research, RESULT), signed_in(cast.institute)
    here = f"/supplies/{supply.public_id}"
    assert "完成人尚未确认" in text_of(browser.get(here))
    assert "确认邮件已发给完成人" in text_of(office.post(f"{here}/researcher"))
    assert "请十分钟后再发" in text_of(office.post(f"{here}/researcher"))
    drain()
    link = link_in(mailbox)
    shown = browser.get(link)
    assert "用偏振与暗场两路线扫同时成像" in text_of(shown)
    assert "lu@example.com" not in shown.text
    assert "完成人尚未确认" in text_of(browser.get(here)), "reading the link changes nothing"
    assert "已确认，谢谢" in text_of(browser.post(link))
    assert "完成人已于 2026年11月23日 确认" in text_of(browser.get(here))
    assert browser.get(link).status_code == 404
    assert browser.post(link).status_code == 404


def link_in(mailbox: Mailbox) -> str:
    text = mailbox.last_text("researcher@example.com")
    return next(line for line in text.split() if "/supplies/confirm/" in line).removeprefix("http://testserver")


def test_an_expired_link_and_a_changed_text(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    browser: Browser,
    drain: Callable[[], int],
    mailbox: Mailbox,
    clock: FixedClock,
) -> None:
    supply, office = make(site, cast.research, RESULT), signed_in(cast.institute)
    here = f"/supplies/{supply.public_id}"
    office.post(f"{here}/researcher")
    drain()
    link = link_in(mailbox)
    browser.post(link)
    office.save(f"{here}/edit/scope", {"wanted": "铜板带现场", "district": "gaoxin"})
    assert "完成人尚未确认" in text_of(browser.get(here)), "she confirmed another text"
    clock.advance(minutes=11)
    office.post(f"{here}/researcher")
    drain()
    clock.advance(days=14)
    late = browser.post(link_in(mailbox))
    assert late.status_code == 404
    assert "已用过或已过期" in text_of(late)
    assert browser.get("/supplies/confirm/" + "x" * 43).status_code == 404
