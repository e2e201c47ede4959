"""Bids of one's own: the list, the page of one, its deeds, its paper and its sealed text."""

from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing, Me
from app.accounts.queries.organisations import find_suppliers
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.forms import Form, Posted, bind
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Arrived, Now, TheSite
from scenarios.bids.access import BidAct, ReadBid, SeenBid, SeenTender
from scenarios.bids.actions import bidding
from scenarios.bids.actions.opening import open_bid, open_submission
from scenarios.bids.deeds import DEEDS, moved_on
from scenarios.bids.forms import PartnerForm, StartForm
from scenarios.bids.models import Purpose
from scenarios.bids.policy import bidder_houses, may_read
from scenarios.bids.queries.cases import BidCase, bids_of
from scenarios.bids.routes.shown import SAID, address, code_of, facts, page

router = Router()
JOIN, LET_GO = "join", "let-go"
MOST_NAMED = 5
"""Houses of like names that somebody chooses from."""


@router.get("/bids", name="bids.list")
def show_list(request: Request, viewer: Me, db: Db, now: Now) -> Response:
    return render(request, "scenarios/bids/list.html", cases=bids_of(db, viewer, now), **SAID)


@router.post("/bids/for/{public_id}", name="bids.start")
def start(request: Request, tender: SeenTender, data: Posted, doer: Doer, arrived: Arrived) -> Response:
    """Begin a bid in the name of a house of hers."""
    form = bind(StartForm, data)
    homes = {home.public_id: home for home in bidder_houses(doer.viewer)}
    home = homes.get(form.value("organisation")) or next(iter(homes.values()), None)
    if home is None:
        raise Forbidden(_("应标的单位应是通过核验的供给方（企业或科研院所）。"))
    bid = bidding.start(doer.act(home.organisation_id), tender.need, home.organisation_id, arrived)
    return redirect(
        request, f"/bids/{bid.public_id}/edit/plan", _("应标书已建立。您输入的内容从第一个字起就加密保存。")
    )


@router.get("/bids/{public_id}", name="bids.show")
def show(request: Request, case: SeenBid, viewer: Me, doer: Doer) -> Response:
    """For the houses that bid all of it; for one that is asked who asks, and the two answers."""
    if not may_read(viewer, case):
        return render(request, "scenarios/bids/asked.html", case=case, need=case.need, bid=case.bid, **SAID)
    return page(request, viewer, case, _act(doer, case))


@router.get("/bids/{public_id}/paper", name="bids.paper")
def show_paper(request: Request, case: ReadBid, act: BidAct, db: Db, site: TheSite) -> Response:
    """A4, to be stamped: what is said as it stands, with its check code."""
    body = open_bid(act, case.bid, Purpose.READ)
    said: dict[str, Any] = {"facts": facts(db, case, body, site.vocabulary, judged=False), "code": code_of(case, body)}
    return render(request, "scenarios/bids/paper.html", case=case, bid=case.bid, need=case.need, **said, **SAID)


@router.get("/bids/{public_id}/text", name="bids.text")
def show_text(case: ReadBid, act: BidAct) -> Response:
    """The submission that counts, byte for byte as it was sealed: its SHA-256 is the hash of the receipt."""
    if case.bid.sealed is None:
        raise NotFound
    name = f"bid-{case.bid.public_id}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    text = open_submission(act, case.bid, Purpose.READ)
    return Response(text, media_type="application/json", headers=headers)


@router.post("/bids/{public_id}/{deed}", name="bids.deed")
def carry_out(request: Request, deed: str, case: SeenBid, data: Posted, doer: Doer) -> Response:
    """Done, or the page again with why not."""
    if deed not in ACTS and (deed not in DEEDS or DEEDS[deed].act is None):
        raise NotFound
    found = DEEDS[deed]
    found.require(doer.viewer, case, lambda: moved_on(case))
    form = bind(found.form, data)
    if form.cleaned is not None:
        try:
            with doer.db.begin_nested():
                said = _done(doer, case, deed, form)
            return redirect(request, "/bids" if deed in {"refuse", "leave"} else address(case), said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    elif deed == "submit":
        form.found = {"terms": [_("请先确认应标承诺。")]}
    place = {"submit": "submitting", "invite": "partner"}.get(deed, "refused")
    return page(request, doer.viewer, case, _act(doer, case), 422, **{place: form})


def _done(doer: Doing, case: BidCase, deed: str, form: Form[Any]) -> str:
    act = _act(doer, case)
    if deed in ACTS:
        return ACTS[deed](doer, case, form.cleaned)
    return DEEDS[deed].carry_out(act, case, form.cleaned or form.model())


def _act(doer: Doing, case: BidCase) -> Act:
    """For her house in this bid, at the moment at which all of her request had arrived."""
    act = doer.act(case.party_of(doer.viewer).organisation_id)
    return replace(act, now=case.now)


def _invite(doer: Doing, case: BidCase, said: PartnerForm) -> str:
    """The one verified supplier of this name; of several she reads which."""
    found = find_suppliers(doer.db, said.organisation, MOST_NAMED)
    house = next((one for one in found if one.name == said.organisation), found[0] if len(found) == 1 else None)
    if house is None and found:
        names = _("、").join(one.name for one in found)
        raise Invalid(_("有多家单位符合：{names}。请填写单位全称。").format(names=names))
    if house is None:
        raise Invalid(_("没有找到这个单位：合作单位要在本站注册并通过核验，请填写单位全称。"))
    bidding.invite(_act(doer, case), case, house)
    told = _("已邀请{name}。为了保密，截止前网站不发与应标有关的邮件：请把本页链接发给对方，由对方登录后答复。")
    return told.format(name=house.name)


def _leave(doer: Doing, case: BidCase, _said: Any) -> str:
    bidding.leave(_act(doer, case), case, case.party_of(doer.viewer).organisation_id)
    return _("已不在这份应标书里。")


def _join(doer: Doing, case: BidCase, _said: Any) -> str:
    bidding.join(_act(doer, case), case, case.party_of(doer.viewer).organisation_id)
    return _(DEEDS[JOIN].done)


def _let_go(doer: Doing, case: BidCase, said: Any) -> str:
    house = next((one for one in case.organisations.values() if one.public_id == said.organisation), None)
    if house is None:
        raise Conflict
    bidding.leave(_act(doer, case), case, house.id)
    return _(DEEDS[LET_GO].done)


ACTS = {"invite": _invite, LET_GO: _let_go, JOIN: _join, "refuse": _leave, "leave": _leave}
"""Deeds that need more than the bid."""
