"""Whom the draw passes over, by each reason; and who is reminded."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.accounts.models import MemberRole, Membership, OrganisationTie, Person, Stake, TieKind
from app.core.acting import act_in
from app.core.clock import FixedClock, city_date
from app.core.models import Mail
from app.core.site import Site
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Bid, BidParty
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.panels.actions.clockwork import tick
from scenarios.panels.actions.pool import add, commit
from scenarios.panels.lifecycle import SeatState
from scenarios.panels.models import PoolEntry, Seat
from scenarios.panels.queries.cases import panel_case, pool_of
from scenarios.panels.queries.pool import candidates
from tests.scenarios.bids import helpers as b
from tests.scenarios.helpers import read
from tests.support import Cast


def bid(db: Session, site: Site, need: int, *houses: int, state: BidState = BidState.SCORING, number: int = 1) -> None:
    now = site.clock.now()
    row = Bid(
        scenario_id=need, organisation_id=houses[0], state=state, number=number,
        seal_key="", wrapped=b"", body=b"", created_at=now,
    )  # fmt: skip
    db.add(row)
    db.flush()
    for place, house in enumerate(houses):
        db.add(
            BidParty(bid_id=row.id, scenario_id=need, organisation_id=house, lead=place == 0, confirmed_at=now, at=now)
        )
    db.flush()


def evaluated(site: Site, cast: Cast) -> int:
    """A need whose one bidder is the firm; the firm and the institute have bid together elsewhere."""
    need, other = read(site, b.watched(site, cast)), read(site, b.watched(site, cast))
    with site.database.writing() as db:
        for one in (need, other):
            row = db.get_one(Scenario, one.id)
            row.state = ScenarioState.EVALUATING
            db.add(row)
        bid(db, site, need.id, cast.firm)
        bid(db, site, other.id, cast.firm, cast.research)
        commit(act_in(db, site), need)
    return need.id


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("owner", "part"),  # she has written the need
        ("auditor", "part"),  # she watches over it
        ("supplier", "house"),
        ("institute", "together"),
        ("shareholder", "stake"),
        ("sister", "tie"),
        ("entered", "house"),  # by the house that the office has entered
        ("former", "house"),  # who left the firm after the need was begun
        ("long_gone", ""),
        ("drawing", "part"),  # whoever has the panel drawn
        ("locked", "gone"),
        ("verifier", ""),
        ("colleague", ""),  # of the owner's house, up to a third
    ],
)
def test_who_is_passed_over_and_why(site: Site, cast: Cast, who: str, reason: str) -> None:
    number, now = evaluated(site, cast), site.clock.now()
    with site.database.writing() as db:
        person = db.get_one(Person, getattr(cast, who, cast.stranger))
        if who == "shareholder":
            db.add(Stake(person_id=person.id, organisation_id=cast.firm, note="持股", declared_at=now))
        if who == "sister":
            sister, _manager = b.house(db, site, "启明控股")
            db.add(Membership(person_id=person.id, organisation_id=sister, role=MemberRole.MEMBER, started_at=now))
            db.add(
                OrganisationTie(
                    organisation_id=sister,
                    other_id=cast.firm,
                    kind=TieKind.GROUP,
                    source="公示",
                    since=city_date(now),
                    recorded_at=now,
                )
            )
        if who in {"former", "long_gone"}:
            begun = db.get_one(Scenario, number).created_at
            until = begun + timedelta(minutes=1) if who == "former" else begun - timedelta(days=1)
            db.add(
                Membership(
                    person_id=person.id,
                    organisation_id=cast.firm,
                    role=MemberRole.MEMBER,
                    started_at=begun - timedelta(days=90),
                    ended_at=until,
                )
            )
        if who == "locked":
            person.locked_at = now
            db.add(person)
        need = db.get_one(Scenario, number)
        case = panel_case(db, need, now)
        assert case is not None
        add(act_in(db, site), case, person, "启明医智科技" if who == "entered" else "", "")
        (found,) = candidates(db, case, pool_of(db, number), person.id if who == "drawing" else None)
    assert (found.conflict, found.from_owner) == (reason, who in {"owner", "colleague"})


def test_a_member_for_whom_the_others_wait_is_reminded(site: Site, cast: Cast, clock: FixedClock) -> None:
    number, now = evaluated(site, cast), site.clock.now()
    with site.database.writing() as db:
        for place, (person, state) in enumerate(
            ((cast.verifier, SeatState.SEATED), (cast.stranger, SeatState.TECHNICAL_SENT)), start=1
        ):
            entry = PoolEntry(scenario_id=number, person_id=person, name="专家", at=now)
            db.add(entry)
            db.flush()
            seat = Seat(
                scenario_id=number, entry_id=entry.id, person_id=person, state=state, number=place, place=place,
                waits_since=now, created_at=now,
            )  # fmt: skip
            db.add(seat)

    def told() -> list[str]:
        tick(site, site.clock.now())
        with site.database.reading() as db:
            return [one.recipient for one in db.exec(select(Mail)).all() if one.subject.startswith("评审在等您")]

    clock.at = now + timedelta(days=2)
    assert told() == []
    clock.at = now + timedelta(days=3, minutes=1)
    assert told() == told() == ["verifier@example.com"]  # once, and only her: the other can do nothing yet
    clock.at = now + timedelta(days=6, minutes=2)
    assert told() == ["verifier@example.com"] * 2
