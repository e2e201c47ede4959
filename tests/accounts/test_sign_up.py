"""Signing up and showing that the address is one's own."""

import pytest
from sqlmodel import col, select

from app.accounts.models import Claim, Membership, Organisation, OrganisationState, Person, TermsAcceptance
from app.core.clock import FixedClock
from app.core.site import Site
from tests.accounts.conftest import PASSWORD, Mailed, code_in, link_in, token_in
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

GOOD = {"name": "周敏", "email": "Zhou@Example.com", "password": PASSWORD, "accept_terms": "true"}
ADDRESS = "zhou@example.com"


def person(site: Site, email: str = ADDRESS) -> Person | None:
    with site.database.reading() as db:
        return db.exec(select(Person).where(Person.email == email)).first()


@pytest.mark.usefixtures("terms")
def test_somebody_signs_up_and_verifies_by_code(browser: Browser, site: Site, mailed: Mailed) -> None:
    answer = browser.post("/sign-up", data=GOOD)
    assert answer.url.path == "/verify"
    made = person(site)
    assert made is not None
    assert (made.email_verified_at, made.mail_consent_at) == (None, None)
    with site.database.reading() as db:
        assert db.exec(select(TermsAcceptance.version).where(TermsAcceptance.person_id == made.id)).all() == [1]
    done = browser.post("/verify/code", data={"email": ADDRESS, "code": code_in(mailed(ADDRESS))})
    assert done.url.path == "/desk"
    assert "周敏" in text_of(done)


@pytest.mark.usefixtures("terms")
def test_a_scanner_that_opens_the_link_uses_nothing_up(browser: Browser, site: Site, mailed: Mailed) -> None:
    browser.post("/sign-up", data=GOOD)
    text = mailed(ADDRESS)
    for _ in range(3):
        assert "确认，这是我的邮箱" in text_of(browser.another().get(link_in(text)))
    assert getattr(person(site), "email_verified_at") is None  # noqa: B009
    done = browser.post("/verify", data={"token": token_in(text)})
    assert done.url.path == "/desk"
    again = browser.another().post("/verify", data={"token": token_in(text)})
    assert again.status_code == 422
    assert "已用过" in text_of(again)


@pytest.mark.usefixtures("terms")
def test_an_expired_or_tampered_link_says_so(browser: Browser, site: Site, mailed: Mailed, clock: FixedClock) -> None:
    browser.post("/sign-up", data=GOOD)
    text = mailed(ADDRESS)
    assert browser.post("/verify", data={"token": token_in(text)[:-1] + "_"}).status_code == 422
    clock.advance(days=4)
    assert browser.post("/verify", data={"token": token_in(text)}).status_code == 422
    assert browser.post("/verify/code", data={"email": ADDRESS, "code": code_in(text)}).status_code == 422
    browser.post("/verify/resend", data={"email": ADDRESS})
    assert browser.post("/verify", data={"token": token_in(mailed(ADDRESS))}).url.path == "/desk"


@pytest.mark.usefixtures("terms")
def test_a_taken_address_gets_the_same_answer_and_a_mail(
    browser: Browser, site: Site, mailed: Mailed, mailbox: Mailbox
) -> None:
    fresh = browser.post("/sign-up", data=GOOD)
    taken = browser.another().post("/sign-up", data=GOOD | {"name": "别人", "password": "another pass 77"})
    assert (taken.status_code, taken.url) == (fresh.status_code, fresh.url)
    assert text_of(taken) == text_of(fresh)
    assert "已经有账户" in mailed(ADDRESS)
    assert getattr(person(site), "name") == "周敏"  # noqa: B009


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "not-an-address"}, "邮箱格式不对"),
        ({"name": ""}, "请填写这一项"),
        ({"name": "长" * 61}, "最多填写 60 个字"),
        ({"password": "short"}, "密码至少 10 个字符"),
        ({"password": "zhou zhou zhou 1"}, "密码至少 10 个字符"),
        ({"accept_terms": ""}, "请阅读并同意服务条款"),
        ({"organisation": "新来智能", "uscc": "123"}, "统一社会信用代码应为 18 位"),
        ({"organisation": "新来智能", "kind": "wizard"}, "请选择单位类型"),
        ({"organisation": "新来智能", "kind": "office"}, "请选择单位类型"),
        ({"organisation": "启明医智科技有限公司", "kind": "firm"}, "已有名称相近的单位"),
        ({"organisation": "启明医智科技有限公司", "choice": "222222222222"}, "已有名称相近的单位"),
    ],
)
@pytest.mark.usefixtures("terms", "cast")
def test_bad_input_is_named_and_nothing_typed_is_lost(
    changed: dict[str, str], sentence: str, browser: Browser, site: Site
) -> None:
    answer = browser.post("/sign-up", data=GOOD | changed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    for name, typed in (GOOD | changed).items():
        if name in {"name", "email", "organisation", "uscc"} and typed:
            assert f'value="{typed}"' in answer.text
    assert PASSWORD not in answer.text
    assert person(site) is None
    english = browser.post("/sign-up", data=GOOD | changed, headers={"Accept-Language": "en"})
    assert sentence not in english.text


@pytest.mark.usefixtures("terms")
def test_looking_for_a_house_needs_nothing_else(browser: Browser, cast: Cast) -> None:
    answer = browser.post("/sign-up", data={"name": "周敏", "organisation": "启明医智", "do": "find"})
    assert answer.status_code == 200
    assert "启明医智科技" in answer.text
    assert 'value="周敏"' in answer.text
    assert "请填写这一项" not in text_of(answer)


@pytest.mark.usefixtures("terms")
def test_a_new_house_and_its_claim_begin_with_the_verified_address(
    browser: Browser, site: Site, mailed: Mailed, clock: FixedClock
) -> None:
    browser.post("/sign-up", data=GOOD | {"organisation": "新来智能有限公司", "kind": "hospital"})
    clock.advance(days=2)
    browser.post("/verify/code", data={"email": ADDRESS, "code": code_in(mailed(ADDRESS))})
    with site.database.reading() as db:
        house = db.exec(select(Organisation)).one()
        claim = db.exec(select(Claim)).one()
        role = db.exec(select(Membership.role)).one()
    assert (house.state, house.approval_required, role) == (OrganisationState.CLAIMED, True, "manager")
    assert claim.due_at.isoformat() == "2026-11-27T16:00:00+00:00"  # Wednesday, then two working days, to the end
    assert "两个工作日内" in mailed(ADDRESS)


@pytest.mark.usefixtures("terms")
def test_claiming_a_house_that_is_there_gives_no_rights_yet(browser: Browser, site: Site, cast: Cast) -> None:
    with site.database.reading() as db:
        there = db.get_one(Organisation, cast.factory).public_id
    browser.post("/sign-up", data=GOOD | {"organisation": "大河装备厂", "choice": there})
    made = person(site)
    assert made is not None
    with site.database.reading() as db:
        assert db.exec(select(Claim.organisation_id).where(Claim.person_id == made.id)).all() == [cast.factory]
        assert db.exec(select(Membership).where(col(Membership.person_id) == made.id)).all() == []


@pytest.mark.usefixtures("terms")
def test_guessing_codes_is_held_back(browser: Browser, mailed: Mailed) -> None:
    browser.post("/sign-up", data=GOOD)
    right = code_in(mailed(ADDRESS))
    wrong = "000000" if right != "000000" else "111111"
    answers = [browser.post("/verify/code", data={"email": ADDRESS, "code": wrong}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


@pytest.mark.usefixtures("terms")
def test_a_code_dies_after_five_wrong_tries(browser: Browser, mailed: Mailed) -> None:
    browser.post("/sign-up", data=GOOD)
    right = code_in(mailed(ADDRESS))
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        browser.post("/verify/code", data={"email": ADDRESS, "code": wrong})
    assert browser.post("/verify/code", data={"email": ADDRESS, "code": right}).status_code == 422
    assert browser.post("/verify", data={"token": token_in(mailed(ADDRESS))}).url.path == "/desk"


@pytest.mark.parametrize("next_path", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1"])
@pytest.mark.usefixtures("terms")
def test_next_never_leads_elsewhere(next_path: str, browser: Browser, mailed: Mailed) -> None:
    browser.post("/sign-up", data=GOOD | {"next": next_path})
    text = mailed(ADDRESS)
    assert "evil" not in text
    done = browser.post(
        "/verify/code",
        data={"email": ADDRESS, "code": code_in(text), "next": next_path},
        follow_redirects=False,
    )
    assert done.headers["location"] == "/desk"
