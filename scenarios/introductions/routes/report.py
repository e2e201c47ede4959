"""The monthly report, on a page that prints as it stands."""

from fastapi import Depends, Request
from fastapi.responses import Response

from app.core.db import Db
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.introductions.queries.report import STEPS, first_of, report
from scenarios.matches.access import load_curator

router = Router()


@router.get("/reports/introductions", name="introductions.report", dependencies=[Depends(load_curator)])
def show(request: Request, db: Db, site: TheSite, now: Now, month: str = "") -> Response:
    found = report(db, site.slices, first_of(month, now))
    steps = {step: _(label) for step, (label, _moments) in STEPS.items()}
    return render(request, "scenarios/introductions/report.html", report=found, steps=steps)
