"""One form, one deed: what is sent twice is carried out once, and what is another wish is another deed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Role, RoleGrant
from app.core.clock import FixedClock
from app.core.models import Fulfilled
from app.core.once import sweep
from app.core.site import Site
from scenarios.models import Scenario
from tests.scenarios.helpers import SIX
from tests.support import Browser, Cast
from tests.support.at_once import drawn_once
from tests.support.browser import text_of
from tests.vocabulary.test_office import BASE

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
ENERGY = {"code": "energy", "label_zh": "能源", "label_en": "Energy"}


@pytest.fixture
def office(cast: Cast, signed_in: SignedIn) -> Browser:
    return signed_in(cast.office)


def needs(site: Site) -> int:
    with site.database.reading() as db:
        return len(db.exec(select(Scenario.id)).all())


def deeds(site: Site) -> list[Fulfilled]:
    with site.database.reading() as db:
        return list(db.exec(select(Fulfilled)).all())


def test_every_form_of_a_page_is_drawn_once(office: Browser) -> None:
    first, second = (drawn_once(office.get(BASE).text) for _ in range(2))
    assert first != second


def test_the_same_form_leads_where_the_first_led(office: Browser) -> None:
    form = ENERGY | {"once": drawn_once(office.get(BASE).text)}
    first = office.post(BASE, data=form)
    assert "已增加「能源」" in text_of(first)
    again = office.post(BASE, data=form)
    assert (again.url, "已增加「能源」" in text_of(again)) == (first.url, True)


def test_htmx_is_led_there_too(office: Browser) -> None:
    form = ENERGY | {"once": "drawn"}
    answers = [office.post(BASE, data=form, headers={"HX-Request": "true"}) for _ in range(2)]
    assert [(a.status_code, a.headers["HX-Redirect"]) for a in answers] == [(204, BASE)] * 2


def test_going_back_and_typing_something_else_is_another_wish(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    owner = signed_in(cast.owner)
    for title in ("甲", "甲", "乙"):
        owner.post("/scenarios", data={**SIX, "title": f"{title}需求的名称", "do": "draft", "once": "drawn"})
    assert needs(site) == 2


def test_the_same_page_opened_anew_is_another_wish(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    owner = signed_in(cast.owner)
    for _turn in range(2):
        once = drawn_once(owner.get("/scenarios/new").text)
        owner.post("/scenarios", data={**SIX, "do": "draft", "once": once})
    assert needs(site) == 2


def test_a_mistake_that_was_mended_goes_through(office: Browser, site: Site) -> None:
    wrong = office.post(BASE, data=ENERGY | {"label_zh": "", "once": "drawn"})
    assert (wrong.status_code, deeds(site)) == (422, [])
    assert "已增加「能源」" in text_of(office.post(BASE, data=ENERGY | {"once": "drawn"}))


def test_another_person_is_not_led_there(office: Browser, cast: Cast, signed_in: SignedIn) -> None:
    office.post(BASE, data=ENERGY | {"once": "drawn"})
    assert signed_in(cast.stranger).post(BASE, data=ENERGY | {"once": "drawn"}).status_code == 403
    second = signed_in(cast.office)
    assert "已增加「能源」" in text_of(second.post(BASE, data=ENERGY | {"once": "drawn"}))  # her own other browser


def test_what_one_did_a_moment_ago_is_no_conflict(office: Browser, clock: FixedClock) -> None:
    """Two tabs, or a form without the value: only the refusal is replaced, and only for a moment."""
    office.post(BASE, data=ENERGY)
    again = office.post(BASE, data=ENERGY)
    assert (again.status_code, again.url.path) == (200, BASE)
    assert "已增加「能源」" in text_of(again)
    clock.advance(minutes=2)
    late = office.post(BASE, data=ENERGY)
    assert (late.status_code, "代码「energy」已经用过" in text_of(late)) == (409, True)


def test_somebody_elses_deed_is_a_conflict(office: Browser, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    office.post(BASE, data=ENERGY)
    with site.database.writing() as db:
        db.add(RoleGrant(person_id=cast.colleague, role=Role.OFFICE, starts_at=site.clock.now()))
    assert signed_in(cast.colleague).post(BASE, data=ENERGY).status_code == 409


def test_undo_and_redo_are_done_each_time(site: Site, office: Browser) -> None:
    """The same button, without a value of its own: nothing is taken for a double click that can be carried out."""
    office.post(BASE, data=ENERGY)
    for deed in ("retire", "restore", "retire", "restore"):
        office.post(f"{BASE}/energy/{deed}")
    assert "energy" in dict(site.vocabulary.options("field"))


def test_deeds_are_forgotten_after_a_day(office: Browser, site: Site, clock: FixedClock) -> None:
    office.post(BASE, data=ENERGY | {"once": "drawn"})
    clock.advance(hours=20)
    sweep(site, clock.now())
    assert len(deeds(site)) == 1
    clock.advance(hours=6)
    sweep(site, clock.now())
    assert deeds(site) == []


def test_a_clock_that_jumps_back_forgets_nothing(office: Browser, clock: FixedClock) -> None:
    office.post(BASE, data=ENERGY | {"once": "drawn"})
    clock.at -= timedelta(hours=5)
    assert "已增加「能源」" in text_of(office.post(BASE, data=ENERGY | {"once": "drawn"}))
