"""The office's form of a batch."""

from pydantic import Field

from app.core.forms import FormModel
from app.core.personal.asking import ReadText


class BatchForm(FormModel):
    """Without a number it gets the next one."""

    number: int | None = Field(None, ge=1, le=999)
    title: ReadText = Field(min_length=2, max_length=120)
    intro: ReadText = Field("", max_length=5000)
