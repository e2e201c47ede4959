"""What both sides are told of matches and answers by mail: each occasion, whom it concerns, and what they read."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.accounts.topics import DUTIES
from app.core.acting import Act
from app.core.i18n import N_
from app.core.occasions import Letter, Occasion
from app.core.topics import Group, Topic
from scenarios.matches.emails import inquiries, offers, pairs
from scenarios.matches.models import Answer, Inquiry, Introduction, Match
from scenarios.matches.queries.introductions import introducers
from scenarios.matches.queries.people import News, answerers, owner_people, supplier_people
from scenarios.matches.queries.sides import Both

TALKS = Group("talks", N_("对接与回应"))
ADVICE = Group("advice", N_("推荐"))
ANSWERS = Topic("answers", N_("“我能做”和答复"), N_("需求负责人，作出回应的人"), TALKS)
INVITATIONS = Topic("match_invitations", N_("对接邀请和结果"), N_("受邀供给的负责人，发出邀请的需求负责人"), TALKS)
OFFERS = Topic("introductions", N_("场景经理人的引荐"), N_("需求和供给双方的负责人"), TALKS)
INQUIRIES = Topic("inquiries", N_("待确认项的询问和答复"), N_("供给负责人，提问的人"), TALKS)
CURATION = Topic("curation", N_("托付的需求和引荐的结果"), N_("场景经理人"), DUTIES)
FITTING = Topic("new_matches", N_("本单位需求的新契合供给"), N_("需求负责人，每天至多一封"), ADVICE)


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


ANSWERED = Occasion(_owners, pairs.answered, ANSWERS)
WITHDRAWN = Occasion(_owners, pairs.withdrawn, ANSWERS)
WANTED = Occasion(_answerers, pairs.wanted, ANSWERS)
PUT_OFF = Occasion(_answerers, pairs.put_off, ANSWERS)
STILL_WAITING = Occasion(_owners, pairs.still_waiting, ANSWERS)
NO_REPLY_YET = Occasion(_answerers, pairs.no_reply_yet, ANSWERS)
LAPSED = Occasion(_answerers, pairs.lapsed, ANSWERS)
INVITED = Occasion(_suppliers, pairs.invited, INVITATIONS)
INTRODUCED_TO_OWNER = Occasion(_owners, offers.introduced_to_owner, OFFERS)
INTRODUCED_TO_SUPPLIER = Occasion(_suppliers, offers.introduced_to_supplier, OFFERS)
OFFER_WAITS_FOR_OWNER = Occasion(_owners, offers.waits_for_owner, OFFERS)
OFFER_WAITS_FOR_SUPPLIER = Occasion(_suppliers, offers.waits_for_supplier, OFFERS)
CONTACTS_TO_OWNER = Occasion(_owners, offers.contacts_to_owner, OFFERS)
CONTACTS_TO_SUPPLIER = Occasion(_suppliers, offers.contacts_to_supplier, OFFERS)
REFUSED = Occasion(_suppliers, offers.refused, OFFERS)
OFFER_EXPIRED_FOR_OWNER = Occasion(_owners, offers.expired_for_owner, OFFERS)
OFFER_EXPIRED_FOR_SUPPLIER = Occasion(_suppliers, offers.expired_for_supplier, OFFERS)
OFFER_SETTLED = Occasion(_introducers, offers.settled, CURATION)
INVITATION_LAPSED = Occasion(_owners, pairs.invitation_lapsed, INVITATIONS)
MUTUAL = Occasion(_owners, pairs.mutual, INVITATIONS)
DECLINED = Occasion(_owners, pairs.declined, INVITATIONS)
INQUIRED = Occasion(_asked, inquiries.inquired, INQUIRIES)
INQUIRY_ANSWERED = Occasion(_askers, inquiries.inquiry_answered, INQUIRIES)
INQUIRY_WITHDRAWN = Occasion(_asked, inquiries.inquiry_withdrawn, INQUIRIES)
NEWS = Occasion(_told_news, pairs.strong_matches, FITTING)
HANDED_TO_CURATOR = Letter(pairs.handed_over, CURATION)
