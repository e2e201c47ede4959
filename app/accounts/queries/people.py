"""Reading people: by address, their sign-ins, everything kept about one of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, func, or_, select

from app.accounts.models import (
    Claim,
    MailChoice,
    MailedCode,
    Membership,
    Organisation,
    Person,
    Purpose,
    RoleGrant,
    SignIn,
    Stake,
    Terms,
    TermsAcceptance,
    WeeklyChoice,
)
from app.core.models import AuditEntry, Mail, Unreachable

PAGE = 30


def person_by_email(db: Session, email: str, *, lock: bool = False) -> Person | None:
    """The live account of an address, in any case of letters; with `lock`, for nobody else until we are done."""
    query = select(Person).where(Person.email == email.strip().lower(), col(Person.deleted_at).is_(None))
    return db.exec(query.with_for_update() if lock else query).first()


def person_by_public_id(db: Session, public_id: str) -> Person | None:
    return db.exec(select(Person).where(Person.public_id == public_id)).first()


def live_sign_ins(db: Session, person_id: int, since: datetime) -> Sequence[SignIn]:
    """Browsers signed in and used since then, latest first."""
    query = select(SignIn).where(SignIn.person_id == person_id, col(SignIn.ended_at).is_(None), SignIn.seen_at >= since)
    return db.exec(query.order_by(col(SignIn.seen_at).desc())).all()


def knows_device(db: Session, email: str, device: str, since: datetime) -> bool:
    """Whether the browser with this lasting cookie (its hash) has signed in to the account of this address since then."""
    query = (
        select(SignIn.id)
        .join(Person, col(Person.id) == SignIn.person_id)
        .where(Person.email == email, SignIn.device_hash == device, SignIn.seen_at >= since)
    )
    return db.exec(query).first() is not None


def pending_email(db: Session, person_id: int, now: datetime) -> str:
    """The address that waits to be confirmed, or an empty text."""
    query = select(MailedCode.email).where(
        MailedCode.person_id == person_id,
        MailedCode.purpose == Purpose.CHANGE_EMAIL,
        col(MailedCode.used_at).is_(None),
        MailedCode.expires_at > now,
    )
    return db.exec(query.order_by(col(MailedCode.id).desc())).first() or ""


def newest_terms(db: Session) -> Terms | None:
    return db.exec(select(Terms).order_by(col(Terms.version).desc()).limit(1)).first()


def find_people(db: Session, text: str, number: int) -> tuple[Sequence[Person], int]:
    """One page of people whose name or address holds `text`, newest first, and how many there are."""
    query = select(Person)
    if text:
        like = f"%{_escaped(text.lower())}%"
        query = query.where(
            or_(func.lower(Person.name).like(like, escape="\\"), col(Person.email).like(like, escape="\\"))
        )
    total = db.exec(select(func.count()).select_from(query.subquery())).one()
    rows = db.exec(query.order_by(col(Person.id).desc()).offset((number - 1) * PAGE).limit(PAGE)).all()
    return rows, total


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def everything_about(db: Session, person: Person, traces: Mapping[str, type[SQLModel]]) -> dict[str, Any]:
    """All that is kept about a person, as plain values for her own copy; no secrets, nobody else's data. `traces` are the
    tables of what other parts keep for her alone."""
    person_id = person.id
    houses = db.exec(
        select(Membership, Organisation)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(Membership.person_id == person_id)
    ).all()
    return {
        "person": _plain(person, "id", "password_hash", "signed_up_on", "demo", "version"),
        "memberships": [
            {"organisation": house.name, **_plain(m, "id", "person_id", "organisation_id")} for m, house in houses
        ],
        "claims": _rows(db, select(Claim).where(Claim.person_id == person_id), "decided_by"),
        "grants": _rows(db, select(RoleGrant).where(RoleGrant.person_id == person_id), "granted_by"),
        "stakes": _rows(db, select(Stake).where(Stake.person_id == person_id)),
        "sign_ins": _rows(db, select(SignIn).where(SignIn.person_id == person_id), "token_hash", "device_hash"),
        "terms": _rows(db, select(TermsAcceptance).where(TermsAcceptance.person_id == person_id)),
        # The text of a mail may hold a link that still works; the person has the mail itself.
        "mails": _rows(
            db,
            select(Mail).where(Mail.person_id == person_id),
            "text",
            "html",
            "calendar",
            "lease",
            "message_id",
            "key",
            "unsubscribe",
        ),
        "mail_choices": _rows(db, select(MailChoice).where(MailChoice.person_id == person_id)),
        "weekly_mail": _rows(db, select(WeeklyChoice).where(WeeklyChoice.person_id == person_id)),
        "bounces": _rows(db, select(Unreachable).where(Unreachable.address == person.email)),
        "records": _rows(db, select(AuditEntry).where(AuditEntry.actor_person_id == person_id), "request_id"),
        **{name: _rows(db, select(table).filter_by(person_id=person_id)) for name, table in traces.items()},
    }


def _rows(db: Session, query: Any, *hidden: str) -> list[dict[str, Any]]:
    return [_plain(row, "id", "person_id", *hidden) for row in db.exec(query).all()]


def _plain(row: SQLModel, *hidden: str) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude=set(hidden))
