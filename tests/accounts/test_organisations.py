"""Houses: entering one, its profile, verification and refusal, suspension, correction."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select

from app.accounts.lifecycle import ORGANISATION
from app.accounts.models import Claim, ClaimState, Membership, Organisation, OrganisationState, Person, Role, RoleGrant
from app.core.clock import FixedClock
from app.core.history import timeline
from app.core.models import AuditEntry, StoredFile
from app.core.site import Site
from tests.accounts.conftest import Mailed
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

Signed = Callable[[int], Browser]
RIGHT, WRONG = "91110000600037341L", "91110000600037341A"


def house(site: Site, organisation_id: int) -> Organisation:
    with site.database.reading() as db:
        return db.get_one(Organisation, organisation_id)


@pytest.fixture
def claim(site: Site, cast: Cast) -> Claim:
    """The new firm waits for verification."""
    with site.database.writing() as db:
        row = Claim(
            person_id=cast.unverified,
            organisation_id=cast.new_firm,
            due_at=site.clock.now(),
            created_at=site.clock.now(),
        )
        db.add(row)
        db.get_one(Organisation, cast.new_firm).uscc = RIGHT
        db.flush()
        db.refresh(row)
        db.expunge(row)
    return row


LETTER = {"proof": ("授权书.txt", b"stamped", "text/plain")}


def stored(db: Session, claim: Claim) -> Claim:
    return db.get_one(Claim, claim.id)


def test_a_new_house_is_entered_after_the_similar_ones_were_shown(
    cast: Cast, site: Site, signed_in: Signed, mailed: Mailed
) -> None:
    visitor = signed_in(cast.stranger)
    typed = {"organisation": "启明医智科技有限责任公司", "kind": "firm", "uscc": RIGHT}
    first = visitor.post("/organisations/new", data=typed)
    assert (first.status_code, "启明医智科技" in first.text) == (422, True)
    done = visitor.post("/organisations/new", data=typed | {"choice": "new"})
    assert done.url.path == "/desk", "where she sees how it stands, and writes meanwhile"
    assert "单位正在核验" in text_of(done)
    assert "/scenarios/new" in done.text or "/supplies/new" in done.text
    assert "两个工作日内" in mailed("stranger@example.com")
    with site.database.reading() as db:
        entered = db.exec(select(Organisation).where(Organisation.name == typed["organisation"])).one()
    there = f"/organisations/{entered.public_id}"
    assert signed_in(cast.rival).get(there).status_code == 404
    assert signed_in(cast.curator).get(there).status_code == 200


def test_the_same_code_is_never_entered_twice(cast: Cast, site: Site, signed_in: Signed, claim: Claim) -> None:
    typed = {"organisation": "毫不相干研究中心", "kind": "institute", "uscc": "9111 0000 6000 37341 l", "choice": "new"}
    answer = signed_in(cast.stranger).post("/organisations/new", data=typed)
    assert (answer.status_code, "已登记在「初芽科技」名下" in text_of(answer)) == (422, True)


def test_a_public_profile_is_claimed_with_proof_or_by_its_own_mail(cast: Cast, site: Site, signed_in: Signed) -> None:
    visitor, there = signed_in(cast.stranger), house(site, cast.factory).public_id
    bare = visitor.post(f"/organisations/{there}/claim", data={"statement": "厂办副主任"})
    assert (bare.status_code, "请上传证明材料" in text_of(bare), "厂办副主任" in bare.text) == (422, True, True)
    visitor.post(f"/organisations/{there}/claim", data={"statement": "厂办"}, files=LETTER)
    with site.database.reading() as db:
        made = db.exec(select(Claim)).one().public_id
        proof = db.exec(select(StoredFile)).one()
    curator = signed_in(cast.curator)
    page = curator.get(f"/office/claims/{made}")
    link = f"/office/claims/{made}/proof/{proof.public_id}"
    assert link in page.text
    assert curator.get(link).content == LETTER["proof"][1]
    assert visitor.get(link).status_code == 404
    with site.database.writing() as db:
        db.get_one(Organisation, cast.research).website = "https://www.example.com/about"
    managed = house(site, cast.research).public_id  # its managers know their people: no proof either way
    assert "证明材料" not in text_of(visitor.get(f"/organisations/{managed}"))
    with site.database.writing() as db:
        db.get_one(Organisation, cast.factory).website = "https://www.example.com/about"
    other = signed_in(cast.verifier)
    assert other.post(f"/organisations/{there}/claim", data={}).status_code == 200
    with site.database.reading() as db:
        mine = db.exec(select(Claim.public_id).where(Claim.person_id == cast.verifier)).one()
    assert "在该单位网站的域名下" in text_of(curator.get(f"/office/claims/{mine}"))


def test_a_double_click_makes_one_claim(cast: Cast, site: Site, signed_in: Signed) -> None:
    visitor, there = signed_in(cast.stranger), house(site, cast.factory).public_id
    for _ in range(2):
        assert (
            visitor.post(f"/organisations/{there}/claim", data={"statement": "厂办"}, files=LETTER).status_code == 200
        )
    with site.database.reading() as db:
        assert len(db.exec(select(Claim)).all()) == 1


def test_accepting_verifies_and_tells(
    claim: Claim, cast: Cast, site: Site, signed_in: Signed, mailed: Mailed, clock: FixedClock
) -> None:
    curator = signed_in(cast.curator)
    assert claim.public_id in curator.get("/office/organisations").text
    done = curator.post(f"/office/claims/{claim.public_id}/accept")
    assert "已同意" in text_of(done)
    assert house(site, cast.new_firm).state is OrganisationState.VERIFIED
    assert "申请已通过" in mailed("unverified@example.com")
    assert "已同意" in text_of(curator.post(f"/office/claims/{claim.public_id}/accept"))  # her own double click
    clock.advance(minutes=2)
    again = curator.post(f"/office/claims/{claim.public_id}/accept")
    assert again.status_code in {403, 409}
    with site.database.reading() as db:
        (change,) = timeline(db, ORGANISATION.name, cast.new_firm)
        assert (change.actor_name, change.role) == ("curator", "curator")


def test_refusing_says_why_and_leaves_a_way_back(
    claim: Claim, cast: Cast, site: Site, signed_in: Signed, mailed: Mailed
) -> None:
    office = signed_in(cast.office)
    assert office.post(f"/office/claims/{claim.public_id}/refuse", data={"reason": ""}).status_code == 422
    office.post(f"/office/claims/{claim.public_id}/refuse", data={"reason": "证照照片不清晰，请重拍"})
    assert house(site, cast.new_firm).state is OrganisationState.REFUSED
    assert "证照照片不清晰" in mailed("unverified@example.com")
    hers, there = signed_in(cast.unverified), house(site, cast.new_firm).public_id
    assert "重新申请核验" in hers.get(f"/organisations/{there}").text
    hers.post(f"/organisations/{there}/claim", data={"statement": "已补"})
    assert house(site, cast.new_firm).state is OrganisationState.CLAIMED
    with site.database.reading() as db:
        states = db.exec(select(Claim.state).order_by(col(Claim.id))).all()
    assert list(states) == [ClaimState.REFUSED, ClaimState.OPEN]


@pytest.mark.parametrize("code", [None, WRONG])
def test_a_wrong_code_passes_only_with_a_reason(
    code: str | None, claim: Claim, cast: Cast, site: Site, signed_in: Signed
) -> None:
    with site.database.writing() as db:
        db.get_one(Organisation, cast.new_firm).uscc = code
    curator = signed_in(cast.curator)
    refused = curator.post(f"/office/claims/{claim.public_id}/accept")
    assert (refused.status_code, "写明放行理由" in text_of(refused)) == (422, True)
    assert house(site, cast.new_firm).state is OrganisationState.CLAIMED
    curator.post(f"/office/claims/{claim.public_id}/accept", data={"override": "已核对纸质证书原件"})
    assert (house(site, cast.new_firm).state, house(site, cast.new_firm).uscc_override) == ("verified", True)
    with site.database.reading() as db:
        noted = db.exec(select(AuditEntry).where(AuditEntry.action == "organisation.code_override")).one()
    assert (noted.detail or {})["reason"] == "已核对纸质证书原件"


@pytest.mark.parametrize("who", ["owner", "rival", "reviewer", "admin", "auditor", "stranger"])
def test_nobody_else_decides(who: str, claim: Claim, cast: Cast, site: Site, signed_in: Signed) -> None:
    answer = signed_in(getattr(cast, who)).post(f"/office/claims/{claim.public_id}/accept")
    assert answer.status_code == 404
    assert house(site, cast.new_firm).state is OrganisationState.CLAIMED


def test_nobody_decides_for_her_own_house(claim: Claim, cast: Cast, site: Site, signed_in: Signed) -> None:
    now = site.clock.now()
    with site.database.writing() as db:
        db.add(Membership(person_id=cast.curator, organisation_id=cast.new_firm, started_at=now))
        db.add(RoleGrant(person_id=cast.unverified, role=Role.CURATOR, starts_at=now))
    for who in (cast.curator, cast.unverified):
        assert signed_in(who).post(f"/office/claims/{claim.public_id}/accept").status_code == 403
    assert "须由其他同事处理" in signed_in(cast.curator).get("/office/organisations").text


def test_a_stranger_waits_for_whoever_entered_the_house(
    claim: Claim, cast: Cast, site: Site, signed_in: Signed
) -> None:
    with site.database.writing() as db:
        second = Claim(
            person_id=cast.stranger, organisation_id=cast.new_firm, due_at=site.clock.now(), created_at=site.clock.now()
        )
        db.add(second)
        db.flush()
        public_id = second.public_id
    office = signed_in(cast.office)
    assert office.post(f"/office/claims/{public_id}/accept").status_code == 409
    office.post(f"/office/claims/{claim.public_id}/refuse", data={"reason": "冒用单位名义"})
    office.post(f"/office/claims/{public_id}/accept")
    with site.database.reading() as db:
        live = db.exec(
            select(Membership).where(Membership.organisation_id == cast.new_firm, col(Membership.ended_at).is_(None))
        ).all()
    assert [(m.person_id, m.role) for m in live] == [(cast.stranger, "manager")]


def test_an_overdue_claim_is_told_to_the_office_once(
    claim: Claim, cast: Cast, site: Site, clock: FixedClock, drain: Callable[[], int], mailbox: Mailbox
) -> None:
    clock.advance(days=1)
    for _ in range(3):
        drain()
    assert len(mailbox.to("office@example.com")) == 1
    assert "已超过两个工作日" in str(mailbox.to("office@example.com")[0]["Subject"])


def test_managers_edit_the_profile_but_not_what_was_verified(cast: Cast, site: Site, signed_in: Signed) -> None:
    visitor, there = signed_in(cast.supplier), house(site, cast.firm)
    url = f"/organisations/{there.public_id}/edit"
    typed = {
        "version": "1",
        "intro": "做影像质控。",
        "website": "example.com",
        "name": "改个名字",
        "approval_required": "true",
    }
    assert visitor.post(url, data=typed).status_code == 200
    saved = house(site, cast.firm)
    assert (saved.intro, saved.website, saved.name, saved.approval_required) == (
        "做影像质控。", "https://example.com", "启明医智科技", True,
    )  # fmt: skip
    stale = visitor.post(url, data=typed | {"intro": "另一份草稿"})
    assert (stale.status_code, "另一份草稿" in stale.text) == (409, True)
    long = visitor.post(url, data=typed | {"version": "2", "intro": "长" * 50_000})
    assert (long.status_code, "最多填写 20000 个字" in text_of(long)) == (422, True)
    script = visitor.post(url, data=typed | {"version": "2", "website": "javascript:alert(1)"})
    assert "javascript:" not in house(site, cast.firm).website or script.status_code == 422


@pytest.mark.parametrize(
    ("who", "status"), [("supplier", 200), ("rival", 404), ("stranger", 404), ("curator", 403), ("office", 403)]
)
def test_who_may_edit(who: str, status: int, cast: Cast, site: Site, signed_in: Signed) -> None:
    url = f"/organisations/{house(site, cast.firm).public_id}/edit"
    assert signed_in(getattr(cast, who)).get(url).status_code == status


def test_the_office_suspends_and_reinstates_with_a_reason(
    cast: Cast, site: Site, signed_in: Signed, mailed: Mailed
) -> None:
    office, there = signed_in(cast.office), house(site, cast.firm).public_id
    base = f"/office/organisations/{there}"
    assert office.post(f"{base}/suspend", data={"reason": "短"}).status_code == 422
    assert signed_in(cast.curator).post(f"{base}/suspend", data={"reason": "多次失联"}).status_code == 403
    assert office.post(f"{base}/reinstate", data={"reason": "没有被暂停"}).status_code == 409
    office.post(f"{base}/suspend", data={"reason": "多次失联，整改中"})
    assert house(site, cast.firm).state is OrganisationState.SUSPENDED
    assert "多次失联" in mailed("supplier@example.com")
    assert office.post(f"{base}/suspend", data={"reason": "再点一次"}).status_code == 409
    office.post(f"{base}/reinstate", data={"reason": "整改完成"})
    assert house(site, cast.firm).state is OrganisationState.VERIFIED


def test_a_curator_corrects_what_identifies_a_house(cast: Cast, site: Site, signed_in: Signed, claim: Claim) -> None:
    curator, there = signed_in(cast.curator), house(site, cast.firm)
    url = f"/office/organisations/{there.public_id}"
    typed = {"version": "1", "name": "启明医智科技（云堤）", "kind": "firm", "district": "jinshui", "uscc": ""}
    assert curator.post(url, data=typed | {"uscc": RIGHT}).status_code == 409  # the new firm's code
    assert curator.post(url, data=typed | {"kind": "wizard"}).status_code == 422
    assert curator.post(url, data=typed).status_code == 200
    assert (house(site, cast.firm).name, house(site, cast.firm).sort_key[:8]) == ("启明医智科技（云堤）", "qi ming ")
    with site.database.reading() as db:
        noted = db.exec(select(AuditEntry).where(AuditEntry.action == "organisation.changed")).one()
    assert (noted.detail or {})["name"]["from"] == "启明医智科技"


def test_the_list_shows_public_houses_only_and_survives_odd_questions(cast: Cast, browser: Browser) -> None:
    everything = browser.get("/organisations").text
    assert "嵩云医院" in everything
    assert "初芽科技" not in everything
    assert "嵩云医院" not in browser.get("/organisations?q=启明医智有限公司").text
    for odd in ("q=%25", "q=" + "长" * 500, "page=999", "page=x", "kind=wizard", "q=😀"):
        assert browser.get(f"/organisations?{odd}").status_code == 200
    assert browser.get("/organisations?q=%00").status_code in {200, 400}  # PostgreSQL knows no NUL, SQLite does


def test_a_profile_tells_strangers_nothing_of_its_people(
    cast: Cast, site: Site, browser: Browser, signed_in: Signed
) -> None:
    url = f"/organisations/{house(site, cast.hospital).public_id}"
    for visitor in (browser, signed_in(cast.rival)):
        assert "@example.com" not in visitor.get(url).text.replace(">rival@example.com", "")
    assert browser.get(f"{url}/members").url.path == "/sign-in"
    assert signed_in(cast.rival).get(f"{url}/members").status_code == 404
    assert browser.get("/organisations/aaaaaaaaaaaa").status_code == 404


def test_the_lifecycle_has_no_dead_or_unreachable_corner() -> None:
    assert ORGANISATION.terminal() == frozenset()
    # CLAIMED and REFUSED begin with a house that somebody enters, not with an imported one.
    assert set(OrganisationState) - ORGANISATION.reachable() == {OrganisationState.CLAIMED, OrganisationState.REFUSED}


def test_a_withdrawn_claim_cannot_be_decided(claim: Claim, cast: Cast, site: Site, signed_in: Signed) -> None:
    assert signed_in(cast.rival).post(f"/claims/{claim.public_id}/withdraw").status_code == 404
    assert signed_in(cast.unverified).post(f"/claims/{claim.public_id}/withdraw").url.path == "/account"
    assert signed_in(cast.office).post(f"/office/claims/{claim.public_id}/accept").status_code == 409
    with site.database.reading() as db:
        assert stored(db, claim).state is ClaimState.WITHDRAWN
        assert db.get_one(Person, cast.unverified).deleted_at is None
