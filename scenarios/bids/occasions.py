"""What people are told of bids by mail: each occasion, whom it concerns, and what they read. Nothing before the deadline:
the outbox is seen by those who look after it, and a mail would tell them that somebody bids."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act
from app.core.i18n import N_
from app.core.occasions import Occasion
from app.core.topics import Group, Topic
from scenarios.bids.emails import notes
from scenarios.bids.models import Tender
from scenarios.bids.queries.cases import BidCase
from scenarios.bids.queries.people import people_of, supervisor
from scenarios.models import Scenario
from scenarios.queries.people import keepers_of

BIDS = Group("bids", N_("揭榜与应标"))
OWN = Topic("bid_own", N_("本单位应标书的拆封和退回"), N_("应标单位的经办人"), BIDS)
NEED = Topic("bid_need", N_("本单位揭榜需求的截止和拆封"), N_("需求负责人"), BIDS)
WATCH = Topic("bid_watch", N_("等您确认的拆封记录"), N_("监督人"), BIDS)


def _bidders(act: Act, case: BidCase, *_said: Any) -> Iterable[Person]:
    return people_of(act.db, case)


def _keepers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    return keepers_of(act.db, need)


def _supervisor(act: Act, _need: Scenario, tender: Tender) -> Iterable[Person]:
    return supervisor(act.db, tender)


UNSEALED = Occasion(_bidders, notes.unsealed, OWN)
RETURNED = Occasion(_bidders, notes.returned, OWN)
RECORDED = Occasion(_keepers, notes.recorded, NEED)
TO_CONFIRM = Occasion(_supervisor, notes.to_confirm, WATCH)
