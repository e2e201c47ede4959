"""Forms of the vocabulary's office page."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.forms import FormModel
from app.core.i18n import gettext as _


def within_reach(day: date) -> date:
    """A calendar is kept for years that people plan in; the rest is a slip of the finger."""
    if not 2020 <= day.year <= 2100:
        raise ValueError(_("请填写 2020 年至 2100 年之间的日期。"))
    return day


class TermForm(FormModel):
    label_zh: str = Field(min_length=1, max_length=60)
    label_en: str = Field(min_length=1, max_length=80)


class NewTermForm(TermForm):
    code: str = Field(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")


class RenameForm(TermForm):
    version: int


class MoveForm(FormModel):
    step: int = Field(ge=-1, le=1)


class DayForm(FormModel):
    day: Annotated[date, AfterValidator(within_reach)]
    name: str = Field("", max_length=60)
    working: bool = False
