"""能力缺口清单: needs that nobody can answer yet, for everybody."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.core.db import Db
from app.core.html import render
from app.core.routing import Router
from app.core.site import Now
from scenarios.matches.policy import may_tend_gaps
from scenarios.matches.queries.unanswered import PATH, gaps

router = Router()


@router.get(PATH, name="matches.gaps")
def show_gaps(request: Request, viewer: AnyViewer, db: Db, now: Now, field: str = "", page: str = "") -> Response:
    found = gaps(db, viewer, field, page, now)
    return render(request, "scenarios/matches/gaps.html", gaps=found, tends=may_tend_gaps(viewer))
