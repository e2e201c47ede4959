"""Who may edit the vocabulary."""

from collections.abc import Callable
from typing import Annotated, cast

from fastapi import Depends, Request

from app.core.actors import Actor


def load_editor(request: Request) -> Actor:
    """Who edits. Rights belong to people, who live above this package: the site hands the check in."""
    admit = cast("Callable[[Request], Actor]", request.app.state.vocabulary_editor)
    return admit(request)


Editor = Annotated[Actor, Depends(load_editor)]
