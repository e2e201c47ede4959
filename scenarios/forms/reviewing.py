"""Forms of the department's side: what to change, why not, when to open.

They stand on one page, so no two share the name of a field.
"""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from app.core.clock import CITY
from app.core.forms import FormModel
from app.core.i18n import gettext as _
from app.core.limits import room
from app.core.personal.asking import ReadText
from scenarios.labels import FIELDS
from scenarios.models import Scenario

_MOMENT = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2})[:：](\d{2})(?::\d{2})?)?")
OTHER = "__other__"
"""A note that is about no single field."""


def _known_field(name: str) -> str:
    if name != OTHER and name not in FIELDS:
        raise ValueError(_("请从列表中选择。"))
    return name


def read_moment(text: object) -> object:
    """2026-12-01T09:00 as a browser sends it, or as a person types it; the city's time. A day alone means 09:00."""
    if not isinstance(text, str):
        return text
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError(_("请填写有效的日期和时间，例如 2026-12-01 09:00。"))
    year, month, day = (int(part) for part in match.groups()[:3])
    hour, minute = int(match[4] or 9), int(match[5] or 0)
    try:
        return datetime(year, month, day, hour, minute, tzinfo=CITY)
    except ValueError:
        raise ValueError(_("没有这个日期或时间，请检查，例如 2026-12-01 09:00。")) from None


class NoteRow(FormModel):
    field_name: Annotated[str, AfterValidator(_known_field)]
    note: ReadText = Field(min_length=2, max_length=500)


class EditsForm(FormModel):
    """What the owner is asked to change, field by field."""

    notes: list[NoteRow] = Field(min_length=1, max_length=60)
    note: ReadText = Field("", max_length=1000)


class RejectForm(FormModel):
    reason: str = Field(max_length=40)
    explanation: ReadText = Field(min_length=5, max_length=1000)


class ApproveForm(FormModel):
    """Open it now, at a time, or together with a batch."""

    when: Literal["now", "timed", "batch"]
    opens_at: Annotated[datetime, BeforeValidator(read_moment)] | None = None

    @model_validator(mode="after")
    def _time_where_timed(self) -> "ApproveForm":
        if self.when != "timed":
            self.opens_at = None
        return self


class WaiverForm(FormModel):
    waiver: ReadText = Field(min_length=5, max_length=room(Scenario, "waiver"))


class RiskForm(FormModel):
    decision: ReadText = Field(min_length=5, max_length=room(Scenario, "risk_decision"))
