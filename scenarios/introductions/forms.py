"""What curators send about their work."""

from typing import Annotated

from pydantic import Field

from app.core.forms import FormModel
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
