"""HTTP: the owner's side of a need after it was handed in: its life, its record, its keeper."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer, Doer, Doing, Me
from app.core.clock import city_date
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.access import OwnScenario, VisibleScenario
from scenarios.actions import living
from scenarios.deeds import OWNING, moved_on
from scenarios.forms.checks import Around, check
from scenarios.forms.models import NoteForm
from scenarios.forms.sections import SECTION_OF
from scenarios.forms.wording import field_labels
from scenarios.models import Scenario
from scenarios.policy import may_pilot, may_see_record
from scenarios.queries import owning
from scenarios.queries.declared import standing_declarations
from scenarios.queries.showing import need_page
from scenarios.routes.shown import SAY, manage_url, summary_of
from scenarios.routes.stages import stages

router = Router()


@router.get("/scenarios/mine", name="scenarios.mine")
def mine(request: Request, viewer: Me, db: Db, now: Now) -> Response:
    return render(request, "scenarios/own/mine.html", owner_desk=owning.desk(db, viewer, now), **SAY)


@router.get("/scenarios/{public_id}/manage", name="scenarios.manage")
def manage(request: Request, scenario: OwnScenario, doer: Doer) -> Response:
    return _manage_page(request, doer, scenario)


@router.get("/scenarios/{public_id}/record", name="scenarios.record")
def show_record(request: Request, scenario: VisibleScenario, viewer: AnyViewer, db: Db, site: TheSite) -> Response:
    """Every move and contact release, to be printed."""
    if not may_see_record(viewer, scenario):
        raise NotFound
    return render(
        request,
        "scenarios/own/record.html",
        scenario=scenario,
        owner=owning.organisation_of(db, scenario),
        entries=owning.record(db, scenario),
        summary=summary_of(db, site, scenario),
        declared=standing_declarations(db, scenario),
        **SAY,
    )


def _deed(name: str) -> Callable[..., Response]:
    """The handler of one form of the owner's page."""
    deed = OWNING[name]

    def carry_out(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
        deed.require(doer.viewer, scenario, lambda: moved_on(doer.db, scenario))
        form: Form[Any] = bind(deed.form, data)
        check(form, _around(doer, scenario))
        if form.cleaned is None or not form.valid:
            return _manage_page(request, doer, scenario, opened=name, form=form)
        said = deed.carry_out(doer.act(scenario.organisation_id), scenario, form.cleaned)
        return redirect(request, manage_url(scenario), said)

    return carry_out


for _name in ("withdraw", "cancel", "suspend", "resume", "renew", "hand_over"):
    _path = f"/scenarios/{{public_id}}/{_name.replace('_', '-')}"
    router.post(_path, name=f"scenarios.{_name}")(_deed(_name))


@router.post("/scenarios/{public_id}/relaunch", name="scenarios.relaunch")
def relaunch(request: Request, scenario: OwnScenario, doer: Doer) -> Response:
    """A linked draft of the next round; the second click finds the first one's."""
    deed = OWNING["relaunch"]
    deed.require(doer.viewer, scenario, lambda: moved_on(doer.db, scenario))
    draft = owning.next_round(doer.db, scenario) or living.relaunch(doer.act(scenario.organisation_id), scenario)
    return redirect(request, f"/scenarios/{draft.public_id}/edit/basics", _(deed.done))


def _around(doer: Doing, scenario: Scenario) -> Around:
    return Around(
        today=city_date(doer.now),
        codes=lambda kind: [code for code, _label in doer.site.vocabulary.options(kind)],
        members=[person.public_id for person in owning.colleagues(doer.db, scenario.organisation_id, besides=0)],
    )


def _manage_page(
    request: Request, doer: Doing, scenario: Scenario, *, opened: str = "", form: Form[Any] | None = None
) -> Response:
    others = owning.colleagues(doer.db, scenario.organisation_id, doer.viewer.person_id)
    page = need_page(doer.db, scenario, doer.viewer, doer.site.vocabulary, doer.now)
    return render(
        request,
        "scenarios/own/manage.html",
        status=422 if opened else 200,
        scenario=scenario,
        page=page,
        deeds=open_to(OWNING, doer.viewer, scenario),
        pilotable=may_pilot(scenario),
        opened=opened,
        form=form or blank(NoteForm),
        empty=blank(NoteForm),
        colleagues=[(person.public_id, person.name) for person in others],
        holder=owning.people(doer.db, {scenario.holder_id}),
        notes=owning.open_notes(doer.db, scenario.id),
        labels=field_labels(),
        section_of=SECTION_OF,
        approvers=owning.approvers(doer.db, scenario.organisation_id, (scenario.sent_by, scenario.created_by)),
        stages=stages(scenario, page.owner),
        **SAY,
    )
