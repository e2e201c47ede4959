"""Saved searches and all that somebody follows, under her account."""

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Me, Ready
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.digests.access import OwnSearch
from app.digests.actions import forget_search, save_search
from app.digests.forms import SearchForm
from app.digests.models import SavedSearch
from app.digests.queries import follows_of, would_have_come
from app.digests.searches import LISTS, asked_of, canonical, describe
from app.digests.windows import last_closed

router = Router()
PAGE = "/account/follows"


@router.get(PAGE, name="digests.follows")
def show_follows(request: Request, me: Me, db: Db, site: TheSite, now: Now) -> Response:
    found = follows_of(db, me)
    words = site.vocabulary
    said = {one.id: describe(asked_of(one.path, one.query, words, now), words) for one in found.searches}
    return render(request, "digests/follows.html", follows=found, said=said)


@router.get(f"{PAGE}/new", name="digests.new_search")
def show_form(request: Request, me: Ready, db: Db, site: TheSite, now: Now) -> Response:
    """`list` is the address of a list as it was asked for."""
    address = urlsplit(request.query_params.get("list", ""))
    if address.path not in LISTS:
        raise NotFound
    asked = asked_of(address.path, address.query, site.vocabulary, now)
    name = describe(asked, site.vocabulary)[:60]
    form = blank(SearchForm, name=name, path=address.path, query=canonical(asked))
    return _form_page(request, me, db, site, now, form)


@router.post(PAGE, name="digests.save_search")
def save(request: Request, data: Posted, doer: Doer, db: Db, site: TheSite, now: Now) -> Response:
    form = bind(SearchForm, data)
    if form.value("path") not in LISTS:
        raise NotFound
    if form.cleaned is None:
        return _form_page(request, doer.viewer, db, site, now, form, 422)
    asked = asked_of(form.cleaned.path, form.cleaned.query, site.vocabulary, now)
    save_search(doer.act(), doer.viewer.person_id, form.cleaned.name, form.cleaned.path, canonical(asked))
    return redirect(request, PAGE, _("已保存：有新内容时写进您的每周动态。"))


@router.post(PAGE + "/{public_id}/delete", name="digests.forget_search")
def forget(request: Request, search: OwnSearch, doer: Doer) -> Response:
    forget_search(doer.act(), search)
    return redirect(request, PAGE, _("已删除这个搜索。"))


def _form_page(
    request: Request, me: Principal, db: Db, site: Site, now: Now, form: Form[SearchForm], status: int = 200
) -> Response:
    """With what would have come last week."""
    path, query = form.value("path"), form.value("query")
    asked, week = asked_of(path, query, site.vocabulary, now), last_closed(now)
    search = SavedSearch(person_id=me.person_id, name="", path=path, query=canonical(asked), at=now)
    parts = {
        "form": form,
        "said": describe(asked, site.vocabulary),
        "week": week,
        "found": would_have_come(db, site, me, search, week),
        "waiting": bool(asked.q) and not site.index.ready,
    }
    return render(request, "digests/search.html", "form", status, **parts)
