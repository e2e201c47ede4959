"""HTTP: the reports of the office, on a page and as a paper."""

from itertools import islice
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Reporter
from app.accounts.models import Role
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import Conflict, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import speaking
from app.core.routing import Router
from app.core.site import Now
from app.reports.access import KeptIssue
from app.reports.deeds import DEEDS, moved_on
from app.reports.forms import MatterForm, RecountForm
from app.reports.paper import MIME, written
from app.reports.periods import month_of, newest, week_of
from app.reports.queries import MOST_MATTERS, Issue, began, corrections, issues_of, report

router = Router()
PATH = "/office/reports"
WEEKS = 12
"""Weeks that are listed; the ones before are reached from these."""


@router.get(PATH, name="reports.list")
def show_list(request: Request, db: Db, _viewer: Reporter, now: Now) -> Response:
    since = began(db) or now
    weeks = issues_of(db, list(islice(newest(now, week_of, since), WEEKS)))
    months = issues_of(db, list(newest(now, month_of, since)))
    return render(request, "reports/list.html", weeks=weeks, months=months, now=now)


@router.get(PATH + "/{period}.docx", name="reports.paper")
def download(issue: KeptIssue, db: Db, viewer: Reporter, now: Now) -> Response:
    """The paper is Chinese, whatever the language of the page."""
    with speaking("zh"):
        content = written(report(db, viewer, issue, now))
    headers = {
        "Content-Disposition": f'attachment; filename="jinghe-{issue.period.name}.docx"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=MIME, headers=headers)


@router.get(PATH + "/{period}", name="reports.show")
def show(request: Request, issue: KeptIssue, db: Db, viewer: Reporter, now: Now) -> Response:
    return _page(request, db, viewer, issue, now)


@router.post(PATH + "/{period}/{deed}", name="reports.deed")
def carry_out(request: Request, issue: KeptIssue, deed: str, data: Posted, doer: Doer, viewer: Reporter) -> Response:
    if deed not in DEEDS:
        raise NotFound
    DEEDS[deed].require(viewer, issue, lambda: moved_on(issue))
    form = bind(DEEDS[deed].form, data)
    if form.cleaned is None:
        return _page(request, doer.db, viewer, issue, doer.now, {deed: form}, 422)
    try:
        said = DEEDS[deed].carry_out(doer.act(role=Role.OFFICE.value), issue, form.cleaned)
    except Conflict as refusal:
        form.add_error(next(iter(type(form.cleaned).model_fields)), refusal.sentence)
        return _page(request, doer.db, viewer, issue, doer.now, {deed: form}, 409)
    return redirect(request, f"{PATH}/{issue.period.name}", said)


def _page(
    request: Request,
    db: Db,
    viewer: Principal,
    issue: Issue,
    now: Now,
    forms: dict[str, Form[Any]] | None = None,
    status: int = 200,
) -> Response:
    blanks: dict[str, Form[Any]] = {"propose": blank(MatterForm), "recount": blank(RecountForm)}
    return render(
        request,
        "reports/show.html",
        status=status,
        report=report(db, viewer, issue, now),
        issue=issue,
        deeds=open_to(DEEDS, viewer, issue),
        forms=blanks | (forms or {}),
        corrections=corrections(issue),
        most=MOST_MATTERS,
        here=f"{PATH}/{issue.period.name}",
    )
