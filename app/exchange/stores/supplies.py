"""Capabilities and results as rows of an import."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, SQLModel, col, or_, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.forms import field_of, read_texts
from app.core.history import move_many
from app.core.i18n import N_
from app.exchange.drafts import Draft, Overlay, lay_over_supply, said_by_supply
from app.exchange.fields import ListKind
from app.exchange.models import Upload
from app.exchange.record import Record
from app.exchange.stores.base import BY_IMPORT, Line, New, Publication, Scope, revise_many
from app.exchange.values.shapes import Value
from suppliers.actions import create_supplies, obstacles, update_supply
from suppliers.actions.writing import Origin
from suppliers.lifecycle import SUPPLY, SupplyEvent, SupplyState
from suppliers.models import Supply, SupplyKind
from suppliers.policy import may_see_private
from suppliers.queries import values_of_many, visible_to
from suppliers.sections import sections_of
from suppliers.values import (
    CaseValue,
    ParameterValue,
    QualificationValue,
    ResultValue,
    SupplyValues,
    public_content,
)

NO_DESCRIPTION = N_("还没有填写说明。")
FIELD_OF = {"ip_terms": "ip", "use_for": "plain_use", "use_gain": "plain_use", "price_text": "price"}


class SupplyStore:
    """能力清单 and 成果清单."""

    object_kind = "supply"
    table: type[SQLModel] = Supply
    own_tables = frozenset({"supply_term", "parameter", "case_study", "qualification", "result_detail", "match"})

    def __init__(self, kind: ListKind) -> None:
        self.kind = kind

    def lay_over(self, record: Record, base: Draft[Any] | None, labels: Mapping[str, str]) -> Overlay[Any]:
        return lay_over_supply(self.kind, record, base, labels)

    def said_by(self, draft: Draft[Any]) -> dict[str, Value]:
        return said_by_supply(self.kind, draft)

    def name_of(self, draft: Draft[Any]) -> str:
        return str(draft.values.name)

    def public_texts(self, draft: Draft[Any]) -> Iterable[tuple[str, str]]:
        for section in sections_of(draft.values.kind):
            for name, text in read_texts(section.form, section.shown(draft.values)):
                yield FIELD_OF.get(field_of(name), field_of(name)), text

    def candidates(
        self,
        db: Session,
        codes: Collection[str],
        house_ids: Collection[int],
        names: Collection[str],
        keys: Collection[str],
    ) -> list[Line]:
        called = or_(col(Supply.name_key).in_(names), col(Supply.source_key).in_(keys))
        named = col(Supply.organisation_id).in_(house_ids) & called & self.of_list()
        rows = db.exec(select(Supply).where(or_(col(Supply.code).in_(codes), named)).order_by(col(Supply.id)))
        return cast("list[Line]", list(rows.all()))

    def of_list(self) -> ColumnElement[bool]:
        """A result and a product of one name are two things."""
        result = col(Supply.kind) == SupplyKind.RESULT
        return result if self.kind is ListKind.RESULTS else ~result

    def key_of(self, row: Line) -> tuple[int, str, str]:
        supply = cast("Supply", row)
        return supply.organisation_id, supply.name_key, supply.batch

    def drafts(self, db: Session, rows: Sequence[Line]) -> dict[int, Draft[Any]]:
        supplies = {supply.id: supply for supply in cast("Sequence[Supply]", rows)}
        said = values_of_many(db, supplies.values())
        return {key: _draft(supply, said[key]) for key, supply in supplies.items()}

    def create(self, act: Act, items: Sequence[New], upload: Upload) -> list[Line]:
        made = create_supplies(act, [(i.house_id, i.draft.values, _origin(i, upload)) for i in items])
        return cast("list[Line]", made)

    def rewrite(self, act: Act, row: Line, draft: Draft[Any]) -> None:
        supply = cast("Supply", row)
        before = supply.version
        update_supply(act, supply, draft.values)
        supply.code, supply.version = draft.code or supply.code, before + 1
        supply.source_key = draft.source_key
        act.db.add(supply)
        act.db.flush()

    def note_beside(self, act: Act, row: Line, draft: Draft[Any]) -> None:
        row.source_key = draft.source_key
        act.db.add(row)

    def may_change(self, row: Line) -> bool:
        return row.state is not SupplyState.SUSPENDED

    def is_draft(self, row: Line) -> bool:
        return row.state is SupplyState.DRAFT

    def obstacles(self, draft: Draft[Any], house: Organisation, with_: Publication) -> list[str]:
        """With a reason of the office only what could not be found is refused: something without a description."""
        if not with_.waiver:
            return obstacles(draft.values, house.state)
        return [] if draft.values.description.strip() else [NO_DESCRIPTION]

    def publish(self, rows: Sequence[Line], drafts: Mapping[int, Draft[Any]], with_: Publication) -> None:
        ids = [row.id for row in rows]
        contents = {key: public_content(drafts[key].values) for key in ids}
        revise_many("supply", SupplyEvent.LIST.value, contents, with_)
        move_many(
            with_.act,
            Supply,
            ids,
            SUPPLY,
            SupplyState.DRAFT,
            [SupplyEvent.LIST],
            note=with_.waiver,
            reason=BY_IMPORT,
            listed_at=with_.act.now,
            updated_at=with_.act.now,
        )

    def as_json(self, draft: Draft[Any]) -> dict[str, Any]:
        content = asdict(draft.values)
        if content["result"]:
            for name in ("started_on", "finished_on"):
                day = content["result"][name]
                content["result"][name] = day.isoformat() if day else None
        return {"values": content, "code": draft.code, "source_key": draft.source_key}

    def from_json(self, stored: Mapping[str, Any]) -> Draft[Any]:
        values = _values(stored["values"])
        return Draft(values, stored["code"], values.batch, stored.get("source_key", ""), extra=values.extra or {})

    def names(self, db: Session, viewer: Viewer, *, everything: bool) -> Iterable[tuple[str, str, str]]:
        query = select(Supply.name_key, Supply.public_id, Supply.name).where(Supply.name_key != "", self.of_list())
        return db.exec(query if everything else query.where(visible_to(viewer))).all()

    def page(self, db: Session, viewer: Viewer, scope: Scope, after: int, size: int) -> list[Line]:
        query = select(Supply).where(col(Supply.id) > after, self.of_list(), _in_scope(viewer, scope))
        return cast("list[Line]", list(db.exec(query.order_by(col(Supply.id)).limit(size)).all()))

    def shows_contact(self, viewer: Viewer, row: Line) -> bool:
        return may_see_private(viewer, row.organisation_id)


def _in_scope(viewer: Viewer, scope: Scope) -> ColumnElement[bool]:
    if scope is Scope.EVERYTHING:
        return true()
    if scope is Scope.PUBLIC:
        return visible_to(None)
    mine = col(Supply.organisation_id).in_([home.organisation_id for home in viewer.belongings] if viewer else [])
    return visible_to(viewer) & mine if scope is Scope.MINE else visible_to(viewer)


def _origin(item: New, upload: Upload) -> Origin:
    return Origin(
        code=item.draft.code or None,
        source_key=item.draft.source_key,
        source_file=upload.file_name,
        source_row=item.number,
        upload_id=upload.id,
    )


def _draft(supply: Supply, values: SupplyValues) -> Draft[Any]:
    """Blank numbers and missing unknown cells are one and the same, so that equal rows compare equal."""
    values = replace(values, extra=values.extra or None)
    return Draft(values, supply.code or "", supply.batch, supply.source_key, extra=values.extra or {})


def _values(stored: Mapping[str, Any]) -> SupplyValues:
    """The inverse of `asdict` for a supply."""
    known = dict(stored)
    known["kind"] = SupplyKind(known["kind"])
    known["terms"] = {kind: tuple(codes) for kind, codes in known["terms"].items()}
    known["parameters"] = tuple(ParameterValue(**row) for row in known["parameters"])
    known["cases"] = tuple(CaseValue(**row) for row in known["cases"])
    known["qualifications"] = tuple(QualificationValue(**row) for row in known["qualifications"])
    if known["result"] is not None:
        days = {n: _day(known["result"][n]) for n in ("started_on", "finished_on")}
        known["result"] = ResultValue(**{**known["result"], **days})
    return SupplyValues(**known)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
