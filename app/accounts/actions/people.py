"""People: made, changed, locked, and turned into a pseudonym."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from app.accounts.actions.members import end_all_memberships
from app.accounts.actions.secrets import use_up_all
from app.accounts.actions.sign_ins import end_all_sign_ins
from app.accounts.models import (
    Claim,
    ClaimState,
    Invitation,
    MailChoice,
    MailedCode,
    Person,
    RoleGrant,
    SignIn,
    WeeklyChoice,
)
from app.core.acting import Act
from app.core.bounces import lift
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.models import Mail

PSEUDONYM = "已注销用户"


def create_person(
    act: Act,
    name: str,
    email: str,
    *,
    password_hash: str | None = None,
    language: str = "zh",
    verified: bool = False,
    mail_consent: bool = False,
    demo: bool = False,
    signed_up_on: str | None = None,
) -> Person:
    """Add a person. `email` is kept in lower case; raises `Conflict` where it has an account. `signed_up_on` is the
    hash of the browser in which the password was chosen."""
    email = email.strip().lower()
    if act.db.exec(select(Person.id).where(Person.email == email)).first() is not None:
        raise Conflict(_("这个邮箱已经有账户。"))
    person = Person(
        name=name,
        email=email,
        password_hash=password_hash,
        language=language,
        email_verified_at=act.now if verified else None,
        mail_consent_at=act.now if mail_consent else None,
        signed_up_on=signed_up_on,
        demo=demo,
        created_at=act.now,
    )
    act.db.add(person)
    act.db.flush()
    audit(act.by(person.acting()), "person.created", person)
    return person


def set_password(act: Act, person: Person, password_hash: str, *, keep_sign_in: int = 0) -> None:
    """A new password; every other browser is signed out and known no more, for whoever knew the old one may sit there,
    and what she asked to be mailed is worth nothing."""
    person.password_hash = password_hash
    act.db.add(person)
    end_all_sign_ins(act.db, person.id, act.now, keep=keep_sign_in)
    use_up_all(act.db, person.id, act.now)
    audit(act, "person.password", person)


def verify_email(act: Act, person: Person) -> None:
    """The address is hers: she has answered from it. Doing it again changes nothing."""
    if person.email_verified_at is None:
        person.email_verified_at, person.signed_up_on = act.now, None
        act.db.add(person)
        audit(act, "person.verified", person)


def take_possession(act: Act, person: Person) -> None:
    """The account is now of whoever reads the mail of its address. Somebody else may have made it with that address:
    the password chosen then, whoever is signed in by it, the browsers known by it and the changes under way end."""
    person.password_hash = person.signed_up_on = None
    act.db.add(person)
    ended = end_all_sign_ins(act.db, person.id, act.now)
    use_up_all(act.db, person.id, act.now)
    audit(act, "person.possession", person, {"sign_ins": ended})


def change_email(act: Act, person: Person, email: str) -> None:
    """Move the account to an address that was just shown to be hers; raises `Conflict` where another has it. Whatever
    was sent to the old address is worth nothing any more."""
    taken = act.db.exec(select(Person.id).where(Person.email == email, Person.id != person.id)).first()
    if taken is not None:
        raise Conflict(_("这个邮箱已经用于另一个账户，请换一个。"))
    audit(act, "person.email", person, {"from": person.email, "to": email})
    person.email = email
    person.email_verified_at, person.signed_up_on = act.now, None
    act.db.add(person)
    use_up_all(act.db, person.id, act.now)


def edit_person(act: Act, person: Person, *, name: str, job_title: str, phone: str) -> None:
    """Her own data."""
    if name != person.name:
        audit(act, "person.name", person, {"from": person.name, "to": name})
    person.name, person.job_title, person.phone = name, job_title, phone
    person.version += 1
    act.db.add(person)
    act.db.flush()


def set_language(db: Session, person: Person, language: str) -> None:
    person.language = language
    db.add(person)
    db.flush()


def lock(act: Act, person: Person, reason: str) -> None:
    """Nobody signs in with this account any more, and whoever is signed in is out."""
    if person.locked_at is not None:
        raise Conflict(_("这个账户已经停用。"))
    person.locked_at = act.now
    act.db.add(person)
    ended = end_all_sign_ins(act.db, person.id, act.now)
    audit(act, "person.locked", person, {"reason": reason, "sign_ins": ended})


def unlock(act: Act, person: Person) -> None:
    if person.locked_at is None:
        raise Conflict(_("这个账户没有停用。"))
    person.locked_at = None
    act.db.add(person)
    audit(act, "person.unlocked", person)


def delete_person(act: Act, person: Person) -> None:
    """Replace whatever identifies a person and end whatever she holds; the row stays, so that history stays.

    Raises `Conflict` while colleagues would be left without a manager.
    """
    person_id = person.id
    end_all_memberships(act.db, person, act.now)
    end_all_sign_ins(act.db, person_id, act.now)
    audit(act, "person.deleted", person)
    lift(act.db, person.email)  # an address is kept of nobody who has left
    person.name = f"{PSEUDONYM}{person.public_id[:4]}"
    person.email = f"{person.public_id}@deleted.invalid"
    person.phone = person.job_title = ""
    person.password_hash = person.mail_consent_at = person.signed_up_on = None
    person.deleted_at = act.now
    act.db.add(person)
    _end_what_she_holds(act.db, person_id, act.now)
    _forget_traces(act.db, person_id)
    for table in act.site.slices.traces().values():
        hers = table.metadata.tables[str(table.__tablename__)]
        act.db.connection().execute(delete(hers).where(hers.c.person_id == person_id))
    act.db.flush()


def _end_what_she_holds(db: Session, person_id: int, now: datetime) -> None:
    connection = db.connection()
    open_claims = (col(Claim.person_id) == person_id, col(Claim.state) == ClaimState.OPEN)
    connection.execute(update(Claim).where(*open_claims).values(state=ClaimState.WITHDRAWN, decided_at=now))
    live_grants = (col(RoleGrant.person_id) == person_id, col(RoleGrant.ends_at).is_(None))
    connection.execute(update(RoleGrant).where(*live_grants).values(ends_at=now))
    sent = (col(Invitation.invited_by) == person_id, col(Invitation.accepted_at).is_(None))
    connection.execute(update(Invitation).where(*sent, col(Invitation.revoked_at).is_(None)).values(revoked_at=now))


def _forget_traces(db: Session, person_id: int) -> None:
    # Mails hold her name and address, sign-ins her browsers; neither is history of public business.
    connection = db.connection()
    connection.execute(delete(Mail).where(col(Mail.person_id) == person_id))
    connection.execute(delete(MailChoice).where(col(MailChoice.person_id) == person_id))
    connection.execute(delete(WeeklyChoice).where(col(WeeklyChoice.person_id) == person_id))
    connection.execute(delete(MailedCode).where(col(MailedCode.person_id) == person_id))
    connection.execute(update(SignIn).where(col(SignIn.person_id) == person_id).values(browser=""))
