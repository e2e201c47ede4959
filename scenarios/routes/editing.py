"""What is peculiar to writing a need: what its forms are judged against, how a draft is saved, where its steps lead."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Doing
from app.accounts.policy import Principal
from app.core.clock import city_date
from app.core.forms import Form, blank, to_raw
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.records import Editor, waiting
from app.vocabulary.queries import definitions
from scenarios.actions.drafting import move_house, save_section
from scenarios.deeds import OWNING, moved_on
from scenarios.forms.checks import VOCABULARY, Around, check
from scenarios.forms.models import PastedNeed
from scenarios.forms.sections import SECTION_OF, SECTIONS, NeedSection, accepted, to_initial
from scenarios.forms.wording import field_labels, hour_hint, route_options, secrecy_options
from scenarios.guards import REQUIRED, REQUIRED_CONTACT
from scenarios.models import ReviewNote, Scenario
from scenarios.policy import owner_houses
from scenarios.prefill import READ_KINDS, read_need_text
from scenarios.queries.owning import open_notes, organisation_id_of, organisation_of
from scenarios.queries.said import values_of
from scenarios.queries.wording import TERMS
from scenarios.readiness import readiness
from scenarios.suggesting import told, unsaid
from scenarios.timing import last_day
from scenarios.values import ScenarioValues
from suppliers.prefill import labels_of


class NeedEditor(Editor[Scenario, NeedSection]):
    """`form_key` came with the page of a need that is yet to be made."""

    template = "scenarios/edit/section.html"
    autosaved = "scenarios/edit/autosaved.html"
    terms: ClassVar[Mapping[str, str]] = {**TERMS, "constraints-kind": "constraint"}

    def __init__(self, request: Request, doer: Doing, scenario: Scenario | None, form_key: str = "") -> None:
        super().__init__(request, doer.act(), scenario)
        self.viewer, self.form_key = doer.viewer, form_key

    def sections(self) -> tuple[NeedSection, ...]:
        return SECTIONS

    def labels(self) -> Mapping[str, str]:
        return field_labels()

    def saved(self, section: NeedSection) -> dict[str, Any]:
        db, scenario = self.act.db, self.made
        initial = to_initial(values_of(db, scenario), section.form.model_fields)
        if "organisation" in section.form.model_fields:
            initial["organisation"] = organisation_of(db, scenario).public_id
        return initial

    def draw(self, section: NeedSection, form: Form[Any], status: int = 200, **more: Any) -> Response:
        """The page of a section, with what the description says and the section does not yet."""
        suggested = told(self._suggested(section, form), self.act.site.vocabulary)
        shown = {"pasted": blank(PastedNeed), "read": None, "suggested": suggested}
        return super().draw(section, form, status, **shown | more)

    def save(self, key: str, data: FormData, *, fresh: bool = False) -> Response:
        """Beside saving: put what the description says into empty fields, for the person to look at and save."""
        if data.get("do") != "suggest":
            return super().save(key, data, fresh=fresh)
        section = self.section(key)
        form = self.read(section, data)
        form.found = {}
        form.raw |= to_raw(self._suggested(section, form))
        return self.draw(section, form, mark=form.value("version"))

    def _suggested(self, section: NeedSection, form: Form[Any]) -> dict[str, Any]:
        """What the saved description says about empty fields of this section, by field."""
        if self.record is None or section.key == "basics" or not self.record.description:
            return {}
        found = read_need_text(self.record.description, labels_of(self.act.site.vocabulary, READ_KINDS))
        return unsaid(found, section, form)

    def judge(self, form: Form[Any]) -> None:
        check(form, self._around())

    def _around(self) -> Around:
        """What a form of this need is judged against."""
        scenario = self.record
        houses = {home.public_id for home in owner_houses(self.viewer)}
        kept: dict[str, list[str]] = {}
        deadline = None
        if scenario is not None:
            houses.add(organisation_of(self.act.db, scenario).public_id)
            kept = {name: _codes_of(scenario, name) for name in VOCABULARY if hasattr(scenario, name)}
            deadline = last_day(scenario.deadline) if scenario.deadline else None
        return Around(
            today=city_date(self.act.now),
            codes=lambda kind: [code for code, _label in self.act.site.vocabulary.options(kind)],
            houses=houses,
            deadline=deadline,
            kept=kept,
        )

    def take(self, section: NeedSection, form: Form[Any]) -> bool:
        """What is right, however wrong the rest is. Of what a draft leaves empty nothing is said until its check."""
        lenient = form.forgiving_blanks()
        db, scenario, now = self.act.db, self.made, self.act.now
        save_section(db, scenario, accepted(lenient, section, scenario), now)
        house = organisation_id_of(self.viewer, form.value("organisation"))
        if house is not None and house != scenario.organisation_id and scenario.submitted_at is None:
            move_house(db, scenario, house, now)
        if form.value("do") != "check":
            form.found = lenient.found
        return not lenient.found

    def page(self, section: NeedSection, form: Form[Any]) -> dict[str, Any]:
        db, scenario = self.act.db, self.record
        values = values_of(db, scenario) if scenario is not None else ScenarioValues()
        return {
            "scenario": scenario,
            "form_key": self.form_key,
            "houses": house_options(db, self.viewer, scenario),
            "routes": route_options(),
            "secrecies": secrecy_options(),
            "offered": definitions(db).offered(values.field) if section.key == "kpis" else (),
            "notes": notes_of(db, scenario, section),
            "ready": readiness(replace(values, **accepted(form.forgiving_blanks(), section, values))),
            "steps": steps(scenario, section.key, values),
            "hour_hint": hour_hint,
            "values": values,
        }

    def onward(self, section: NeedSection, wish: str) -> Response:
        here = f"/scenarios/{self.made.public_id}"
        if wish == "check":
            return redirect(self.request, f"{here}/check")
        if wish == "next":
            following = self.following(section)
            return redirect(self.request, f"{here}/edit/{following.key if following else 'files'}")
        return redirect(self.request, f"{here}/edit/{section.key}", _("草稿已保存。"))


def _codes_of(scenario: Scenario, name: str) -> list[str]:
    value = getattr(scenario, name)
    return list(value) if isinstance(value, list) else [value]


def notes_of(db: Session, scenario: Scenario | None, section: NeedSection) -> list[ReviewNote]:
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


def steps(
    scenario: Scenario | None, current: str, values: ScenarioValues, wrong: Collection[str] = ()
) -> list[dict[str, str | None]]:
    """The sections, attachments and the check as steps; before the first save only the first is open. `wrong` are those in
    which something stands in the way."""
    found: list[dict[str, str | None]] = []
    for section in SECTIONS:
        state = "current" if section.key == current else _state_of(section, scenario, values, wrong)
        url = f"/scenarios/{scenario.public_id}/edit/{section.key}" if scenario is not None else None
        found.append({"label": _(section.label), "url": url, "state": state})
    for key, label in (("files", _("附件")), ("check", _("检查并提交"))):
        tail = "edit/files" if key == "files" else "check"
        url = f"/scenarios/{scenario.public_id}/{tail}" if scenario is not None else None
        found.append({"label": label, "url": url, "state": "current" if key == current else "todo"})
    return found


def _state_of(section: NeedSection, scenario: Scenario | None, values: ScenarioValues, wrong: Collection[str]) -> str:
    """Done is what has been filled in: the six fields all of them, of another section anything."""
    if section.key in wrong or section.key in waiting(scenario):
        return "wrong"
    required = [name for name, at, _said in (*REQUIRED, *REQUIRED_CONTACT) if at == section.key]
    missing = any(getattr(values, name) in {"", None} for name in required)
    untouched, names = ScenarioValues(), [name for name in section.form.model_fields if hasattr(values, name)]
    said = any(getattr(values, name) != getattr(untouched, name) for name in names)
    return "done" if scenario is not None and said and not missing else "todo"


def require_edit(doer: Doing, scenario: Scenario) -> None:
    OWNING["edit"].require(doer.viewer, scenario, lambda: moved_on(doer.db, scenario))
