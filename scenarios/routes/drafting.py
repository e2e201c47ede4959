"""HTTP: writing a need, section by section."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.exc import IntegrityError
from starlette.datastructures import FormData

from app.accounts.access import Doer, Doing
from app.accounts.policy import Belonging, Principal
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.ids import token
from app.core.routing import Router
from scenarios.access import OwnScenario
from scenarios.actions.drafting import create_scenario
from scenarios.forms.sections import BY_KEY, Section
from scenarios.forms.wording import field_labels
from scenarios.models import Scenario
from scenarios.policy import owner_houses
from scenarios.queries.content import typed
from scenarios.queries.owning import by_form_key, organisation_id_of
from scenarios.queries.said import values_of
from scenarios.readiness import readiness
from scenarios.routes.editing import (
    after,
    around,
    change_rows,
    clashes,
    draw,
    keep,
    read_form,
    require_edit,
    stored_form,
)
from scenarios.values import ScenarioValues

router = Router()
BASICS = BY_KEY["basics"]
LONGEST_KEY = 64


@router.get("/scenarios/new", name="scenarios.new")
def start(request: Request, doer: Doer) -> Response:
    """Six fields, with what the site knows already filled in."""
    home = _first_house(doer.viewer)
    form = blank(
        BASICS.complete, organisation=home.public_id, contact_name=doer.viewer.name, contact_email=doer.viewer.email
    )
    return draw(request, doer, None, BASICS, form, form_key=token())


@router.post("/scenarios", name="scenarios.create")
def create(request: Request, data: Posted, doer: Doer) -> Response:
    """The first save makes the draft; the same form again finds it."""
    form_key = str(data.get("form_key", ""))[:LONGEST_KEY]
    _first_house(doer.viewer)
    if not _typed_anything(bind(BASICS.complete, data)):
        form = read_form(data, BASICS, around(doer, None))
        return draw(request, doer, None, BASICS, form, status=422, form_key=form_key or token())
    scenario = _draft_of(doer, data, form_key)
    return _save(request, doer, scenario, BASICS, data, form_key=form_key)


@router.post("/scenarios/autosave", name="scenarios.autosave_new")
def autosave_new(request: Request, data: Posted, doer: Doer) -> Response:
    form_key = str(data.get("form_key", ""))[:LONGEST_KEY]
    if not form_key or not _typed_anything(bind(BASICS.complete, data)):
        return Response(status_code=204)
    scenario = _draft_of(doer, data, form_key)
    return _autosave(request, doer, scenario, BASICS, data)


@router.get("/scenarios/{public_id}/edit", name="scenarios.edit_first")
def edit_first(request: Request, scenario: OwnScenario) -> Response:
    return redirect(request, f"/scenarios/{scenario.public_id}/edit/basics")


@router.get("/scenarios/{public_id}/edit/{section}", name="scenarios.edit")
def edit(request: Request, section: str, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return draw(request, doer, scenario, _section(section), stored_form(doer.db, scenario, _section(section)))


@router.post("/scenarios/{public_id}/edit/{section}", name="scenarios.save")
def save(request: Request, section: str, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return _save(request, doer, scenario, _section(section), data)


@router.post("/scenarios/{public_id}/autosave/{section}", name="scenarios.autosave")
def autosave(request: Request, section: str, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return _autosave(request, doer, scenario, _section(section), data)


def _save(
    request: Request,
    doer: Doing,
    scenario: Scenario,
    section: Section,
    data: FormData,
    *,
    form_key: str = "",
) -> Response:
    form = read_form(data, section, around(doer, scenario))
    if "add_row" in data or "remove_row" in data:
        spare = change_rows(form, data)
        return draw(request, doer, scenario, section, form, form_key=form_key, spare=spare)
    clash = clashes(doer.db, scenario, section, form, _seen(data), doer.site.vocabulary)
    if clash:
        return draw(request, doer, scenario, section, form, status=409, form_key=form_key, clash=clash)
    keep(doer, scenario, section, form)
    return _answer_save(request, doer, scenario, section, form, str(data.get("do", "")), form_key)


def _answer_save(
    request: Request,
    doer: Doing,
    scenario: Scenario,
    section: Section,
    form: Form[Any],
    wish: str,
    form_key: str,
) -> Response:
    """Errors at their fields, or on to what was wished for: the check, the next section, or this one again."""
    here = f"/scenarios/{scenario.public_id}"
    if wish == "check" and form.found:
        return draw(request, doer, scenario, section, form, status=422, form_key=form_key)
    if typed(scenario).get(section.key):
        form.found = {name: texts for name, texts in form.found.items() if "-" in name or form.value(name).strip()}
        return draw(request, doer, scenario, section, form, status=422, form_key=form_key)
    if wish == "check":
        return redirect(request, f"{here}/check")
    if wish == "next":
        return redirect(request, f"{here}/{after(section)}")
    return redirect(request, f"{here}/edit/{section.key}", _("草稿已保存。"))


def _autosave(
    request: Request,
    doer: Doing,
    scenario: Scenario,
    section: Section,
    data: FormData,
) -> Response:
    form = read_form(data, section, around(doer, scenario))
    if clashes(doer.db, scenario, section, form, _seen(data), doer.site.vocabulary):
        raise Conflict(_("这一节刚刚被别人改过，没有自动保存。您填写的内容还在本页，点“保存草稿”可以对照两个版本。"))
    keep(doer, scenario, section, form)
    return render(
        request,
        "scenarios/edit/autosaved.html",
        scenario=scenario,
        unfinished=section.key in typed(scenario),
        ready=readiness(values_of(doer.db, scenario)),
        labels=field_labels(),
    )


def _draft_of(doer: Doing, data: FormData, form_key: str) -> Scenario:
    """The draft this form has made already, or a new one."""
    found = by_form_key(doer.db, form_key, doer.viewer.person_id)
    if found is not None:
        require_edit(doer, found)
        return found
    home = (
        organisation_id_of(doer.viewer, str(data.get("organisation", ""))) or _first_house(doer.viewer).organisation_id
    )
    district = next(h.district for h in doer.viewer.belongings if h.organisation_id == home)
    values = ScenarioValues(district=district)
    try:
        with doer.db.begin_nested():
            return create_scenario(doer.act(home), home, values, form_key=form_key or None)
    except IntegrityError:  # the same form was on its way at the same moment
        found = by_form_key(doer.db, form_key, doer.viewer.person_id)
        if found is None:
            raise
        return found


def _first_house(viewer: Principal) -> Belonging:
    houses = owner_houses(viewer)
    if not houses:
        raise Forbidden(_("发布需求要以场景方单位的名义：请先在“我的账户”里加入或认领医院、企业、部门等单位。"))
    return houses[0]


def _typed_anything(form: Form[Any]) -> bool:
    """Whether there is more in the form than the site filled in itself."""
    return any(form.value(name).strip() for name in ("title", "description", "field", "deadline"))


def _section(key: str) -> Section:
    if key not in BY_KEY:
        raise NotFound
    return BY_KEY[key]


def _seen(data: FormData) -> int:
    text = str(data.get("version", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
