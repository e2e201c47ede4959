"""Forms of import."""

from pydantic import Field
from starlette.datastructures import UploadFile

from app.core.forms import FormModel
from app.core.limits import room
from app.exchange.fields import ListKind
from app.exchange.models import Upload
from app.exchange.reading import MAX_HEADER_ROW


class HandInForm(FormModel):
    """A file and whose list it is; `organisation` is a public id, empty for the unit that each row names. `header_row` is
    asked of whoever handed in a file in which no header was found."""

    kind: ListKind
    organisation: str = Field("", max_length=16)
    header_row: int | None = Field(None, ge=1, le=MAX_HEADER_ROW)
    file: UploadFile


class ConfirmForm(FormModel):
    """Carry it out; publishing with it is the office's and takes a reason, as does what the texts tell about people."""

    publish: bool = False
    waiver: str = Field("", max_length=300)
    declare_public: bool = False
    why_public: str = Field("", max_length=room(Upload, "declared"))
