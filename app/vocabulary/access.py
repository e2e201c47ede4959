"""Who may edit the vocabulary."""

from collections.abc import Callable
from typing import Annotated, cast

from fastapi import Depends, Request

from app.core.acting import Act
from app.core.actors import Actor
from app.core.db import Db
from app.core.site import Now, TheSite


def load_editor(request: Request) -> Actor:
    """Who edits. Rights belong to people, who live above this package: the site hands the check in."""
    admit = cast("Callable[[Request], Actor]", request.app.state.vocabulary_editor)
    return admit(request)


Editor = Annotated[Actor, Depends(load_editor)]


def load_act(db: Db, editor: Editor, site: TheSite, now: Now) -> Act:
    # The transaction first: it knows a form that was carried out already, whatever has become of her rights since.
    return Act(db, site, editor, now)


Edit = Annotated[Act, Depends(load_act)]
"""Parameter type of a handler that changes the vocabulary."""
