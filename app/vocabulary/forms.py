"""Forms of the vocabulary's office page."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.core.forms import FormModel
from app.core.i18n import gettext as _

_BETWEEN_WORDS = re.compile(r"[、，,;；\r\n]+")


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


def _words(text: str) -> str:
    """Synonyms one a line or between commas; each as short as a name, and not too many."""
    words = split_words(text)
    if len(words) > 20 or any(len(word) > 60 for word in words):
        raise ValueError(_("别名最多 20 个，每个最多 60 个字。"))
    return text


def split_words(text: str) -> list[str]:
    """The words of a list that a person typed, without repeats."""
    return list(dict.fromkeys(word.strip() for word in _BETWEEN_WORDS.split(text) if word.strip()))


class DefinitionForm(FormModel):
    name: str = Field(min_length=1, max_length=60)
    name_en: str = Field(min_length=1, max_length=80)
    synonyms: Annotated[str, Field("", max_length=1500), AfterValidator(_words)] = ""
    unit: str = Field("", max_length=20)
    direction: Literal["up", "down"]
    method: str = Field("", max_length=200)


class NewDefinitionForm(DefinitionForm):
    code: str = Field(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")


class EditDefinitionForm(DefinitionForm):
    version: int


class RenameForm(TermForm):
    version: int


class MoveForm(FormModel):
    step: int = Field(ge=-1, le=1)


class DayForm(FormModel):
    day: Annotated[date, AfterValidator(within_reach)]
    name: str = Field("", max_length=60)
    working: bool = False
