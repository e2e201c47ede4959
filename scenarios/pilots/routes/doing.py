"""What people do with a pilot and with its rows: one handler for the whole table of deeds."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.core.errors import Invalid, NotFound
from app.core.files import Sent, SentFile, attach
from app.core.forms import Form, Posted, bind
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.pilots.access import InnerPilot
from scenarios.pilots.deeds import DEEDS, PilotDeed, Row, moved_on
from scenarios.pilots.forms import check
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.rows import row_of
from scenarios.pilots.routes.shown import address, page

router = Router()


@router.post("/pilots/{public_id}/{kind}/{row}/{deed}", name="pilots.row_deed")
def do_with_row(
    request: Request, kind: str, row: str, deed: str, sent: Sent, data: Posted, case: InnerPilot, doer: Doer
) -> Response:
    one = row_of(doer.db, case, kind, row)
    return _carry_out(request, doer, Row(case, one), _named(kind, deed), f"{row}/{deed}", data, sent)


@router.post("/pilots/{public_id}/{deed}", name="pilots.deed")
def do_with_pilot(request: Request, deed: str, sent: Sent, data: Posted, case: InnerPilot, doer: Doer) -> Response:
    number = case.pilot.public_id
    return _carry_out(request, doer, Row(case, case.pilot), _named("pilot", deed), f"{number}/{deed}", data, sent)


def _named(kind: str, name: str) -> PilotDeed:
    deed = DEEDS.get(kind, {}).get(name)
    if deed is None:
        raise NotFound
    return deed


def _carry_out(
    request: Request, doer: Doing, row: Row, deed: PilotDeed, place: str, data: Posted, sent: SentFile | None
) -> Response:
    """Done, or the tab again with what was typed and why not."""
    deed.require(doer.viewer, row, lambda: moved_on(row))
    form = bind(deed.form, data)
    _judge(form, deed, doer, sent)
    if form.cleaned is not None and form.valid:
        try:
            with doer.db.begin_nested():
                said = _done(doer, row.case, row, deed, form.cleaned, sent)
            return redirect(request, address(row.case, deed.tab), said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    return page(request, doer, row.case, deed.tab, {place: form}, 422)


def _done(doer: Doing, case: Case, row: Row, deed: PilotDeed, said: Any, sent: SentFile | None) -> str:
    act = deed.act_of(doer, case)
    if "file" in deed.form.model_fields:
        said.file = attach(act, sent, "pilot", case.pilot.id, confidential=True) if sent is not None else None
    return deed.carry_out(act, row, said)


def _judge(form: Form[Any], deed: PilotDeed, doer: Doing, sent: SentFile | None) -> None:
    check(form, doer.site.vocabulary)
    if sent is not None and "file" in deed.form.model_fields:
        sent.check(form)
    if deed.needs_file and sent is None:
        form.add_error("file", _("请先选择一个文件。"))
