"""Interests in organisations (利益关系): declared and ended under the account, read by the office and the auditor."""

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Me, StakesReader
from app.accounts.actions import declare_stake, end_stake
from app.accounts.forms import EndStakeForm, StakeForm
from app.accounts.policy import Principal, may_read_audit
from app.accounts.queries.organisations import find_organisations, organisation_seen_by
from app.accounts.queries.stakes import all_stakes, stakes_of
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import Conflict, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.history import audit
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import Question, question
from app.core.routing import Router
from app.core.site import Now, TheSite

router = Router()
PATH = "/account/stakes"
OFFERED = 8


@router.get(PATH, name="accounts.stakes")
def show(request: Request, db: Db, viewer: Me, q: Question = "", organisation: str = "") -> Response:
    """What one has declared, and a new declaration: find the house, say what ties one to it."""
    return _page(request, db, viewer, blank(StakeForm, organisation=organisation), q)


@router.post(PATH, name="accounts.declare_stake")
def declare(request: Request, data: Posted, doer: Doer) -> Response:
    form, status = bind(StakeForm, data), 422
    house = organisation_seen_by(doer.db, doer.viewer, form.value("organisation"))
    if house is None:
        form.found["organisation"] = [_("请先查找，再从列表中选择单位。")]
    elif form.cleaned is not None:
        try:
            declare_stake(doer.act(), doer.viewer, house, form.cleaned.note)
            return redirect(request, PATH, flash=_("已申报。即刻起，与该单位有关的事项由其他同事办理。"))
        except Conflict as refusal:
            form.add_error("organisation", refusal.sentence)
            status = refusal.status
    return _page(request, doer.db, doer.viewer, form, question(str(data.get("q", ""))), status=status)


@router.post(PATH + "/{public_id}/end", name="accounts.end_stake")
def end(request: Request, public_id: str, data: Posted, doer: Doer) -> Response:
    form = bind(EndStakeForm, data)
    if form.cleaned is None:
        return _page(request, doer.db, doer.viewer, blank(StakeForm), "", ending=(public_id, form), status=422)
    if not end_stake(doer.act(), public_id, form.cleaned.end_note):
        if all(one.stake.public_id != public_id for one in stakes_of(doer.db, doer.viewer.person_id)):
            raise NotFound
        raise Conflict(_("这项利益关系已经结束。"))
    return redirect(request, PATH, flash=_("已登记结束，原申报仍保留备查。"))


@router.get("/office/stakes", name="accounts.all_stakes")
def everybodys(request: Request, db: Db, site: TheSite, viewer: StakesReader, now: Now, ended: str = "") -> Response:
    """All declarations; an auditor's look is itself noted."""
    if may_read_audit(viewer):
        with site.database.writing() as writing:
            audit(Act(writing, site, viewer.acting(role="auditor"), now), "stakes.viewed")
    rows = all_stakes(db, ended=bool(ended))
    return render(request, "office/stakes.html", rows=rows, ended=bool(ended))


def _page(
    request: Request,
    db: Session,
    viewer: Principal,
    form: Form[StakeForm],
    q: str,
    *,
    ending: tuple[str, Form[EndStakeForm]] | None = None,
    status: int = 200,
) -> Response:
    found = list(find_organisations(db, q, "", 1)[0][:OFFERED]) if q else []
    named = organisation_seen_by(db, viewer, form.value("organisation"))
    if named is not None and named.id not in {house.id for house in found}:
        found.insert(0, named)
    return render(
        request,
        "accounts/stakes.html",
        block="form",
        status=status,
        form=form,
        q=q,
        found=found,
        declared=stakes_of(db, viewer.person_id),
        ending=ending[0] if ending else "",
        end_form=ending[1] if ending else blank(EndStakeForm),
    )
