"""The terms of use and the privacy notice: read by everybody, accepted by people, published by the office."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer, Doer, Me, TermsPublisher
from app.accounts.actions import accept_terms, publish_terms
from app.accounts.forms import AcceptTermsForm, TermsForm
from app.accounts.models import Role, Terms
from app.accounts.queries.people import newest_terms
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import current_language
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now
from app.core.urls import local_path

router = Router()


@router.get("/terms", name="accounts.terms")
def show(request: Request, db: Db, viewer: AnyViewer, next: str = "") -> Response:  # noqa: A002
    """The newest terms; with a form for whoever has not accepted them."""
    terms = _newest(db)
    ask = viewer is not None and not viewer.terms_accepted
    form = blank(AcceptTermsForm, version=terms.version)
    return _terms_page(request, terms, form=form, ask=ask, next=local_path(next, ""))


@router.post("/terms", name="accounts.accept_terms")
def accept(request: Request, data: Posted, db: Db, viewer: Me, now: Now) -> Response:
    form, next_path = bind(AcceptTermsForm, data), local_path(str(data.get("next", "")), "")
    if form.cleaned is None:
        return _terms_page(request, _newest(db), status=422, form=form, ask=True, next=next_path)
    accept_terms(db, viewer.person_id, form.cleaned.version, now)
    return redirect(request, next_path or "/account", flash=_("您已同意最新的服务条款。"))


@router.get("/privacy", name="accounts.privacy")
def privacy(request: Request, db: Db) -> Response:
    terms = _newest(db)
    body = terms.privacy_en if current_language() == "en" else terms.privacy_zh
    return render(request, "accounts/privacy.html", terms=terms, body=body)


@router.get("/office/terms", name="accounts.edit_terms")
def edit(request: Request, db: Db, _viewer: TermsPublisher) -> Response:
    """The next version, starting from the newest."""
    terms = _newest(db)
    form = blank(TermsForm, **terms.model_dump(exclude={"version", "published_at"}), version=terms.version + 1)
    return render(request, "office/terms.html", form=form, terms=terms)


@router.post("/office/terms", name="accounts.publish_terms")
def publish(request: Request, data: Posted, _viewer: TermsPublisher, doer: Doer) -> Response:
    form = bind(TermsForm, data)
    newest = _newest(doer.db)
    if form.cleaned and form.cleaned.version != newest.version + 1:
        form.add_error("", _("这期间已有新版本发布，请以最新版本为基础重新修改。"))
    if not form.valid or form.cleaned is None:
        return render(request, "office/terms.html", block="form", status=422, form=form, terms=newest)
    publish_terms(doer.act(role=Role.OFFICE), Terms(**form.cleaned.model_dump(), published_at=doer.now))
    return redirect(request, "/office/terms", flash=_("新版本已发布，用户下次办理事项前会被请求重新同意。"))


def _newest(db: Db) -> Terms:
    terms = newest_terms(db)
    if terms is None:
        raise NotFound(_("服务条款还没有发布，请联系专班。"))
    return terms


def _terms_page(request: Request, terms: Terms, status: int = 200, **context: Any) -> Response:
    body = terms.body_en if current_language() == "en" else terms.body_zh
    return render(request, "accounts/terms.html", status=status, terms=terms, body=body, **context)
