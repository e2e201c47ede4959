"""The curators' desk: the worklist, and what is done on it without leaving it."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.forms import Form, Posted, bind, blank
from app.core.html import is_fragment, redirect, render_list
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from scenarios.introductions.deeds import Outcome, Wanted, carry_out
from scenarios.introductions.forms import DeskForm
from scenarios.introductions.queries.desk import worklist
from scenarios.introductions.queries.work import PATH
from scenarios.matches.access import Curator
from scenarios.matches.deeds import deeds_of
from scenarios.matches.queries.desks import open_claims

router = Router()
WORDS = "words-"
"""Before the public id of a match: the field beside a candidate that says why it is dismissed."""


@router.get(PATH, name="introductions.desk")
def desk(request: Request, viewer: Curator, db: Db, site: TheSite, now: Now) -> Response:
    return _page(request, viewer, db, site, now, Outcome(), blank(DeskForm), {})


@router.post(PATH, name="introductions.work")
def do(request: Request, viewer: Curator, data: Posted, doer: Doer) -> Response:
    """Without scripting what went well leads back to the list; everything else is said on it, and so is what went well
    where words beside other candidates would be lost on the way."""
    form = bind(DeskForm, data)
    typed = {name: str(data.get(name, "")).strip() for name in data if name.startswith(WORDS)}
    wanted = _wanted(form, typed)
    outcome = carry_out(doer, wanted)
    kept = {
        name: words
        for name, words in typed.items()
        if words and not (outcome.done and name.removeprefix(WORDS) in wanted.picked)
    }
    if outcome.done and not outcome.refused and not kept and not is_fragment(request):
        return redirect(request, f"{PATH}?{request.url.query}" if request.url.query else PATH, _said(outcome))
    status = 200 if outcome.done else 422
    return _page(request, viewer, doer.db, doer.site, doer.now, outcome, form, kept, status)


def _wanted(form: Form[DeskForm], typed: dict[str, str]) -> Wanted:
    if form.cleaned is None:
        return Wanted("", (), {})
    deed, _dot, rest = form.cleaned.do.partition(".")
    if not rest:
        return Wanted(deed, form.cleaned.pick, {"reason": form.cleaned.reason, "note": form.cleaned.note})
    match, _dot, reason = rest.partition(".")
    # The words beside one candidate say why it is dismissed: with whatever else is done they stay here.
    note = typed.get(f"{WORDS}{match}", "") if deed == "dismiss" else ""
    return Wanted(deed, [match], {"reason": reason, "note": note})


def _said(outcome: Outcome) -> str:
    return outcome.said if outcome.done == 1 else _("已办理 {count} 项。").format(count=outcome.done)


def _page(
    request: Request,
    viewer: Principal,
    db: Session,
    site: Site,
    now: datetime,
    outcome: Outcome,
    form: Form[DeskForm],
    kept: Mapping[str, str],
    status: int = 200,
) -> Response:
    """The list; `kept` are words typed beside candidates that are still to be sent, by the name of their field."""
    found = worklist(db, viewer, request.query_params.multi_items(), site.vocabulary, now)
    return render_list(
        request,
        "scenarios/introductions/desk.html",
        found,
        status=status,
        outcome=outcome,
        said=_said(outcome) if outcome.done else "",
        form=form,
        kept=kept,
        claims=open_claims(db),
        deeds_of=deeds_of(viewer),
    )
