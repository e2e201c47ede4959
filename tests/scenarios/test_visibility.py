"""The cube state × role × secrecy: what the rule says, what the database says, and what a browser gets."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.access import principal_of
from app.accounts.models import Person
from app.accounts.policy import Viewer
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.deeds import open_to
from app.core.site import Site
from scenarios import policy
from scenarios.actions.drafting import TYPED_HERE, create_scenarios
from scenarios.deeds import OWNING, REVIEWING
from scenarios.lifecycle import PUBLIC, ScenarioState
from scenarios.models import Scenario, Secrecy
from scenarios.policy import HOUSE, is_public, may_see, may_see_contact, may_see_extra, may_see_inside
from scenarios.queries.visibility import publicly_visible, visible_to
from tests.scenarios.helpers import read, stand, values
from tests.support import Browser, Cast

pytestmark = pytest.mark.both_engines

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
        rows = create_scenarios(act_in(db, site, Actor(cast.owner, "作者")), drafts)
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


OWNERS: dict[ScenarioState, set[str]] = {
    S.DRAFT: {"edit", "withdraw", "hand_over"},
    S.AWAITING_APPROVAL: {"withdraw", "hand_over"},
    S.SUBMITTED: {"withdraw", "hand_over"},
    S.UNDER_REVIEW: {"withdraw", "hand_over"},
    S.EDITS_REQUESTED: {"edit", "withdraw", "hand_over"},
    S.APPROVED: {"withdraw", "hand_over"},
    S.OPEN: {"amend", "suspend", "cancel", "hand_over"},
    S.SUSPENDED: {"resume", "cancel", "hand_over"},
    S.CLOSED: {"cancel", "hand_over"},
    S.EVALUATING: {"cancel", "hand_over"},
    S.NO_BID: {"relaunch", "hand_over"},
    S.EXPIRED: {"renew", "relaunch", "hand_over"},
    S.CANCELLED: {"relaunch", "hand_over"},
    S.WITHDRAWN: {"relaunch", "hand_over"},
    S.REJECTED: {"relaunch", "hand_over"},
}
"""The rights of the owner's house once more, in words of the trade."""
REVIEWERS: dict[ScenarioState, set[str]] = {
    S.SUBMITTED: {"take"},
    S.APPROVED: {"approve"},
    S.UNDER_REVIEW: {"approve", "edits", "reject", "release"},
}
VOUCH, STOPS = {"waiver", "risk"}, {"suspend", "resume", "cancel"}


@pytest.mark.parametrize("state", OWNERS)
def test_who_may_do_what_in_which_state(site: Site, cast: Cast, state: ScenarioState) -> None:
    columns: dict[str, Any] = {"submitted_at": site.clock.now(), "sent_by": cast.owner, "reviewer_id": cast.office}
    need = read(site, stand(site, cast, state, **columns))
    people = viewers(site, cast)
    owning = {name: set(open_to(OWNING, viewer, need)) for name, viewer in people.items()}
    assert owning["owner"] == owning["two_hats"] == OWNERS[state]
    assert owning["colleague"] == OWNERS[state] | ({"approve"} if state is S.AWAITING_APPROVAL else set())
    assert owning["office"] == OWNERS[state] & STOPS
    assert not any(owning[name] for name in set(people) - {"owner", "two_hats", "colleague", "office"})
    reviewing = {name: set(open_to(REVIEWING, viewer, need)) - VOUCH for name, viewer in people.items()}
    assert reviewing["office"] == REVIEWERS.get(state, set())
    assert reviewing["reviewer"] == (set() if state is S.UNDER_REVIEW else REVIEWERS.get(state, set()))
    assert not any(reviewing[name] for name in set(people) - {"office", "reviewer"})


def test_a_review_belongs_to_whoever_took_it(site: Site, cast: Cast) -> None:
    need = read(site, stand(site, cast, S.UNDER_REVIEW, submitted_at=site.clock.now(), reviewer_id=cast.reviewer))
    people = viewers(site, cast)
    assert {n for n, v in people.items() if REVIEWING["reject"].allowed(v, need)} == {"reviewer", "office"}
    other = read(site, stand(site, cast, S.UNDER_REVIEW, submitted_at=site.clock.now(), reviewer_id=cast.office))
    assert {n for n, v in people.items() if REVIEWING["reject"].allowed(v, other)} == {"office"}


def test_the_office_looks_after_what_came_with_an_import(site: Site, cast: Cast) -> None:
    need = read(site, stand(site, cast, house=cast.new_firm, upload_id=7))
    people = viewers(site, cast)
    assert {n for n, v in people.items() if policy.is_keeper(v, need)} == {"office", "unverified"}
    assert {n for n, v in people.items() if OWNING["edit"].allowed(v, need)} == {"office", "unverified"}
    assert {n for n, v in people.items() if not policy.lacks_to_publish(v, need)} == {"office"}
