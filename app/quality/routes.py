"""HTTP: how good the matches are."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.core.db import Db
from app.core.html import render
from app.core.routing import Router
from app.core.site import TheSite
from app.quality.figures import FEW
from app.quality.queries import judged_by_reading, quality_page
from app.quality.wording import STANDINGS

router = Router()


@router.get("/quality", name="quality.show")
def show_quality(request: Request, viewer: AnyViewer, db: Db, site: TheSite) -> Response:
    """Aggregates for everybody, every figure for those who make the labels and for the auditor."""
    page = quality_page(db, viewer)
    return render(request, "quality/show.html", page=page, few=FEW, judged=judged_by_reading(site), standings=STANDINGS)
