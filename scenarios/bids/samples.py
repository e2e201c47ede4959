"""What mails about bids look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.accounts.models import Person
from app.core.mail import Email
from app.core.site import Site
from scenarios.bids import occasions
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Bid, Nature, Tender, Unsealing
from scenarios.bids.queries.cases import BidCase
from scenarios.matches.samples import sides


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    case = _case(reader, now)
    few = Unsealing(scenario_id=7, at=now, received=1, least=3, entries=[], sha256="9f2c" * 16)
    assert case.unsealing is not None
    return {
        "bids.unsealed": [occasions.UNSEALED(reader, case)],
        "bids.returned": [occasions.RETURNED(reader, case, reason) for reason in ("too_few", "cancelled")],
        "bids.recorded": [occasions.RECORDED(reader, case.need, one) for one in (case.unsealing, few)],
        "bids.to_confirm": [occasions.TO_CONFIRM(reader, case.need, case.tender)],
    }


def _case(reader: Person, now: datetime) -> BidCase:
    both = sides(reader, now)
    entry = {"number": 2, "sha256": "9f2c" * 16, "arrived_at": now.isoformat(), "verified": True}
    bid = Bid(
        id=51,
        public_id="sample",
        scenario_id=7,
        organisation_id=both.supplier.id,
        state=BidState.UNDER_CHECK,
        seal_key="",
        wrapped=b"",
        body=b"",
        number=2,
        defects=["stamped"],
        created_at=now,
    )
    return BidCase(
        bid=bid,
        need=both.need,
        tender=Tender(scenario_id=7, nature=Nature.LATER, updated_at=now),
        parties=(),
        organisations={both.supplier.id: both.supplier},
        kpis=(),
        unsealing=Unsealing(
            scenario_id=7,
            at=now,
            received=3,
            least=3,
            entries=[entry],
            sha256="9f2c" * 16,
            correct_until=now + timedelta(days=3),
        ),
        now=now,
    )
