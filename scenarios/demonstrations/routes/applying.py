"""A verified pilot is put forward."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer
from app.core.errors import Invalid
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare
from app.core.routing import Router
from scenarios.demonstrations.access import ACandidate
from scenarios.demonstrations.actions.applying import apply
from scenarios.demonstrations.forms import ApplicationForm
from scenarios.demonstrations.guards import application_lacks
from scenarios.demonstrations.queries.cases import newest_report, of_pilot
from scenarios.pilots.policy import side_of
from scenarios.pilots.queries.cases import Case

router = Router()


@router.get("/demonstrations/new", name="demonstrations.new")
def show_form(request: Request, case: ACandidate, doer: Doer) -> Response:
    """What was said before stands there again, after it came back."""
    before = of_pilot(doer.db, case.pilot.id)
    title = before.title if before is not None else case.need.title[:120]
    said = {"summary": before.summary, "conditions": before.conditions} if before is not None else {}
    opinion = before.opinion if before is not None else ""
    return _page(request, doer, case, blank(ApplicationForm, title=title, **said), opinion=opinion)


@router.post("/demonstrations/new", name="demonstrations.apply")
def put_forward(request: Request, data: Posted, case: ACandidate, doer: Doer) -> Response:
    form = bind(ApplicationForm, data)
    if form.cleaned is not None:
        side = side_of(doer.viewer, case)
        assert side is not None  # the dependency has refused everybody else
        try:
            with doer.db.begin_nested():
                act = doer.act(case.houses(side)[0])
                row = apply(act, case, form.cleaned)
                declare(act, row, form.cleaned.declared)
            said = _("已提交，由本领域的审核部门审核。")
            return redirect(request, f"/demonstrations/{row.public_id}", said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    return _page(request, doer, case, form, 422)


def _page(
    request: Request, doer: Doer, case: Case, form: Form[ApplicationForm], status: int = 200, opinion: str = ""
) -> Response:
    missing = application_lacks(case.pilot, case.kpis, newest_report(doer.db, case.pilot.id))
    said: dict[str, Any] = {"case": case, "need": case.need, "form": form, "missing": _(missing), "opinion": opinion}
    return render(request, "scenarios/demonstrations/new.html", status=status, **said)
