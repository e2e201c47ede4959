"""Matches between needs and supply, suppliers' answers, and what suppliers are asked."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id
from matching.calibrate import JUDGED, Tier
from scenarios.matches.lifecycle import AnswerState, InquiryState, MatchState


class MatchSource(StrEnum):
    SYSTEM = "system"
    CURATOR = "curator"
    SUPPLIER = "supplier"
    OWNER = "owner"


class Match(SQLModel, table=True):
    """One need and one supply that might fit, with what it was judged on: score, model, text versions, evidence.

    `invite_at` is set while the owner's invitation waits to go out; until then she can take it back. `news_at` is set on
    a strong match that appeared because a text is new or has changed, until its owner has been told.
    """

    __tablename__ = "match"
    __table_args__ = (
        Index(
            "uq_match_live",
            "scenario_id",
            "supply_id",
            unique=True,
            sqlite_where=text("state <> 'superseded'"),
            postgresql_where=text("state <> 'superseded'"),
        ),
        Index("ix_match_scenario", "scenario_id", "state", "score"),
        Index("ix_match_state", "state", "scenario_id", "updated_at"),
        Index(
            "ix_match_news",
            "news_at",
            sqlite_where=text("news_at IS NOT NULL"),
            postgresql_where=text("news_at IS NOT NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    scenario_id: int = Field(foreign_key="scenario.id")
    supply_id: int = Field(foreign_key="supply.id", index=True)
    state: MatchState = Field(default=MatchState.SUGGESTED, sa_type=stored_enum(MatchState))
    source: MatchSource = Field(default=MatchSource.SYSTEM, sa_type=stored_enum(MatchSource))
    score: float = 0.0
    tier: Tier = Field(default=Tier.MAYBE, sa_type=stored_enum(Tier))
    rank: int = 0
    model: str = Field(default="", max_length=200)
    scenario_hash: str = Field(default="", max_length=64)
    supply_hash: str = Field(default="", max_length=64)
    evidence: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    reason: str = Field(default="", max_length=40)
    note: str = Field(default="", sa_type=Text)
    supersedes: int | None = Field(default=None, foreign_key="match.id")
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    invite_at: datetime | None = Field(default=None, sa_type=Instant)
    news_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)


class Introduction(SQLModel, table=True):
    """引荐: a curator offers both sides of a match to each other, and both have until `due_at` to say yes.

    What has become of it is the state of its match, and who said yes when stands in the match's history; from `ended_at`
    on it is settled. A pair may be introduced again when one has lapsed: the newest counts. `venue_id` is the house the
    curator worked for, if any.
    """

    __tablename__ = "introduction"
    __table_args__ = (
        Index("ix_introduction_curator", "curator_id", "offered_at"),
        Index(
            "ix_introduction_waiting",
            "match_id",
            "due_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    match_id: int = Field(foreign_key="match.id", index=True)
    curator_id: int = Field(foreign_key="person.id")
    venue_id: int | None = Field(default=None, foreign_key="organisation.id")
    note: str = Field(default="", sa_type=Text)
    offered_at: datetime = Field(sa_type=Instant, index=True)
    due_at: datetime = Field(sa_type=Instant)
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class Answer(SQLModel, table=True):
    """我能做: a supplier's one answer to a need, with one capability or result of its own, in 300 characters.

    One that lapsed with its need does not stand in the way of another when the need is renewed.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index(
            "ix_answer_waiting",
            "scenario_id",
            "reply_due_at",
            sqlite_where=text("state = 'sent'"),
            postgresql_where=text("state = 'sent'"),
        ),
        Index(
            "uq_answer_live",
            "scenario_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("state NOT IN ('withdrawn', 'lapsed')"),
            postgresql_where=text("state NOT IN ('withdrawn', 'lapsed')"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    supply_id: int = Field(foreign_key="supply.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    match_id: int | None = Field(default=None, foreign_key="match.id")
    state: AnswerState = Field(default=AnswerState.SENT, sa_type=stored_enum(AnswerState))
    body: str = Field(max_length=300)
    reason: str = Field(default="", max_length=40)
    reply: str = Field(default="", max_length=300)
    reply_due_at: datetime = Field(sa_type=Instant)
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)
    replied_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class Inquiry(SQLModel, table=True):
    """Open points of a need that a supplier is asked to settle for one of its supplies, one question at a time.

    It hangs on the pair and not on a match: rows of a pair come and go with its texts.
    """

    __tablename__ = "inquiry"
    __table_args__ = (
        Index(
            "uq_inquiry_open",
            "scenario_id",
            "supply_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    supply_id: int = Field(foreign_key="supply.id", index=True)
    state: InquiryState = Field(default=InquiryState.ASKED, sa_type=stored_enum(InquiryState))
    asked_by: int = Field(foreign_key="person.id")
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    consent: bool = False
    created_at: datetime = Field(sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)


class InquiryPoint(SQLModel, table=True):
    """One demand that is open, as it stands in the verdicts, and what the supplier says to it.

    `outcome` is met, not_met or unsure, empty until then.
    """

    __tablename__ = "inquiry_point"

    id: int = Field(default=None, primary_key=True)
    inquiry_id: int = Field(foreign_key="inquiry.id", ondelete="CASCADE", index=True)
    position: int = 0
    kind: str = Field(max_length=40)
    origin: str = Field(max_length=80)
    text: str = Field(sa_type=Text)
    outcome: str = Field(default="", max_length=8)
    words: str = Field(default="", max_length=80)


class Objection(SQLModel, table=True):
    """A supplier says that something was misread: what is quoted as 写明不做 for a pair. Its last word stands."""

    __tablename__ = "objection"
    __table_args__ = (Index("uq_objection", "scenario_id", "supply_id", unique=True),)

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="scenario.id")
    supply_id: int = Field(foreign_key="supply.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    body: str = Field(max_length=300)
    at: datetime = Field(sa_type=Instant)


class MatchDigest(SQLModel, table=True):
    """When an owner's house was last told of new strong matches: once a day at most."""

    __tablename__ = "match_digest"

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    at: datetime = Field(sa_type=Instant)


class Refresh(SQLModel, table=True):
    """When a need's matches were last found, so that its page knows whether to wait and why it is empty.

    `form` is that in which they were last judged: with a newer one they are found anew.
    `question` is the one whose answer would sort the suppliers best, as JSON; see `evidence.question_of`.
    """

    __tablename__ = "match_refresh"

    scenario_id: int = Field(foreign_key="scenario.id", primary_key=True)
    text_hash: str = Field(default="", max_length=64)
    model: str = Field(default="", max_length=200)
    form: int = JUDGED
    no_match: bool = False
    question: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    at: datetime | None = Field(default=None, sa_type=Instant)


class Watch(SQLModel, table=True):
    """A person follows a need: told of addenda and of its end."""

    __tablename__ = "watch"
    __table_args__ = (Index("uq_watch", "person_id", "scenario_id", unique=True),)

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    at: datetime = Field(sa_type=Instant)


class Unsuited(SQLModel, table=True):
    """“不适合我”: somebody of a supplier turns a need down that was told to her as fitting this supply; coded as dismissals
    are. It is told to her no more, and a label where the reason lies in the fit."""

    __tablename__ = "unsuited"
    __table_args__ = (UniqueConstraint("person_id", "scenario_id"),)

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    supply_id: int = Field(foreign_key="supply.id", index=True)
    reason: str = Field(max_length=40)
    at: datetime = Field(sa_type=Instant)
