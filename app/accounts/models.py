"""People, organisations, and what ties them: membership, grants, sign-in, terms."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.accounts.lifecycle import OrganisationState
from app.core.actors import Actor
from app.core.db import Instant, stored_enum
from app.core.ids import public_id
from app.core.topics import Way

__all__ = [
    "Claim",
    "ClaimState",
    "Invitation",
    "MailChoice",
    "MailedCode",
    "MemberRole",
    "Membership",
    "Organisation",
    "OrganisationState",
    "OrganisationTie",
    "Person",
    "Purpose",
    "Role",
    "RoleGrant",
    "SignIn",
    "Stake",
    "Terms",
    "TermsAcceptance",
    "TieKind",
    "WeeklyChoice",
]


class Person(SQLModel, table=True):
    """Somebody with an account. Deletion replaces what identifies her and keeps the row, so that history stays."""

    __tablename__ = "person"

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    name: str = Field(max_length=60)
    email: str = Field(max_length=254, unique=True)
    phone: str = Field(default="", max_length=40)
    job_title: str = Field(default="", max_length=60)
    password_hash: str | None = Field(default=None, max_length=200)
    language: str = Field(default="zh", max_length=8)
    email_verified_at: datetime | None = Field(default=None, sa_type=Instant)
    signed_up_on: str | None = Field(default=None, max_length=64)  # hash of the browser, until the address is shown
    mail_consent_at: datetime | None = Field(default=None, sa_type=Instant)
    locked_at: datetime | None = Field(default=None, sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)
    demo: bool = False
    version: int = 1
    created_at: datetime = Field(sa_type=Instant)

    def acting(self) -> Actor:
        """Herself, as history will name her: who signs in, signs up or shows that an address is hers."""
        return Actor(self.id, self.name)


class Organisation(SQLModel, table=True):
    """An owner, supplier, institute, incubator, verifier or office, known by its unified social credit code."""

    __tablename__ = "organisation"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an undone import must not hand its ids to other rows

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    name: str = Field(max_length=200)
    name_key: str = Field(max_length=120, index=True)
    sort_key: str = Field(default="", max_length=400)
    kind: str = Field(max_length=40, index=True)
    uscc: str | None = Field(default=None, max_length=18, unique=True)
    uscc_override: bool = False
    district: str = Field(default="", max_length=40)
    intro: str = Field(default="", sa_type=Text)
    website: str = Field(default="", max_length=200)
    group_name: str = Field(default="", max_length=120)
    chain_leader: bool = False
    approval_required: bool = False
    state: OrganisationState = Field(default=OrganisationState.UNCLAIMED, sa_type=stored_enum(OrganisationState))
    verify_due_at: datetime | None = Field(default=None, sa_type=Instant)
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    upload_id: int | None = Field(default=None, index=True)
    demo: bool = False
    version: int = 1
    created_at: datetime = Field(sa_type=Instant)


class MemberRole(StrEnum):
    MANAGER = "manager"  # invites, edits the profile, and all that a member may
    APPROVER = "approver"  # approves needs before they leave the house
    MEMBER = "member"


class Membership(SQLModel, table=True):
    """A person belongs to an organisation from a day until a day."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_live",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    role: MemberRole = Field(default=MemberRole.MEMBER, sa_type=stored_enum(MemberRole))
    started_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class Stake(SQLModel, table=True):
    """A person's declared interest in an organisation: while it lasts she decides on nothing of its. Ended, never
    deleted."""

    __tablename__ = "stake"
    __table_args__ = (
        Index(
            "uq_stake_live",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    note: str = Field(default="", max_length=200)
    declared_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    end_note: str = Field(default="", max_length=200)


class TieKind(StrEnum):
    PARENT = "parent"  # the first controls the second
    GROUP = "group"  # both belong to one group
    SHAREHOLDER = "shareholder"  # the first holds shares of the second


class OrganisationTie(SQLModel, table=True):
    """Two houses that are not independent of each other, as the office knows it from `source`; in force from `since`
    until `until`, an exclusive day. Ended, never deleted."""

    __tablename__ = "organisation_tie"

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    other_id: int = Field(foreign_key="organisation.id", index=True)
    kind: TieKind = Field(sa_type=stored_enum(TieKind))
    source: str = Field(max_length=200)
    since: date
    until: date | None = None
    recorded_by: int | None = Field(default=None, foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=Instant)


class ClaimState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Claim(SQLModel, table=True):
    """“I speak for this organisation”: decided by a curator or the office within two working days."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "uq_claim_open",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    statement: str = Field(default="", sa_type=Text)
    state: ClaimState = Field(default=ClaimState.OPEN, sa_type=stored_enum(ClaimState))
    due_at: datetime = Field(sa_type=Instant)
    escalated_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)


class Invitation(SQLModel, table=True):
    """A link that makes the holder of an address a member; only its hash is kept."""

    __tablename__ = "invitation"

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    email: str = Field(max_length=254)
    role: MemberRole = Field(default=MemberRole.MEMBER, sa_type=stored_enum(MemberRole))
    token_hash: str = Field(max_length=64, unique=True)
    invited_by: int = Field(foreign_key="person.id")
    expires_at: datetime = Field(sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class Role(StrEnum):
    """What the platform entrusts to a person, beyond what membership gives."""

    CURATOR = "curator"
    REVIEWER = "reviewer"
    PANELLIST = "panellist"
    VERIFIER = "verifier"
    RISK_OFFICER = "risk_officer"
    OFFICE = "office"
    DISTRICT_OFFICE = "district_office"
    SYSTEM_ADMIN = "system_admin"
    AUDITOR = "auditor"


class RoleGrant(SQLModel, table=True):
    """Person, role, scope (field or district; empty means all), from, until. Ended, never deleted."""

    __tablename__ = "role_grant"

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=stored_enum(Role))
    field: str = Field(default="", max_length=40)
    district: str = Field(default="", max_length=40)
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime | None = Field(default=None, sa_type=Instant)
    granted_by: int | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", max_length=200)


class SignIn(SQLModel, table=True):
    """One signed-in browser; the cookie holds a random token, the row only its SHA-256. `device_hash` is that of a
    second cookie which outlives the sign-in: by it the browser is known again (OWASP's device cookie)."""

    __tablename__ = "sign_in"

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    device_hash: str | None = Field(default=None, max_length=64, index=True)
    browser: str = Field(default="", max_length=200)
    created_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class Purpose(StrEnum):
    VERIFY = "verify"
    SIGN_IN = "sign_in"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"


class MailedCode(SQLModel, table=True):
    """A code or link sent to an address; used once, by a POST, before it expires."""

    __tablename__ = "mailed_code"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    purpose: Purpose = Field(sa_type=stored_enum(Purpose))
    secret_hash: str = Field(max_length=64, index=True)
    email: str = Field(max_length=254)
    tries: int = 0
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class MailChoice(SQLModel, table=True):
    """How a person wants to hear of a group of mails (`about` is its key) or of one topic (its key), where she has chosen;
    what is said of a topic goes before what is said of its group."""

    __tablename__ = "mail_choice"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    about: str = Field(primary_key=True, max_length=40)
    way: Way = Field(sa_type=stored_enum(Way))
    at: datetime = Field(sa_type=Instant)


class WeeklyChoice(SQLModel, table=True):
    """What a person wants of the weekly mail; without a row as in `app.accounts.queries.mailing.Weekly`. `weekday` counts
    from Monday as 1; without a `language` it is that of her account."""

    __tablename__ = "weekly_choice"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    weekday: int = 1
    language: str = Field(default="", max_length=8)
    only_concerning: bool = False


class Terms(SQLModel, table=True):
    """One version of the terms of use and the privacy notice; accepting an older one is not accepting this one."""

    __tablename__ = "terms"

    version: int = Field(primary_key=True)
    body_zh: str = Field(sa_type=Text)
    body_en: str = Field(sa_type=Text)
    privacy_zh: str = Field(sa_type=Text)
    privacy_en: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=Instant)


class TermsAcceptance(SQLModel, table=True):
    __tablename__ = "terms_acceptance"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    version: int = Field(foreign_key="terms.version")
    at: datetime = Field(sa_type=Instant)
