"""Verifying houses: the queue of claims, and one claim."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts import emails, policy
from app.accounts.access import Doer, Doing, HouseJudge, JudgedClaim
from app.accounts.actions import accept_claim, refuse_claim
from app.accounts.forms import AcceptClaimForm, ReasonForm
from app.accounts.models import ClaimState, Role
from app.accounts.names import check_code
from app.accounts.policy import Principal
from app.accounts.queries.organisations import Claimed, claims_waiting, likely_duplicates, mail_proves, members
from app.accounts.routes.organisations import PROOF
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import AppError, Conflict, Invalid
from app.core.files import download, file_of, files_of
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import TheSite

router = Router()
CLAIM = "office/claim.html"


@router.get("/office/organisations", name="accounts.queue")
def queue(request: Request, db: Db, viewer: HouseJudge) -> Response:
    """Open claims by due time; those one may not decide oneself are shown as such."""
    rows = [(c, _may_decide(viewer, c)) for c in claims_waiting(db)]
    return render(request, "office/organisations.html", rows=rows)


def _may_decide(viewer: Principal, claimed: Claimed) -> bool:
    house = claimed.organisation
    return policy.may_decide_claim(viewer, house.id, claimed.claim.person_id, house.district)


@router.get("/office/claims/{public_id}", name="accounts.show_claim")
def show(request: Request, claimed: JudgedClaim, db: Db, _viewer: HouseJudge) -> Response:
    return _claim_page(request, db, claimed)


@router.get("/office/claims/{public_id}/proof/{file_id}", name="accounts.claim_proof")
def proof(claimed: JudgedClaim, file_id: str, db: Db, site: TheSite) -> Response:
    """What the claimant showed, for whoever may decide."""
    return download(site.blobs, file_of(db, PROOF, claimed.claim.id, file_id), inside=True)


@router.post("/office/claims/{public_id}/accept", name="accounts.accept_claim")
def accept(request: Request, claimed: JudgedClaim, data: Posted, doer: Doer) -> Response:
    form = bind(AcceptClaimForm, data)
    if form.cleaned is None:
        return _claim_page(request, doer.db, claimed, status=422, accept_form=form)
    act = _act(doer, claimed)
    try:
        with doer.db.begin_nested():
            accept_claim(act, claimed.claim, claimed.organisation, override=form.cleaned.override)
    except AppError as refusal:
        if claimed.managed or isinstance(refusal, Conflict):
            raise
        form.add_error("override", refusal.sentence)
        return _claim_page(request, doer.db, claimed, status=refusal.status, accept_form=form)
    return _told(request, act, claimed, _("已同意「{name}」的申请。"))


@router.post("/office/claims/{public_id}/refuse", name="accounts.refuse_claim")
def refuse(request: Request, claimed: JudgedClaim, data: Posted, doer: Doer) -> Response:
    form = bind(ReasonForm, data)
    if form.cleaned is None:
        if claimed.managed:
            raise Invalid(_("请写明不同意的理由，至少 4 个字。"))
        return _claim_page(request, doer.db, claimed, status=422, refuse_form=form)
    act = _act(doer, claimed)
    refuse_claim(act, claimed.claim, claimed.organisation, form.cleaned.reason)
    return _told(request, act, claimed, _("已退回「{name}」的申请，理由已发给申请人。"))


def _act(doer: Doing, claimed: Claimed) -> Act:
    """A manager acts for her house, everybody else in the role that lets her decide."""
    return doer.act(claimed.organisation.id) if claimed.managed else doer.act(role=judging_role(doer.viewer))


def judging_role(viewer: Principal) -> str:
    """The role in which somebody verifies houses, for the history."""
    return next(role for role in (Role.OFFICE, Role.CURATOR, Role.DISTRICT_OFFICE) if viewer.has(role))


def _told(request: Request, act: Act, claimed: Claimed, text: str) -> Response:
    house = claimed.organisation
    mail = emails.claim_decided(act.site.settings.origin, claimed.person, claimed.claim, house)
    act.send(mail)
    to = f"/organisations/{house.public_id}/members" if claimed.managed else "/office/organisations"
    return redirect(request, to, flash=text.format(name=house.name))


def _claim_page(
    request: Request,
    db: Db,
    claimed: Claimed,
    status: int = 200,
    accept_form: Form[AcceptClaimForm] | None = None,
    refuse_form: Form[ReasonForm] | None = None,
) -> Response:
    house = claimed.organisation
    return render(
        request,
        CLAIM,
        block="form",
        status=status,
        claimed=claimed,
        open=claimed.claim.state is ClaimState.OPEN,
        code_check=check_code(house.uscc),
        duplicates=likely_duplicates(db, house.name, house.uscc or "", but=house.id),
        people=members(db, house.id),
        proofs=files_of(db, PROOF, claimed.claim.id),
        by_mail=mail_proves(house, claimed.person),
        accept_form=accept_form or blank(AcceptClaimForm),
        refuse_form=refuse_form or blank(ReasonForm),
    )
