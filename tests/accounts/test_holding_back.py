"""Guessing is slowed for the network it comes from, never for the person in a browser that is known."""

from collections.abc import Callable

import pytest
from fastapi import Request
from sqlmodel import col, select

from app.accounts.actions import issue
from app.accounts.models import MailedCode, Person, Purpose, SignIn
from app.accounts.routes.web import network
from app.core.clock import FixedClock
from app.core.settings import Mode
from app.core.site import Site
from app.main import create_app
from tests.accounts.conftest import PASSWORD, Mailed, code_in, token_in
from tests.support import Browser, Mailbox
from tests.support.at_once import at_once, post_at_once, served

LIN = "lin@example.com"
RIGHT = {"email": LIN, "password": PASSWORD, "next": "/account"}


def guess(browser: Browser, times: int, email: str = LIN) -> list[int]:
    return [browser.post("/sign-in", data={"email": email, "password": f"guess {n}"}).status_code for n in range(times)]


def enters(browser: Browser) -> bool:
    return browser.post("/sign-in", data=RIGHT).url.path == "/account"


def test_a_known_browser_gets_in_whatever_others_try(browser: Browser, lin: Person) -> None:
    assert enters(browser)
    browser.post("/sign-out")
    attackers = [browser.another(f"198.51.100.{n}") for n in range(5)]
    counted = [guess(one, 11) for one in attackers]
    assert [one.count(422) for one in counted] == [10, 10, 10, 10, 0]  # together they have no more than four networks
    beside_her = browser.another()
    assert guess(beside_her, 1) == [429]
    assert enters(browser)


def test_a_network_that_guesses_does_not_keep_other_networks_out(browser: Browser, lin: Person) -> None:
    attacker = browser.another("198.51.100.1")
    assert guess(attacker, 12).count(422) == 10
    assert not enters(attacker)
    assert enters(browser.another("192.0.2.1"))


def test_a_known_browser_is_held_back_by_its_own_guesses(browser: Browser, lin: Person, clock: FixedClock) -> None:
    assert enters(browser)
    assert guess(browser, 11) == [422] * 10 + [429]
    assert not enters(browser)
    clock.advance(minutes=16)
    assert enters(browser)


def test_the_addresses_of_one_line_are_one_network(browser: Browser, lin: Person) -> None:
    hosts = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"]
    assert [guess(browser.another(host), 6).count(422) for host in hosts] == [6, 4]
    assert guess(browser.another("2001:db8:1:3::1"), 1) == [422]


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_what_counts_as_one_network(host: str, named: str) -> None:
    assert network(Request({"type": "http", "client": (host, 1)})) == named


def test_the_right_password_is_held_against_nobody(browser: Browser, lin: Person) -> None:
    """A whole hospital signs in behind one address in the morning."""
    assert all(enters(browser.another()) for _ in range(12))


def test_nobody_is_told_by_it_whether_there_is_an_account(browser: Browser, lin: Person) -> None:
    assert enters(browser)
    stranger = browser.another("198.51.100.1")
    assert guess(stranger, 11) == guess(stranger, 11, "nobody@example.com")


def devices(site: Site) -> list[str | None]:
    with site.database.reading() as db:
        return list(db.exec(select(SignIn.device_hash).order_by(col(SignIn.id))).all())


def test_the_lasting_cookie_opens_nothing_and_is_kept_as_a_hash(browser: Browser, site: Site, lin: Person) -> None:
    assert enters(browser)
    secret = browser.cookies["jinghe_device"]
    assert secret not in str(devices(site))
    thief = browser.another("198.51.100.1")
    thief.cookies.set("jinghe_device", secret)
    assert thief.get("/account").url.path == "/sign-in"
    assert "jinghe_device" not in browser.get("/account/export").text
    assert "device_hash" not in browser.get("/account/export").text
    site.settings.mode = Mode.PRODUCTION
    answer = Browser(create_app(site)).post("/sign-in", data=RIGHT, follow_redirects=False)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-jinghe-device="))
    assert all(word in cookie for word in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=31536000"))


@pytest.mark.parametrize("deed", ["others", "one", "password", "reset"])
def test_a_browser_that_is_put_out_is_known_no_more(
    deed: str, browser: Browser, site: Site, lin: Person, mailed: Mailed
) -> None:
    lost, own = browser.another(), browser
    assert enters(lost)
    assert enters(own)
    match deed:
        case "others":
            own.post("/account/sign-ins/end-others")
        case "one":
            with site.database.reading() as db:
                first = db.exec(select(SignIn.public_id).order_by(col(SignIn.id))).first()
            own.post(f"/account/sign-ins/{first}/end")
        case "password":
            own.post("/account/password", data={"current": PASSWORD, "password": "a new pass phrase"})
        case "reset":
            own.post("/reset", data={"email": LIN})
            own.post("/reset/new", data={"token": token_in(mailed(LIN)), "password": "a new pass phrase"})
    assert lost.get("/account").url.path == "/sign-in"
    assert own.get("/account").url.path == "/account"
    assert guess(browser.another(), 11).count(422) == 10
    assert guess(lost, 1) == [429]  # one of the strangers now
    assert guess(own, 1) == [422]


def test_a_stranger_who_guesses_codes_uses_up_nothing_of_a_known_browser(
    browser: Browser, lin: Person, mailed: Mailed
) -> None:
    assert enters(browser)
    browser.post("/sign-out")
    browser.post("/sign-in/code", data={"email": LIN})
    code = code_in(mailed(LIN))
    stranger = browser.another("198.51.100.1")
    for n in range(8):
        stranger.post("/sign-in/code/enter", data={"email": LIN, "code": f"{(int(code) + 1 + n) % 1_000_000:06d}"})
    right = {"email": LIN, "code": code, "next": "/account"}
    assert stranger.post("/sign-in/code/enter", data=right).status_code == 422  # five tries an issue, right or wrong
    assert browser.post("/sign-in/code/enter", data=right).url.path == "/account"


@pytest.mark.parametrize("path", ["/sign-in/code", "/reset", "/verify/resend"])
def test_nobodys_mailbox_is_flooded(
    path: str, browser: Browser, lin: Person, site: Site, mailbox: Mailbox, drain: Callable[[], int]
) -> None:
    with site.database.writing() as db:
        db.get_one(Person, lin.id).email_verified_at = None
    for n in range(8):
        stranger = browser.another(f"198.51.100.{n}")
        answers = [stranger.post(path, data={"email": LIN}).status_code for _ in range(6)]
        unknown = [stranger.post(path, data={"email": "nobody@example.com"}).status_code for _ in range(6)]
        assert answers == unknown
    drain()
    assert len(mailbox.to(LIN)) == 20


def test_a_strangers_mailbox_is_not_flooded_by_changes_of_address(
    browser: Browser, lin: Person, mailbox: Mailbox, drain: Callable[[], int]
) -> None:
    assert enters(browser)
    typed = {"email": "victim@example.com", "current": PASSWORD}
    assert [browser.post("/account/email", data=typed).status_code for _ in range(7)] == [200] * 5 + [429] * 2
    drain()
    assert len(mailbox.to("victim@example.com")) == 5


def test_of_many_wrong_codes_at_once_no_more_than_five_are_looked_at(browser: Browser, site: Site, lin: Person) -> None:
    with site.database.writing() as db:
        code = issue(db, db.get_one(Person, lin.id), Purpose.SIGN_IN, site.clock.now()).code
    wrong = {"email": LIN, "code": f"{(int(code) + 1) % 1_000_000:06d}"}
    answers = [one.status_code for one in post_at_once(browser, 30, "/sign-in/code/enter", wrong)]
    assert (answers.count(422), answers.count(429)) == (10, 20)
    elsewhere = browser.another("192.0.2.1")
    assert elsewhere.post("/sign-in/code/enter", data={"email": LIN, "code": code}).status_code == 422
    with site.database.reading() as db:
        assert {row.tries for row in db.exec(select(MailedCode)).all()} == {5}


def test_of_many_guesses_at_once_no_more_than_ten_are_looked_at(site: Site, lin: Person) -> None:
    """Through a real server, as it is met."""
    with served(site) as here:

        def try_one(number: int) -> int:
            with here.visitor() as visitor:
                return visitor.post("/sign-in", data={"email": LIN, "password": f"guess {number}"}).status_code

        answers = at_once(50, try_one)
    assert (answers.count(422), answers.count(429)) == (10, 40)
