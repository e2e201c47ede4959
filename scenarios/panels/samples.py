"""What mails about panels look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.accounts.models import Person
from app.core.mail import Email
from app.core.site import Site
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Bid
from scenarios.bids.queries.tenders import Terms
from scenarios.matches.samples import sides
from scenarios.panels import occasions
from scenarios.panels.models import Panel, Seat
from scenarios.panels.queries.cases import PanelCase


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    case, again = sample_case(reader, now), sample_case(reader, now, round_=2)
    bids = [sample_bid(reader, now, BidState.SCORING), sample_bid(reader, now, BidState.INELIGIBLE)]
    return {
        "panels.checked": [occasions.CHECKED(reader, case, bid) for bid in bids],
        "panels.to_draw": [occasions.TO_DRAW(reader, case)],
        "panels.short": [occasions.SHORT(reader, case)],
        "panels.seated": [occasions.SEATED(reader, one, case.seats) for one in (case, again)],
        "panels.revealed": [occasions.REVEALED(reader, case)],
        "panels.to_sign": [occasions.TO_SIGN(reader, case)],
        "panels.waited_for": [occasions.WAITED_FOR(reader, case, case.seats[0])],
        "panels.to_decide": [occasions.TO_DECIDE(reader, case)],
    }


def sample_bid(reader: Person, now: datetime, state: BidState) -> Bid:
    said: dict[str, Any] = {"seal_key": "", "wrapped": b"", "body": b"", "created_at": now}
    house = sides(reader, now).supplier.id
    defects = ["stamped"] if state is BidState.INELIGIBLE else []
    return Bid(
        id=51, public_id="sample", scenario_id=7, organisation_id=house, state=state, number=2, defects=defects, **said
    )


def sample_case(reader: Person, now: datetime, round_: int = 1) -> PanelCase:
    panel = Panel(
        scenario_id=7, commitment="9f2c" * 16, seal_key="", wrapped=b"", committed_at=now, lines=[], round=round_
    )
    seat = Seat(
        id=3, scenario_id=7, entry_id=1, person_id=reader.id, number=1, place=1, waits_since=now, created_at=now
    )
    need = sides(reader, now).need
    return PanelCase(need, Terms(None, (), None), panel, [seat], (), (), (), now)
