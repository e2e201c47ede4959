"""The log for auditors: filtered, paged, as a file. Each look is itself noted."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from app.accounts.access import AuditReader
from app.accounts.forms import AuditForm
from app.accounts.models import Role
from app.accounts.policy import Principal
from app.accounts.queries.office import PAGE as SIZE
from app.accounts.queries.office import AuditFilter, Line, audit_actions, audit_page, audit_step
from app.core.acting import Act
from app.core.clock import CITY, city_date
from app.core.db import Db
from app.core.forms import Form, bind
from app.core.history import audit
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.listing import Page, address, page_number
from app.core.routing import Router
from app.core.site import Now, Site, TheSite

router = Router()
STEP, MOST_STEPS = 1_000, 100
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.get("/office/audit", name="accounts.audit")
def show(request: Request, db: Db, site: TheSite, viewer: AuditReader, now: Now, page: str = "") -> Response:
    form = _asked(request)
    if form.cleaned is None:
        empty = Page[Line]([], 1, SIZE, 0, str)
        return render(
            request, "office/audit.html", status=422, form=form, page=empty, actions=audit_actions(db), query=""
        )
    wanted = _filter(form)
    total = audit_page(db, wanted, 1)[1]
    number = page_number(page, total, SIZE)
    said = [(name, text) for name, texts in form.raw.items() if name != "page" for text in texts]

    def url(n: int) -> str:
        return address("/office/audit", [*said, ("page", n if n > 1 else "")])

    listed = Page(audit_page(db, wanted, number)[0], number, SIZE, total, url)
    _note(site, viewer, "audit.viewed", wanted, now)
    query = address("/office/audit.csv", said)
    return render(request, "office/audit.html", form=form, page=listed, actions=audit_actions(db), query=query)


@router.get("/office/audit.csv", name="accounts.audit_file")
def as_file(request: Request, site: TheSite, viewer: AuditReader, now: Now) -> Response:
    """The same lines as CSV, up to `STEP` times `MOST_STEPS`; read while it is sent."""
    form = _asked(request)
    if form.cleaned is None:
        return render(
            request,
            "office/audit.html",
            status=422,
            form=form,
            page=Page[Line]([], 1, SIZE, 0, str),
            actions=[],
            query="",
        )
    wanted = _filter(form)
    _note(site, viewer, "audit.exported", wanted, now)
    heads = [_("时间"), _("人员"), _("角色"), _("操作"), _("对象"), _("编号"), _("详情"), _("请求编号")]
    headers = {"Content-Disposition": f'attachment; filename="audit-{city_date(now)}.csv"'}
    return StreamingResponse(_csv(site, wanted, heads), media_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: Request) -> Form[AuditForm]:
    query = request.query_params
    return bind(AuditForm, {name: query.getlist(name) for name in query})


def _filter(form: Form[AuditForm]) -> AuditFilter:
    assert form.cleaned is not None
    return AuditFilter(**form.cleaned.model_dump())


def _note(site: Site, viewer: Principal, action: str, wanted: AuditFilter, now: Now) -> None:
    # A page's own transaction can only read, so the trace takes a short one of its own.
    said = {key: str(value) for key, value in asdict(wanted).items() if value}
    with site.database.writing() as db:
        audit(Act(db, site, viewer.acting(role=Role.AUDITOR), now), action, detail=said)


def _csv(site: Site, wanted: AuditFilter, heads: list[str]) -> Iterator[str]:
    # The byte-order mark tells a spreadsheet that this is UTF-8.
    yield "\ufeff" + _row(heads)
    below = None
    for _step in range(MOST_STEPS):
        # A transaction a step: however slowly the file is taken, nothing is held meanwhile.
        with site.database.reading() as db:
            lines, below = audit_step(db, wanted, below, STEP)
        yield "".join(_row(_cells(line)) for line in lines)
        if below is None:
            return


def _cells(line: Line) -> list[str]:
    at, *others = asdict(line).values()
    return [f"{at.astimezone(CITY):%Y-%m-%d %H:%M:%S}", *(_text(value) for value in others)]


def _text(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _row(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
