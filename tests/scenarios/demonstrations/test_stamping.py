"""What is printed is stamped by hand and comes back as a scan: of a report, and of what an adopting owner states."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from sqlmodel import select

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.demonstrations.dossiers.verifying import verify
from scenarios.pilots.models import Paper, Pilot, PilotParty, Side
from tests.scenarios.demonstrations.helpers import ADOPTED, PDF, adoption, factory_hand, recorded, subjects, verified
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
HASH = hashlib.sha256(PDF).hexdigest()


def scan(content: bytes = PDF) -> dict[str, Any]:
    return {"file": ("盖章件.pdf", content, "application/pdf")}


def printed(who: Browser, at: str) -> str:
    """The check code of the paper that is printed now."""
    return str(who.post(at).url).rpartition("/")[2]


def file_at(page: str, here: str) -> str:
    return f"{here}/files/{page.partition(f'{here}/files/')[2].partition(chr(34))[0]}"


def test_a_stamped_report_is_kept_with_its_hash(site: Site, cast: Cast, signed_in: SignedIn, mailbox: Mailbox) -> None:
    here = verified(site, cast)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    code = printed(owner, f"{here}/papers/report")
    at, said = f"{here}/hand-in-report", {"code": code}
    assert (signed_in(cast.rival).post(at, data=said, files=scan()).status_code) == 404
    for who in (cast.curator, cast.reviewer, cast.office):
        refused = signed_in(who).post(at, data=said, files=scan())
        assert (refused.status_code, "只有试点双方和验证单位" in text_of(refused)) == (403, True)
    assert "请先选择一个文件" in text_of(owner.post(at, data=said))
    assert "没有这个校验码" in text_of(owner.post(at, data={"code": "2222-3333-4444"}, files=scan()))
    supplier.post(at, data=said, files=scan())
    page = owner.get(f"{here}/verification")
    assert all(text in text_of(page) for text in (HASH, "已存档", "盖章件.pdf", "启明医智科技", "supplier"))
    twice = owner.post(at, data=said, files=scan())
    assert (twice.status_code, "已经有人上传" in text_of(twice)) == (409, True)
    # The owner alone: nobody is told what she did herself.
    assert sum(one.startswith("盖章报告已存档：") for one in subjects(site, mailbox)) == 1
    # Shown to whom the report is shown, and to nobody else; anybody who holds the paper can check the hash of the scan.
    file = file_at(page.text, here)
    for who, seen in ((cast.reviewer, 200), (cast.curator, 200), (cast.rival, 404), (cast.stranger, 404)):
        assert signed_in(who).get(file).status_code == seen, who
    assert HASH in text_of(owner.another().get(f"/check?code={code}"))
    back = f"{here}/papers/{code}/send-back"
    owner.post(back, data={"note": "第二页缺了骑缝章"})
    assert HASH not in text_of(owner.get(f"{here}/verification"))
    assert any(one.startswith("报告扫描件被退回：") for one in subjects(site, mailbox))
    assert owner.post(back, data={"note": "再退一次"}).status_code == 409
    owner.post(at, data=said, files=scan())
    with site.database.reading() as db:
        paper = db.exec(select(Paper)).one()
        assert (paper.scan_sha256, paper.scan_person_id, paper.scan_organisation_id) == (
            HASH,
            cast.owner,
            cast.hospital,
        )


def test_a_report_that_says_something_else_now_takes_no_scan(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here, owner = verified(site, cast, completed=False), signed_in(cast.owner)
    old = printed(owner, f"{here}/papers/report")
    number = owner.get(f"{here}/verification").text.partition("/verifications/")[2].partition("/")[0]
    owner.post(f"{here}/verifications/{number}/comment", data={"body": "夜间样本偏少"})
    late = owner.post(f"{here}/hand-in-report", data={"code": old}, files=scan())
    assert (late.status_code, "内容又有改动" in text_of(late)) == (422, True)
    new = printed(owner, f"{here}/papers/report")
    _the_verifier_brings_it(site, cast, signed_in, here, new)


def _the_verifier_brings_it(site: Site, cast: Cast, signed_in: SignedIn, here: str, code: str) -> None:
    """Who measured signs the report too, and reads no terms for that."""
    with site.database.writing() as db:
        pilot = db.exec(select(Pilot)).one()
        house = cast.research
        db.add(PilotParty(pilot_id=pilot.id, organisation_id=house, side=Side.VERIFIER, at=site.clock.now()))
    measures = signed_in(cast.institute)
    assert measures.get(f"{here}/agreement").status_code == 404
    measures.post(f"{here}/hand-in-report", data={"code": code}, files=scan())
    page = measures.get(f"{here}/verification").text
    assert measures.get(file_at(page, here)).status_code == 200


def test_what_an_adopter_states_is_hers_alone_and_lies_in_her_dossier(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, tmp_path: Any
) -> None:
    here, factory = recorded(site, cast, signed_in, clock), signed_in(factory_hand(site, cast))
    factory.post(f"{here}/copy")
    mine = f"/adoptions/{adoption(site).public_id}"
    assert "确认上线以后" in text_of(factory.post(f"{mine}/paper"))
    factory.post(f"{mine}/confirm", data=ADOPTED)
    old = printed(factory, f"{mine}/paper")
    assert all(text in text_of(factory.get(f"{mine}/papers/{old}")) for text in ("推广确认书", "大河装备厂", "38.5"))
    factory.post(f"{mine}/correct", data=ADOPTED | {"days": "50"})
    assert "内容又有改动" in text_of(factory.post(f"{mine}/hand-in", data={"code": old}, files=scan()))
    code = printed(factory, f"{mine}/paper")
    assert code != old
    assert "请先选择一个文件" in text_of(factory.post(f"{mine}/hand-in", data={"code": code}))
    factory.post(f"{mine}/hand-in", data={"code": code}, files=scan())
    page = factory.get(mine)
    assert (HASH in text_of(page), "已存档" in text_of(page)) == (True, True)
    file = file_at(page.text, mine)
    assert factory.get(file).status_code == signed_in(cast.office).get(file).status_code == 200
    # The sides of the pilot read of the copy what everybody reads: not its paper, by whatever address, nor its scan.
    pilot = "/pilots/" + _pilot(site)
    for who in (cast.owner, cast.supplier, cast.curator, cast.rival):
        browser = signed_in(who)
        for address in (
            file,
            f"{mine}/papers/{code}",
            f"{pilot}/papers/{code}",
            f"{pilot}/files/{file.rpartition('/')[2]}",
        ):
            assert browser.get(address).status_code == 404, (who, address)
    assert "推广确认书" in text_of(factory.another().get(f"/check?code={code}"))
    for who, whole in ((cast.supplier, False), (cast.office, True)):
        archive = tmp_path / f"{who}.zip"
        archive.write_bytes(signed_in(who).get(f"{here}/dossier").content)
        assert (verify(archive).broken, "大河" in _papers(archive), HASH in _files(archive)) == ("", whole, whole)
    factory.post(f"{mine}/take-back", data={"note": "扫描反了"})
    assert HASH not in text_of(factory.get(mine))


def _pilot(site: Site) -> str:
    with site.database.reading() as db:
        return db.exec(select(Pilot)).one().public_id


def _papers(path: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return json.dumps(json.loads(archive.read("records/papers.json")), ensure_ascii=False)


def _files(path: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return " ".join(archive.namelist())
