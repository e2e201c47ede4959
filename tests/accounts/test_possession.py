"""An account is of whoever reads the mail of its address: whoever was there before without showing it is out."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.accounts.actions import accept_terms
from app.accounts.models import Claim, Membership, Organisation, Person
from app.accounts.queries.people import person_by_email
from app.core.site import Site
from tests.accounts.conftest import PASSWORD, Mailed, code_in, token_in
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

VICTIM = "victim@example.com"
FORM = {"name": "冒名", "email": VICTIM, "password": PASSWORD, "accept_terms": "true"}
SIGN_IN = {"email": VICTIM, "password": PASSWORD, "next": "/account"}
pytestmark = pytest.mark.usefixtures("terms")


@pytest.fixture
def squatter(browser: Browser) -> Browser:
    """Somebody who signed up with another's address, and is signed in by the password that he chose."""
    squatter = browser.another()
    squatter.post("/sign-up", data=FORM)
    assert squatter.post("/sign-in", data=SIGN_IN).url.path == "/account"
    return squatter


def is_out(squatter: Browser) -> bool:
    return (
        squatter.get("/account").url.path == "/sign-in"
        and squatter.post("/sign-in", data=SIGN_IN).status_code == 422
        and squatter.another().post("/sign-in", data=SIGN_IN).status_code == 422
    )


def victim_of(site: Site) -> Person:
    with site.database.reading() as db:
        found = person_by_email(db, VICTIM)
    assert found is not None
    return found


def by_link(browser: Browser, text: str) -> str:
    return text_of(browser.post("/verify", data={"token": token_in(text)}))


def by_code(browser: Browser, text: str) -> str:
    return text_of(browser.post("/verify/code", data={"email": VICTIM, "code": code_in(text)}))


@pytest.mark.parametrize("confirm", [by_link, by_code])
def test_the_victim_who_confirms_is_alone(
    confirm: Callable[[Browser, str], str], browser: Browser, squatter: Browser, site: Site, mailed: Mailed
) -> None:
    text = mailed(VICTIM)
    assert "确认后注册时设置的密码作废" in text_of(browser.get(f"/verify?token={token_in(text)}"))
    assert "密码不是在这个浏览器里设置的" in confirm(browser, text)
    assert browser.get("/account").url.path == "/account"
    assert is_out(squatter)
    browser.post("/account/password", data={"password": "her own pass phrase"})
    again = browser.another().post("/sign-in", data=SIGN_IN | {"password": "her own pass phrase"})
    assert again.url.path == "/account"
    assert victim_of(site).signed_up_on is None


@pytest.mark.parametrize("confirm", [by_link, by_code])
def test_whoever_confirms_where_she_signed_up_keeps_her_password(
    confirm: Callable[[Browser, str], str], browser: Browser, mailed: Mailed
) -> None:
    browser.post("/sign-up", data=FORM)
    text = mailed(VICTIM)
    assert "作废" not in text_of(browser.get(f"/verify?token={token_in(text)}"))
    browser.post("/sign-in", data=SIGN_IN)
    telephone = browser.another()
    telephone.post("/sign-in", data=SIGN_IN)
    assert "作废" not in confirm(browser, text)
    assert browser.get("/account").url.path == "/account"
    assert telephone.get("/account").url.path == "/account"
    assert browser.another().post("/sign-in", data=SIGN_IN).url.path == "/account"


def test_signing_in_by_a_mailed_code_takes_possession_too(browser: Browser, squatter: Browser, mailed: Mailed) -> None:
    browser.post("/sign-in/code", data={"email": VICTIM})
    entered = {"email": VICTIM, "code": code_in(mailed(VICTIM)), "next": "/account"}
    assert browser.post("/sign-in/code/enter", data=entered).url.path == "/account"
    assert is_out(squatter)


def test_a_reset_takes_possession_too(browser: Browser, squatter: Browser, site: Site, mailed: Mailed) -> None:
    browser.post("/reset", data={"email": VICTIM})
    browser.post("/reset/new", data={"token": token_in(mailed(VICTIM)), "password": "her own pass phrase"})
    assert victim_of(site).email_verified_at is not None
    assert is_out(squatter)


def test_a_change_that_waited_is_worth_nothing_afterwards(
    browser: Browser, squatter: Browser, site: Site, mailed: Mailed
) -> None:
    """The squatter asked to move the account to his own address before the victim confirmed hers."""
    confirmation = mailed(VICTIM)
    squatter.post("/account/email", data={"email": "squatter@example.com", "current": PASSWORD})
    link = token_in(mailed("squatter@example.com"))
    by_link(browser, confirmation)
    assert squatter.post("/account/email/confirm", data={"token": link}).status_code == 422
    assert victim_of(site).name == "冒名"


def test_an_account_moved_to_a_strangers_address_is_the_strangers(
    browser: Browser, lin: Person, site: Site, mailed: Mailed
) -> None:
    """Somebody types another's address into his own account, and she confirms what she was sent."""
    somebody = browser.another()
    somebody.post("/sign-in", data={"email": lin.email, "password": PASSWORD})
    somebody.post("/account/email", data={"email": VICTIM, "current": PASSWORD})
    text = mailed(VICTIM)
    assert "原来的密码作废" in text_of(browser.get(f"/account/email/confirm?token={token_in(text)}"))
    done = browser.post("/account/email/confirm", data={"token": token_in(text)})
    assert (done.url.path, "密码不是在这个浏览器里设置的" in text_of(done)) == ("/account", True)
    assert victim_of(site).id == lin.id
    assert is_out(somebody)


@pytest.mark.parametrize("way", ["code", "link"])
def test_whoever_moves_her_own_account_keeps_her_password(
    way: str, browser: Browser, lin: Person, mailed: Mailed
) -> None:
    browser.post("/sign-in", data={"email": lin.email, "password": PASSWORD})
    browser.post("/account/email", data={"email": VICTIM, "current": PASSWORD})
    text = mailed(VICTIM)
    if way == "code":
        browser.post("/account/email/code", data={"code": code_in(text)})
    else:
        assert "作废" not in text_of(browser.get(f"/account/email/confirm?token={token_in(text)}"))
        browser.post("/account/email/confirm", data={"token": token_in(text)})
    assert browser.get("/account").url.path == "/account"
    assert browser.another().post("/sign-in", data=SIGN_IN).url.path == "/account"


def test_what_was_sent_to_the_old_address_dies_with_it(browser: Browser, lin: Person, mailed: Mailed) -> None:
    browser.post("/sign-in", data={"email": lin.email, "password": PASSWORD})
    browser.another().post("/reset", data={"email": lin.email})
    old = token_in(mailed(lin.email))
    browser.post("/account/email", data={"email": VICTIM, "current": PASSWORD})
    browser.post("/account/email/code", data={"code": code_in(mailed(VICTIM))})
    assert (
        browser.another().post("/reset/new", data={"token": old, "password": "a third pass phrase"}).status_code == 422
    )


def test_a_new_password_ends_changes_that_somebody_else_asked_for(
    browser: Browser, lin: Person, mailed: Mailed
) -> None:
    thief = browser.another()
    for one in (thief, browser):
        one.post("/sign-in", data={"email": lin.email, "password": PASSWORD})
    thief.post("/account/email", data={"email": VICTIM, "current": PASSWORD})
    link = token_in(mailed(VICTIM))
    browser.post("/account/password", data={"current": PASSWORD, "password": "a new pass phrase"})
    assert thief.get("/account").url.path == "/sign-in"
    assert browser.get("/account").url.path == "/account"
    assert browser.another().post("/account/email/confirm", data={"token": link}).status_code == 422


def test_before_the_address_is_shown_nothing_is_done_in_its_name(
    browser: Browser, cast: Cast, site: Site, mailbox: Mailbox, mailed: Mailed
) -> None:
    """What was asked on the sign-up form waits, is shown to whoever confirms, and is hers then; nothing else is done."""
    squatter = browser.another()
    house = {"organisation": "新来智能科技", "kind": "firm", "choice": "new"}
    squatter.post("/sign-up", data=FORM | house)
    squatter.post("/sign-in", data=SIGN_IN)
    assert squatter.post("/organisations/new", data=house | {"organisation": "另一家"}).status_code == 403
    with site.database.reading() as db:
        firm = db.get_one(Organisation, cast.firm).public_id
    assert squatter.post(f"/organisations/{firm}/claim", data={"statement": "我在这里上班"}).status_code == 403
    text = mailed(VICTIM)
    assert [str(mail["Subject"]) for mail in mailbox.messages if VICTIM not in str(mail["To"])] == []
    assert "新来智能科技" in text_of(browser.get(f"/verify?token={token_in(text)}"))
    by_link(browser, text)
    assert is_out(squatter)
    with site.database.reading() as db:
        person_id = victim_of(site).id
        assert len(db.exec(select(Claim).where(Claim.person_id == person_id)).all()) == 1
        assert len(db.exec(select(Membership).where(Membership.person_id == person_id)).all()) == 1


def test_an_invitation_is_for_whoever_shows_the_address(
    browser: Browser, cast: Cast, squatter: Browser, signed_in: Callable[[int], Browser], site: Site, mailed: Mailed
) -> None:
    confirmation = mailed(VICTIM)
    with site.database.writing() as db:
        firm = db.get_one(Organisation, cast.firm).public_id
        accept_terms(db, cast.supplier, 1, site.clock.now())
    signed_in(cast.supplier).post(f"/organisations/{firm}/invitations", data={"email": VICTIM, "role": "member"})
    invitation = token_in(mailed(VICTIM))
    assert squatter.post("/invitation", data={"token": invitation}).status_code == 403
    by_link(browser, confirmation)
    assert is_out(squatter)
    assert "您已加入" in text_of(browser.post("/invitation", data={"token": invitation}))
