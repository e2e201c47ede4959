"""What mails about matches and answers look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.accounts.models import Person
from app.accounts.samples import house
from app.core.i18n import N_, speaking
from app.core.i18n import gettext as _
from app.core.mail import Email
from app.core.site import Site
from scenarios.matches import occasions
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Answer, Inquiry, Introduction, Match
from scenarios.matches.queries.people import News
from scenarios.matches.queries.sides import Both
from scenarios.samples import need
from suppliers.samples import supplier, supply


def sides(reader: Person, now: datetime) -> Both:
    return Both(need(reader, now), house(reader, now), supply(reader, now), supplier(reader, now))


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    mails = {**_of_answers(site, reader), **_of_invitations(site, reader), **_of_offers(site, reader)}
    return {f"matches.{name}": said for name, said in mails.items()}


def _of_answers(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    both, row = sides(reader, now), _answer(site, reader)
    asked = Inquiry(id=24, public_id="sample", scenario_id=7, supply_id=14, asked_by=reader.id, created_at=now)
    return {
        "answered": [occasions.ANSWERED(reader, row, both)],
        "withdrawn": [occasions.WITHDRAWN(reader, row, both)],
        "wanted": [occasions.WANTED(reader, row, both)],
        "put_off": [occasions.PUT_OFF(reader, row, both, site.vocabulary)],
        "still_waiting": [occasions.STILL_WAITING(reader, row, both)],
        "no_reply_yet": [occasions.NO_REPLY_YET(reader, row, both)],
        "lapsed": [occasions.LAPSED(reader, row, both.need)],
        "inquired": [occasions.INQUIRED(reader, asked, both, 3)],
        "inquiry_answered": [occasions.INQUIRY_ANSWERED(reader, asked, both)],
        "inquiry_withdrawn": [occasions.INQUIRY_WITHDRAWN(reader, asked, both)],
    }


def _of_invitations(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    both, match = sides(reader, now), _match(site, reader)
    news = News(3, now, {reader.id: reader}, {reader.id: [(both.need, 2)]})
    with speaking(reader.language):
        note = _("请先挑两三家合适的。")
    return {
        "invited": [occasions.INVITED(reader, match, both)],
        "invitation_lapsed": [occasions.INVITATION_LAPSED(reader, match, both, N_("需求已经截止、暂停或结束。"))],
        "mutual": [occasions.MUTUAL(reader, match, both)],
        "declined": [occasions.DECLINED(reader, match, both)],
        "news": [occasions.NEWS(reader, news)],
        "handed_to_curator": [occasions.HANDED_TO_CURATOR(reader, both.need, both.owner.name, note, now)],
    }


def _of_offers(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    now = site.clock.now()
    both, match = sides(reader, now), _match(site, reader)
    with speaking(reader.language):
        note = _("贵院的影像系统正好在这家做过对接。")
    due = now + timedelta(days=14)
    offer = Introduction(id=22, public_id="sample", match_id=21, curator_id=2, note=note, offered_at=now, due_at=due)
    over = match.model_copy(update={"state": MatchState.MUTUAL})
    about_offer = {
        "introduced_to_owner": occasions.INTRODUCED_TO_OWNER,
        "introduced_to_supplier": occasions.INTRODUCED_TO_SUPPLIER,
        "offer_waits_for_owner": occasions.OFFER_WAITS_FOR_OWNER,
        "offer_waits_for_supplier": occasions.OFFER_WAITS_FOR_SUPPLIER,
        "offer_expired_for_owner": occasions.OFFER_EXPIRED_FOR_OWNER,
        "offer_expired_for_supplier": occasions.OFFER_EXPIRED_FOR_SUPPLIER,
    }
    return {
        **{name: [occasion(reader, offer, both)] for name, occasion in about_offer.items()},
        "contacts_to_owner": [occasions.CONTACTS_TO_OWNER(reader, match, both)],
        "contacts_to_supplier": [occasions.CONTACTS_TO_SUPPLIER(reader, match, both)],
        "refused": [occasions.REFUSED(reader, match, both, site.vocabulary)],
        "offer_settled": [occasions.OFFER_SETTLED(reader, over, both)],
    }


def _reason(site: Site) -> str:
    return site.vocabulary.options("not_now_reason")[0][0]


def _match(site: Site, reader: Person) -> Match:
    now = site.clock.now()
    with speaking(reader.language):
        note = _("今年的预算已经用完，明年再谈。")
    return Match(
        id=21,
        public_id="sample",
        scenario_id=7,
        supply_id=14,
        reason=_reason(site),
        note=note,
        created_at=now,
        updated_at=now,
    )


def _answer(site: Site, reader: Person) -> Answer:
    now = site.clock.now()
    with speaking(reader.language):
        body, reply = _("我们在两家三级医院做过同样的质控，接口现成。"), _("请带上接口文档来面谈。")
    return Answer(
        id=23,
        public_id="sample",
        scenario_id=7,
        supply_id=14,
        organisation_id=13,
        person_id=2,
        body=body,
        reply=reply,
        reason=_reason(site),
        reply_due_at=now + timedelta(days=14),
        replied_at=now,
        created_at=now,
    )
