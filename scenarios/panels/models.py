"""A panel: the pool it is drawn from, its seats, what each member says of each bid, and what the formula makes of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id
from scenarios.panels.lifecycle import SeatState

LEAST_SEATS = 5
"""Always an odd number, so that there is a middle."""


class Panel(SQLModel, table=True):
    """One a tender, made while bids still come in: `commitment` is the hash of a secret that nobody knows until the draw
    (`wrapped`, under the sealing key), `seed` what the draw follows from. `lines` is the whole order of the draw
    (`drawing.Line`); `revealed_at` is when names and prices were opened to those who judge. `round` counts evaluations:
    an objection that was upheld begins another one."""

    __tablename__ = "panel"

    scenario_id: int = Field(foreign_key="tender.scenario_id", primary_key=True)
    size: int = LEAST_SEATS
    commitment: str = Field(max_length=64)
    seal_key: str = Field(max_length=16)
    wrapped: bytes = Field(sa_type=LargeBinary)
    committed_at: datetime = Field(sa_type=Instant)
    secret: str = Field(default="", max_length=64)
    pool_sha256: str = Field(default="", max_length=64)
    seed: str = Field(default="", max_length=64)
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    drawn_at: datetime | None = Field(default=None, sa_type=Instant)
    drawn_by: int | None = Field(default=None, foreign_key="person.id")
    revealed_at: datetime | None = Field(default=None, sa_type=Instant)
    round: int = 1


class PoolEntry(SQLModel, table=True):
    """An expert who may be drawn: somebody with an account, and the house she comes from as the office has entered it.
    By `public_id` she stands in the published order without her name."""

    __tablename__ = "panel_pool"
    __table_args__ = (UniqueConstraint("scenario_id", "person_id"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    scenario_id: int = Field(foreign_key="panel.scenario_id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=60)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    organisation_name: str = Field(default="", max_length=120)
    field: str = Field(default="", max_length=80)
    added_by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)


class Seat(SQLModel, table=True):
    """One place on the panel. `number` is her name before the publicity (评委 1, 2 …), `place` hers in the order of the
    draw; `dissent` is what she has signed with."""

    __tablename__ = "panel_seat"
    __table_args__ = (
        UniqueConstraint("scenario_id", "person_id"),
        UniqueConstraint("scenario_id", "number"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="panel.scenario_id", index=True)
    entry_id: int = Field(foreign_key="panel_pool.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    state: SeatState = Field(default=SeatState.SEATED, sa_type=stored_enum(SeatState))
    number: int
    place: int
    from_owner: bool = False
    dissent: str = Field(default="", sa_type=Text)
    waits_since: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class Score(SQLModel, table=True):
    """What one member gives one bid on one criterion, in tenths of a point; None as long as she has not said."""

    __tablename__ = "panel_score"
    __table_args__ = (UniqueConstraint("seat_id", "round", "bid_id", "criterion_id"),)

    id: int = Field(default=None, primary_key=True)
    seat_id: int = Field(foreign_key="panel_seat.id")
    round: int
    bid_id: int = Field(foreign_key="bid.id", index=True)
    criterion_id: int = Field(foreign_key="tender_criterion.id")
    tenths: int | None = None
    at: datetime = Field(sa_type=Instant)


class Opinion(SQLModel, table=True):
    """What one member says of one bid; its house reads it without her name."""

    __tablename__ = "panel_opinion"

    seat_id: int = Field(foreign_key="panel_seat.id", primary_key=True)
    round: int = Field(primary_key=True)
    bid_id: int = Field(foreign_key="bid.id", primary_key=True)
    text: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=Instant)


class Result(SQLModel, table=True):
    """What follows by the formula from the scores of one round (`formula.Line`), written once. `sha256` is the hash of all
    this with every single score, `flags` what of it the office may want to look at (`flags.Flag`). Append-only by trigger."""

    __tablename__ = "panel_result"
    __table_args__ = (UniqueConstraint("scenario_id", "round"),)

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="panel.scenario_id")
    round: int
    lines: list[dict[str, Any]] = Field(sa_type=json_type(), nullable=False)
    flags: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    sha256: str = Field(max_length=64)
    at: datetime = Field(sa_type=Instant)
