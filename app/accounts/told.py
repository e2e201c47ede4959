"""Who may (still) be told what: the one answer to `app.core.mail.Asking`, for writing a mail and for sending it.

Each part of the site declares the kinds of things that its mails are about, with the rule that its own pages ask.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.access import principal_of
from app.accounts.models import Claim, Invitation, Person
from app.accounts.policy import Viewer, may_manage_organisation, may_see_members, may_verify_organisations
from app.accounts.queries.mailing import way_of
from app.core.bounces import is_closed
from app.core.mail import Refusal, Telling
from app.core.slices import Rule
from app.core.topics import Topic, Way

UNWANTED = {Way.WEEKLY: Refusal.WEEKLY, Way.NEVER: Refusal.OFF}


def refusal(
    rules: Mapping[str, Rule], topics: Mapping[str, Topic], db: Session, telling: Telling, now: datetime
) -> Refusal | None:
    """What keeps this person from being told: her account, the rule of what it is about, her address, or her own wish.
    A kind without a rule is a mistake in the program and raises."""
    person = db.get(Person, telling.person_id) if telling.person_id is not None else None
    if (forbidden := _forbidden(rules, db, telling, person, now)) is not None:
        return forbidden
    topic = topics.get(telling.topic)  # none for what was written before there were topics: it goes as it did
    proving = topic is not None and topic.proving
    if is_closed(db, telling.recipient, telling.written_at if proving else None):
        return Refusal.BOUNCED
    return _unwanted(db, person, topic) if person is not None and topic is not None else None


def _unwanted(db: Session, person: Person, topic: Topic) -> Refusal | None:
    """Whether she would rather not have it. What she may not switch off is not asked."""
    if not topic.switchable:
        return None
    if topic.consent and person.mail_consent_at is None:
        return Refusal.CONSENT
    return UNWANTED.get(way_of(db, person.id, topic))


def _forbidden(
    rules: Mapping[str, Rule], db: Session, telling: Telling, person: Person | None, now: datetime
) -> Refusal | None:
    """Whether she may not know, or is no more; `person` is she, None for a stranger."""
    if telling.person_id is not None and (person is None or person.deleted_at is not None):
        return Refusal.GONE
    if telling.about is None:
        return None
    if person is not None and person.locked_at is not None:
        return Refusal.LOCKED
    if person is not None and person.email != telling.recipient:
        return Refusal.MOVED
    viewer = principal_of(db, person, now) if person is not None else None
    may_know = rules[telling.about.kind](db, viewer, telling, telling.about.id, now)
    return None if may_know else Refusal.HIDDEN


def _of_claim(db: Session, viewer: Viewer, _telling: Telling, claim_id: int, _now: datetime) -> bool:
    claim = db.get(Claim, claim_id)
    if claim is None or viewer is None:
        return False
    hers = viewer.person_id == claim.person_id
    return hers or may_verify_organisations(viewer) or may_manage_organisation(viewer, claim.organisation_id)


def _of_organisation(_db: Session, viewer: Viewer, _telling: Telling, organisation_id: int, _now: datetime) -> bool:
    return may_see_members(viewer, organisation_id)


def _of_invitation(db: Session, _viewer: Viewer, telling: Telling, invitation_id: int, now: datetime) -> bool:
    row = db.get(Invitation, invitation_id)
    is_open = row is not None and row.revoked_at is None and row.accepted_at is None and row.expires_at > now
    return is_open and row is not None and row.email == telling.recipient


RULES: Mapping[str, Rule] = {"claim": _of_claim, "organisation": _of_organisation, "invitation": _of_invitation}
