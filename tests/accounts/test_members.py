"""Members of a house: invitations, requests to join, roles, leaving, handing over."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.accounts.models import Claim, Invitation, MemberRole, Membership, Organisation, Person
from app.core.clock import FixedClock
from app.core.site import Site
from app.core.slices import Kept, Slice, Slices
from app.slices import SLICES
from tests.accounts.conftest import Mailed, link_in, token_in
from tests.support import Browser, Cast
from tests.support.browser import text_of

Signed = Callable[[int], Browser]


@pytest.fixture
def base(site: Site, cast: Cast) -> str:
    with site.database.reading() as db:
        return f"/organisations/{db.get_one(Organisation, cast.firm).public_id}"


def public_id(site: Site, person_id: int) -> str:
    with site.database.reading() as db:
        return db.get_one(Person, person_id).public_id


def live(site: Site, organisation_id: int) -> dict[int, str]:
    with site.database.reading() as db:
        query = select(Membership).where(
            Membership.organisation_id == organisation_id, col(Membership.ended_at).is_(None)
        )
        return {m.person_id: m.role for m in db.exec(query).all()}


def test_an_invited_colleague_joins_once(
    base: str, cast: Cast, site: Site, signed_in: Signed, mailed: Mailed, browser: Browser, clock: FixedClock
) -> None:
    signed_in(cast.supplier).post(f"{base}/invitations", data={"email": "stranger@example.com", "role": "approver"})
    text = mailed("stranger@example.com")
    assert "登录后接受" in browser.get(link_in(text)).text
    hers = signed_in(cast.stranger)
    assert "接受邀请" in hers.get(link_in(text)).text
    assert cast.stranger not in live(site, cast.firm)
    done = hers.post("/invitation", data={"token": token_in(text)})
    assert "您已加入" in text_of(done)
    assert live(site, cast.firm)[cast.stranger] == "approver"
    clock.advance(minutes=2)
    assert hers.post("/invitation", data={"token": token_in(text)}).status_code == 409


def test_a_forwarded_tampered_revoked_or_expired_invitation_is_worth_nothing(
    base: str, cast: Cast, site: Site, signed_in: Signed, mailed: Mailed, clock: FixedClock
) -> None:
    manager, hers = signed_in(cast.supplier), signed_in(cast.stranger)
    manager.post(f"{base}/invitations", data={"email": "stranger@example.com"})
    token = token_in(mailed("stranger@example.com"))
    assert signed_in(cast.rival).post("/invitation", data={"token": token}).status_code == 403
    assert hers.post("/invitation", data={"token": token[:-2] + "xx"}).status_code == 409
    with site.database.reading() as db:
        invitation = db.exec(select(Invitation.public_id)).one()
    manager.post(f"{base}/invitations/{invitation}/revoke")
    assert hers.post("/invitation", data={"token": token}).status_code == 409
    manager.post(f"{base}/invitations", data={"email": "stranger@example.com"})
    late = token_in(mailed("stranger@example.com"))
    clock.advance(days=8)
    hers = signed_in(cast.stranger)
    assert hers.get(f"/invitation?token={late}").status_code == 410
    assert hers.post("/invitation", data={"token": late}).status_code == 409
    assert cast.stranger not in live(site, cast.firm)


@pytest.mark.parametrize(("email", "status"), [("nonsense", 422), ("supplier@example.com", 409)])
def test_a_wrong_invitation_is_explained_beside_the_field(
    email: str, status: int, base: str, cast: Cast, signed_in: Signed
) -> None:
    answer = signed_in(cast.supplier).post(f"{base}/invitations", data={"email": email})
    assert (answer.status_code, f'value="{email}"' in answer.text) == (status, True)


def test_only_managers_of_verified_houses_invite(base: str, cast: Cast, site: Site, signed_in: Signed) -> None:
    assert signed_in(cast.rival).post(f"{base}/invitations", data={"email": "x@example.com"}).status_code == 404
    with site.database.reading() as db:
        new = db.get_one(Organisation, cast.new_firm).public_id
        hospital = db.get_one(Organisation, cast.hospital).public_id
    typed = {"email": "x@example.com"}
    assert signed_in(cast.unverified).post(f"/organisations/{new}/invitations", data=typed).status_code == 403
    assert signed_in(cast.owner).post(f"/organisations/{hospital}/invitations", data=typed).status_code == 403


def test_invitations_of_one_house_are_limited(base: str, cast: Cast, signed_in: Signed) -> None:
    manager = signed_in(cast.supplier)
    answers = [manager.post(f"{base}/invitations", data={"email": f"n{n}@example.com"}).status_code for n in range(51)]
    assert answers == [200] * 50 + [429]


def test_a_request_to_join_is_the_managers_word(
    base: str, cast: Cast, site: Site, signed_in: Signed, mailed: Mailed
) -> None:
    signed_in(cast.stranger).post(f"{base}/claim", data={"statement": "研发部"})
    assert "stranger（stranger@example.com）申请加入" in mailed("supplier@example.com")
    with site.database.reading() as db:
        claim = db.exec(select(Claim.public_id)).one()
    assert claim not in signed_in(cast.office).get("/office/organisations").text
    assert signed_in(cast.office).post(f"/office/claims/{claim}/accept").status_code == 403
    assert signed_in(cast.stranger).post(f"/office/claims/{claim}/accept").status_code == 404
    manager = signed_in(cast.supplier)
    assert claim in manager.get(f"{base}/members").text
    assert manager.post(f"/office/claims/{claim}/refuse", data={"reason": ""}).status_code == 422
    manager.post(f"/office/claims/{claim}/accept")
    assert live(site, cast.firm)[cast.stranger] == "member"


def test_roles_change_but_a_manager_remains(base: str, cast: Cast, site: Site, signed_in: Signed) -> None:
    manager, her_id, own_id = signed_in(cast.supplier), public_id(site, cast.stranger), public_id(site, cast.supplier)
    with site.database.writing() as db:
        db.add(Membership(person_id=cast.stranger, organisation_id=cast.firm, started_at=site.clock.now()))
    for url, data in ((f"{base}/members/{own_id}/role", {"role": "member"}), (f"{base}/members/{own_id}/end", {})):
        refused = manager.post(url, data=data)
        assert (refused.status_code, "唯一的管理员" in text_of(refused)) == (409, True)
    assert signed_in(cast.stranger).post(f"{base}/members/{her_id}/role", data={"role": "manager"}).status_code == 403
    assert manager.post(f"{base}/members/{her_id}/role", data={"role": "king"}).status_code == 404
    manager.post(f"{base}/members/{her_id}/role", data={"role": "manager"})
    left = manager.post(f"{base}/members/{own_id}/end")
    assert "您已退出" in text_of(left)
    assert live(site, cast.firm) == {cast.stranger: MemberRole.MANAGER}
    assert manager.get(f"{base}/members").status_code == 404


def test_whoever_is_removed_is_told_and_loses_her_rights(
    base: str, cast: Cast, site: Site, signed_in: Signed, mailed: Mailed
) -> None:
    with site.database.writing() as db:
        db.add(Membership(person_id=cast.stranger, organisation_id=cast.firm, started_at=site.clock.now()))
    hers = signed_in(cast.stranger)
    assert hers.get(f"{base}/members").status_code == 200
    signed_in(cast.supplier).post(f"{base}/members/{public_id(site, cast.stranger)}/end")
    assert hers.get(f"{base}/members").status_code == 404
    assert "不能再以该单位的名义" in mailed("stranger@example.com")


@pytest.fixture
def something_kept(site: Site) -> None:
    """A stand-in for needs and supplies: invitations too have a person and a house."""
    kept = Kept("事项", Invitation, col(Invitation.invited_by), col(Invitation.organisation_id))
    site.slices = Slices([*SLICES[:3], Slice(kept=[kept])])


@pytest.mark.usefixtures("something_kept")
def test_work_is_handed_over_to_a_colleague_of_the_house(
    base: str, cast: Cast, site: Site, signed_in: Signed, mailed: Mailed
) -> None:
    now = site.clock.now()
    manager = signed_in(cast.supplier)
    with site.database.writing() as db:
        db.add(Membership(person_id=cast.stranger, organisation_id=cast.firm, started_at=now))
    for n in range(2):
        manager.post(f"{base}/invitations", data={"email": f"n{n}@example.com"})
    url = f"{base}/members/{public_id(site, cast.supplier)}/hand-over"
    assert "2" in text_of(manager.get(url))
    assert manager.post(url, data={"taker": public_id(site, cast.rival)}).status_code == 422
    assert manager.post(url, data={}).status_code == 422
    assert signed_in(cast.stranger).post(url, data={"taker": public_id(site, cast.stranger)}).status_code == 403
    done = manager.post(url, data={"taker": public_id(site, cast.stranger)})
    assert "已把 2 项事务移交给 stranger" in text_of(done)
    with site.database.reading() as db:
        assert set(db.exec(select(Invitation.invited_by)).all()) == {cast.stranger}
    assert "共 2 项" in mailed("stranger@example.com")
