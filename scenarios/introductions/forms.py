"""What curators send about their work."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.core.forms import FormModel
from app.core.personal.asking import ReadText
from scenarios.introductions.models import EntryKind
from scenarios.matches.forms import NOTE

MOST_PICKED = 60
"""Candidates of one bulk: more than a page shows."""


class DeskForm(FormModel):
    """What is done on the worklist. `do` is a deed for all that are picked, or `deed.match`, or `deed.match.reason` for
    one; `reason` and `note` go with the picked ones."""

    do: Annotated[str, Field(max_length=80)] = ""
    pick: Annotated[list[str], Field(max_length=MOST_PICKED, default_factory=list)]
    reason: Annotated[str, Field(max_length=40)] = ""
    note: Annotated[str, Field(max_length=NOTE)] = ""


class EntryForm(FormModel):
    """What was done or learnt; `match` is the public id of a pair in talks, empty for the need as a whole."""

    kind: EntryKind
    happened_on: date
    match: Annotated[str, Field(max_length=16)] = ""
    body: Annotated[str, Field(min_length=1, max_length=2000)]


class StepForm(FormModel):
    """What is to be done next, and until which day."""

    body: Annotated[str, Field(min_length=1, max_length=NOTE)]
    due_on: date


TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class MeetingForm(FormModel):
    """An afternoon of talks: a day in the city with its first and last minute, as long as `tables` talks at a time."""

    title: Annotated[ReadText, Field(min_length=2, max_length=80)]
    place: Annotated[ReadText, Field(min_length=2, max_length=120)]
    day: date
    start: Annotated[str, Field(pattern=TIME)]
    end: Annotated[str, Field(pattern=TIME)]
    minutes: Annotated[int, Field(ge=10, le=180)]
    tables: Annotated[int, Field(ge=1, le=30)]


class SeatingForm(FormModel):
    """Matches (public ids) that are to talk."""

    pick: Annotated[list[str], Field(max_length=MOST_PICKED, default_factory=list)]


class MoveForm(FormModel):
    """The moment at which a talk is to begin instead, as the list of those that are free has it."""

    start: Annotated[str, Field(min_length=1, max_length=40)]


class AttendanceForm(FormModel):
    """Who came to a talk and what came of it; `outcome` is a code of the vocabulary, asked for where both came."""

    owner_came: bool = False
    supplier_came: bool = False
    outcome: Annotated[str, Field(max_length=40)] = ""
    note: Annotated[ReadText, Field(max_length=NOTE)] = ""
