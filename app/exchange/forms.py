"""Forms of import."""

from pydantic import Field
from starlette.datastructures import UploadFile

from app.core.forms import FormModel
from app.exchange.fields import ListKind


class HandInForm(FormModel):
    """A file and whose list it is; `organisation` is a public id, empty for the unit that each row names."""

    kind: ListKind
    organisation: str = Field("", max_length=16)
    file: UploadFile


class ConfirmForm(FormModel):
    """Carry it out; publishing with it is the office's and takes a reason."""

    publish: bool = False
    waiver: str = Field("", max_length=300)
