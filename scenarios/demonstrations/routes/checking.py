"""The check by number or code of whatever the site has given out on paper."""

from fastapi import Request
from fastapi.responses import Response

from app.core.db import Db
from app.core.html import render
from app.core.listing import Question
from app.core.routing import Router
from app.core.site import Now
from scenarios.demonstrations.queries.checking import checked
from scenarios.demonstrations.queries.papers import is_newest
from scenarios.demonstrations.routes.shown import SAID
from scenarios.pilots.queries.papers import paper_of

router = Router()


@router.get("/check", name="papers.check")
def check(request: Request, db: Db, now: Now, code: Question = "", head: Question = "") -> Response:
    """Whether a paper is one that the site made and the newest of its kind, or whether a record of this number is in force
    and its history the one that the paper knows; nothing of their inside."""
    paper = paper_of(db, code) if code else None
    return render(
        request,
        "scenarios/demonstrations/check.html",
        code=code,
        paper=paper,
        newest=paper is not None and is_newest(db, paper),
        record=checked(db, code, head, now) if code else None,
        **SAID,
    )
