"""What people send about matches and answers."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.core.forms import FormModel
from app.core.i18n import gettext as _
from app.core.limits import MOST_ROWS
from app.core.personal.asking import ReadText
from scenarios.matches.consent import FIRST, outdated

BODY = 300
NOTE = 300
OTHER = "other"
WORDS = 80
"""As long as a figure of a supply may be."""


class YesForm(FormModel):
    """A yes to the other side. `consent` is the version of the words that stood beside the button."""

    consent: Annotated[str, Field(max_length=8)] = FIRST

    @model_validator(mode="after")
    def _to_what_stands_now(self) -> Self:
        if sentence := outdated(self.consent):
            raise ValueError(sentence)
        return self


class AnswerForm(YesForm):
    """我能做. `supply` is the public id of one of the supplier's own."""

    supply: Annotated[str, Field(min_length=1)]
    body: Annotated[ReadText, Field(min_length=1, max_length=BODY)]


class WantForm(YesForm):
    reply: Annotated[ReadText, Field(max_length=NOTE)] = ""


class NotNowForm(FormModel):
    """`reason` is a code of the vocabulary."""

    reason: Annotated[str, Field(min_length=1)]
    reply: Annotated[ReadText, Field(max_length=NOTE)] = ""


class DismissForm(FormModel):
    """`reason` is a code of the vocabulary; one that names nothing needs words."""

    reason: Annotated[str, Field(min_length=1)]
    note: Annotated[ReadText, Field(max_length=NOTE)] = ""

    @model_validator(mode="after")
    def _words_for_other(self) -> Self:
        if self.reason == OTHER and not self.note:
            raise ValueError(_("选“其他”时请写一句原因，它会用来改进推荐。"))
        return self


class NoteForm(FormModel):
    note: Annotated[ReadText, Field(max_length=NOTE)] = ""


class PointForm(FormModel):
    """What a supplier says to one open point; `key` is the point's id."""

    key: int
    outcome: Literal["met", "not_met", "unsure"]
    words: Annotated[ReadText, Field(max_length=WORDS)] = ""


class InquiryForm(FormModel):
    """With `consent` what is said becomes figures of the supply."""

    points: Annotated[list[PointForm], Field(max_length=MOST_ROWS)]
    consent: bool = False


class ObjectionForm(FormModel):
    """Why what is quoted as 写明不做 is a misreading."""

    body: Annotated[ReadText, Field(min_length=1, max_length=NOTE)]


class AddForm(FormModel):
    """A curator adds a supply by hand and says why."""

    supply: Annotated[str, Field(min_length=1)]
    note: Annotated[ReadText, Field(min_length=1, max_length=NOTE)]


class HandOverForm(FormModel):
    """`curator` is the public id of a person."""

    curator: Annotated[str, Field(min_length=1)]
    note: Annotated[ReadText, Field(max_length=NOTE)] = ""


class FilterForm(FormModel):
    """What a list of matches is narrowed to; see `queries.listing.Filters`, which leaves out what is unknown."""

    kind: str = ""
    trl: str = ""
    deployment: str = ""
    district: str = ""
    verified: bool = False
