"""The office's page of the figures that needs are judged by."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from app.core.db import Db
from app.core.errors import AppError, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.history import revisions
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.vocabulary.access import Edit, Editor
from app.vocabulary.actions import add_definition, change_definition, move_entry, restore_entry, retire_entry
from app.vocabulary.forms import DefinitionForm, EditDefinitionForm, MoveForm, NewDefinitionForm, split_words
from app.vocabulary.models import KpiDefinition
from app.vocabulary.queries import all_definitions, definition_by_code, definition_counts, term_by_code

router = Router()
EVERYWHERE = "all"
"""How an address calls the definitions of every field, whose own field is empty."""
HOME = "/office/definitions"


def known_field(field: str, db: Db, _editor: Editor) -> str:
    """A code of a field, or "" for `EVERYWHERE`."""
    if field == EVERYWHERE:
        return ""
    if term_by_code(db, "field", field) is None:
        raise NotFound
    return field


Field = Annotated[str, Depends(known_field)]


def load_definition(field: Field, code: str, db: Db) -> KpiDefinition:
    found = definition_by_code(db, code)
    if found is None or found.field != field:
        raise NotFound
    return found


TheDefinition = Annotated[KpiDefinition, Depends(load_definition)]


@router.get("/office/definitions", name="vocabulary.definitions")
def index(request: Request, db: Db, _editor: Editor) -> Response:
    return render(request, "vocabulary/fields.html", counts=definition_counts(db), everywhere=EVERYWHERE)


@router.get("/office/definitions/{field}", name="vocabulary.definitions_of")
def show(request: Request, field: Field, db: Db) -> Response:
    return _list_page(request, db, field, blank(NewDefinitionForm))


@router.post("/office/definitions/{field}", name="vocabulary.define")
def add(request: Request, field: Field, data: Posted, act: Edit) -> Response:
    form = bind(NewDefinitionForm, data)
    if form.cleaned is None:
        return _list_page(request, act.db, field, form, 422)
    definition = KpiDefinition(code=form.cleaned.code, field=field, **_said(form.cleaned))
    try:
        add_definition(act, definition)
    except AppError as refusal:
        form.add_error("", refusal.sentence)
        return _list_page(request, act.db, field, form, refusal.status)
    return redirect(request, _home(field), flash=_("已增加「{label}」。").format(label=definition.name))


@router.get("/office/definitions/{field}/{code}", name="vocabulary.definition")
def edit(request: Request, definition: TheDefinition, db: Db) -> Response:
    kept = definition.model_dump(include={"name", "name_en", "unit", "direction", "method", "version"})
    form = blank(EditDefinitionForm, **kept, synonyms="\n".join(definition.synonyms))
    return _page(request, db, definition, form)


@router.post("/office/definitions/{field}/{code}", name="vocabulary.redefine")
def change(request: Request, definition: TheDefinition, data: Posted, act: Edit) -> Response:
    form = bind(EditDefinitionForm, data)
    if form.cleaned is None:
        return _page(request, act.db, definition, form, 422)
    try:
        change_definition(act, definition, _said(form.cleaned), form.cleaned.version)
    except AppError as refusal:
        form.add_error("", refusal.sentence)
        return _page(request, act.db, definition, form, refusal.status)
    return redirect(request, _home(definition.field), flash=_("指标定义已保存，今后填报的需求按新定义识别。"))


@router.post("/office/definitions/{field}/{code}/move", name="vocabulary.move_definition")
def move(request: Request, definition: TheDefinition, data: Posted, act: Edit) -> Response:
    form = bind(MoveForm, data)
    if form.cleaned is not None:
        move_entry(act, definition, form.cleaned.step)
    return redirect(request, f"{_home(definition.field)}#definition-{definition.code}")


@router.post("/office/definitions/{field}/{code}/retire", name="vocabulary.retire_definition")
def retire(request: Request, definition: TheDefinition, act: Edit) -> Response:
    retire_entry(act, definition)
    text = _("「{label}」已停用：不能再选，已有的记录照常显示。").format(label=definition.name)
    return redirect(request, _home(definition.field), flash=text)


@router.post("/office/definitions/{field}/{code}/restore", name="vocabulary.restore_definition")
def restore(request: Request, definition: TheDefinition, act: Edit) -> Response:
    restore_entry(act, definition)
    text = _("「{label}」已恢复使用。").format(label=definition.name)
    return redirect(request, _home(definition.field), flash=text)


def _said(cleaned: DefinitionForm) -> dict[str, Any]:
    kept = cleaned.model_dump(include={"name", "name_en", "unit", "direction", "method"})
    return {**kept, "synonyms": split_words(cleaned.synonyms)}


def _home(field: str) -> str:
    return f"{HOME}/{field or EVERYWHERE}"


def _list_page(request: Request, db: Db, field: str, form: Form[NewDefinitionForm], status: int = 200) -> Response:
    found = all_definitions(db, field)
    return render(
        request,
        "vocabulary/definitions.html",
        block="form",
        status=status,
        field=field,
        base=_home(field),
        form=form,
        used=[d for d in found if d.retired_at is None],
        retired=[d for d in found if d.retired_at is not None],
    )


def _page(
    request: Request, db: Db, definition: KpiDefinition, form: Form[EditDefinitionForm], status: int = 200
) -> Response:
    said = revisions(db, "kpi_definition", definition.id)[::-1]
    return render(
        request,
        "vocabulary/definition.html",
        block="form",
        status=status,
        definition=definition,
        base=_home(definition.field),
        form=form,
        revisions=said,
    )
