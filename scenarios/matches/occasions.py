"""What both sides are told of matches and answers by mail: each occasion, whom it concerns, and what they read."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act, Occasion
from scenarios.matches.emails import inquiries, pairs
from scenarios.matches.models import Answer, Inquiry, Match
from scenarios.matches.queries.people import News, answerers, owner_people, supplier_people
from scenarios.matches.queries.sides import Both


def _owners(act: Act, _thing: Answer | Match, sides: Both, *_said: Any) -> Iterable[Person]:
    return owner_people(act.db, sides.need)


def _suppliers(act: Act, _match: Match, sides: Both) -> Iterable[Person]:
    return supplier_people(act.db, sides.supply)


def _askers(act: Act, inquiry: Inquiry, sides: Both) -> Iterable[Person]:
    """Whoever asked, and who looks after the need."""
    asker = act.db.get_one(Person, inquiry.asked_by)
    return {person.id: person for person in (asker, *owner_people(act.db, sides.need))}.values()


def _asked(act: Act, _inquiry: Inquiry, sides: Both, *_said: Any) -> Iterable[Person]:
    return supplier_people(act.db, sides.supply)


def _told_news(_act: Act, news: News) -> Iterable[Person]:
    return list(news.people.values())


def _answerers(act: Act, answer: Answer, *_said: Any) -> Iterable[Person]:
    return answerers(act.db, answer)


ANSWERED = Occasion(_owners, pairs.answered)
WITHDRAWN = Occasion(_owners, pairs.withdrawn)
WANTED = Occasion(_answerers, pairs.wanted)
PUT_OFF = Occasion(_answerers, pairs.put_off)
STILL_WAITING = Occasion(_owners, pairs.still_waiting)
NO_REPLY_YET = Occasion(_answerers, pairs.no_reply_yet)
LAPSED = Occasion(_answerers, pairs.lapsed)
INVITED = Occasion(_suppliers, pairs.invited)
INTRODUCED_TO_OWNER = Occasion(_owners, pairs.introduced_to_owner)
INTRODUCED_TO_SUPPLIER = Occasion(_suppliers, pairs.introduced_to_supplier)
INVITATION_LAPSED = Occasion(_owners, pairs.invitation_lapsed)
MUTUAL = Occasion(_owners, pairs.mutual)
DECLINED = Occasion(_owners, pairs.declined)
INQUIRED = Occasion(_asked, inquiries.inquired)
INQUIRY_ANSWERED = Occasion(_askers, inquiries.inquiry_answered)
INQUIRY_WITHDRAWN = Occasion(_asked, inquiries.inquiry_withdrawn)
NEWS = Occasion(_told_news, pairs.strong_matches)
