"""One bid as those who judge read it, with the sheet of a member beside it."""

from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Doer
from app.core.clock import CITY
from app.core.errors import NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare, keys_of
from app.core.routing import Router
from app.core.site import TheSite
from scenarios.bids.actions.opening import open_bid, open_file
from scenarios.bids.contents import TECHNICAL, BidFile, Body
from scenarios.bids.labels import FILE_KINDS, numbered
from scenarios.bids.models import Criterion, Purpose
from scenarios.bids.queries.cases import case_of
from scenarios.bids.routes.shown import facts
from scenarios.panels.access import Judged, JudgedBid, OwnSeat
from scenarios.panels.actions.scoring import keep
from scenarios.panels.forms import SheetForm, shown
from scenarios.panels.policy import Reading
from scenarios.panels.queries.scores import opinion_of, part_now, scores_of
from scenarios.panels.routes.shown import SAID, address

router = Router()
HERE = "/scenarios/{public_id}/evaluation/bids/{number}"


@router.get(HERE, name="panels.bid")
def show(request: Request, one: JudgedBid, site: TheSite) -> Response:
    return _page(request, one, site, _sheet(one))


@router.post(HERE, name="panels.score")
def save(request: Request, one: JudgedBid, _seat: OwnSeat, data: Posted, doer: Doer) -> Response:
    """Kept, and on to the next bid; what is out of range is refused where it stands."""
    form = _bound(one, data)
    if not form.valid or form.cleaned is None:
        return _page(request, one, doer.site, form, 422)
    _keep(one, form.cleaned)
    following = next((bid.number for bid in one.case.scored if (bid.number or 0) > (one.bid.number or 0)), None)
    to = f"bids/{following}" if following and form.value("do") == "next" else ""
    return redirect(request, address(one.case, to), _("分数已保存，提交之前都可以改。"))


@router.post(HERE + "/autosave", name="panels.autosave")
def autosave(one: JudgedBid, _seat: OwnSeat, data: Posted, doer: Doer) -> Response:
    """Kept as she types, or one sentence about what cannot be."""
    form = _bound(one, data)
    if not form.valid or form.cleaned is None:
        return HTMLResponse(form.all_errors[0][1])
    _keep(one, form.cleaned)
    return HTMLResponse(_("已自动保存 {time}。").format(time=f"{doer.now.astimezone(CITY):%H:%M}"))


@router.get(HERE + "/files/{place}", name="panels.file")
def show_file(place: int, one: JudgedBid) -> Response:
    """As a download: nothing in it runs in the page's own origin. Before names are open its name is not told either."""
    files = _files(one, open_bid(one.act, one.bid, Purpose.JUDGE))
    if not 0 < place <= len(files):
        raise NotFound
    file, content = open_file(one.act, one.bid, files[place - 1].id, Purpose.JUDGE)
    suffix = file.name.rpartition(".")[2]
    name = file.name if one.reading is Reading.ALL else f"{one.bid.number}-{place}.{suffix}"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=file.mime, headers=headers)


def _bound(one: Judged, data: Posted) -> Form[SheetForm]:
    """What she has declared before, with whichever bid, she is not asked again."""
    assert one.seat is not None
    return bind(SheetForm, data, keys_of(one.act.db, one.seat))


def _keep(one: Judged, said: SheetForm) -> None:
    assert one.seat is not None
    declare(one.act, one.seat, said.declared)
    keep(one.act, one.case, one.seat, one.bid, {row.criterion: row.points for row in said.scores}, said.opinion)


def _criteria(one: Judged) -> list[Criterion]:
    """What she scores of it now."""
    if one.seat is None or one.bid not in one.case.scored:
        return []
    part = part_now(one.seat, revealed=one.case.panel.revealed_at is not None)
    return one.case.criteria(part) if part is not None and one.case.result is None else []


def _sheet(one: Judged) -> Form[SheetForm]:
    if one.seat is None:
        return blank(SheetForm)
    said = scores_of(one.act.db, one.seat, one.case.panel.round)
    rows = [{"criterion": str(each.id), "points": shown(said.get((one.bid.id, each.id)))} for each in _criteria(one)]
    return blank(SheetForm, scores=rows, opinion=opinion_of(one.act.db, one.seat, one.case.panel.round, one.bid.id))


def _files(one: Judged, body: Body) -> list[BidFile]:
    return [file for file in body.files if one.reading is Reading.ALL or file.kind == "technical"]


def _page(request: Request, one: Judged, site: Any, form: Form[SheetForm], status: int = 200) -> Response:
    """Only what she may read is handed to the page."""
    case, body = case_of(one.act.db, one.bid, one.act.now), open_bid(one.act, one.bid, Purpose.JUDGE)
    told = facts(one.act.db, case, body, site.vocabulary)
    everything = one.reading is Reading.ALL
    files = [
        (
            place,
            file.name if everything else _("技术附件 {place}").format(place=place),
            _(FILE_KINDS[file.kind]),
            file.size,
        )
        for place, file in enumerate(_files(one, body), start=1)
    ]
    return render(
        request,
        "scenarios/panels/bid.html",
        status=status,
        case=one.case,
        need=one.case.need,
        name=numbered(one.bid.number),
        number=one.bid.number,
        state=one.bid.state,
        houses=case.names if everything else [],
        facts=told if everything else [part for part in told if part[0] in TECHNICAL],
        files=files,
        criteria={each.id: each for each in _criteria(one)},
        form=form,
        others=[bid.number for bid in one.case.bids],
        **SAID,
    )
