"""HTTP: addenda, the only way in which an open need changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer
from app.core.clock import city_date
from app.core.files import SentFile, Shown, attach
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare, keys_of
from app.core.routing import Router
from app.core.site import Site
from app.vocabulary.queries import definitions
from scenarios.access import OwnScenario
from scenarios.actions import living
from scenarios.actions.files import amend_files, public_files
from scenarios.deeds import OWNING, moved_on
from scenarios.forms import models as m
from scenarios.forms.checks import Around, check
from scenarios.forms.sections import to_columns, to_initial
from scenarios.forms.wording import field_labels, hour_hint
from scenarios.guards import needs_kpi
from scenarios.models import Scenario
from scenarios.queries.said import values_of
from scenarios.routes.shown import SAY, manage_url
from scenarios.timing import last_day

router = Router()
AMEND = OWNING["amend"]
ABOUT_FILES = frozenset({"replaces", "withdrawn", "masked"})


@router.get("/scenarios/{public_id}/addendum", name="scenarios.addendum")
def show_addendum(request: Request, scenario: OwnScenario, doer: Doer) -> Response:
    AMEND.require(doer.viewer, scenario, lambda: moved_on(doer.db, scenario))
    names = [*m.AddendumForm.model_fields]
    return _addendum_page(
        request, doer.db, scenario, blank(m.AddendumForm, **to_initial(values_of(doer.db, scenario), names))
    )


@router.post("/scenarios/{public_id}/addendum", name="scenarios.publish_addendum")
def publish_addendum(request: Request, sent: Shown, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    """Say old → new once more in the history, in the index and to followers."""
    AMEND.require(doer.viewer, scenario, lambda: moved_on(doer.db, scenario))
    form = bind(m.AddendumForm, data, keys_of(doer.db, scenario))
    if spare := form.change_rows():
        return _addendum_page(request, doer.db, scenario, form, spare=spare)
    _check_addendum(form, scenario, doer.site, doer.now)
    _check_files(doer.db, form, scenario, sent)
    if form.cleaned is None or not form.valid:
        return _addendum_page(request, doer.db, scenario, form, status=422)
    said = set(m.AddendumForm.model_fields) - ABOUT_FILES - {"note"}
    values = to_columns({name: getattr(form.cleaned, name) for name in said}, scenario)
    added = attach(doer.act(), sent, "scenario", scenario.id) if sent is not None else None
    files = amend_files(doer.db, scenario, added, form.cleaned.replaces, form.cleaned.withdrawn, doer.now)
    if not files and not living.material_changes(values_of(doer.db, scenario), values):
        form.add_error("", _("没有改动，不需要发布补充说明。"))
        return _addendum_page(request, doer.db, scenario, form, status=422)
    declare(doer.act(scenario.organisation_id), scenario, form.declared)
    living.publish_addendum(doer.act(scenario.organisation_id), scenario, values, form.cleaned.note, files=files)
    return redirect(request, manage_url(scenario), _("补充说明已发布，关注和回应过的单位会收到邮件。"))


def _check_addendum(form: Form[Any], scenario: Scenario, site: Site, now: datetime) -> None:
    codes = [c for c, _label in site.vocabulary.options("constraint")]
    check(form, Around(today=city_date(now), codes=lambda _kind: codes))
    if form.cleaned is not None and scenario.deadline and form.cleaned.deadline < last_day(scenario.deadline):
        form.add_error("deadline", _("征集期间截止日期只能延后，不能提前。"))
    if form.cleaned is not None and needs_kpi(scenario.route) and not form.cleaned.kpis:
        form.add_error("kpis", _("揭榜、测试验证和采购转出至少要有一项关键指标。"))


def _check_files(db: Session, form: Form[m.AddendumForm], scenario: Scenario, sent: SentFile | None) -> None:
    if sent is not None:
        sent.show(form)
    if form.cleaned is None:
        return
    known = {file.public_id for file in public_files(db, scenario)}
    if form.cleaned.replaces and sent is None:
        form.add_error("file", _("请选择用来替换的新文件。"))
    for name, wanted in (("replaces", {form.cleaned.replaces} - {""}), ("withdrawn", set(form.cleaned.withdrawn))):
        if wanted - known:
            form.add_error(name, _("这个附件刚刚被改动过，请从列表中重新选择。"))


def _addendum_page(
    request: Request,
    db: Session,
    scenario: Scenario,
    form: Form[Any],
    status: int = 200,
    spare: Mapping[str, int] | None = None,
) -> Response:
    return render(
        request,
        "scenarios/own/addendum.html",
        status=status,
        scenario=scenario,
        form=form,
        spare=spare or {},
        labels=field_labels(),
        hour_hint=hour_hint,
        offered=definitions(db).offered(scenario.field),
        files=public_files(db, scenario),
        **SAY,
    )
