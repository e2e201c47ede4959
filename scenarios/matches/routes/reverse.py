"""The reverse: which open needs a supply fits, and why one pair fits."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Me
from app.accounts.policy import Principal, lacks_to_act_publicly_for
from app.core.db import Db
from app.core.errors import Forbidden, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.core.throttle import Limit, throttle
from scenarios.matches.access import OwnSupply
from scenarios.matches.actions.objecting import object_to
from scenarios.matches.forms import ObjectionForm
from scenarios.matches.inquiries import with_answers
from scenarios.matches.policy import may_see_fitting_needs, may_see_matches
from scenarios.matches.queries.cards import stored_reasons
from scenarios.matches.queries.reverse import asked_pair, evidence_of, fitting_needs
from scenarios.policy import may_see
from scenarios.queries.visibility import by_public_id
from suppliers.models import Supply
from suppliers.policy import is_public
from suppliers.queries import by_public_id as supply_by_public_id
from suppliers.queries import organisation_of

router = Router()


@router.get("/supplies/{public_id}/needs", name="matches.reverse")
def needs(request: Request, viewer: Me, supply: OwnSupply, db: Db, site: TheSite, now: Now) -> Response:
    return _needs(request, viewer, supply, db, site, now)


def _needs(
    request: Request,
    viewer: Principal,
    supply: Supply,
    db: Session,
    site: Site,
    now: datetime,
    refused: Mapping[str, Form[ObjectionForm]] = MappingProxyType({}),
) -> Response:
    """The list; a refused form stands where it was typed, by the public id of its need."""
    listed = is_public(supply.state, organisation_of(db, supply).state)
    found = fitting_needs(db, site, viewer, supply, now) if listed else []
    indexed = listed and bool(site.index.text_of("supply", supply.id))
    return render(
        request,
        "suppliers/needs.html",
        block="results",
        status=422 if refused else 200,
        supply=supply,
        found=found,
        listed=listed,
        indexed=indexed,
        own=viewer.belongs_to(supply.organisation_id),
        objects=not lacks_to_act_publicly_for(viewer, supply.organisation_id),
        refused=refused,
        blank=blank(ObjectionForm),
    )


@router.post("/supplies/{public_id}/needs/{need_id}/objection", name="matches.objection")
def object_to_denial(
    request: Request, supply: OwnSupply, need_id: str, data: Posted, doer: Doer, db: Db, site: TheSite, now: Now
) -> Response:
    """The supplier's word on what is quoted of it as 写明不做."""
    need = by_public_id(db, need_id)
    if need is None or not may_see(doer.viewer, need):
        raise NotFound
    if missing := lacks_to_act_publicly_for(doer.viewer, supply.organisation_id):
        raise Forbidden(_(missing))
    form = bind(ObjectionForm, data)
    if form.cleaned is None:
        return _needs(request, doer.viewer, supply, db, site, now, {need.public_id: form})
    act = doer.act(supply.organisation_id)
    object_to(act, need, supply, form.cleaned.body)
    declare(act, supply, form.cleaned.declared)
    said = _("已记下，需求单位和场景经理人会在这句话旁边看到您的说明。")
    return redirect(request, f"/supplies/{supply.public_id}/needs#need-{need.public_id}", said)


REASONS = 240
"""Of one person within a minute: a page of matches asks for those of each of its rows."""


@router.get("/why", name="matches.why")
def why(
    request: Request, viewer: Me, site: TheSite, now: Now, need: str = "", supply: str = "", side: str = "supply"
) -> Response:
    """The reasons of one pair, worked out when somebody asks; `side` is whose sentence the row quotes."""
    throttle(site.database, now, Limit("why", str(viewer.person_id), REASONS, timedelta(minutes=1)))
    with site.database.reading() as db:
        wanted, offered = by_public_id(db, need), supply_by_public_id(db, viewer, supply)
        if wanted is None or offered is None or not may_see(viewer, wanted):
            raise NotFound
        if not (may_see_matches(viewer, wanted) or may_see_fitting_needs(viewer, offered.organisation_id)):
            raise NotFound
        asked = asked_pair(db, viewer, wanted, offered, site.vocabulary)
    evidence = evidence_of(site, asked)
    hit = stored_reasons(with_answers(evidence, asked.said), site.vocabulary)
    quoted = "need" if side == "need" else "supply"
    hit["title"] = wanted.title if quoted == "need" else offered.name
    return render(
        request, "scenarios/matches/why.html", block="reasons", need=wanted, supply=offered, hit=hit, side=quoted
    )
