"""Supplies with what hangs on them, in a bounded number of statements whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Organisation, OrganisationState
from app.accounts.policy import Viewer
from suppliers.lifecycle import SupplyState
from suppliers.models import Case, Parameter, Qualification, ResultDetail, Supply, SupplyTerm
from suppliers.policy import is_office, is_public
from suppliers.values import (
    CaseValue,
    ParameterValue,
    QualificationValue,
    ResultValue,
    SupplyValues,
)

PLAIN = tuple(
    name
    for name in SupplyValues.__dataclass_fields__
    if name not in {"terms", "parameters", "cases", "qualifications", "result"}
)
"""Fields of `SupplyValues` that are columns of the supply itself."""
Child = TypeVar("Child", Parameter, Case, Qualification)
RESULT_FIELDS = tuple(ResultValue.__dataclass_fields__)


@dataclass(frozen=True)
class Card:
    """A supply in a list: its row, whose it is, and its words by kind. Private columns are not for cards."""

    supply: Supply
    organisation: Organisation
    terms: Mapping[str, tuple[str, ...]]
    plain_use: str = ""
    score: int | None = None

    @property
    def public(self) -> bool:
        """Whether everybody may find it now."""
        return is_public(self.supply.state, self.organisation.state)

    @property
    def summary(self) -> str:
        """The first lines of what it says: the plain use of a result, else the description."""
        text = " ".join((self.plain_use or self.supply.description).split())
        return text if len(text) <= 160 else text[:159] + "…"


def public() -> ColumnElement[bool]:
    """`policy.is_public` as a condition: what the directory, the search, the index and the matches are made of."""
    suspended = select(Organisation.id).where(Organisation.state == OrganisationState.SUSPENDED)
    return and_(col(Supply.state) == SupplyState.LISTED, col(Supply.organisation_id).not_in(suspended))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """`policy.may_see` as a condition: what is public, one's own houses', everything for the office."""
    if is_office(viewer):
        return true()
    if viewer is None or not viewer.belongings:
        return public()
    return or_(public(), col(Supply.organisation_id).in_([home.organisation_id for home in viewer.belongings]))


def of_public_id(viewer: Viewer, public_id: str) -> SelectOfScalar[Supply]:
    return select(Supply).where(Supply.public_id == public_id, visible_to(viewer))


def by_public_id(db: Session, viewer: Viewer, public_id: str) -> Supply | None:
    """One supply that `viewer` may see."""
    return db.exec(of_public_id(viewer, public_id)).first()


def by_code(db: Session, viewer: Viewer, code: str) -> Supply | None:
    """One supply by its published code."""
    return db.exec(select(Supply).where(Supply.code == code, visible_to(viewer))).first()


def by_id(db: Session, supply_id: int) -> Supply | None:
    """The row as it stands, for jobs: no viewer, no rule."""
    return db.get(Supply, supply_id)


def by_token(db: Session, token_hash: str) -> tuple[Supply, ResultDetail] | None:
    """The result whose researcher holds this link; opened by the token alone."""
    return db.exec(
        select(Supply, ResultDetail)
        .join(ResultDetail, col(ResultDetail.supply_id) == Supply.id)
        .where(ResultDetail.confirm_hash == token_hash)
    ).first()


def organisation_of(db: Session, supply: Supply) -> Organisation:
    """Whose it is."""
    return db.get_one(Organisation, supply.organisation_id)


def detail_of(db: Session, supply: Supply) -> ResultDetail | None:
    """The row that only a research result has, with who confirmed it when."""
    return db.get(ResultDetail, supply.id)


def values_of(db: Session, supply: Supply) -> SupplyValues:
    """Everything one supply says."""
    return values_of_many(db, [supply])[supply.id]


def values_of_many(db: Session, supplies: Iterable[Supply]) -> dict[int, SupplyValues]:
    """Everything many supplies say, by id: five statements."""
    rows = {supply.id: supply for supply in supplies}
    terms = _terms(db, rows)
    parameters = _children(db, Parameter, rows)
    cases = _children(db, Case, rows)
    qualifications = _children(db, Qualification, rows)
    results = {r.supply_id: r for r in db.exec(select(ResultDetail).where(col(ResultDetail.supply_id).in_(rows)))}
    return {
        key: SupplyValues(
            **{name: getattr(supply, name) for name in PLAIN},
            terms=terms[key],
            parameters=tuple(ParameterValue(p.name, p.value, p.unit, p.condition) for p in parameters[key]),
            cases=tuple(CaseValue(c.customer, c.year, c.metric, c.evidence) for c in cases[key]),
            qualifications=tuple(QualificationValue(q.kind, q.number) for q in qualifications[key]),
            result=_result(results.get(key)),
        )
        for key, supply in rows.items()
    }


def supplies_of(
    db: Session, viewer: Viewer, organisation_ids: Collection[int], states: Collection[SupplyState] = ()
) -> list[Card]:
    """What these organisations have, as far as `viewer` may see it, the newest change first: for desks and profiles."""
    query = select(Supply).where(col(Supply.organisation_id).in_(organisation_ids), visible_to(viewer))
    if states:
        query = query.where(col(Supply.state).in_(states))
    return cards_of(db, db.exec(query.order_by(col(Supply.updated_at).desc(), col(Supply.id).desc())).all())


def cards_of_ids(db: Session, ids: Sequence[int], scores: Mapping[int, float] | None = None) -> list[Card]:
    """Cards of rows that the caller may show, in the order of `ids`."""
    rows = db.exec(select(Supply).where(col(Supply.id).in_(ids))).all()
    return cards_of(db, sorted(rows, key=lambda supply: ids.index(supply.id)), scores)


def listed_cards(db: Session, ids: Sequence[int], most: int) -> list[Card]:
    """The public ones of `ids`, in their order: what the index found is shown only if the list's own rule agrees."""
    found = db.exec(select(Supply).where(col(Supply.id).in_(ids), public())).all()
    return cards_of(db, sorted(found, key=lambda supply: ids.index(supply.id))[:most])


def cards_of(db: Session, supplies: Sequence[Supply], scores: Mapping[int, float] | None = None) -> list[Card]:
    """Cards in the same order: three statements more."""
    ids = {supply.id: supply for supply in supplies}
    houses = {supply.organisation_id for supply in supplies}
    owners = {o.id: o for o in db.exec(select(Organisation).where(col(Organisation.id).in_(houses)))}
    terms = _terms(db, ids)
    uses = dict(
        db.exec(
            select(ResultDetail.supply_id, ResultDetail.plain_use).where(col(ResultDetail.supply_id).in_(ids))
        ).all()
    )
    known = scores or {}
    return [
        Card(
            supply,
            owners[supply.organisation_id],
            terms[key],
            uses.get(key, ""),
            round(known[key]) if key in known else None,
        )
        for key, supply in ids.items()
    ]


def _terms(db: Session, ids: Collection[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    query = select(SupplyTerm).where(col(SupplyTerm.supply_id).in_(ids)).order_by(col(SupplyTerm.id))
    found: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for term in db.exec(query):
        found[term.supply_id][term.kind] = (*found[term.supply_id].get(term.kind, ()), term.code)
    return found


def _children(db: Session, table: type[Child], ids: Collection[int]) -> dict[int, list[Child]]:
    query = select(table).where(col(table.supply_id).in_(ids)).order_by(col(table.position), col(table.id))
    found: dict[int, list[Child]] = defaultdict(list)
    for row in db.exec(query):
        found[row.supply_id].append(row)
    return found


def _result(row: ResultDetail | None) -> ResultValue | None:
    return None if row is None else ResultValue(**{name: getattr(row, name) for name in RESULT_FIELDS})
