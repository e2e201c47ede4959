"""The cube state × role × secrecy: what the rule says, what the database says, and what a browser gets."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.access import principal_of
from app.accounts.models import Person
from app.accounts.policy import Viewer
from app.core.actors import Actor
from app.core.site import Site
from scenarios.actions.drafting import TYPED_HERE, create_scenarios
from scenarios.lifecycle import PUBLIC, ScenarioState
from scenarios.models import Scenario, Secrecy
from scenarios.policy import HOUSE, is_public, may_see, may_see_contact, may_see_extra, may_see_inside
from scenarios.queries.visibility import publicly_visible, visible_to
from tests.scenarios.helpers import stand, values
from tests.support import Browser, Cast

SignedIn = Callable[[int], Browser]
S = ScenarioState
PEOPLE = (
    "owner",
    "colleague",
    "supplier",
    "rival",
    "institute",
    "curator",
    "reviewer",
    "other_reviewer",
    "office",
    "admin",
    "auditor",
    "verifier",
    "stranger",
    "unverified",
    "two_hats",
)


def viewers(site: Site, cast: Cast) -> dict[str, Viewer]:
    """The whole cast as principals, and nobody."""
    found: dict[str, Viewer] = {"anonymous": None}
    with site.database.reading() as db:
        for name in PEOPLE:
            found[name] = principal_of(db, db.get_one(Person, getattr(cast, name)), site.clock.now())
    return found


@pytest.fixture
def cube(site: Site, cast: Cast) -> None:
    """A need of the hospital in every state and secrecy: as written, submitted, imported, of another field, curated."""
    now = site.clock.now()
    variants: dict[str, dict[str, Any]] = {
        "": {},
        "/submitted": {"submitted_at": now},
        "/imported": {"upload_id": 7},
        "/elsewhere": {"field": "transport", "submitted_at": now},
        "/curated": {"curator_id": cast.stranger},
    }
    cells = list(itertools.product(ScenarioState, Secrecy, variants))
    with site.database.writing() as db:
        drafts = [(cast.hospital, values(), TYPED_HERE) for _cell in cells]
        rows = create_scenarios(db, Actor(cast.owner, "作者"), drafts, now)
        for row, (state, secrecy, variant) in zip(rows, cells, strict=True):
            row.state, row.secrecy, row.title = state, secrecy, f"{state}/{secrecy}{variant}"
            for name, value in variants[variant].items():
                setattr(row, name, value)


def test_the_rule_and_the_database_agree_on_every_cell(site: Site, cast: Cast, cube: None) -> None:
    cells = 0
    for name, viewer in viewers(site, cast).items():
        with site.database.reading() as db:
            needs = db.exec(select(Scenario)).all()
            by_rule = {need.id for need in needs if may_see(viewer, need)}
            by_database = set(db.exec(select(Scenario.id).where(visible_to(viewer))).all())
            assert by_rule == by_database, name
            cells += len(needs)
    assert cells == len(ScenarioState) * len(Secrecy) * 5 * (len(PEOPLE) + 1)


def test_what_is_public_is_what_somebody_without_an_account_sees(site: Site, cube: None) -> None:
    with site.database.reading() as db:
        by_rule = {need.id for need in db.exec(select(Scenario)) if is_public(need)}
        assert by_rule == set(db.exec(select(Scenario.id).where(publicly_visible())).all())
    assert by_rule


def expected(name: str, state: ScenarioState, secrecy: Secrecy, *, submitted: bool) -> bool:
    """The rule once more, in words of the trade, for a health need of the hospital."""
    if name in {"owner", "colleague", "two_hats"}:
        return True
    if state in PUBLIC and secrecy is Secrecy.PUBLIC:
        return True
    if name in {"reviewer", "office"}:
        return submitted or state not in HOUSE
    return state in PUBLIC and name in {"supplier", "rival", "institute", "curator"}


@pytest.mark.parametrize("secrecy", Secrecy)
def test_every_cell_is_what_the_trade_says(site: Site, cast: Cast, cube: None, secrecy: Secrecy) -> None:
    people = viewers(site, cast)
    with site.database.reading() as db:
        for state, name, submitted in itertools.product(ScenarioState, people, (False, True)):
            title = f"{state}/{secrecy}" + ("/submitted" if submitted else "")
            need = db.exec(select(Scenario).where(Scenario.title == title)).one()
            wanted = expected(name, state, secrecy, submitted=submitted)
            assert may_see(people[name], need) is wanted, (name, title)


def sample() -> Iterator[tuple[ScenarioState, Secrecy]]:
    yield from itertools.product((S.DRAFT, S.SUBMITTED, S.OPEN, S.CANCELLED, S.WITHDRAWN), Secrecy)


@pytest.mark.parametrize(("state", "secrecy"), list(sample()))
def test_a_browser_gets_what_the_rule_says(
    site: Site, cast: Cast, browser: Browser, signed_in: SignedIn, state: ScenarioState, secrecy: Secrecy
) -> None:
    need = stand(site, cast, state, secrecy=secrecy)
    for name in ("anonymous", "owner", "supplier", "reviewer", "other_reviewer", "office", "stranger", "unverified"):
        visitor = browser if name == "anonymous" else signed_in(getattr(cast, name))
        wanted = 200 if expected(name, state, secrecy, submitted=False) else 404
        assert visitor.get(f"/scenarios/{need}").status_code == wanted, name


def test_what_lies_inside_stays_inside(site: Site, cast: Cast, cube: None) -> None:
    people = viewers(site, cast)
    with site.database.reading() as db:
        opened = db.exec(select(Scenario).where(Scenario.title == "open/public/submitted")).one()
        imported = db.exec(select(Scenario).where(Scenario.title == "draft/public/imported")).one()
    insiders = {"owner", "colleague", "two_hats"}
    assert {n for n, v in people.items() if may_see_inside(v, opened)} == insiders | {"reviewer", "office"}
    assert {n for n, v in people.items() if may_see_contact(v, opened)} == insiders | {"reviewer", "office"}
    assert {n for n, v in people.items() if may_see_extra(v, opened)} == insiders | {"office"}
    assert {n for n, v in people.items() if may_see(v, imported)} == insiders | {"office"}
    assert {n for n, v in people.items() if may_see_extra(v, imported)} == insiders | {"office"}
