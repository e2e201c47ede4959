"""The table of who may see and do what, cell by cell: state × person × deed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import Session, select

from app.accounts.access import principal_of
from app.accounts.models import Person
from app.accounts.policy import Viewer
from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.demonstrations.deeds import DEEDS
from scenarios.demonstrations.lifecycle import ADOPTION, OBJECTION, PUBLISHED, AdoptionState, ObjectionState
from scenarios.demonstrations.models import Demonstration
from scenarios.demonstrations.policy import lacks_to_adopt, may_see
from scenarios.demonstrations.queries.cases import Shown, shown_of, visible
from scenarios.models import Scenario, Secrecy
from scenarios.pilots.lifecycle import PILOT, PilotState
from scenarios.pilots.models import Pilot
from tests.scenarios.demonstrations.helpers import factory_hand, recorded
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
S = PilotState
WHO = (
    "owner",
    "colleague",
    "two_hats",
    "supplier",
    "rival",
    "curator",
    "reviewer",
    "other_reviewer",
    "office",
    "stranger",
)
STATES = (S.VERIFIED, S.DEMO_CANDIDATE, S.PUBLICITY, S.DEMONSTRATED, S.REPLICATING, S.EXPIRED, S.REVOKED)


@pytest.mark.parametrize("lifecycle", [PILOT, OBJECTION, ADOPTION], ids=lambda one: one.name)
def test_every_state_can_be_reached(lifecycle: Any) -> None:
    kind: Any = type(lifecycle.initial)
    assert lifecycle.reachable() == frozenset(kind)


def stand(site: Site, state: PilotState, **columns: Any) -> None:
    with site.database.writing() as db:
        pilot, row = db.exec(select(Pilot)).one(), db.exec(select(Demonstration)).one()
        pilot.state = state
        row.sqlmodel_update(columns)
        db.add_all([pilot, row])


def people(db: Session, site: Site) -> dict[str, Viewer]:
    now = site.clock.now()
    found: dict[str, Viewer] = {row.name: principal_of(db, row, now) for row in db.exec(select(Person)).all()}
    return found | {"": None}


@contextmanager
def looking(site: Site) -> Iterator[tuple[Session, Shown]]:
    with site.database.reading() as db:
        yield db, shown_of(db, db.exec(select(Demonstration)).one(), site.clock.now())


def test_rule_and_sql_of_visibility_agree_in_every_cell(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    recorded(site, cast, signed_in, clock)
    seen = 0
    for secrecy in Secrecy:
        with site.database.writing() as db:
            need = db.exec(select(Scenario)).one()
            need.secrecy = secrecy
            db.add(need)
        for state in PilotState:
            stand(site, state)
            with looking(site) as (db, shown):
                for who, viewer in people(db, site).items():
                    allowed = may_see(viewer, shown.case)
                    assert bool(db.exec(visible(viewer)).all()) is allowed, (secrecy, state, who)
                    assert not (who == "stranger" and allowed) or (state in PUBLISHED and secrecy is Secrecy.PUBLIC)
                    seen += allowed
    assert seen > 100
    factory_hand(site, cast)
    with looking(site) as (db, shown):
        only_the_adopter_says_what_came_of_it(people(db, site), shown, cast.factory)


def only_the_adopter_says_what_came_of_it(viewers: Mapping[str, Viewer], shown: Shown, house: int) -> None:
    """Whoever looks after the demonstration reads of the copy, and still confirms nothing."""
    missing = {who: lacks_to_adopt(viewer, shown.case, house) for who, viewer in viewers.items()}
    theirs = {who for who, viewer in viewers.items() if viewer is not None and viewer.belongs_to(house)}
    assert {who for who, text in missing.items() if text != "只有采用单位可以确认推广。"} == theirs
    assert missing["江帆"] == ""


def test_a_button_is_there_exactly_where_the_deed_is_not_refused(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    here = recorded(site, cast, signed_in, clock)
    browsers = {who: signed_in(getattr(cast, who)) for who in WHO} | {"factory": signed_in(factory_hand(site, cast))}
    ids = {who: getattr(cast, who) for who in WHO}
    done = dict.fromkeys(DEEDS["demonstration"], 0)
    for state in STATES:
        asked = cast.reviewer if state is S.REPLICATING else None
        ends = {"publicity_until": clock.now() + timedelta(days=2)}
        stand(site, state, revocation_asked_by=asked, revocation_code="other", revocation_note="", **ends)
        for who, browser in browsers.items():
            page = browser.get(here)
            with looking(site) as (db, shown):
                number = ids.get(who) or db.exec(select(Person.id).where(Person.email == "factory@example.com")).one()
                viewer = principal_of(db, db.get_one(Person, number), clock.now())
                assert (page.status_code == 200) is may_see(viewer, shown.case), (state, who)
                for name, deed in DEEDS["demonstration"].items():
                    allowed = deed.allowed(viewer, shown) and page.status_code == 200
                    assert (f'"{here}/{name}"' in page.text) is allowed, (state, who, name)
                    done[name] += allowed
                    if not allowed and page.status_code == 200:
                        answer = browser.post(f"{here}/{name}")
                        missing = "您的操作没有生效" if not deed.possible(shown) else deed.lacks(viewer, shown)
                        status = 403 if deed.possible(shown) else 409
                        assert (answer.status_code, missing in text_of(answer)) == (status, True), (state, who, name)
    assert all(done[name] for name in done if name != "renew"), done


def test_rows_move_only_from_where_they_can() -> None:
    """Objections and copies: the table says when, whoever asks."""
    case: Any = SimpleNamespace(state=S.PUBLICITY, today=date(2026, 12, 1))
    row: Any = SimpleNamespace()
    for state in ObjectionState:
        shown = Shown(case, row, SimpleNamespace(state=state))
        possible = {name for name, deed in DEEDS["objections"].items() if deed.possible(shown)}
        assert possible == (set(DEEDS["objections"]) if state is ObjectionState.SUBMITTED else set())
    expected = {
        AdoptionState.WANTED: {"confirm", "drop"},
        AdoptionState.ADOPTED: {"correct", "end", "hand-in", "take-back"},
    }
    case = SimpleNamespace(state=S.DEMONSTRATED, today=date(2026, 12, 1))
    for one in AdoptionState:
        shown = Shown(case, row, SimpleNamespace(state=one))
        assert {name for name, deed in DEEDS["adoption"].items() if deed.possible(shown)} == expected.get(one, set())
