"""The gallery of demonstrations, the lessons of what failed, and the public funnel."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.core.db import Db
from app.core.html import render, render_list
from app.core.listing import Question, address
from app.core.routing import Router
from app.core.site import TheSite
from scenarios.demonstrations.charts import bars
from scenarios.demonstrations.queries.gallery import gallery, lessons
from scenarios.demonstrations.queries.progress import PATH, STEPS, progress
from scenarios.demonstrations.queries.waiting import waiting_for
from scenarios.demonstrations.routes.shown import SAID
from scenarios.pilots.labels import state_tag as pilot_tag

router = Router()


@router.get("/demonstrations", name="demonstrations.list")
def show_gallery(request: Request, db: Db, viewer: AnyViewer, site: TheSite) -> Response:
    shown = gallery(db, site.index, request.query_params.multi_items(), site.vocabulary)
    waiting = waiting_for(db, viewer)
    page = "scenarios/demonstrations/gallery.html"
    return render_list(request, page, shown.found, gallery=shown, waiting=waiting, **SAID)


@router.get("/demonstrations/lessons", name="demonstrations.lessons")
def show_lessons(request: Request, db: Db, site: TheSite) -> Response:
    found = lessons(db, request.query_params.multi_items(), site.vocabulary)
    return render_list(request, "scenarios/demonstrations/lessons.html", found, pilot_tag=pilot_tag)


@router.get("/progress", name="demonstrations.progress")
def show_progress(
    request: Request,
    db: Db,
    site: TheSite,
    field: Question = "",
    quarter: Question = "",
    step: Question = "",
    page: Question = "",
) -> Response:
    fields = site.vocabulary.options("field")
    field = field if field in dict(fields) else ""
    chosen = step if step in STEPS else next(iter(STEPS))
    shown = progress(db, field, quarter, chosen, page)
    asked = [("field", field), ("quarter", quarter)]
    steps = [
        (one.label, one.count, one.days, address(PATH, [*asked, ("step", one.code)]) + "#rows") for one in shown.steps
    ]
    said: dict[str, Any] = {
        "fields": fields,
        "field": field,
        "quarter": quarter,
        "step": chosen,
        "label": STEPS[chosen],
    }
    return render(request, "scenarios/demonstrations/progress.html", shown=shown, bars=bars(steps), **said)
