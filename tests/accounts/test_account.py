"""Looking after one's own account: details, password, address, sign-ins, the copy of one's data, deletion, terms."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.accounts.actions import grant_role, publish_terms
from app.accounts.models import MemberRole, Membership, Person, Role, RoleGrant, SignIn, Terms
from app.core.acting import act_in
from app.core.models import AuditEntry, Mail
from app.core.site import Site
from tests.accounts.conftest import PASSWORD, Mailed, code_in, token_in
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

Signed = Callable[[int], Browser]


@pytest.fixture
def hers(lin: Person, signed_in: Signed) -> Browser:
    return signed_in(lin.id)


def stored(site: Site, person: Person) -> Person:
    with site.database.reading() as db:
        return db.get_one(Person, person.id)


def test_details_are_saved(hers: Browser, site: Site, lin: Person) -> None:
    typed = {"name": "林 岚", "job_title": "处长", "phone": "0371-55500001 转 8"}
    assert "个人信息已保存" in text_of(hers.post("/account/profile", data=typed))
    assert stored(site, lin).name == "林 岚"
    bad = hers.post("/account/profile", data=typed | {"phone": "call <me>"})
    assert (bad.status_code, "call &lt;me&gt;" in bad.text) == (422, True)


def test_a_new_password_needs_the_old_one(hers: Browser, site: Site, lin: Person, mailed: Mailed) -> None:
    other = hers.another().as_person(site, lin.id)
    wrong = hers.post("/account/password", data={"current": "not it", "password": "brand new phrase"})
    assert (wrong.status_code, "当前密码不对" in text_of(wrong)) == (422, True)
    assert hers.post("/account/password", data={"current": PASSWORD, "password": "aaaaaaaaaaaa"}).status_code == 422
    assert other.get("/account").url.path == "/account"
    done = hers.post("/account/password", data={"current": PASSWORD, "password": "brand new phrase"})
    assert done.url.path == "/account"
    assert other.get("/account").url.path == "/sign-in"
    assert "密码已在" in mailed("lin@example.com")


def test_a_new_address_is_confirmed_from_its_mailbox(hers: Browser, site: Site, lin: Person, mailed: Mailed) -> None:
    assert hers.post("/account/email", data={"email": "new@example.com", "current": "no"}).status_code == 422
    hers.post("/account/email", data={"email": "new@example.com", "current": PASSWORD})
    assert stored(site, lin).email == "lin@example.com"
    text = mailed("new@example.com")
    assert hers.another().get(f"/account/email/confirm?token={token_in(text)}").status_code == 200
    assert stored(site, lin).email == "lin@example.com"
    assert hers.post("/account/email/code", data={"code": code_in(text)}).url.path == "/account"
    assert stored(site, lin).email == "new@example.com"
    warning = mailed("lin@example.com")
    assert "n***@example.com" in warning
    assert "new@example.com" not in warning
    assert hers.post("/account/email/confirm", data={"token": token_in(text)}).status_code == 422


def test_the_address_of_another_account_is_not_given_away(
    hers: Browser, cast: Cast, mailbox: Mailbox, drain: Callable[[], int]
) -> None:
    free = hers.post("/account/email", data={"email": "free@example.com", "current": PASSWORD})
    taken = hers.post("/account/email", data={"email": "owner@example.com", "current": PASSWORD})
    assert text_of(free).replace("free@", "") == text_of(taken).replace("owner@", "")
    drain()
    assert mailbox.to("owner@example.com") == []
    wrong = hers.post("/account/email/code", data={"code": "123456"})
    assert (wrong.status_code, "验证码不对" in text_of(wrong)) == (422, True)


def test_sign_ins_are_listed_and_end_one_by_one(hers: Browser, site: Site, lin: Person) -> None:
    other = hers.another().as_person(site, lin.id)
    with site.database.reading() as db:
        newest = db.exec(select(SignIn).order_by(col(SignIn.id).desc())).first()
    assert newest is not None
    page = hers.get("/account")
    assert "当前设备" in page.text
    assert f"/account/sign-ins/{newest.public_id}/end" in page.text
    hers.post(f"/account/sign-ins/{newest.public_id}/end")
    assert other.get("/account").url.path == "/sign-in"
    third = hers.another().as_person(site, lin.id)
    hers.post("/account/sign-ins/end-others")
    assert third.get("/account").url.path == "/sign-in"
    assert hers.get("/account").url.path == "/account"


def test_nobody_ends_somebody_elses_sign_in(hers: Browser, site: Site, cast: Cast, signed_in: Signed) -> None:
    signed_in(cast.owner)
    with site.database.reading() as db:
        theirs = db.exec(select(SignIn.public_id).where(SignIn.person_id == cast.owner)).one()
    assert hers.post(f"/account/sign-ins/{theirs}/end").status_code == 409
    with site.database.reading() as db:
        assert db.exec(select(SignIn.ended_at).where(SignIn.public_id == theirs)).one() is None


def test_the_copy_holds_everything_of_hers_and_no_secret(hers: Browser, site: Site, lin: Person, cast: Cast) -> None:
    hers.post("/account/profile", data={"name": "林岚", "job_title": "处长"})
    answer = hers.get("/account/export")
    data = answer.json()
    assert "attachment" in answer.headers["content-disposition"]
    assert (data["person"]["email"], data["person"]["job_title"]) == ("lin@example.com", "处长")
    assert {"memberships", "claims", "grants", "sign_ins", "terms", "mails", "records"} <= set(data)
    assert not any(word in answer.text for word in ("password_hash", "token_hash", "$argon2", "owner@example.com"))


def test_deletion_leaves_a_pseudonym_and_the_history(hers: Browser, site: Site, lin: Person, cast: Cast) -> None:
    with site.database.writing() as db:
        db.add(Membership(person_id=lin.id, organisation_id=cast.hospital, started_at=site.clock.now()))
        grant_role(act_in(db, site), db.get_one(Person, lin.id), Role.REVIEWER)
    wrong = hers.post("/account/delete", data={"confirm": "not my password"})
    assert (wrong.status_code, "与您的密码不符" in text_of(wrong)) == (422, True)
    done = hers.post("/account/delete", data={"confirm": PASSWORD})
    assert "您的账户已注销" in text_of(done)
    assert hers.get("/account").url.path == "/sign-in"
    gone = stored(site, lin)
    assert (gone.name[:5], gone.password_hash, gone.phone, gone.job_title) == ("已注销用户", None, "", "")
    assert gone.email.endswith("@deleted.invalid")
    with site.database.reading() as db:
        assert db.exec(select(Membership.ended_at).where(Membership.person_id == lin.id)).one() is not None
        assert db.exec(select(RoleGrant.ends_at).where(RoleGrant.person_id == lin.id)).one() is not None
        assert db.exec(select(Mail).where(Mail.person_id == lin.id)).all() == []
        kept = db.exec(select(AuditEntry.actor_name).where(AuditEntry.action == "person.deleted")).one()
    assert kept == "林岚"
    again = hers.another().post("/sign-in", data={"email": "lin@example.com", "password": PASSWORD})
    assert again.status_code == 422


def test_the_last_manager_cannot_delete_herself_away_from_colleagues(
    hers: Browser, site: Site, lin: Person, cast: Cast
) -> None:
    now = site.clock.now()
    with site.database.writing() as db:
        db.add(Membership(person_id=lin.id, organisation_id=cast.factory, role=MemberRole.MANAGER, started_at=now))
        colleague = Membership(person_id=cast.stranger, organisation_id=cast.factory, started_at=now)
        db.add(colleague)
    refused = hers.post("/account/delete", data={"confirm": PASSWORD})
    assert (refused.status_code, "唯一的管理员" in text_of(refused)) == (409, True)
    assert stored(site, lin).deleted_at is None
    with site.database.writing() as db:
        row = db.exec(select(Membership).where(Membership.organisation_id == cast.factory)).all()[1]
        row.role = MemberRole.MANAGER
    assert "您的账户已注销" in text_of(hers.post("/account/delete", data={"confirm": PASSWORD}))


def test_new_terms_are_asked_for_before_she_acts_again(hers: Browser, site: Site, lin: Person) -> None:
    assert hers.get("/organisations/new").status_code == 200
    with site.database.writing() as db:
        text = "第二版条款的正文，写得足够长，足以通过检查。"
        new = Terms(
            version=2, body_zh=text, body_en="x", privacy_zh=text, privacy_en="x", published_at=site.clock.now()
        )
        publish_terms(act_in(db, site), new)
    refused = hers.get("/organisations/new")
    assert (refused.status_code, "服务条款已更新" in text_of(refused)) == (403, True)
    assert "第二版条款" in text_of(hers.get("/terms"))
    assert hers.post("/terms", data={"version": "2"}).status_code == 422
    stale = hers.post("/terms", data={"version": "1", "accept_terms": "true"})
    assert stale.status_code == 409
    done = hers.post("/terms", data={"version": "2", "accept_terms": "true", "next": "/organisations/new"})
    assert done.url.path == "/organisations/new"
    assert hers.post("/terms", data={"version": "2", "accept_terms": "true"}).status_code == 200


def test_an_address_that_is_not_verified_may_look_but_not_act(hers: Browser, site: Site, lin: Person) -> None:
    with site.database.writing() as db:
        db.get_one(Person, lin.id).email_verified_at = None
    assert "去验证" in text_of(hers.get("/account"))
    refused = hers.get("/organisations/new")
    assert (refused.status_code, "请先验证邮箱" in text_of(refused)) == (403, True)
