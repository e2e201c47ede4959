"""Needs as rows of an import."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, SQLModel, col, or_, select

from app.accounts.models import Organisation, OrganisationState
from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.forms import field_of
from app.core.history import move_many
from app.exchange.drafts import Draft, Overlay, lay_over_need, said_by_need
from app.exchange.fields import ListKind
from app.exchange.models import Upload
from app.exchange.record import Record
from app.exchange.stores.base import BY_IMPORT, Line, New, Publication, Scope, revise_many
from app.exchange.values.shapes import Value
from scenarios.actions.drafting import Origin, create_scenarios, update_scenario
from scenarios.actions.reviewing import next_codes
from scenarios.forms.exposing import texts_of
from scenarios.guards import Standing, opening_obstacles, submission_obstacles
from scenarios.lifecycle import EDITABLE, SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Constraint, Kpi, Scenario
from scenarios.policy import may_see_contact
from scenarios.queries.visibility import publicly_visible, visible_to
from scenarios.readiness import readiness
from scenarios.values import (
    COLUMNS,
    ConstraintValues,
    KpiValues,
    ScenarioValues,
    as_content,
    from_content,
)

LISTED_FOR = dt.timedelta(days=365)
"""How long a published need without a deadline of its own is listed."""
WAIVED = frozenset({"missing_field"})
"""Obstacles that the office's reason lifts beyond those of every submission: many lists have no column of fields."""
STEPS = (ScenarioEvent.SUBMIT, ScenarioEvent.TAKE, ScenarioEvent.APPROVE, ScenarioEvent.OPEN)
FIELD_OF = {"supervisor": "authority", "budget_text": "budget", "task_ref": "task"}


class NeedStore:
    """机会清单."""

    kind = ListKind.OPPORTUNITIES
    object_kind = "scenario"
    table: type[SQLModel] = Scenario
    own_tables = frozenset({"kpi", "scenario_constraint", "match", "match_refresh"})

    def lay_over(self, record: Record, base: Draft[Any] | None, labels: Mapping[str, str]) -> Overlay[Any]:
        return lay_over_need(record, base, labels)

    def said_by(self, draft: Draft[Any]) -> dict[str, Value]:
        return said_by_need(draft)

    def name_of(self, draft: Draft[Any]) -> str:
        return str(draft.values.title)

    def public_texts(self, draft: Draft[Any]) -> Iterable[tuple[str, str]]:
        for _section, name, text in texts_of(draft.values):
            code = field_of(name)
            yield FIELD_OF.get(code, "data" if code.startswith("data_") else code), text

    def candidates(
        self,
        db: Session,
        codes: Collection[str],
        house_ids: Collection[int],
        names: Collection[str],
        keys: Collection[str],
    ) -> list[Line]:
        called = or_(col(Scenario.title_key).in_(names), col(Scenario.source_key).in_(keys))
        named = col(Scenario.organisation_id).in_(house_ids) & called
        rows = db.exec(select(Scenario).where(or_(col(Scenario.code).in_(codes), named)).order_by(col(Scenario.id)))
        return cast("list[Line]", list(rows.all()))

    def key_of(self, row: Line) -> tuple[int, str, str]:
        need = cast("Scenario", row)
        return need.organisation_id, need.title_key, need.published_batch

    def drafts(self, db: Session, rows: Sequence[Line]) -> dict[int, Draft[Any]]:
        needs = {need.id: need for need in cast("Sequence[Scenario]", rows)}
        kpis, constraints = _parts(db, Kpi, needs), _parts(db, Constraint, needs)
        return {key: _draft(need, kpis.get(key, []), constraints.get(key, [])) for key, need in needs.items()}

    def create(self, act: Act, items: Sequence[New], upload: Upload) -> list[Line]:
        rows = create_scenarios(act, [(i.house_id, i.draft.values, _origin(i, upload)) for i in items])
        for need, item in zip(rows, items, strict=True):
            _set_meta(need, item.draft)
        act.db.flush()
        return cast("list[Line]", rows)

    def rewrite(self, act: Act, row: Line, draft: Draft[Any]) -> None:
        need = cast("Scenario", row)
        update_scenario(act.db, need, draft.values, act.now)
        need.extra = dict(draft.extra) or None
        _set_meta(need, draft)
        act.db.flush()

    def note_beside(self, act: Act, row: Line, draft: Draft[Any]) -> None:
        need = cast("Scenario", row)
        need.source_key, need.extra = draft.source_key, dict(draft.extra) or None
        act.db.add(need)

    def may_change(self, row: Line) -> bool:
        return row.state in EDITABLE

    def is_draft(self, row: Line) -> bool:
        return row.state is ScenarioState.DRAFT

    def obstacles(self, draft: Draft[Any], house: Organisation, with_: Publication) -> list[str]:
        """The guards of a submission and of an opening; a reason of the office lifts what only the owner could do."""
        values, verified = _dated(draft.values, with_.act.now), house.state is OrganisationState.VERIFIED
        standing = Standing(
            verified=verified,
            terms_accepted=False,
            readiness=readiness(values).score,
            threshold=with_.act.site.settings.readiness_threshold,
            checklist=(),
            unfinished=(),
            waiver=with_.waiver,
            vouched=bool(with_.waiver),
        )
        found = submission_obstacles(values, standing, with_.act.now)
        found += opening_obstacles(
            values, with_.act.now, verified=verified, risk_decision="", vouched=bool(with_.waiver)
        )
        lifted = WAIVED if with_.waiver else frozenset()
        return list(dict.fromkeys(one.sentence for one in found if one.code not in lifted))

    def publish(self, rows: Sequence[Line], drafts: Mapping[int, Draft[Any]], with_: Publication) -> None:
        """Submitted, taken, approved and opened by the office, one history row a step."""
        needs, now = cast("Sequence[Scenario]", rows), with_.act.now
        codes = iter(
            next_codes(with_.act.db, with_.act.site.settings.site_code, now, sum(not need.code for need in needs))
        )
        for need in needs:
            values = _dated(drafts[need.id].values, now)
            need.deadline, need.valid_until = values.deadline, values.valid_until or values.deadline
            need.code = need.code or next(codes)
            need.waiver, need.submitted_at, need.opened_at, need.updated_at = with_.waiver, now, now, now
        with_.act.db.flush()
        ids = [need.id for need in needs]
        revise_many("scenario", "submission", {key: as_content(drafts[key].values) for key in ids}, with_)
        move_many(
            with_.act,
            Scenario,
            ids,
            SCENARIO,
            ScenarioState.DRAFT,
            STEPS,
            note=with_.waiver,
            reason=BY_IMPORT,
        )

    def as_json(self, draft: Draft[Any]) -> dict[str, Any]:
        day = draft.published_on
        return {
            "values": as_content(draft.values),
            "code": draft.code,
            "batch": draft.batch,
            "source_key": draft.source_key,
            "published_on": day.isoformat() if day else None,
            "extra": dict(draft.extra),
        }

    def from_json(self, stored: Mapping[str, Any]) -> Draft[Any]:
        day = stored["published_on"]
        values = from_content(stored["values"])
        published_on = dt.date.fromisoformat(day) if day else None
        return Draft(
            values, stored["code"], stored["batch"], stored.get("source_key", ""), published_on, stored["extra"]
        )

    def names(self, db: Session, viewer: Viewer, *, everything: bool) -> Iterable[tuple[str, str, str]]:
        query = select(Scenario.title_key, Scenario.public_id, Scenario.title).where(Scenario.title_key != "")
        return db.exec(query if everything else query.where(visible_to(viewer))).all()

    def page(self, db: Session, viewer: Viewer, scope: Scope, after: int, size: int) -> list[Line]:
        query = select(Scenario).where(col(Scenario.id) > after, _in_scope(viewer, scope))
        return cast("list[Line]", list(db.exec(query.order_by(col(Scenario.id)).limit(size)).all()))

    def shows_contact(self, viewer: Viewer, row: Line) -> bool:
        return may_see_contact(viewer, cast("Scenario", row))


def _in_scope(viewer: Viewer, scope: Scope) -> ColumnElement[bool]:
    if scope is Scope.EVERYTHING:
        return true()
    if scope is Scope.PUBLIC:
        return publicly_visible()
    mine = col(Scenario.organisation_id).in_([home.organisation_id for home in viewer.belongings] if viewer else [])
    return visible_to(viewer) & mine if scope is Scope.MINE else visible_to(viewer)


def _origin(item: New, upload: Upload) -> Origin:
    return Origin(
        extra=item.draft.extra,
        published_batch=item.draft.batch,
        source_key=item.draft.source_key,
        source_file=upload.file_name,
        source_row=item.number,
        upload_id=upload.id,
    )


def _set_meta(need: Scenario, draft: Draft[Any]) -> None:
    need.code, need.published_batch, need.published_on = draft.code or need.code, draft.batch, draft.published_on
    need.source_key = draft.source_key


def _draft(need: Scenario, kpis: list[Kpi], constraints: list[Constraint]) -> Draft[Any]:
    values = ScenarioValues(**{name: getattr(need, name) for name in COLUMNS})
    values.kpis = [KpiValues(k.name, k.target, k.unit, k.baseline, k.direction, k.method) for k in kpis]
    values.constraints = [ConstraintValues(c.kind, c.text, c.hard) for c in constraints]
    return Draft(values, need.code or "", need.published_batch, need.source_key, need.published_on, need.extra or {})


def _parts(db: Session, table: type[Any], ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    query = select(table).where(col(table.scenario_id).in_(ids)).order_by(col(table.position), col(table.id))
    for part in db.exec(query).all():
        found.setdefault(part.scenario_id, []).append(part)
    return found


def _dated(values: ScenarioValues, now: dt.datetime) -> ScenarioValues:
    """A list that names no deadline is listed for a year, so that every open need ends one day."""
    return values if values.deadline else replace(values, deadline=values.valid_until or now + LISTED_FOR)
