"""What both sides are told of matches and answers by mail: each occasion, whom it concerns, and what they read."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act, Occasion
from scenarios.matches.emails import inquiries, offers, pairs
from scenarios.matches.models import Answer, Inquiry, Introduction, Match
from scenarios.matches.queries.introductions import introducers
from scenarios.matches.queries.people import News, answerers, owner_people, supplier_people
from scenarios.matches.queries.sides import Both


def _owners(act: Act, _thing: Answer | Match | Introduction, sides: Both, *_said: Any) -> Iterable[Person]:
    return owner_people(act.db, sides.need)


def _suppliers(act: Act, _thing: Match | Introduction, sides: Both, *_said: Any) -> Iterable[Person]:
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


def _introducers(act: Act, match: Match, *_said: Any) -> Iterable[Person]:
    return introducers(act.db, match)


ANSWERED = Occasion(_owners, pairs.answered)
WITHDRAWN = Occasion(_owners, pairs.withdrawn)
WANTED = Occasion(_answerers, pairs.wanted)
PUT_OFF = Occasion(_answerers, pairs.put_off)
STILL_WAITING = Occasion(_owners, pairs.still_waiting)
NO_REPLY_YET = Occasion(_answerers, pairs.no_reply_yet)
LAPSED = Occasion(_answerers, pairs.lapsed)
INVITED = Occasion(_suppliers, pairs.invited)
INTRODUCED_TO_OWNER = Occasion(_owners, offers.introduced_to_owner)
INTRODUCED_TO_SUPPLIER = Occasion(_suppliers, offers.introduced_to_supplier)
OFFER_WAITS_FOR_OWNER = Occasion(_owners, offers.waits_for_owner)
OFFER_WAITS_FOR_SUPPLIER = Occasion(_suppliers, offers.waits_for_supplier)
CONTACTS_TO_OWNER = Occasion(_owners, offers.contacts_to_owner)
CONTACTS_TO_SUPPLIER = Occasion(_suppliers, offers.contacts_to_supplier)
REFUSED = Occasion(_suppliers, offers.refused)
OFFER_EXPIRED_FOR_OWNER = Occasion(_owners, offers.expired_for_owner)
OFFER_EXPIRED_FOR_SUPPLIER = Occasion(_suppliers, offers.expired_for_supplier)
OFFER_SETTLED = Occasion(_introducers, offers.settled)
INVITATION_LAPSED = Occasion(_owners, pairs.invitation_lapsed)
MUTUAL = Occasion(_owners, pairs.mutual)
DECLINED = Occasion(_owners, pairs.declined)
INQUIRED = Occasion(_asked, inquiries.inquired)
INQUIRY_ANSWERED = Occasion(_askers, inquiries.inquiry_answered)
INQUIRY_WITHDRAWN = Occasion(_asked, inquiries.inquiry_withdrawn)
NEWS = Occasion(_told_news, pairs.strong_matches)
