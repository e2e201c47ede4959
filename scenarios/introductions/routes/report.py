"""The monthly report, on a page that prints as it stands."""

from fastapi import Depends, Request
from fastapi.responses import Response

from app.core.db import Db
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.listing import Question
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.introductions.queries.report import STEPS, first_of, report
from scenarios.introductions.queries.report_rows import Wanted, rows_behind
from scenarios.matches.access import Curator, load_curator

router = Router()


@router.get("/reports/introductions", name="introductions.report", dependencies=[Depends(load_curator)])
def show(request: Request, db: Db, site: TheSite, now: Now, month: str = "") -> Response:
    found = report(db, site.slices, first_of(month, now))
    steps = {step: _(label) for step, (label, _moments) in STEPS.items()}
    return render(request, "scenarios/introductions/report.html", report=found, steps=steps)


@router.get("/reports/introductions/rows", name="introductions.report_rows")
def show_rows(
    request: Request,
    viewer: Curator,
    db: Db,
    site: TheSite,
    now: Now,
    month: Question = "",
    step: Question = "",
    curator: Question = "",
    venue: Question = "",
    page: Question = "",
) -> Response:
    """What a figure of the report counts."""
    wanted = Wanted(first_of(month, now), step if step in STEPS else next(iter(STEPS)), curator, venue)
    return render(
        request,
        "scenarios/introductions/report_rows.html",
        wanted=wanted,
        label=_(STEPS[wanted.step][0]),
        rows=rows_behind(db, viewer, site.slices, wanted, page),
    )
