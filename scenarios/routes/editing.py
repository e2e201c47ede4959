"""What the pages that edit a need share: the form of a section, saving it, and drawing it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Doing
from app.accounts.policy import Principal
from app.core.clock import city_date
from app.core.forms import Form, bind, blank
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.site import Words
from app.vocabulary.queries import definitions
from scenarios.actions.drafting import move_house, save_section
from scenarios.deeds import OWNING, moved_on
from scenarios.forms.checks import VOCABULARY, Around, check
from scenarios.forms.sections import (
    SECTION_OF,
    SECTIONS,
    Section,
    accepted,
    forgive_blanks,
    is_unfinished,
    only,
    to_initial,
)
from scenarios.forms.wording import field_labels, route_options, secrecy_options
from scenarios.models import ReviewNote, Scenario
from scenarios.policy import owner_houses
from scenarios.queries.content import stamp, typed
from scenarios.queries.owning import open_notes, organisation_id_of, organisation_of
from scenarios.queries.said import values_of
from scenarios.queries.wording import TERMS
from scenarios.readiness import readiness
from scenarios.timing import last_day
from scenarios.values import ScenarioValues


@dataclass(frozen=True)
class Clash:
    """One field of a stale form: what stands there now, and what this person typed."""

    label: str
    theirs: str
    mine: str


def around(doer: Doing, scenario: Scenario | None) -> Around:
    """What a form of this need is judged against."""
    houses = {home.public_id for home in owner_houses(doer.viewer)}
    kept: dict[str, list[str]] = {}
    deadline = None
    if scenario is not None:
        houses.add(organisation_of(doer.db, scenario).public_id)
        kept = {name: _codes_of(scenario, name) for name in VOCABULARY if hasattr(scenario, name)}
        deadline = last_day(scenario.deadline) if scenario.deadline else None
    return Around(
        today=city_date(doer.now),
        codes=lambda kind: [code for code, _label in doer.site.vocabulary.options(kind)],
        houses=houses,
        deadline=deadline,
        kept=kept,
    )


def _codes_of(scenario: Scenario, name: str) -> list[str]:
    value = getattr(scenario, name)
    return list(value) if isinstance(value, list) else [value]


def stored_form(db: Session, scenario: Scenario, section: Section) -> Form[Any]:
    """The section as it was left: columns, and over them what was typed and could not be taken."""
    initial = to_initial(values_of(db, scenario), section.names)
    if "organisation" in section.names:
        initial["organisation"] = organisation_of(db, scenario).public_id
    form = blank(section.complete, **initial)
    form.raw |= typed(scenario).get(section.key, {})
    return form


def read_form(data: FormData, section: Section, judged: Around) -> Form[Any]:
    """What was sent, with every error in it."""
    form = bind(section.complete, data)
    check(form, judged)
    return form


def keep(doer: Doing, scenario: Scenario, section: Section, form: Form[Any]) -> None:
    """Save what is right in columns and the rest as it was typed; the form's errors stay as they are."""
    lenient = Form(form.model, form.raw, dict(form.found))
    forgive_blanks(lenient)
    waiting = only(section, form.raw) if is_unfinished(lenient) else None
    save_section(doer.db, scenario, section.key, accepted(lenient, section), waiting, doer.now)
    house = organisation_id_of(doer.viewer, form.value("organisation"))
    if house is not None and house != scenario.organisation_id and scenario.submitted_at is None:
        move_house(doer.db, scenario, house, doer.now)


def clashes(db: Session, scenario: Scenario, section: Section, form: Form[Any], seen: int, words: Words) -> list[Clash]:
    """Fields that differ although this form was made from an older save of the section; empty when it may be saved."""
    if seen >= stamp(scenario, section.key):
        return []
    stored = only(section, stored_form(db, scenario, section).raw)
    mine = only(section, form.raw)
    labels = field_labels()
    return [
        Clash(_row_label(name, labels), _shown(name, stored, words), _shown(name, mine, words))
        for name in dict.fromkeys([*stored, *mine])
        if [t for t in stored.get(name, []) if t] != [t for t in mine.get(name, []) if t]
    ]


def _row_label(name: str, labels: Mapping[str, str]) -> str:
    if name in labels:
        return labels[name]
    key, number, part = name.split("-")
    return _("第 {number} 行").format(number=int(number) + 1) + " " + labels.get(f"{key}-{part}", part)


def _shown(name: str, raw: Mapping[str, list[str]], words: Words) -> str:
    texts = raw.get(name, [])
    if name in TERMS:
        texts = words.labels(texts, TERMS[name])
    return _("、").join(text for text in texts if text)[:5000]


def change_rows(form: Form[Any], data: FormData) -> dict[str, int]:
    """Carry out “add a row” or “remove this row”; returns how many empty rows to draw after each group."""
    form.found = {}
    removed = str(data.get("remove_row", ""))
    if removed:
        form.raw = {key: texts for key, texts in form.raw.items() if not key.startswith(f"{removed}-")}
    return {str(data.get("add_row", "")): 1}


def draw(
    request: Request,
    doer: Doing,
    scenario: Scenario | None,
    section: Section,
    form: Form[Any],
    *,
    status: int = 200,
    form_key: str = "",
    spare: Mapping[str, int] | None = None,
    clash: list[Clash] | None = None,
) -> Response:
    """The page of a section with this form."""
    values = values_of(doer.db, scenario) if scenario is not None else ScenarioValues()
    return render(
        request,
        "scenarios/edit/section.html",
        status=status,
        scenario=scenario,
        section=section,
        sections=SECTIONS,
        form=form,
        form_key=form_key,
        labels=field_labels(),
        houses=house_options(doer.db, doer.viewer, scenario),
        routes=route_options(),
        secrecies=secrecy_options(),
        spare=spare or {},
        offered=definitions(doer.db).offered(values.field) if section.key == "kpis" else (),
        clash=clash or [],
        notes=notes_of(doer.db, scenario, section),
        ready=readiness(values),
        unfinished=typed(scenario).keys() if scenario is not None else (),
        steps=steps(scenario, section.key, values),
    )


def notes_of(db: Session, scenario: Scenario | None, section: Section) -> list[ReviewNote]:
    """What the department asks to change in this section."""
    notes = open_notes(db, scenario.id) if scenario is not None else ()
    return [note for note in notes if SECTION_OF.get(note.field_name, "basics") == section.key]


def house_options(db: Session, viewer: Principal, scenario: Scenario | None) -> list[tuple[str, str]]:
    """Organisations the need may be written for: the viewer's own, and the need's."""
    found = {home.public_id: home.name for home in owner_houses(viewer)}
    if scenario is not None:
        owner = organisation_of(db, scenario)
        found = found if scenario.submitted_at is None else {}
        found[owner.public_id] = owner.name
    return list(found.items())


def steps(scenario: Scenario | None, current: str, values: ScenarioValues) -> list[dict[str, str | None]]:
    """The sections, attachments and the check as steps; before the first save only the first is open."""
    missing = {item.part.section for item in readiness(values).todo}
    waiting = typed(scenario).keys() if scenario is not None else ()
    found: list[dict[str, str | None]] = []
    for section in SECTIONS:
        done = scenario is not None and section.key not in missing and section.key not in waiting
        state = "current" if section.key == current else "done" if done else "todo"
        url = f"/scenarios/{scenario.public_id}/edit/{section.key}" if scenario is not None else None
        found.append({"label": _(section.label), "url": url, "state": state})
    for key, label in (("files", _("附件")), ("check", _("检查并提交"))):
        tail = "edit/files" if key == "files" else "check"
        url = f"/scenarios/{scenario.public_id}/{tail}" if scenario is not None else None
        found.append({"label": label, "url": url, "state": "current" if key == current else "todo"})
    return found


def after(section: Section) -> str:
    """The step that follows, as the end of its address."""
    keys = [one.key for one in SECTIONS]
    position = keys.index(section.key) + 1
    return f"edit/{keys[position]}" if position < len(keys) else "edit/files"


def require_edit(doer: Doing, scenario: Scenario) -> None:
    OWNING["edit"].require(doer.viewer, scenario, lambda: moved_on(doer.db, scenario))
