"""What every page of a pilot is given, and the one page on which a deed's button stands."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doing
from app.accounts.policy import Viewer
from app.core.blobs import ALLOWED
from app.core.deeds import open_to
from app.core.forms import Form, FormModel, blank
from app.core.html import render
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.vocabulary.queries import definitions
from scenarios.pilots import labels
from scenarios.pilots.contents import LOCK, lock
from scenarios.pilots.deeds import DEEDS, PilotDeed, Row
from scenarios.pilots.guards import rule_of
from scenarios.pilots.policy import may_see_contract, may_see_course, may_see_surveys, side_of
from scenarios.pilots.queries import pages, running
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.papers import reports_of
from scenarios.pilots.queries.partners import partners_of
from scenarios.timing import last_day

TABS: Final[Mapping[str, str]] = {
    "": N_("概况"),
    "agreement": N_("协议"),
    "kpis": N_("指标与基线"),
    "readiness": N_("准备"),
    "running": N_("运行"),
    "verification": N_("验证结果"),
}
TO_MEASURE: Final = frozenset({"kpis", "verification"})
NOTHING: Final[Mapping[str, Form[Any]]] = MappingProxyType({})
SAID: Final[Mapping[str, Any]] = {
    "state_tag": labels.state_tag,
    "pilot_event": labels.event_label,
    "side_labels": labels.SIDES,
    "purchase_labels": labels.PURCHASES,
    "origin_labels": labels.ORIGINS,
    "disclosure_labels": labels.DISCLOSURES,
    "verdict_labels": labels.VERDICTS,
    "item_labels": labels.ITEMS,
    "partner_labels": labels.PARTNERS,
    "milestone_labels": labels.MILESTONES,
    "colour_labels": labels.COLOURS,
    "alarm_labels": labels.ALARMS,
    "verification_labels": labels.VERIFICATIONS,
    "accreditation_labels": labels.ACCREDITATIONS,
    "direction_labels": labels.DIRECTIONS,
    "options_of": labels.options_of,
    "changed_labels": labels.CHANGED,
    "last_day": last_day,
}
"""What templates call things."""


def address(case: Case, tab: str = "") -> str:
    return f"/pilots/{case.pilot.public_id}" + (f"/{tab}" if tab else "")


def may_open(viewer: Viewer, case: Case, tab: str) -> bool:
    """Whether this page of a pilot is hers: who measures reads the figures, and what was measured."""
    if tab == "agreement":
        return may_see_contract(viewer, case)
    return tab in TABS and (tab in TO_MEASURE or may_see_course(viewer, case))


def tabs(viewer: Viewer, case: Case, current: str) -> list[dict[str, Any]]:
    """Links to the pages of a pilot that are hers."""
    hers = {key: label for key, label in TABS.items() if may_open(viewer, case, key)}
    return [{"label": _(label), "url": address(case, key), "current": key == current} for key, label in hers.items()]


def forms_for(doer: Doing, case: Case, opened: Mapping[str, Form[Any]]) -> Callable[[str, Any], dict[str, Any]]:
    """For templates: what may be done with a row of this kind now, each deed with its form; one that was refused comes as
    it was typed."""

    def found(kind: str, one: Any = None) -> dict[str, Any]:
        row = Row(case, one if one is not None else case.pilot)
        number = row.one.public_id
        able = open_to(DEEDS[kind], doer.viewer, row)
        return {name: (deed, opened.get(f"{number}/{name}"), f"{number}-{name}") for name, deed in able.items()}

    return found


def page(
    request: Request,
    doer: Doing,
    case: Case,
    tab: str,
    opened: Mapping[str, Form[Any]] = NOTHING,
    status: int = 200,
    **more: Any,
) -> Response:
    """A tab of a pilot for those who see its inside."""
    return render(
        request,
        f"scenarios/pilots/{tab or 'overview'}.html",
        status=status,
        case=case,
        pilot=case.pilot,
        need=case.need,
        side=side_of(doer.viewer, case),
        tabs=tabs(doer.viewer, case, tab),
        tab_label=_(TABS[tab]) if tab else "",
        here=address(case),
        forms_for=forms_for(doer, case, opened),
        fresh=fresh,
        accepted="." + ",.".join(sorted(ALLOWED)),
        **SAID,
        **CONTENT[tab](doer, case),
        **more,
    )


def fresh(deed: PilotDeed, **initial: Any) -> Form[FormModel]:
    """The empty form of a deed, or one with what stands there now."""
    return blank(deed.form, **initial)


def _overview(doer: Doing, case: Case) -> dict[str, Any]:
    hers = [one for one in pages.next_steps(case) if may_open(doer.viewer, case, one.place.partition("/")[0])]
    words = doer.site.vocabulary
    moments, paused = pages.moments(doer.db, case, words), pages.paused_for(doer.db, case, words)
    proposed = partners_of(doer.db, case) if may_see_contract(doer.viewer, case) else []
    return {"moments": moments, "steps": hers, "paused": paused, "proposed": proposed}


def _agreement(doer: Doing, case: Case) -> dict[str, Any]:
    return {
        "scan": pages.file_named(doer.db, case.agreement.signed_file_id),
        "lacks": [one for one in pages.next_steps(case) if one.place.startswith("agreement")],
    }


def _kpis(doer: Doing, case: Case) -> dict[str, Any]:
    return {
        "amendments": [one for one in running.amendments(doer.db, case) if one.kpi_id is not None],
        "names": {kpi.id: kpi.name for kpi in case.kpis},
        "files": pages.files_named(doer.db, [kpi.file_id for kpi in case.kpis]),
        "locking": case.given(LOCK, lock(case.kpis)),
        "offered": definitions(doer.db).offered(case.need.field),
    }


def _readiness(doer: Doing, case: Case) -> dict[str, Any]:
    return {
        "items": [(item, rule_of(item.code)) for item in case.items],
        "files": pages.files_named(doer.db, [item.file_id for item in case.items]),
    }


def _running(doer: Doing, case: Case) -> dict[str, Any]:
    planned = running.milestones(doer.db, case)
    told = may_see_surveys(doer.viewer, case)
    return {
        "milestones": planned,
        "files": pages.files_named(doer.db, [one.file_id for one in planned]),
        "surveys": running.surveys(doer.db, case) if told else [],
        "alarms": running.alarms(doer.db, case) if told else [],
        "alarm_note": lambda one: labels.alarm_note(one, doer.site.vocabulary),
        "amendments": [one for one in running.amendments(doer.db, case) if one.kpi_id is None],
    }


def _verification(doer: Doing, case: Case) -> dict[str, Any]:
    measured = running.verifications(doer.db, case, inside=True)
    return {
        "measured": measured,
        "files": pages.files_named(doer.db, [one.verification.file_id for one in measured]),
        "papers": reports_of(doer.db, case.pilot.id),
        "verifiers": pages.possible_verifiers(doer.db, case) if _chooses(doer, case) else [],
    }


def _chooses(doer: Doing, case: Case) -> bool:
    able = open_to(DEEDS["pilot"], doer.viewer, Row(case, case.pilot))
    return not able.keys().isdisjoint({"propose-verifier", "assign-verifier"})


CONTENT: Final[Mapping[str, Callable[[Doing, Case], dict[str, Any]]]] = {
    "": _overview,
    "agreement": _agreement,
    "kpis": _kpis,
    "readiness": _readiness,
    "running": _running,
    "verification": _verification,
}
