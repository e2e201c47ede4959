"""What somebody writes while her sign-in ends is kept for her alone, and is back in its form after she has signed in."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import update
from sqlmodel import col, select

from app.accounts import forms
from app.accounts.access import LONGEST
from app.accounts.actions import delete_person
from app.accounts.models import Person, SignIn
from app.core import sweeping
from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.kept import KEPT_FOR, LARGEST, MOST, secret
from app.core.models import KeptText
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.matches.models import Answer
from scenarios.models import ReviewNote, Scenario
from tests.scenarios.helpers import SIX, opened, read, stand, submitted
from tests.scenarios.matches.helpers import ECG
from tests.suppliers.helpers import make
from tests.support import Browser, Cast
from tests.support.browser import text_of
from tests.support.walking import Reader

TEXT = "夜里写到一半的话，写了四十分钟。"


def end_sign_ins(site: Site, person: int) -> None:
    """They are ended from elsewhere; the cookies stay."""
    with site.database.writing() as db:
        hers = col(SignIn.person_id) == person
        db.connection().execute(update(SignIn).where(hers).values(ended_at=site.clock.now()))


def kept_rows(site: Site) -> list[KeptText]:
    with site.database.reading() as db:
        return [*db.exec(select(KeptText)).all()]


def count(site: Site, table: type[Any]) -> int:
    with site.database.reading() as db:
        return len(db.exec(select(table)).all())


class Writer:
    """Somebody whose sign-in ends while she writes, and who signs in again."""

    def __init__(self, browser: Browser, site: Site, person: int) -> None:
        self.browser, self.site, self.person = browser.another(), site, person
        self.reader = Reader(self.browser.as_person(site, person))

    def too_late(self, page: str, end: str, said: Mapping[str, Any]) -> str:
        """She opens a page, fills in one of its forms and sends it too late; where signing in would lead her."""
        self.browser.as_person(self.site, self.person)
        self.reader.open(page)
        end_sign_ins(self.site, self.person)
        return self.send(page, end, said)

    def send(self, page: str, end: str, said: Mapping[str, Any]) -> str:
        self.browser.headers["Referer"] = f"http://testserver{page}"
        self.reader.send(end, said)
        assert self.reader.address == "/sign-in"
        self.reader.says("刚才填写的内容已留在服务器上")
        return str(self.reader.answer.url.params["next"])

    def back(self, onward: str, end: str) -> dict[str, Any]:
        """She has signed in and is led on: what the form says now."""
        self.browser.as_person(self.site, self.person)
        self.reader.open(onward)
        self.reader.says("登录失效时您填写的内容没有丢", "还没有提交，请核对后再提交")
        (form,) = [one for one in self.reader.page.forms if one.path.endswith(end)]
        return {name: said.strip() if isinstance(said, str) else said for name, said in form.fields.items()}


def test_no_long_form_loses_a_word(site: Site, cast: Cast, browser: Browser) -> None:
    """A new need, a capability, an answer and a review note, sent after the sign-in has ended."""
    supply = make(site, cast.firm, ECG)
    need = opened(site, cast)
    waiting = submitted(site, cast, ScenarioState.UNDER_REVIEW, reviewer_id=cast.reviewer)
    six = {name: said for name, said in SIX.items() if name not in {"title", "deadline"}} | {"title": TEXT}
    notes = {"notes-0-field_name": "title", "notes-0-note": TEXT, "note": "总的说明"}
    cases: list[tuple[int, str, str, dict[str, Any]]] = [
        (cast.owner, "/scenarios/new", "/scenarios", six),
        (cast.supplier, f"/supplies/{supply.public_id}/edit/cases", "/edit/cases", {"cases-0-customer": TEXT}),
        (cast.supplier, f"/scenarios/{need}/answer", "/answer", {"supply": supply.public_id, "body": TEXT}),
        (cast.reviewer, f"/review/{waiting}", "/edits", notes),
    ]
    before = [count(site, table) for table in (Scenario, Answer, ReviewNote)]
    for person, page, end, said in cases:
        writer = Writer(browser, site, person)
        onward = writer.too_late(page, end, said)
        form = writer.back(onward, end)
        assert form.items() >= said.items(), page
        assert "<details" not in str(writer.reader.answer.text) or _stands_open(writer.reader.answer.text)
    assert [count(site, table) for table in (Scenario, Answer, ReviewNote)] == before, "nothing saves itself"
    assert len(kept_rows(site)) == len(cases)
    writer.reader.send("/edits", notes)
    assert read(site, waiting).state is ScenarioState.EDITS_REQUESTED
    assert [row.person_id for row in kept_rows(site)].count(cast.reviewer) == 0, "used, and gone"


def _stands_open(page: str) -> bool:
    """The part of the page that holds what was kept is not folded away."""
    before = page[: page.index('id="kept"')]
    around = before.rfind("<details")
    return "</details>" in before[around:] or " open" in before[around : before.index(">", around)]


def test_it_is_hers_alone_and_for_a_day(site: Site, cast: Cast, browser: Browser, clock: FixedClock) -> None:
    writer = Writer(browser, site, cast.owner)
    onward = writer.too_late("/scenarios/new", "/scenarios", {"title": TEXT, "description": "写了很久"})
    other = Reader(browser.another().as_person(site, cast.supplier))
    for page in (onward, "/desk", "/account/kept"):
        answer = other.browser.get(page)
        assert TEXT not in answer.text
        assert "没有丢" not in answer.text
    exported = json.loads(other.browser.get("/account/export").text)
    assert exported["kept_texts"] == []
    writer.browser.as_person(site, cast.owner)
    writer.reader.open("/desk")
    writer.reader.says("有填写的内容还没有提交")
    assert TEXT in writer.browser.get("/account/export").text
    writer.reader.open("/account/kept")
    writer.reader.says(TEXT, "写了很久")
    (row,) = kept_rows(site)
    assert other.browser.post(f"/account/kept/{row.public_id}/discard").status_code == 200
    assert kept_rows(site) == [row], "nobody else throws it away"
    clock.advance(seconds=KEPT_FOR.total_seconds() + 1)
    assert TEXT not in writer.browser.get(onward).text, "the clock decides, whether anybody swept or not"
    for timer in sweeping.TIMERS:
        timer(site, clock.now())
    assert kept_rows(site) == []


def test_somebody_else_who_signs_in_at_this_place_lands_on_her_own_desk(
    site: Site, cast: Cast, browser: Browser, lin: Any
) -> None:
    onward = Writer(browser, site, cast.owner).too_late("/account/profile", "/account/profile", {"name": TEXT})
    said = {"email": "lin@example.com", "password": "correct horse 42", "next": onward}
    answer = browser.post("/sign-in", data=said)
    assert answer.url.path == "/desk"
    assert TEXT not in answer.text


@pytest.mark.parametrize("ending", ["revoked", "unused", "too old", "unknown", "locked"])
def test_whose_it_was_is_known_by_the_cookie(
    site: Site, cast: Cast, browser: Browser, clock: FixedClock, ending: str
) -> None:
    browser.as_person(site, cast.owner)
    if ending in {"revoked", "locked"}:
        end_sign_ins(site, cast.owner)
    if ending == "locked":
        with site.database.writing() as db:
            db.connection().execute(update(Person).where(col(Person.id) == cast.owner).values(locked_at=clock.now()))
    elif ending == "unused":
        clock.advance(days=site.settings.session_days + 1)
    elif ending == "too old":
        clock.advance(seconds=LONGEST.total_seconds() + 1)
        with site.database.writing() as db:
            db.connection().execute(update(SignIn).values(seen_at=clock.now()))
    elif ending == "unknown":
        browser.cookies.clear()
        browser.cookies.set("jinghe", "n" * 43)
    answer = browser.post("/scenarios", data={"title": TEXT, "once": "a"})
    assert answer.url.path == "/sign-in"
    assert len(kept_rows(site)) == (ending not in {"unknown", "locked"})


def test_what_a_page_keeps_for_itself_by_autosave_is_kept_too(site: Site, cast: Cast, browser: Browser) -> None:
    """With scripting the page stays as it is and says what became of it; each time replaces the last; two windows are two."""
    need = stand(site, cast)
    page = f"/scenarios/{need}/edit/context"
    browser.as_person(site, cast.owner)
    version, once = (
        re.search(f'name="{name}" value="([^"]*)"', browser.get(page).text) for name in ("version", "once")
    )
    assert version
    assert once
    end_sign_ins(site, cast.owner)
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    to = f"/scenarios/{need}/autosave/context"
    for text in ("夜里", TEXT):
        said = {"current_systems": text, "version": version[1], "once": once[1]}
        answer = browser.post(to, data=said, headers=asked)
        assert answer.status_code == 401
        assert answer.headers["HX-Retarget"] == "#page-alerts"
        assert "已留在服务器上" in answer.text
    assert len(kept_rows(site)) == 1
    browser.post(to, data={"current_systems": "另一个窗口", "once": "another"}, headers=asked)
    assert len(kept_rows(site)) == 2
    first = next(row for row in kept_rows(site) if ["current_systems", TEXT] in row.fields)
    browser.as_person(site, cast.owner)
    answer = browser.get(f"{page}?kept={first.public_id}")
    assert TEXT in answer.text
    assert read(site, need).current_systems == ""
    _changed_by_somebody_else(site, need)
    form = Reader(browser)
    form.open(f"{page}?kept={first.public_id}")
    (one,) = [one for one in form.page.forms if one.path == page]
    stale = browser.post(page, data=one.filled({}, "next"))
    assert stale.status_code == 409, "the mark of the page as she had it goes along"
    assert TEXT in stale.text


def _changed_by_somebody_else(site: Site, need: str) -> None:
    with site.database.writing() as db:
        db.connection().execute(
            update(Scenario).where(col(Scenario.public_id) == need).values(current_systems="同事写的")
        )


def test_a_form_with_mistakes_says_where_it_began(site: Site, cast: Cast, browser: Browser) -> None:
    """Shown again with its mistakes it stands at an address that nobody can go back to."""
    writer = Writer(browser, site, cast.owner)
    writer.reader.open("/scenarios/new")
    writer.browser.headers["Referer"] = "http://testserver/scenarios/new"
    (form,) = [one for one in writer.reader.page.forms if one.path == "/scenarios"]
    wrong = writer.browser.post("/scenarios", data=form.filled({"title": TEXT, "contact_email": "不是邮箱"}, "check"))
    assert wrong.status_code == 422
    writer.reader.page = type(writer.reader.page)(wrong.text)
    end_sign_ins(site, cast.owner)
    onward = writer.send("/scenarios", "/edit/basics", {"title": TEXT + "改"})
    assert writer.back(onward, "/edit/basics")["title"] == TEXT + "改"
    need = opened(site, cast)
    supply = make(site, cast.firm, ECG)
    page, answer = f"/scenarios/{need}/answer", {"supply": supply.public_id, "body": ""}
    supplier = Writer(browser, site, cast.supplier)
    supplier.browser.headers["Referer"] = f"http://testserver{page}"
    wrong = supplier.browser.post(page, data=answer)
    assert wrong.status_code == 422
    supplier.reader.page = type(supplier.reader.page)(wrong.text)
    end_sign_ins(site, cast.supplier)
    onward = supplier.send("/elsewhere", "/answer", answer | {"body": TEXT})
    assert supplier.back(onward, "/answer")["body"] == TEXT


def test_what_is_kept_is_bounded_and_holds_no_secret(site: Site, cast: Cast, browser: Browser) -> None:
    browser.as_person(site, cast.owner)
    end_sign_ins(site, cast.owner)
    browser.post("/account/password", data={"current": "old secret 12", "password": "new secret 12", "once": "a"})
    browser.post("/desk/nothing", data={"once": "a", "next": "/"})
    assert kept_rows(site) == []
    browser.post("/scenarios", data={"title": "长" * (LARGEST + 1), "once": "b"})
    assert kept_rows(site) == []
    for number in range(MOST + 3):
        browser.post("/account/profile", data={"name": f"第{number}次", "password": "secret 1234", "once": str(number)})
    rows = kept_rows(site)
    assert len(rows) == MOST
    assert "secret" not in json.dumps([row.fields for row in rows])


def test_every_field_of_a_secret_is_known_as_one() -> None:
    typed = [
        name
        for path in Path("templates").rglob("*.html")
        for name in re.findall(r'text_field\(form, "([\w]+)"[^\n]*type="password"', path.read_text())
    ]
    secrets = [
        name
        for model in vars(forms).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, info in model.model_fields.items()
        if "assword" in name or info.annotation is forms.Password
    ]
    assert len(typed) > 3
    assert {name for name in (*typed, *secrets) if not secret(name, "x")} == set()
    assert secret("code", " 123456 ")
    assert not secret("code", "smart_care")


def test_it_goes_with_the_account(site: Site, cast: Cast, browser: Browser) -> None:
    writer = Writer(browser, site, cast.stranger)
    writer.too_late("/account/profile", "/account/profile", {"name": TEXT})
    with site.database.writing() as db:
        delete_person(act_in(db, site), db.get_one(Person, cast.stranger))
    assert kept_rows(site) == []


def test_signing_out_in_another_window_loses_nothing_of_this_one(site: Site, cast: Cast, browser: Browser) -> None:
    browser.as_person(site, cast.owner)
    browser.post("/sign-out")
    assert browser.get("/desk").url.path == "/sign-in"
    answer = browser.post("/scenarios", data={"title": TEXT, "once": "a"})
    assert "刚才填写的内容已留在服务器上" in text_of(answer)
    assert [row.person_id for row in kept_rows(site)] == [cast.owner]


def test_a_stranger_who_writes_in_place_keeps_the_page(browser: Browser) -> None:
    """Nobody knows whose it is: it stays where it stands, and she is told to sign in beside it."""
    answer = browser.post("/scenarios/autosave", data={"title": TEXT}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert 'href="/sign-in" target="_blank"' in answer.text
