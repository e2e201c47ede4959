"""A sign-in that ends while somebody writes, in a real browser: nothing of a long form is lost, nor stays in the browser."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.accounts.models import SignIn
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from tests.browser.conftest import Stage, Visitor
from tests.scenarios.helpers import opened, submitted
from tests.scenarios.matches.helpers import ECG
from tests.suppliers.helpers import make
from tests.support import Cast

pytestmark = pytest.mark.browser

TEXT = "夜班里写了四十分钟的一段话。"
SIGN_IN = '#page-alerts a[href^="/sign-in?next="]'


def test_nothing_of_a_long_form_is_lost(stage: Stage, site: Site, cast: Cast) -> None:
    supply = make(site, cast.firm, ECG)
    need = opened(site, cast)
    waiting = submitted(site, cast, ScenarioState.UNDER_REVIEW, reviewer_id=cast.reviewer)
    forms = [
        (cast.owner, "/scenarios/new", "description", "/scenarios"),
        (cast.supplier, f"/supplies/{supply.public_id}/edit/scope", "wanted", "/edit/scope"),
        (cast.supplier, f"/scenarios/{need}/answer", "body", "/answer"),
        (cast.reviewer, f"/review/{waiting}", "notes-0-note", "/edits"),
    ]
    for person, page, field, end in forms:
        _write_too_late(stage, site, person, page, field, end)


def _write_too_late(stage: Stage, site: Site, person: int, page: str, field: str, end: str) -> None:
    visitor = stage.visitor(person)
    visitor.open(page)
    form = f'form[method="post"][action$="{end}"]'
    area = visitor.page.locator(f'{form} [name="{field}"]')
    if not area.is_visible():
        visitor.page.locator("details", has=area).locator("summary").first.click()
    area.fill(TEXT)
    with site.database.writing() as db:
        db.connection().execute(update(SignIn).where(col(SignIn.person_id) == person).values(ended_at=site.clock.now()))
    _to_sign_in(visitor, form, scripting=stage.scripting)
    assert TEXT not in visitor.page.content()
    onward = str(visitor.page.evaluate("new URL(location.href).searchParams.get('next')"))
    assert TEXT not in visitor.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    stage.sign_in(visitor, person)
    visitor.open(onward)
    again = visitor.page.locator(f'{form} [name="{field}"]')
    assert again.input_value() == TEXT
    assert again.is_visible(), "its part of the page stands open"
    assert visitor.fits()


def _to_sign_in(visitor: Visitor, form: str, *, scripting: bool) -> None:
    """By the form's own button, or by the note that an autosave or a form sent in place leaves on the page."""
    page = visitor.page
    autosaved, in_place = page.locator(f"{form} [data-autosave]").count(), page.locator(f"{form}[hx-post]").count()
    if not (scripting and autosaved):
        page.locator(f'{form} .actions button[type="submit"]').first.click()
    if scripting and (autosaved or in_place):
        page.locator(SIGN_IN).wait_for()
        assert "已留在服务器上" in page.locator("#page-alerts").inner_text()
        page.locator(SIGN_IN).click()
    page.wait_for_url("**/sign-in?**")
