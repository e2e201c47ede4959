"""HTTP: how good the matches are."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.core.db import Db
from app.core.html import render
from app.core.routing import Router
from app.quality.figures import FEW
from app.quality.queries import quality_page

router = Router()


@router.get("/quality", name="quality.show")
def show_quality(request: Request, viewer: AnyViewer, db: Db) -> Response:
    """Aggregates for everybody, every figure for those who make the labels and for the auditor."""
    return render(request, "quality/show.html", page=quality_page(db, viewer), few=FEW)
