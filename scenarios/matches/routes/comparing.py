"""Candidates of a need side by side: on the screen, and on one sheet of paper for the meeting that decides."""

from fastapi import Request
from fastapi.responses import Response

from app.core.db import Db
from app.core.html import render
from app.core.routing import Router
from app.core.site import TheSite
from scenarios.matches.access import MatchedNeed
from scenarios.matches.queries.comparing import comparison

router = Router()


def chosen(request: Request) -> list[str]:
    """The public ids that the address names."""
    return request.query_params.getlist("with")


@router.get("/scenarios/{public_id}/matches/compare", name="matches.compare")
def compare(request: Request, need: MatchedNeed, db: Db, site: TheSite) -> Response:
    compared = comparison(db, need, chosen(request), site.vocabulary)
    return render(request, "scenarios/matches/compare.html", need=need, compared=compared)


@router.get("/scenarios/{public_id}/matches/paper", name="matches.paper")
def paper(request: Request, need: MatchedNeed, db: Db, site: TheSite) -> Response:
    """上会材料."""
    compared = comparison(db, need, chosen(request), site.vocabulary)
    return render(request, "scenarios/matches/paper.html", need=need, compared=compared)
