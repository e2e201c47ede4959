"""The papers of a bid: sealed as they come in, handed out to the houses that bid."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Me
from app.core.acting import Act
from app.core.errors import Invalid, NotFound
from app.core.files import Sent, SentFile
from app.core.forms import Form, Posted, bind
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.bids.access import BidAct, ReadBid
from scenarios.bids.actions.correcting import correct, may_correct
from scenarios.bids.actions.opening import add_file, keep_body, open_bid, open_file
from scenarios.bids.deeds import DEEDS, moved_on
from scenarios.bids.forms import FileForm
from scenarios.bids.models import Purpose
from scenarios.bids.queries.cases import BidCase
from scenarios.bids.routes.shown import address, page

router = Router()


@router.post("/bids/{public_id}/files", name="bids.add_file")
def attach(request: Request, sent: Sent, data: Posted, case: ReadBid, viewer: Me, act: BidAct) -> Response:
    """Before the deadline any paper of a draft; after the unsealing, for some days, stamps and proofs."""
    deed = DEEDS["correct" if may_correct(case) else "edit"]
    deed.require(viewer, case, lambda: moved_on(case))
    form = bind(FileForm, data)
    if sent is None:
        form.add_error("file", _("请先选择一个文件。"))
    else:
        sent.check(form)
    if form.cleaned is not None and form.valid and sent is not None:
        try:
            _take(act, case, form, sent)
            return redirect(request, address(case) + "#files", (deed.done and _(deed.done)) or _("附件已加密保存。"))
        except Invalid as refusal:
            form.add_error("file", refusal.sentence)
    return page(request, viewer, case, act, 422, file=form)


@router.post("/bids/{public_id}/files/{file_id}/remove", name="bids.remove_file")
def remove(request: Request, file_id: str, case: ReadBid, viewer: Me, act: BidAct) -> Response:
    DEEDS["edit"].require(viewer, case, lambda: moved_on(case))
    body = open_bid(act, case.bid, Purpose.WRITE)
    gone = body.file(file_id)
    if gone is None:
        raise NotFound
    body.files.remove(gone)
    keep_body(act, case.bid, body)
    return redirect(request, address(case) + "#files", _("附件已删除。"))


@router.get("/bids/{public_id}/files/{file_id}", name="bids.file")
def show_file(file_id: str, case: ReadBid, act: BidAct) -> Response:
    """As a download: nothing in it runs in the page's own origin."""
    file, content = open_file(act, case.bid, file_id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=file.mime, headers=headers)


def _take(act: Act, case: BidCase, form: Form[FileForm], sent: SentFile) -> None:
    assert form.cleaned is not None
    if may_correct(case):
        correct(act, case, form.cleaned.kind, sent)
    else:
        add_file(act, case.bid, open_bid(act, case.bid, Purpose.WRITE), form.cleaned.kind, sent, Purpose.WRITE)
