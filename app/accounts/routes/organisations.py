"""Organisations: the list, the public profile, entering a new house or asking to speak for one, editing the profile."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import policy
from app.accounts.access import AnyViewer, Doer, Doing, ManagedOrganisation, OwnClaim, Ready, VisibleOrganisation
from app.accounts.actions import claim_organisation, edit_profile, withdraw_claim
from app.accounts.actions.claims import one_at_a_time, resubmit
from app.accounts.actions.organisations import refuse_taken_code
from app.accounts.forms import OrganisationForm, PlaceForm, StatementForm
from app.accounts.models import Claim, Organisation, OrganisationState, Person
from app.accounts.names import check_code
from app.accounts.queries.organisations import (
    PAGE as SIZE,
)
from app.accounts.queries.organisations import (
    claims_of_house,
    find_organisations,
    is_managed,
    mail_proves,
    members,
    waiting_house,
)
from app.accounts.routes.choosing import NEW as NEW_HOUSE
from app.accounts.routes.choosing import candidates, check_place, check_terms, choosing_context, take_place
from app.accounts.routes.telling import tell_of_claim
from app.accounts.routes.web import refused
from app.core.db import Db
from app.core.errors import Conflict, TooMany
from app.core.files import Sent, attach
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import Page, Question, address, page_number
from app.core.routing import Router
from app.core.site import Site, TheSite

router = Router()
PROOF = "claim_proof"
"""Parent kind of what a claimant shows: for those who decide on the claim only."""
NEW, EDIT = "accounts/organisation_new.html", "accounts/organisation_edit.html"
FIXED = frozenset({OrganisationState.VERIFIED, OrganisationState.SUSPENDED})


@router.get("/organisations", name="accounts.organisations")
def index(request: Request, db: Db, site: TheSite, q: Question = "", kind: str = "", page: str = "") -> Response:
    """Public profiles by name and kind."""
    total = find_organisations(db, q, kind, 1)[1]
    number = page_number(page, total, SIZE)
    items = find_organisations(db, q, kind, number)[0]

    def url(n: int) -> str:
        return address("/organisations", [("q", q), ("kind", kind), ("page", n if n > 1 else "")])

    listed = Page(items, number, SIZE, total, url)
    kinds = site.vocabulary.options("organisation_kind", kind)
    return render(request, "accounts/organisations.html", block="listing", page=listed, q=q, kind=kind, kinds=kinds)


@router.get("/organisations/new", name="accounts.new_organisation")
def new(request: Request, site: TheSite, viewer: Ready, name: str = "") -> Response:  # noqa: ARG001 - signed in only
    """Name the house; what is there already is offered first."""
    form = blank(PlaceForm, organisation=name)
    return render(request, NEW, form=form, **choosing_context(site, [], asked=False))


@router.post("/organisations/new", name="accounts.add_organisation")
def add(request: Request, data: Posted, doer: Doer) -> Response:
    form = bind(PlaceForm, data)
    found = candidates(doer.db, form)
    context = choosing_context(doer.site, found, asked=bool(form.value("organisation")))
    if data.get("do") == "find":
        return render(request, NEW, block="form", form=Form(PlaceForm, raw=form.raw), **context)
    if form.cleaned and not form.cleaned.organisation:
        form.add_error("organisation", _("请填写单位全称。"))
    if (own := _entered(doer.db, doer.viewer, form)) is not None:
        return redirect(request, "/desk", flash=_received(own))
    check_place(doer.db, form, found)
    if not form.valid or form.cleaned is None:
        return render(request, NEW, block="form", status=422, form=form, **context)
    try:
        taken = take_place(doer.act(), form.cleaned, found)
    except TooMany as error:
        return refused(request, NEW, form, error, **context)
    assert taken is not None
    claim, house = taken
    person = doer.db.get_one(Person, doer.viewer.person_id)
    tell_of_claim(doer.site, doer.db, person, claim, house, doer.now)
    return redirect(request, "/desk", flash=_received(house))


def _entered(db: Session, viewer: Ready, form: Form[PlaceForm]) -> Organisation | None:
    """The house of this name that she has entered already and that waits to be verified: she needs no second one."""
    if form.cleaned is None:
        return None
    one_at_a_time(db, viewer.person_id)  # of two clicks the second finds what the first has made
    there = waiting_house(db, viewer.person_id, form.cleaned.organisation)
    return there if there is not None and form.cleaned.choice in {"", NEW_HOUSE, there.public_id} else None


@router.get("/organisations/{public_id}", name="accounts.organisation")
def show(request: Request, organisation: VisibleOrganisation, db: Db, viewer: AnyViewer) -> Response:
    """The public profile; members and judges see more of it."""
    return _profile(request, organisation, db, viewer, blank(StatementForm))


def _profile(
    request: Request,
    organisation: Organisation,
    db: Session,
    viewer: policy.Viewer,
    form: Form[StatementForm],
    status: int = 200,
) -> Response:
    inner = policy.may_see_members(viewer, organisation.id)
    waiting = [c for c in claims_of_house(db, organisation.id) if inner or _mine(viewer, c.person)]
    return render(
        request,
        "accounts/organisation.html",
        status=status,
        organisation=organisation,
        form=form,
        inner=inner,
        waiting=waiting,
        my_claim=next((c for c in waiting if _mine(viewer, c.person)), None),
        people=members(db, organisation.id) if inner else [],
        code_check=check_code(organisation.uscc),
        may_manage=policy.may_manage_organisation(viewer, organisation.id),
        may_verify=policy.may_verify_organisation(viewer, organisation.id, organisation.district),
        proof_asked=viewer is not None and _wants_proof(db, organisation, db.get_one(Person, viewer.person_id)),
    )


@router.post("/organisations/{public_id}/claim", name="accounts.claim")
def claim(request: Request, sent: Sent, organisation: VisibleOrganisation, data: Posted, doer: Doer) -> Response:
    """Ask to speak for this house; a refused house asks again by it."""
    form = bind(StatementForm, data)
    person = doer.db.get_one(Person, doer.viewer.person_id)
    if sent is not None:
        sent.check(form)
    elif _wants_proof(doer.db, organisation, person):
        form.add_error(
            "proof", _("请上传证明材料（如加盖公章的授权书、工作证），或改用本单位网站域名的邮箱登录后再申请。")
        )
    if form.cleaned is None or not form.valid:
        return _profile(request, organisation, doer.db, doer.viewer, form, status=422)
    try:
        made = _asked(doer, organisation, form.cleaned.statement)
    except TooMany as error:
        form.add_error("", error.sentence)
        return _profile(request, organisation, doer.db, doer.viewer, form, status=error.status)
    if sent is not None:
        attach(doer.act(), sent, PROOF, made.id, confidential=True)
    tell_of_claim(doer.site, doer.db, person, made, organisation, doer.now)
    return redirect(request, "/desk", flash=_received(organisation))


def _asked(doer: Doing, house: Organisation, statement: str) -> Claim:
    if house.state is OrganisationState.REFUSED and doer.viewer.belongs_to(house.id):
        return resubmit(doer.act(house.id), house, statement)
    return claim_organisation(doer.db, doer.viewer.person_id, house, statement, doer.now)


def _wants_proof(db: Session, house: Organisation, person: Person) -> bool:
    """A public profile that nobody speaks for is not handed out on a word. Where there are managers they know their
    people, and whoever enters a new house is judged by its code."""
    if house.state is not OrganisationState.UNCLAIMED and house.state not in FIXED:
        return False
    return not is_managed(db, house) and not mail_proves(house, person)


@router.post("/claims/{public_id}/withdraw", name="accounts.withdraw_claim")
def withdraw(request: Request, claim: OwnClaim, doer: Doer) -> Response:
    withdraw_claim(doer.act(), claim)
    return redirect(request, "/account", flash=_("申请已撤回。"))


@router.get("/organisations/{public_id}/edit", name="accounts.edit_organisation")
def edit(request: Request, organisation: ManagedOrganisation, site: TheSite) -> Response:
    values = organisation.model_dump(include=set(OrganisationForm.model_fields))
    return render(request, EDIT, form=blank(OrganisationForm, **values), **_edit_context(site, organisation))


@router.post("/organisations/{public_id}/edit", name="accounts.save_organisation")
def save(request: Request, organisation: ManagedOrganisation, data: Posted, doer: Doer) -> Response:
    form = bind(OrganisationForm, data)
    context = _edit_context(doer.site, organisation)
    if form.cleaned is not None:
        _check_edit(doer.db, form, form.cleaned, organisation)
    if not form.valid or form.cleaned is None:
        return render(request, EDIT, block="form", status=422, form=form, **context)
    values = form.cleaned.model_dump(exclude={"version"})
    try:
        edit_profile(doer.act(organisation.id), organisation, values, form.cleaned.version)
    except Conflict as stale:
        form.add_error("", stale.sentence)
        return render(request, EDIT, block="form", status=409, form=form, **context)
    return redirect(request, f"/organisations/{organisation.public_id}", flash=_("单位资料已保存。"))


def _check_edit(db: Db, form: Form[OrganisationForm], typed: OrganisationForm, organisation: Organisation) -> None:
    fixed = organisation.state in FIXED
    check_terms(db, form, organisation.kind if fixed else typed.kind, typed.district, organisation)
    if fixed:
        return
    if len(typed.name) < 2:
        form.add_error("name", _("请填写单位全称。"))
    try:
        refuse_taken_code(db, typed.uscc or None, organisation.id)
    except Conflict as taken:
        form.add_error("uscc", taken.sentence)


def _edit_context(site: Site, organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation": organisation,
        "fixed": organisation.state in FIXED,
        "kinds": site.vocabulary.options("organisation_kind", organisation.kind),
        "districts": site.vocabulary.options("district", organisation.district),
    }


def _mine(viewer: policy.Viewer, person: Person) -> bool:
    return viewer is not None and person.id == viewer.person_id


def _received(house: Organisation) -> str:
    if house.state in FIXED:
        return _("加入申请已提交，将由单位管理员或平台处理，结果会发到您的邮箱。")
    return _("申请已提交，将在两个工作日内处理，结果会发到您的邮箱。")
