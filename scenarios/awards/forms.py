"""One class per form: of the owner's decision, of whoever objects, of whoever answers."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from app.core.forms import FormModel
from app.core.limits import room
from app.core.personal.asking import ReadText
from scenarios.awards.models import Decision, Objection, Outcome
from scenarios.forms.models import Code, Line, read_day

LONGEST = 2000
LEAST_PUBLICITY = 5
MOST_PUBLICITY = 30


class DecisionForm(FormModel):
    """集体决策记录. Days are working days of the publicity."""

    outcome: Outcome
    number: Code = ""
    meeting: Annotated[ReadText, Field(min_length=2, max_length=room(Decision, "meeting"))]
    held_on: Annotated[date, BeforeValidator(read_day)]
    paper: Line = Field(min_length=1, max_length=room(Decision, "paper"))
    reason: Annotated[ReadText, Field(max_length=LONGEST)] = ""
    days: int = Field(LEAST_PUBLICITY, ge=LEAST_PUBLICITY, le=MOST_PUBLICITY)


class ObjectionForm(FormModel):
    text: Annotated[ReadText, Field(min_length=10, max_length=LONGEST)]


class RefuseForm(FormModel):
    reason: Literal["late", "unrelated", "vague", "repeated"]


class AnswerForm(FormModel):
    outcome: Literal["uphold", "dismiss"]
    answer: Annotated[ReadText, Field(min_length=10, max_length=LONGEST)]
    next_instance: Line = Field(min_length=4, max_length=room(Objection, "next_instance"))


class DisqualifyForm(FormModel):
    number: Code
    reason: Annotated[ReadText, Field(min_length=10, max_length=LONGEST)]


class ConfirmForm(FormModel):
    number: Code


class DeclineForm(FormModel):
    reason: Annotated[ReadText, Field(min_length=4, max_length=LONGEST)]
