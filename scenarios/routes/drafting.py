"""HTTP: writing a need, section by section."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.exc import IntegrityError
from starlette.datastructures import FormData

from app.accounts.access import Doer, Doing
from app.accounts.policy import Belonging, Principal
from app.core.errors import Forbidden
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.ids import token
from app.core.limits import room
from app.core.routing import Router
from scenarios.access import OwnScenario
from scenarios.actions.drafting import create_scenario
from scenarios.forms.models import PastedNeed
from scenarios.forms.sections import BASICS, SECTIONS
from scenarios.models import Scenario
from scenarios.policy import owner_houses
from scenarios.prefill import READ_KINDS, read_need_text
from scenarios.queries.owning import by_form_key, organisation_id_of
from scenarios.routes.editing import NeedEditor, require_edit
from scenarios.suggesting import told, unsaid
from scenarios.values import ScenarioValues
from suppliers.prefill import labels_of

router = Router()
LONGEST_KEY = 64


@router.get("/scenarios/new", name="scenarios.new")
def start(request: Request, doer: Doer) -> Response:
    """Six fields, with what the site knows already filled in."""
    return NeedEditor(request, doer, None, token()).draw(BASICS, _new_form(doer, {}))


@router.post("/scenarios/new/prefill", name="scenarios.prefill")
def prefill(request: Request, data: Posted, doer: Doer) -> Response:
    """Read a pasted text into the six fields. Nothing is saved; what belongs elsewhere is told now and offered there."""
    editor, pasted = NeedEditor(request, doer, None, token()), bind(PastedNeed, data)
    if pasted.cleaned is None:
        return editor.draw(BASICS, _new_form(doer, {}), status=422, pasted=pasted)
    words = doer.site.vocabulary
    found = read_need_text(pasted.cleaned.text, labels_of(words, READ_KINDS))
    later = [line for one in SECTIONS[1:] for line in told(unsaid(found, one, blank(one.form)), words)]
    return editor.draw(BASICS, _new_form(doer, found), pasted=pasted, read=later)


def _new_form(doer: Doing, found: Mapping[str, Any]) -> Form[Any]:
    """The six fields, with what the site knows and what was read."""
    known = {"contact_name": doer.viewer.name, "contact_email": doer.viewer.email}
    read = {name: found[name] for name in BASICS.form.model_fields if name in found}
    return blank(BASICS.form, organisation=_first_house(doer.viewer).public_id, **known | read)


@router.post("/scenarios", name="scenarios.create")
def create(request: Request, data: Posted, doer: Doer) -> Response:
    """The first save makes the draft; the same form again finds it."""
    form_key = _form_key(data)
    _first_house(doer.viewer)
    if not _typed_anything(bind(BASICS.form, data)):
        editor = NeedEditor(request, doer, None, form_key or token())
        return editor.draw(BASICS, editor.read(BASICS, data), status=422)
    scenario, fresh = _draft_of(doer, data, form_key)
    return NeedEditor(request, doer, scenario, form_key).save(BASICS.key, data, fresh=fresh)


@router.post("/scenarios/autosave", name="scenarios.autosave_new")
def autosave_new(request: Request, data: Posted, doer: Doer) -> Response:
    form_key = _form_key(data)
    if not form_key or not _typed_anything(bind(BASICS.form, data)):
        return Response(status_code=204)
    scenario, fresh = _draft_of(doer, data, form_key)
    return NeedEditor(request, doer, scenario, form_key).autosave(BASICS.key, data, fresh=fresh)


@router.get("/scenarios/{public_id}/edit", name="scenarios.edit_first")
def edit_first(request: Request, scenario: OwnScenario) -> Response:
    return redirect(request, f"/scenarios/{scenario.public_id}/edit/basics")


@router.get("/scenarios/{public_id}/edit/{section}", name="scenarios.edit")
def edit(request: Request, section: str, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return NeedEditor(request, doer, scenario).open(section)


@router.post("/scenarios/{public_id}/edit/{section}", name="scenarios.save")
def save(request: Request, section: str, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return NeedEditor(request, doer, scenario).save(section, data)


@router.post("/scenarios/{public_id}/autosave/{section}", name="scenarios.autosave")
def autosave(request: Request, section: str, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return NeedEditor(request, doer, scenario).autosave(section, data)


@router.post("/scenarios/{public_id}/edit/{section}/discard", name="scenarios.discard")
def discard(request: Request, section: str, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return NeedEditor(request, doer, scenario).discard(section, f"/scenarios/{scenario.public_id}/edit/{section}")


def _draft_of(doer: Doing, data: FormData, form_key: str) -> tuple[Scenario, bool]:
    """The draft this form has made already, or a new one under the name typed so far; and whether it is new."""
    found = by_form_key(doer.db, form_key, doer.viewer.person_id)
    if found is not None:
        require_edit(doer, found)
        return found, False
    form = bind(BASICS.form, data)
    home = organisation_id_of(doer.viewer, form.value("organisation")) or _first_house(doer.viewer).organisation_id
    district = next(h.district for h in doer.viewer.belongings if h.organisation_id == home)
    title = " ".join(form.value("title").split())[: room(Scenario, "title")]
    try:
        with doer.db.begin_nested():
            values = ScenarioValues(district=district, title=title)
            return create_scenario(doer.act(home), home, values, form_key=form_key or None), True
    except IntegrityError:  # the same form was on its way at the same moment
        found = by_form_key(doer.db, form_key, doer.viewer.person_id)
        if found is None:
            raise
        return found, False


def _first_house(viewer: Principal) -> Belonging:
    houses = owner_houses(viewer)
    if not houses:
        raise Forbidden(_("发布需求要以场景方单位的名义：请先在“我的账户”里加入或认领医院、企业、部门等单位。"))
    return houses[0]


def _typed_anything(form: Form[Any]) -> bool:
    """Whether there is more in the form than the site filled in itself."""
    return any(form.value(name).strip() for name in ("title", "description", "field", "deadline"))


def _form_key(data: FormData) -> str:
    return str(data.get("form_key", ""))[:LONGEST_KEY]
