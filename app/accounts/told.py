"""Who may (still) be told what: the one answer to `app.core.mail.Asking`, for writing a mail and for sending it.

Each part of the site declares the kinds of things that its mails are about, with the rule that its own pages ask.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.access import principals_of
from app.accounts.models import Claim, Invitation, Person
from app.accounts.policy import Viewer, may_manage_organisation, may_see_members, may_verify_organisations
from app.accounts.queries.mailing import Ways, way_in, ways_of_all
from app.core.bounces import closed_among
from app.core.mail import About, Refusal, Telling
from app.core.slices import Ahead, Rule, ahead
from app.core.topics import Topic, Way

UNWANTED = {Way.WEEKLY: Refusal.WEEKLY, Way.NEVER: Refusal.OFF}


def refusals(
    rules: Mapping[str, Rule],
    readers: Mapping[str, Ahead],
    topics: Mapping[str, Topic],
    db: Session,
    tellings: Sequence[Telling],
    now: datetime,
) -> list[Refusal | None]:
    """What keeps each of these people from being told: her account, the rule of what it is about, her address, or her own
    wish. A kind without a rule is a mistake in the program and raises. As many statements for many as for one, but for
    rules that read what nobody has read ahead."""
    ids = {telling.person_id for telling in tellings if telling.person_id is not None}
    people = {person.id: person for person in db.exec(select(Person).where(col(Person.id).in_(ids))).all()}
    told = [people[one.person_id] for one in tellings if one.about is not None and one.person_id in people]
    viewers = principals_of(db, told, now) if told else {}
    closed = closed_among(db, [telling.recipient for telling in tellings])
    ways = ways_of_all(db, ids)
    held = read_ahead(readers, db, [telling.about for telling in tellings])
    found: list[Refusal | None] = []
    for telling in tellings:
        person, topic = people.get(telling.person_id or 0), topics.get(telling.topic)
        refusal = _forbidden(telling, person) or _hidden(rules, db, telling, viewers, now)
        # Without a topic is what was written before there were topics: it goes as it did.
        proving = topic is not None and topic.proving
        if refusal is None and closed(telling.recipient, telling.written_at if proving else None):
            refusal = Refusal.BOUNCED
        if refusal is None and person is not None and topic is not None:
            refusal = _unwanted(person, topic, ways[person.id])
        found.append(refusal)
    del held  # until here the rules find in the session what was read ahead
    return found


def read_ahead(readers: Mapping[str, Ahead], db: Session, abouts: Iterable[About | None]) -> list[object]:
    """What the rules of these things read, a statement or two a kind; to be held while they are asked."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for about in abouts:
        if about is not None and about.kind in readers:
            by_kind[about.kind].add(about.id)
    return [row for kind, ids in by_kind.items() for row in readers[kind](db, ids)]


def _forbidden(telling: Telling, person: Person | None) -> Refusal | None:
    """Whether her account is no more, or not as it was; `person` is she, None for a stranger."""
    if telling.person_id is not None and (person is None or person.deleted_at is not None):
        return Refusal.GONE
    if telling.about is None or person is None:
        return None
    if person.locked_at is not None:
        return Refusal.LOCKED
    return Refusal.MOVED if person.email != telling.recipient else None


def _hidden(
    rules: Mapping[str, Rule], db: Session, telling: Telling, viewers: Mapping[int, Viewer], now: datetime
) -> Refusal | None:
    """Whether she may not know."""
    if telling.about is None:
        return None
    viewer = viewers[telling.person_id] if telling.person_id is not None else None
    may_know = rules[telling.about.kind](db, viewer, telling, telling.about.id, now)
    return None if may_know else Refusal.HIDDEN


def _unwanted(person: Person, topic: Topic, ways: Ways) -> Refusal | None:
    """Whether she would rather not have it. What she may not switch off is not asked."""
    if not topic.switchable:
        return None
    if topic.consent and person.mail_consent_at is None:
        return Refusal.CONSENT
    return UNWANTED.get(way_in(ways, topic))


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


def _claims(db: Session, ids: Collection[int]) -> Sequence[object]:
    return ahead(db, Claim, ids, select(Claim))


RULES: Mapping[str, Rule] = {"claim": _of_claim, "organisation": _of_organisation, "invitation": _of_invitation}
AHEAD: Mapping[str, Ahead] = {"claim": _claims}
