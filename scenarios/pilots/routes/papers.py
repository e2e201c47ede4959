"""Papers to be printed; anybody who holds one checks it at `/check`, of `scenarios.demonstrations`."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Me
from app.core.db import Db
from app.core.errors import Invalid, NotFound
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.pilots.access import InnerPilot
from scenarios.pilots.actions.papers import agreement_paper
from scenarios.pilots.actions.reports import report_paper
from scenarios.pilots.guards import agreement_lacks
from scenarios.pilots.models import PaperKind
from scenarios.pilots.policy import may_see_contract
from scenarios.pilots.queries.papers import is_newest, paper_of
from scenarios.pilots.routes.shown import address

router = Router()


@router.post("/pilots/{public_id}/papers/agreement", name="pilots.print_agreement")
def print_agreement(request: Request, case: InnerPilot, doer: Doer) -> Response:
    """Freeze the agreement as it stands and show it as a paper."""
    if not may_see_contract(doer.viewer, case):
        raise NotFound
    if lacks := agreement_lacks(case.agreement):
        raise Invalid(_(lacks[0].sentence))
    paper = agreement_paper(doer.act(), case)
    return redirect(request, address(case, f"papers/{paper.code}"))


@router.post("/pilots/{public_id}/papers/report", name="pilots.print_report")
def print_report(request: Request, case: InnerPilot, doer: Doer) -> Response:
    """Freeze what was found, with every amendment and comment, and show it as a paper."""
    paper = report_paper(doer.act(), case)
    if paper is None:
        raise Invalid(_("还没有验证结果，不能生成报告。"))
    return redirect(request, address(case, f"papers/{paper.code}"))


@router.get("/pilots/{public_id}/papers/{code}", name="pilots.paper")
def show_paper(request: Request, code: str, case: InnerPilot, viewer: Me, db: Db) -> Response:
    paper = paper_of(db, code, case.pilot.id)
    if paper is None or not (paper.kind is PaperKind.REPORT or may_see_contract(viewer, case)):
        raise NotFound
    return render(
        request,
        "scenarios/pilots/paper.html",
        paper=paper,
        newest=is_newest(db, paper),
        trail=[(_("试点"), "/pilots"), (case.need.title, address(case))],
        back=(_("返回试点"), address(case, "verification" if paper.kind is PaperKind.REPORT else "agreement")),
    )
