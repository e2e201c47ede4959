"""Signing in by password and by code, resetting, signing out; strangers learn nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.accounts.access import LONGEST
from app.accounts.actions import create_person
from app.accounts.models import MailedCode, Person, SignIn
from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.models import AuditEntry
from app.core.passwords import hash_password
from app.core.settings import Mode
from app.core.site import Site
from app.main import create_app
from tests.accounts.conftest import PASSWORD, Mailed, code_in, token_in
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

LIN = "lin@example.com"


def test_the_right_password_leads_where_one_wanted(browser: Browser, lin: Person) -> None:
    page = browser.get("/account/profile")
    assert page.url.path == "/sign-in"
    assert 'value="/account/profile"' in page.text
    done = browser.post(
        "/sign-in", data={"email": " LIN@example.com ", "password": PASSWORD, "next": "/account/profile"}
    )
    assert done.url.path == "/account/profile"
    assert browser.get("/sign-in").url.path == "/account"


@pytest.mark.parametrize("email", [LIN, "nobody@example.com"])
@pytest.mark.usefixtures("lin")
def test_a_wrong_password_and_an_unknown_account_are_one_answer(email: str, browser: Browser, site: Site) -> None:
    answer = browser.post("/sign-in", data={"email": email, "password": "wrong password"})
    assert answer.status_code == 422
    assert "邮箱或密码不对" in text_of(answer)
    assert f'value="{email}"' in answer.text
    assert "jinghe=" not in answer.headers.get("set-cookie", "")
    with site.database.reading() as db:
        assert len(db.exec(select(AuditEntry).where(AuditEntry.action == "sign_in_failed")).all()) == 1


@pytest.mark.parametrize("email", [LIN, "nobody@example.com"])
@pytest.mark.usefixtures("lin")
def test_guessing_is_held_back_for_known_and_unknown_alike(email: str, browser: Browser, clock: FixedClock) -> None:
    tries = [browser.post("/sign-in", data={"email": email, "password": f"guess {n}"}) for n in range(11)]
    assert [t.status_code for t in tries] == [422] * 10 + [429]
    assert "尝试次数过多" in text_of(tries[-1])
    assert f'value="{email}"' in tries[-1].text
    clock.advance(minutes=16)
    assert browser.post("/sign-in", data={"email": email, "password": "guess"}).status_code == 422


@pytest.mark.usefixtures("lin")
def test_one_network_cannot_try_the_whole_town(browser: Browser) -> None:
    for n in range(100):
        answer = browser.post("/sign-in/code", data={"email": f"p{n}@example.com"}, follow_redirects=False)
        assert answer.status_code == 303
    assert browser.post("/sign-in/code", data={"email": LIN}).status_code == 429


def test_a_stale_cookie_does_not_block_signing_in(browser: Browser, lin: Person) -> None:
    browser.cookies.set("jinghe", "made up")
    assert browser.post("/sign-in", data={"email": LIN, "password": PASSWORD, "next": "/account"}).status_code == 200


def test_signing_in_again_ends_the_old_sign_in_of_this_browser(browser: Browser, site: Site, lin: Person) -> None:
    for _ in range(2):
        browser.post("/sign-in", data={"email": LIN, "password": PASSWORD, "next": "/account"})
    with site.database.reading() as db:
        rows = db.exec(select(SignIn).order_by(col(SignIn.id))).all()
    assert [row.ended_at is None for row in rows] == [False, True]
    assert all(len(row.token_hash) == 64 for row in rows)


def test_a_code_signs_in_once(browser: Browser, lin: Person, mailed: Mailed) -> None:
    asked = browser.post("/sign-in/code", data={"email": LIN, "next": "/account"})
    assert asked.url.path == "/sign-in/code/enter"
    code = code_in(mailed(LIN))
    done = browser.post(
        "/sign-in/code/enter", data={"email": LIN, "code": f"{code[:3]} {code[3:]}", "next": "/account"}
    )
    assert done.url.path == "/account"
    again = browser.another().post("/sign-in/code/enter", data={"email": LIN, "code": code})
    assert (again.status_code, "验证码不对或已失效" in text_of(again)) == (422, True)


def test_an_unknown_address_gets_the_page_but_no_mail(
    browser: Browser, mailbox: Mailbox, lin: Person, drain: Callable[[], int]
) -> None:
    known = browser.post("/sign-in/code", data={"email": LIN})
    unknown = browser.post("/sign-in/code", data={"email": "nobody@example.com"})
    assert text_of(known).replace(LIN, "") == text_of(unknown).replace("nobody@example.com", "")
    assert browser.post("/reset", data={"email": "nobody@example.com"}).url.path == "/reset/sent"
    drain()
    assert mailbox.to("nobody@example.com") == []
    wrong = browser.post("/sign-in/code/enter", data={"email": "nobody@example.com", "code": "123456"})
    assert "验证码不对或已失效" in text_of(wrong)


def test_a_code_expires_and_a_newer_one_replaces_it(
    browser: Browser, lin: Person, mailed: Mailed, clock: FixedClock
) -> None:
    browser.post("/sign-in/code", data={"email": LIN})
    first = code_in(mailed(LIN))
    browser.post("/sign-in/code", data={"email": LIN})
    second = code_in(mailed(LIN))
    if first != second:
        assert browser.post("/sign-in/code/enter", data={"email": LIN, "code": first}).status_code == 422
    clock.advance(minutes=16)
    assert browser.post("/sign-in/code/enter", data={"email": LIN, "code": second}).status_code == 422


@pytest.mark.usefixtures("terms")
def test_whoever_shows_the_address_throws_out_whoever_only_claimed_it(
    browser: Browser, site: Site, mailed: Mailed
) -> None:
    with site.database.writing() as db:
        create_person(
            act_in(db, site),
            "冒名",
            "victim@example.com",
            password_hash=hash_password(PASSWORD),
        )
    squatter = browser.another()
    squatter.post("/sign-in", data={"email": "victim@example.com", "password": PASSWORD, "next": "/account"})
    browser.post("/sign-in/code", data={"email": "victim@example.com"})
    code = code_in(mailed("victim@example.com"))
    browser.post("/sign-in/code/enter", data={"email": "victim@example.com", "code": code, "next": "/account"})
    assert squatter.get("/account").url.path == "/sign-in"
    assert squatter.post("/sign-in", data={"email": "victim@example.com", "password": PASSWORD}).status_code == 422


def test_a_reset_sets_the_password_and_signs_everybody_else_out(
    browser: Browser, site: Site, lin: Person, mailed: Mailed, mailbox: Mailbox
) -> None:
    other = browser.another().as_person(site, lin.id)
    browser.post("/reset", data={"email": LIN})
    token = token_in(mailed(LIN))
    assert browser.get(f"/reset/new?token={token}").status_code == 200
    weak = browser.post("/reset/new", data={"token": token, "password": "lin"})
    assert (weak.status_code, "密码至少 10 个字符" in text_of(weak)) == (422, True)
    done = browser.post("/reset/new", data={"token": token, "password": "a new pass phrase"})
    assert done.url.path == "/account"
    assert other.get("/account").url.path == "/sign-in"
    assert "密码已在" in mailed(LIN)
    again = browser.another().post("/reset/new", data={"token": token, "password": "a third pass phrase"})
    assert (again.status_code, "已失效" in text_of(again)) == (422, True)
    fresh = browser.another().post("/sign-in", data={"email": LIN, "password": "a new pass phrase", "next": "/account"})
    assert fresh.url.path == "/account"


def test_signing_out_twice_does_no_harm(browser: Browser, site: Site, lin: Person) -> None:
    browser.as_person(site, lin.id)
    copy = dict(browser.cookies)
    assert "您已退出登录" in text_of(browser.post("/sign-out"))
    assert browser.post("/sign-out").status_code == 200
    thief = browser.another()
    thief.cookies.update(copy)
    assert thief.get("/account").url.path == "/sign-in"


def test_a_sign_in_ends_when_it_is_not_used(browser: Browser, site: Site, lin: Person, clock: FixedClock) -> None:
    browser.as_person(site, lin.id)
    for _ in range(3):
        clock.advance(days=13)
        assert browser.get("/account").url.path == "/account"
    clock.advance(days=15)
    assert browser.get("/account").url.path == "/sign-in"


def test_a_sign_in_ends_in_the_end_however_often_it_is_used(
    browser: Browser, site: Site, lin: Person, clock: FixedClock
) -> None:
    browser.as_person(site, lin.id)
    begun = clock.now()
    while clock.now() + timedelta(days=13) <= begun + LONGEST:
        clock.advance(days=13)
        assert browser.get("/account").url.path == "/account"
    clock.at = begun + LONGEST
    assert browser.get("/account").url.path == "/account"
    clock.advance(seconds=1)
    assert browser.get("/account").url.path == "/sign-in"


def test_a_change_after_the_sign_in_expired_leads_back_after_signing_in(
    browser: Browser, site: Site, lin: Person, clock: FixedClock
) -> None:
    browser.as_person(site, lin.id)
    clock.advance(days=30)
    answer = browser.post(
        "/account/profile", data={"name": "新名"}, headers={"Referer": "http://testserver/account/profile"}
    )
    assert answer.url.path == "/sign-in"
    assert answer.url.params["next"].startswith("/account/profile?kept=")


def test_the_page_speaks_the_persons_language_after_signing_in(browser: Browser, site: Site, lin: Person) -> None:
    with site.database.writing() as db:
        db.get_one(Person, lin.id).language = "en"
    done = browser.post("/sign-in", data={"email": LIN, "password": PASSWORD, "next": "/account"})
    assert "My account" in text_of(done)
    back = browser.post("/language", data={"lang": "zh", "next": "/account"})
    assert "我的账户" in text_of(back)
    with site.database.reading() as db:
        assert db.get_one(Person, lin.id).language == "zh"
    assert browser.post("/language", data={"lang": "xx"}).status_code == 400
    assert (
        browser.post("/language", data={"lang": "en", "next": "//evil.example"}, follow_redirects=False).headers[
            "location"
        ]
        == "/"
    )


def test_under_https_the_cookie_is_bound_to_the_host(site: Site, lin: Person) -> None:
    site.settings.mode = Mode.PRODUCTION
    visitor = Browser(create_app(site))
    answer = visitor.post("/sign-in", data={"email": LIN, "password": PASSWORD}, follow_redirects=False)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-jinghe="))
    assert all(word in cookie for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    assert "Domain" not in cookie


def test_no_secret_is_kept_in_the_clear(browser: Browser, site: Site, lin: Person, mailed: Mailed) -> None:
    browser.post("/sign-in/code", data={"email": LIN})
    code = code_in(mailed(LIN))
    with site.database.reading() as db:
        assert all(code not in row.secret_hash for row in db.exec(select(MailedCode)).all())


def test_another_sites_form_is_refused(browser: Browser, lin: Person) -> None:
    answer = browser.post(
        "/sign-in", data={"email": LIN, "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


@pytest.mark.usefixtures("cast")
def test_a_person_without_a_password_is_not_told_apart(browser: Browser, cast: Cast) -> None:
    answer = browser.post("/sign-in", data={"email": "owner@example.com", "password": "anything at all"})
    assert (answer.status_code, "邮箱或密码不对" in text_of(answer)) == (422, True)
