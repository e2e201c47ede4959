"""What people send about demonstrations."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from app.core.forms import FormModel
from app.core.limits import MOST_YUAN
from app.core.personal.asking import ReadText
from scenarios.demonstrations.labels import INADMISSIBLE, REVOCATIONS
from scenarios.pilots.forms import WAN

LONG = 4000


def _codes(labels: Any) -> str:
    return f"^({'|'.join(labels)})$"


class ApplicationForm(FormModel):
    """What the sides want to show: the thing, what it does, what another house needs to have it too."""

    title: Annotated[ReadText, Field(min_length=4, max_length=120)]
    summary: Annotated[ReadText, Field(min_length=20, max_length=LONG)]
    conditions: Annotated[ReadText, Field(max_length=LONG)] = ""


class OpinionForm(FormModel):
    opinion: Annotated[ReadText, Field(min_length=4, max_length=1000)]


class DesignationForm(FormModel):
    """The competent body's recognition with its scan."""

    number: Annotated[str, Field(min_length=4, max_length=80)]
    unit: Annotated[str, Field(min_length=4, max_length=120)]
    on: date
    file: Any = None


class ObjectionForm(FormModel):
    body: Annotated[ReadText, Field(min_length=10, max_length=LONG)]
    file: Any = None


class RefusalForm(FormModel):
    reason: Annotated[str, Field(pattern=_codes(INADMISSIBLE))]
    answer: Annotated[ReadText, Field(min_length=4, max_length=1000)]


class AnswerForm(FormModel):
    answer: Annotated[ReadText, Field(min_length=4, max_length=1000)]


class RevocationForm(FormModel):
    code: Annotated[str, Field(pattern=_codes(REVOCATIONS))]
    note: Annotated[ReadText, Field(min_length=10, max_length=1000)]


class AdoptedReadingForm(FormModel):
    """`kpi` is the public id of a figure; one without a value was not measured."""

    kpi: str
    value: Annotated[str, Field(max_length=80)] = ""


class AdoptForm(FormModel):
    """`cost` in 万元."""

    live_on: date
    days: Annotated[int, Field(ge=0, le=3650)]
    cost: Annotated[Decimal, Field(ge=0, le=Decimal(MOST_YUAN) / WAN)]
    place: Annotated[ReadText, Field(min_length=2, max_length=120)]
    measured_on: date | None = None
    readings: list[AdoptedReadingForm] = Field(default_factory=list, max_length=40)
    note: Annotated[ReadText, Field(max_length=600)] = ""
    named: bool = False


class DropForm(FormModel):
    note: Annotated[ReadText, Field(min_length=2, max_length=300)]
