"""What people are told of a panel by mail: each occasion, whom it concerns, and what they read."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act
from app.core.i18n import N_
from app.core.occasions import Occasion
from app.core.topics import Topic
from scenarios.bids.models import Bid
from scenarios.bids.occasions import BIDS, NEED, OWN
from scenarios.bids.queries.cases import case_of
from scenarios.bids.queries.people import people_of
from scenarios.panels.emails import notes
from scenarios.panels.models import Seat
from scenarios.panels.queries.cases import PanelCase
from scenarios.panels.queries.people import people_in
from scenarios.queries.people import keepers_of, office_of

JUDGING = Topic("panel_member", N_("您的评审任务"), N_("评委"), BIDS)
KEEPING = Topic("panel_keep", N_("评审组的抽取"), N_("专班"), BIDS)


def _bidders(act: Act, _case: PanelCase, bid: Bid) -> Iterable[Person]:
    return people_of(act.db, case_of(act.db, bid, act.now))


def _office(act: Act, case: PanelCase, *_said: Any) -> Iterable[Person]:
    return office_of(act.db, case.need, act.now)


def _these(act: Act, _case: PanelCase, seats: Sequence[Seat]) -> Iterable[Person]:
    return people_in(act.db, seats)


def _member(act: Act, _case: PanelCase, seat: Seat) -> Iterable[Person]:
    return people_in(act.db, [seat])


def _members(act: Act, case: PanelCase, *_said: Any) -> Iterable[Person]:
    return people_in(act.db, case.active)


def _keepers(act: Act, case: PanelCase, *_said: Any) -> Iterable[Person]:
    return keepers_of(act.db, case.need)


CHECKED = Occasion(_bidders, notes.checked, OWN)
TO_DRAW = Occasion(_office, notes.to_draw, KEEPING)
SHORT = Occasion(_office, notes.short, KEEPING)
SEATED = Occasion(_these, notes.seated, JUDGING)
REVEALED = Occasion(_members, notes.revealed, JUDGING)
TO_SIGN = Occasion(_members, notes.to_sign, JUDGING)
WAITED_FOR = Occasion(_member, notes.waited_for, JUDGING)
TO_DECIDE = Occasion(_keepers, notes.to_decide, NEED)
