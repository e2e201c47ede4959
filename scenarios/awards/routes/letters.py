"""The letter to each house that bid: what it got for each criterion, where it stood, what was said, how far it was."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.core.db import Db
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.awards.access import LetteredAward
from scenarios.awards.queries.cases import AwardCase
from scenarios.awards.routes.showing import SAID
from scenarios.bids.access import ReadBid
from scenarios.bids.labels import DEFECTS
from scenarios.bids.models import Bid
from scenarios.panels.formula import hundredths
from scenarios.panels.queries.scores import opinions_on

router = Router()


@router.get("/bids/{public_id}/letter", name="awards.letter")
def show(request: Request, award: LetteredAward, one: ReadBid, db: Db) -> Response:
    """A4, to be printed."""
    return render(
        request,
        "scenarios/awards/letter.html",
        award=award,
        case=award.panel,
        need=one.need,
        bid=one.bid,
        houses=one.names,
        decision=award.decision,
        rows=_rows(award, one.bid),
        defects=[_(DEFECTS[code]) for code in one.bid.defects],
        opinions=opinions_on(db, award.panel, one.bid.id, award.panel.panel.round) if award.panel.result else [],
        out=next((each.reason for each in award.proposed if each.bid_id == one.bid.id and each.confirmed_at), ""),
        **SAID,
    )


def _rows(award: AwardCase, bid: Bid) -> dict[str, Any]:
    """Its scores beside the best of each criterion, its rank, and how far it was from the one before and the first."""
    result = award.panel.result
    mine = next((line for line in result.lines if line["number"] == bid.number), None) if result is not None else None
    if result is None or mine is None:
        return {"scores": [], "rank": 0, "of": 0, "total": "", "to_first": "", "to_previous": ""}
    lines = result.lines
    scores = [
        (
            one.name,
            one.weight,
            hundredths(mine["parts"][str(one.id)]),
            hundredths(max(line["parts"][str(one.id)] for line in lines)),
        )
        for one in award.panel.terms.criteria
    ]
    before = lines[mine["rank"] - 2]["total"] if mine["rank"] > 1 else mine["total"]
    return {
        "scores": scores,
        "rank": mine["rank"],
        "of": len(lines),
        "total": hundredths(mine["total"]),
        "to_first": hundredths(lines[0]["total"] - mine["total"]),
        "to_previous": hundredths(before - mine["total"]),
    }
