"""One's own digests: the list, the next one as it stands, one as it was; and “不适合我”."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from app.accounts.access import Doer, Me
from app.accounts.models import Person
from app.accounts.queries.mailing import weekly_of
from app.core.db import Db
from app.core.errors import Invalid, NotFound
from app.core.forms import Posted, bind
from app.core.html import redirect, render
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.digests.actions import take_back, turn_down
from app.digests.emails import days, sections, subject_of
from app.digests.forms import UnsuitedForm
from app.digests.models import DigestState
from app.digests.queries import Shown, digest_of, digests_of, next_digest, refused
from app.digests.sharing import item_text
from app.digests.wishes import wants
from scenarios.access import VisibleScenario
from suppliers.queries import by_public_id

ALL = 10_000
router = Router()
STATES = {
    DigestState.PLANNED: (N_("待发送"), "info"),
    DigestState.EMPTY: (N_("没有新内容，不发邮件"), "neutral"),
    DigestState.QUEUED: (N_("已发送"), "success"),
    DigestState.LEFT_OUT: (N_("未发送"), "neutral"),
    DigestState.MERGED: (N_("并入下一期"), "neutral"),
}

RETURNED = (N_("发出后被退回"), "danger")


def load_person(me: Me, db: Db) -> Person:
    return db.get_one(Person, me.person_id)


Myself = Annotated[Person, Depends(load_person)]


@router.get("/digests", name="digests.list")
def show_list(request: Request, person: Myself, db: Db) -> Response:
    lines = [(shown, _line(shown)) for shown in digests_of(db, person.id)]
    return render(request, "digests/list.html", lines=lines, wanted=_wanted(db, person), label=_label)


def _label(shown: Shown) -> tuple[str, str]:
    text, tone = RETURNED if shown.returned else STATES[shown.state]
    return _(text), tone


def _wanted(db: Db, person: Person) -> bool:
    return wants(person, weekly_of(db, [person])[person.id])


def _line(shown: Shown) -> str:
    parts = sections(shown.items)
    return shown.row.subject or (subject_of(parts, shown.first, shown.last) if any(p.count for p in parts) else "")


@router.get("/digests/next", name="digests.next")
def show_next(request: Request, person: Myself, db: Db, site: TheSite, now: Now) -> Response:
    """What would be told if the week ended now."""
    return _page(request, db, site, person, next_digest(db, site, person, now), preview=True)


@router.get("/digests/{week}", name="digests.show")
def show_one(request: Request, week: str, person: Myself, db: Db, site: TheSite, now: Now) -> Response:
    """As it was told."""
    shown = digest_of(db, person, week, now)
    if shown is None:
        raise NotFound
    return _page(request, db, site, person, shown, preview=False)


def _page(request: Request, db: Db, site: Site, person: Person, shown: Shown, *, preview: bool) -> Response:
    parts: dict[str, Any] = {
        "shown": shown,
        "sections": sections(shown.items, ALL),
        "days": days(shown.first, shown.last),
        "preview": preview,
        "wanted": _wanted(db, person),
        "refused": refused(db, person.id),
        "chat": lambda item: item_text(item, site.settings.origin),
    }
    return render(request, "digests/show.html", **parts)


@router.post("/scenarios/{public_id}/unsuited", name="digests.unsuited")
def say_unsuited(request: Request, need: VisibleScenario, data: Posted, doer: Doer, db: Db) -> Response:
    """Of a need that was said to fit something of her house."""
    form = bind(UnsuitedForm, data)
    if form.cleaned is None:
        raise Invalid
    supply = by_public_id(db, doer.viewer, form.cleaned.supply)
    if supply is None or not doer.viewer.belongs_to(supply.organisation_id):
        raise NotFound
    turn_down(doer.act(supply.organisation_id), doer.viewer, need, supply, form.cleaned.reason)
    return redirect(request, form.cleaned.back, _("记下了：不再向您推荐这项需求，原因会用来改进匹配。"))


@router.post("/scenarios/{public_id}/suited", name="digests.suited")
def say_suited(request: Request, need: VisibleScenario, doer: Doer) -> Response:
    take_back(doer.act(), doer.viewer, need)
    return redirect(request, "/digests", _("已撤回：以后可以再向您推荐这项需求。"))
