"""What is typed about saved searches and needs that do not suit."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.forms import FormModel
from app.core.urls import local_path


class SearchForm(FormModel):
    """A search under a name; the list and what it was asked for come along unseen."""

    name: str = Field(min_length=1, max_length=60)
    path: str = Field(max_length=40)
    query: str = Field(default="", max_length=8000)


class UnsuitedForm(FormModel):
    """The supply a need was said to fit, why it does not suit, and the digest where that was said."""

    supply: str = Field(max_length=20)
    reason: str = Field(min_length=1, max_length=40)
    back: Annotated[str, AfterValidator(lambda address: local_path(address, "/digests"))] = "/digests"
