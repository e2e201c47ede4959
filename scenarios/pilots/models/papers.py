"""What is printed, stamped by hand and scanned."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id


class PaperKind(StrEnum):
    AGREEMENT = "agreement"
    REPORT = "report"
    ADOPTION = "adoption"


class Paper(SQLModel, table=True):
    """A paper as it was printed: `content` never changes, `sha256` is its hash, and by the check code anybody who holds
    it learns whether it is the one that the site made. `about` is the id of the adoption that it states, if it does;
    `scan_*` tell who brought the scan of it with its stamps (that of an agreement is with what it makes binding)."""

    __tablename__ = "pilot_paper"

    id: int = Field(default=None, primary_key=True)
    code: str = Field(default_factory=public_id, max_length=16, unique=True)
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    kind: PaperKind = Field(sa_type=stored_enum(PaperKind))
    content: dict[str, Any] = Field(sa_type=json_type(), nullable=False)
    sha256: str = Field(max_length=64)
    by_name: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)
    about: int | None = None
    scan_file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    scan_sha256: str = Field(default="", max_length=64)
    scan_person_id: int | None = Field(default=None, foreign_key="person.id")
    scan_by_name: str = Field(default="", max_length=60)
    scan_organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    scanned_at: datetime | None = Field(default=None, sa_type=Instant)

    @property
    def public_id(self) -> str:
        """What its address ends with, as other rows of a pilot call it."""
        return self.code
