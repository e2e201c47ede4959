"""The office's page of the vocabulary and the calendar."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from app.core.clock import city_date
from app.core.db import Db
from app.core.errors import AppError, Conflict, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.history import revisions
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now
from app.vocabulary.access import Edit, Editor
from app.vocabulary.actions import (
    add_term,
    clear_day,
    move_entry,
    rename_term,
    restore_entry,
    retire_entry,
    set_day,
)
from app.vocabulary.forms import DayForm, MoveForm, NewTermForm, RenameForm
from app.vocabulary.models import Term
from app.vocabulary.queries import counts, special_days, term_by_code, terms
from app.vocabulary.terms import VOCABULARY

router = Router()
KIND, TERM, CALENDAR = "vocabulary/kind.html", "vocabulary/term.html", "vocabulary/calendar.html"


def known_kind(kind: str) -> str:
    if kind not in VOCABULARY:
        raise NotFound
    return kind


Kind = Annotated[str, Depends(known_kind)]


def load_term(kind: Kind, code: str, db: Db, _editor: Editor) -> Term:
    term = term_by_code(db, kind, code)
    if term is None:
        raise NotFound
    return term


TheTerm = Annotated[Term, Depends(load_term)]


@router.get("/office/vocabulary", name="vocabulary.index")
def index(request: Request, db: Db, _editor: Editor) -> Response:
    return render(request, "vocabulary/index.html", counts=counts(db), kinds=list(VOCABULARY))


@router.get("/office/vocabulary/{kind}", name="vocabulary.kind")
def show(request: Request, kind: Kind, db: Db, _editor: Editor) -> Response:
    return _kind_page(request, db, kind, blank(NewTermForm))


@router.post("/office/vocabulary/{kind}", name="vocabulary.add")
def add(request: Request, kind: Kind, data: Posted, act: Edit) -> Response:
    form = bind(NewTermForm, data)
    if form.cleaned is None:
        return _kind_page(request, act.db, kind, form, 422)
    try:
        add_term(act, kind, form.cleaned.code, form.cleaned.label_zh, form.cleaned.label_en)
    except Conflict as taken:
        form.add_error("", taken.sentence)
        return _kind_page(request, act.db, kind, form, taken.status)
    act.site.vocabulary.forget()
    text = _("已增加「{label}」。").format(label=form.cleaned.label_zh)
    return redirect(request, f"/office/vocabulary/{kind}", flash=text)


@router.get("/office/vocabulary/{kind}/{code}", name="vocabulary.term")
def edit(request: Request, term: TheTerm, db: Db) -> Response:
    form = blank(RenameForm, label_zh=term.label_zh, label_en=term.label_en, version=term.version)
    return _term_page(request, db, term, form)


@router.post("/office/vocabulary/{kind}/{code}", name="vocabulary.rename")
def rename(request: Request, term: TheTerm, data: Posted, act: Edit) -> Response:
    form = bind(RenameForm, data)
    if form.cleaned is None:
        return _term_page(request, act.db, term, form, 422)
    try:
        rename_term(act, term, form.cleaned.label_zh, form.cleaned.label_en, form.cleaned.version)
    except AppError as refusal:
        form.add_error("", refusal.sentence)
        return _term_page(request, act.db, term, form, refusal.status)
    act.site.vocabulary.forget()
    return redirect(request, f"/office/vocabulary/{term.kind}", flash=_("名称已更改，代码不变。"))


@router.post("/office/vocabulary/{kind}/{code}/move", name="vocabulary.move")
def move(request: Request, term: TheTerm, data: Posted, act: Edit) -> Response:
    form = bind(MoveForm, data)
    if form.cleaned is not None:
        move_entry(act, term, form.cleaned.step)
        act.site.vocabulary.forget()
    return redirect(request, f"/office/vocabulary/{term.kind}#term-{term.code}")


@router.post("/office/vocabulary/{kind}/{code}/retire", name="vocabulary.retire")
def retire(request: Request, term: TheTerm, act: Edit) -> Response:
    retire_entry(act, term)
    act.site.vocabulary.forget()
    text = _("「{label}」已停用：不能再选，已有的记录照常显示。").format(label=term.label_zh)
    return redirect(request, f"/office/vocabulary/{term.kind}", flash=text)


@router.post("/office/vocabulary/{kind}/{code}/restore", name="vocabulary.restore")
def restore(request: Request, term: TheTerm, act: Edit) -> Response:
    restore_entry(act, term)
    act.site.vocabulary.forget()
    text = _("「{label}」已恢复使用。").format(label=term.label_zh)
    return redirect(request, f"/office/vocabulary/{term.kind}", flash=text)


@router.get("/office/calendar", name="vocabulary.calendar")
def calendar(request: Request, db: Db, _editor: Editor, now: Now) -> Response:
    return _calendar_page(request, db, now, blank(DayForm))


@router.post("/office/calendar", name="vocabulary.set_day")
def put_day(request: Request, data: Posted, act: Edit) -> Response:
    form = bind(DayForm, data)
    if form.cleaned is None:
        return _calendar_page(request, act.db, act.now, form, 422)
    set_day(act, form.cleaned.day, form.cleaned.name, working=form.cleaned.working)
    return redirect(request, "/office/calendar", flash=_("日期已登记。"))


@router.post("/office/calendar/{day}/clear", name="vocabulary.clear_day")
def drop_day(request: Request, day: date, act: Edit) -> Response:
    clear_day(act, day)
    return redirect(request, "/office/calendar", flash=_("已恢复为普通日期。"))


def _kind_page(request: Request, db: Db, kind: str, form: Form[NewTermForm], status: int = 200) -> Response:
    found = terms(db, kind)
    return render(
        request,
        KIND,
        block="form",
        status=status,
        kind=kind,
        form=form,
        used=[t for t in found if t.retired_at is None],
        retired=[t for t in found if t.retired_at is not None],
    )


def _term_page(request: Request, db: Db, term: Term, form: Form[RenameForm], status: int = 200) -> Response:
    said = revisions(db, "term", term.id)
    return render(request, TERM, block="form", status=status, term=term, form=form, revisions=said[::-1])


def _calendar_page(request: Request, db: Db, now: Now, form: Form[DayForm], status: int = 200) -> Response:
    first = city_date(now).replace(month=1, day=1)
    days = special_days(db, first)
    return render(request, CALENDAR, block="form", status=status, form=form, days=days, first=first)
