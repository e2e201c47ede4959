"""What the office types about a report."""

from pydantic import Field

from app.core.forms import FormModel
from app.core.personal.asking import ReadText


class MatterForm(FormModel):
    body: ReadText = Field(min_length=4, max_length=200)


class PlaceForm(FormModel):
    place: int = Field(ge=1, le=9)


class RecountForm(FormModel):
    reason: str = Field(min_length=4, max_length=300)
