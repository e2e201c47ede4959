"""The people of the simulation bring a pilot from its proposal to a record that another house copies."""

import asyncio
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.core.clock import FixedClock
from app.core.site import Site
from app.registry import make_worker
from app.simulation.people import Habit, Inhabitant, Part
from app.simulation.piloting import live_in_demonstrations, live_in_pilots
from app.simulation.town import Caught, Town
from app.simulation.visiting import Visitor, Wire
from scenarios.demonstrations.lifecycle import AdoptionState
from scenarios.demonstrations.models import Adoption
from scenarios.pilots.lifecycle import PilotState
from tests.scenarios.demonstrations.helpers import factory_hand
from tests.scenarios.pilots.helpers import a_house, pilot_row, proposed
from tests.support import Browser, Cast
from tests.support.browser import sign_in_cookie

SignedIn = Callable[[int], Browser]
EAGER = Habit("eager", comes=1, reads=1, follows=1, finishes=1, keen=20, leaves=0)
ROUNDS, DAYS = 12, 3


@pytest.fixture
def place(app: FastAPI, site: Site, clock: FixedClock, tmp_path: Path) -> Iterator[Town]:
    with asyncio.Runner() as runner:
        chance = random.Random(4)
        yield Town(site, clock, Caught(clock), make_worker(site), Wire(app, runner), chance, tmp_path)


def somebody(place: Town, person_id: int, part: Part) -> Inhabitant:
    visitor = Visitor(place.wire, "10.0.0.1", sign_in_cookie(place.site, person_id))
    return Inhabitant(part.value, "", part, EAGER, "", "", {}, visitor)


def test_from_a_proposal_to_a_copy(place: Town, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    proposed(site, cast, signed_in)
    _house, _number, tester = a_house(site, "中原软件评测中心")
    people = [
        somebody(place, person, part)
        for person, part in (
            (cast.owner, Part.OWNER),
            (cast.supplier, Part.SUPPLIER),
            (tester, Part.VERIFIER),
            (cast.reviewer, Part.REVIEWER),
            (factory_hand(site, cast), Part.OWNER),
        )
    ]
    seen = []
    for _round in range(ROUNDS):
        for one in people:
            if one.part is not Part.REVIEWER:
                live_in_pilots(place, one)
            if one.part in {Part.OWNER, Part.REVIEWER}:
                live_in_demonstrations(place, one)
        seen.append(pilot_row(site).state)
        place.clock.advance(days=DAYS)
        place.worker.drain()
    refused = {one.part.value: dict(one.refused) for one in people if one.refused}
    assert seen[-1] is PilotState.REPLICATING, (seen, refused)
    assert place.wire.faults == []
    with site.database.reading() as db:
        assert {row.state for row in db.exec(select(Adoption)).all()} == {AdoptionState.ADOPTED}
