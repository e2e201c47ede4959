"""What people are told of decisions and objections: each occasion, whom it concerns, and what they read."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act
from app.core.i18n import N_
from app.core.occasions import Occasion
from app.core.topics import Topic
from scenarios.awards.emails import notes
from scenarios.awards.models import Objection
from scenarios.awards.queries.cases import AwardCase
from scenarios.bids.models import Bid
from scenarios.bids.occasions import BIDS, NEED, OWN
from scenarios.bids.queries.cases import case_of
from scenarios.bids.queries.people import people_of
from scenarios.queries.people import keepers_of, office_of

OBJECTIONS = Topic("objections", N_("待受理和待答复的异议"), N_("专班"), BIDS)
ANSWERS = Topic("objection_answers", N_("对您提出的异议的答复"), N_("提出异议的人"), BIDS)


def _bidders(act: Act, _case: AwardCase, bid: Bid, *_said: Any) -> Iterable[Person]:
    return people_of(act.db, case_of(act.db, bid, act.now))


def _all_bidders(act: Act, case: AwardCase, *_said: Any) -> Iterable[Person]:
    found = [one for bid in case.panel.bids for one in people_of(act.db, case_of(act.db, bid, act.now))]
    return {one.id: one for one in [*found, *keepers_of(act.db, case.need)]}.values()


def _office(act: Act, case: AwardCase, *_said: Any) -> Iterable[Person]:
    return office_of(act.db, case.need, act.now)


def _objector(act: Act, _case: AwardCase, one: Objection) -> Iterable[Person]:
    person = act.db.get(Person, one.person_id)
    return [person] if person is not None and person.deleted_at is None else []


def _keepers(act: Act, case: AwardCase, *_said: Any) -> Iterable[Person]:
    return keepers_of(act.db, case.need)


ANNOUNCED = Occasion(_bidders, notes.announced, OWN)
AWARDED = Occasion(_all_bidders, notes.awarded, OWN)
OUT = Occasion(_bidders, notes.out, OWN)
DECLINED = Occasion(_keepers, notes.declined, NEED)
OBJECTED = Occasion(_office, notes.objected, OBJECTIONS)
LATE = Occasion(_office, notes.late, OBJECTIONS)
ANSWERED = Occasion(_objector, notes.answered, ANSWERS)
