"""Pilot × state × person: who sees it, what she lacks; the rule and the database agree on every cell, and so do buttons,
refusals and the public page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.accounts.access import principal_of
from app.accounts.models import Person, RoleGrant
from app.accounts.policy import Viewer
from app.core.site import Site
from scenarios.models import Scenario, Secrecy
from scenarios.pilots.deeds import DEEDS, Row
from scenarios.pilots.lifecycle import BEFORE, LESSONS, SHOWN, PilotState
from scenarios.pilots.models import (
    Origin,
    Pilot,
    PilotAgreement,
    PilotKpi,
    PilotParty,
    Purchase,
    Side,
    Verification,
    VerificationKind,
)
from scenarios.pilots.policy import is_shown, may_see, may_see_inside, may_see_surveys, side_of
from scenarios.pilots.queries.cases import Case, case_of, inside, visible
from scenarios.pilots.queries.people import overseers
from tests.scenarios.helpers import opened, read
from tests.scenarios.pilots.helpers import a_house
from tests.scenarios.test_visibility import viewers
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
S = PilotState


@dataclass
class Cells:
    """A pilot of the hospital and the firm in every state: of public and restricted needs, named and not."""

    cases: list[Case]
    people: dict[str, Viewer]


def make(site: Site, cast: Cast, need: int, state: PilotState, verifier: int | None = None, **more: Any) -> Pilot:
    """The row with its parties, as far as rules ask for them."""
    now = site.clock.now()
    with site.database.writing() as db:
        row = Pilot(scenario_id=need, origin=Origin.AGREEMENT, state=state, created_at=now, updated_at=now, **more)
        db.add(row)
        db.flush()
        db.add(PilotAgreement(pilot_id=row.id, purchase=Purchase.FREE, no_promise=True))
        sides = [(cast.hospital, Side.OWNER), (cast.firm, Side.SUPPLIER)]
        sides += [(verifier, Side.VERIFIER)] if verifier else []
        db.add_all(PilotParty(pilot_id=row.id, organisation_id=house, side=side, at=now) for house, side in sides)
        db.flush()
        db.refresh(row)
        db.expunge(row)
        return row


@pytest.fixture
def cells(site: Site, cast: Cast) -> Iterator[Cells]:
    house, _number, tester = a_house(site, "中原软件评测中心")
    needs = [opened(site, cast), opened(site, cast, secrecy=Secrecy.RESTRICTED), opened(site, cast, field="transport")]
    with site.database.reading() as db:
        ids = db.exec(select(Scenario.id).where(col(Scenario.public_id).in_(needs)).order_by(col(Scenario.id))).all()
    for need in ids:
        for state in PilotState:
            for named in (False, True) if state in LESSONS else (False,):
                make(site, cast, need, state, house if state not in BEFORE else None, named=named)
    people = viewers(site, cast)
    with site.database.reading() as db:
        people["tester"] = principal_of(db, db.get_one(Person, tester), site.clock.now())
        rows = db.exec(select(Pilot).order_by(col(Pilot.id))).all()
        yield Cells([case_of(db, row, site.clock.now()) for row in rows], people)


def test_the_rule_and_the_database_agree_on_every_cell(site: Site, cells: Cells) -> None:
    count = 0
    with site.database.reading() as db:
        for name, viewer in cells.people.items():
            seen = {row.id for row in db.exec(visible(viewer)).all()}
            joined = select(Pilot.id).join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
            within = set(db.exec(joined.where(inside(viewer))).all())
            for case in cells.cases:
                where = (name, case.state, case.need.secrecy, case.named)
                assert (case.pilot.id in seen) is may_see(viewer, case), where
                assert (case.pilot.id in within) is may_see_inside(viewer, case), where
                count += 1
    assert count > 900


def test_who_sees_what(cells: Cells) -> None:
    """The rule itself, against a table written out by hand."""
    for case in cells.cases:
        public = case.need.secrecy is Secrecy.PUBLIC
        told = public and (case.state in SHOWN or (case.state in LESSONS and case.named))
        assert is_shown(case) is told
        seers = {"owner", "colleague", "two_hats", "supplier", "curator", "office"}
        seers |= {"reviewer"} if case.need.field == "health" else {"other_reviewer"}
        seers |= {"tester"} if case.state not in BEFORE else set()
        for name, viewer in cells.people.items():
            assert may_see_inside(viewer, case) is (name in seers), (name, case.state, case.need.field)
            if name in {"tester", "reviewer", "rival", "anonymous"}:
                assert not may_see_surveys(viewer, case) or name == "reviewer"


def test_nobody_speaks_for_both_sides(site: Site, cast: Cast, cells: Cells) -> None:
    case = cells.cases[0]
    assert side_of(cells.people["owner"], case) is Side.OWNER
    assert side_of(cells.people["supplier"], case) is Side.SUPPLIER
    for name in ("rival", "curator", "office", "reviewer", "tester", "anonymous"):
        assert side_of(cells.people[name], case) is None, name


def test_a_curator_no_more_sees_and_hears_nothing(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    need = read(site, opened(site, cast, curator_id=cast.curator)).id
    row = make(site, cast, need, S.RUNNING)
    here, now = f"/pilots/{row.public_id}", site.clock.now()
    with site.database.writing() as db:
        assert cast.curator in {one.id for one in overseers(db, case_of(db, db.get_one(Pilot, row.id), now), now)}
        for grant in db.exec(select(RoleGrant).where(RoleGrant.person_id == cast.curator)).all():
            grant.ends_at = now - timedelta(days=1)
            db.add(grant)
        db.flush()
        assert cast.curator not in {one.id for one in overseers(db, case_of(db, db.get_one(Pilot, row.id), now), now)}
    browser = signed_in(cast.curator)
    assert {browser.get(here + tab).status_code for tab in ("", "/agreement", "/kpis", "/verification")} == {404}
    assert row.public_id not in browser.get("/pilots").text


WHO = ("owner", "supplier", "rival", "curator", "reviewer", "office", "tester")


STATES = (S.PROPOSED, S.PLANNED, S.AGREEMENT_SIGNED, S.READY, S.RUNNING, S.PAUSED, S.UNDER_VERIFICATION, S.VERIFIED)
REFUSED = ("owner", "tester", "rival")
"""Whose refusals are read over HTTP; the others' differ in the rule alone, which the cells above hold."""


@pytest.mark.parametrize("state", [*STATES, S.STOPPED_EARLY])
def test_every_deed_with_a_pilot_is_refused_or_shown(
    site: Site, cast: Cast, signed_in: SignedIn, state: PilotState
) -> None:
    """The button is on some page of hers exactly where the deed is not refused; a refusal says what the table says."""
    house, _number, tester = a_house(site, "中原软件评测中心")
    need = read(site, opened(site, cast)).id
    row = make(site, cast, need, state, house)
    here, people = f"/pilots/{row.public_id}", viewers(site, cast)
    with site.database.reading() as db:
        people["tester"] = principal_of(db, db.get_one(Person, tester), site.clock.now())
        case = case_of(db, db.get_one(Pilot, row.id), site.clock.now())
        cells = {
            (who, name): (deed.possible(Row(case, case.pilot)), deed.lacks(people[who], Row(case, case.pilot)))
            for who in WHO
            for name, deed in DEEDS["pilot"].items()
        }
    tabs = ("", "/agreement", "/kpis", "/readiness", "/running", "/verification")
    for who in WHO:
        browser = signed_in(tester if who == "tester" else getattr(cast, who))
        text = "".join(browser.get(here + tab).text for tab in tabs)
        for name in DEEDS["pilot"]:
            possible, missing = cells[who, name]
            assert (f'action="{here}/{name}"' in text) is (possible and not missing), (who, name)
            if who not in REFUSED or (possible and not missing):
                continue
            answer = browser.post(f"{here}/{name}")
            if answer.status_code == 404:
                assert who == "rival", (who, name)
            elif not possible:
                assert (answer.status_code, "您的操作没有生效" in text_of(answer)) == (409, True), (who, name)
            else:
                assert (answer.status_code, missing in text_of(answer)) == (403, True), (who, name)


def test_a_stranger_meets_nothing_of_a_pilot(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    """Every address and form, whoever has no part in it."""
    need = read(site, opened(site, cast)).id
    row = make(site, cast, need, S.RUNNING)
    with site.database.writing() as db:
        kpi = PilotKpi(pilot_id=row.id, name="漏诊率", unit="‰", target_text="≤1", baseline_value=3.25)
        check = Verification(
            pilot_id=row.id,
            kind=VerificationKind.THIRD_PARTY,
            organisation_id=cast.factory,
            created_at=site.clock.now(),
        )
        db.add_all([kpi, check])
        db.flush()
        numbers = {"kpis": kpi.public_id, "verifications": check.public_id}
    here = f"/pilots/{row.public_id}"
    tabs = [
        "",
        "/agreement",
        "/agreement/scope",
        "/kpis",
        "/readiness",
        "/running",
        "/verification",
        "/papers/x",
        "/files/x",
    ]
    forms = [f"{here}/{name}" for name in DEEDS["pilot"]]
    forms += [f"{here}/{kind}/{number}/{deed}" for kind, number in numbers.items() for deed in DEEDS[kind]]
    forms += [f"{here}/papers/agreement", f"{here}/papers/report", f"{here}/agreement/scope"]
    for who in ("rival", "stranger", "admin", "auditor", "unverified", "other_reviewer"):
        browser = signed_in(getattr(cast, who))
        assert {browser.get(here + tab).status_code for tab in tabs} == {404}, who
        assert {browser.post(form).status_code for form in forms} == {404}, who
        assert row.public_id not in browser.get("/pilots").text, who
