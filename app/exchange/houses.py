"""Whose rows these are: the organisation that a row names, found or entered as unclaimed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, or_, select

from app.accounts.actions.organisations import create_organisation
from app.accounts.models import Organisation, OrganisationState
from app.accounts.names import normalised_name
from app.core.words import KEY_LENGTH
from app.exchange.cells import one_line
from app.exchange.fields import ListKind
from app.exchange.values.shapes import Value

UNNAMED: Final = "未署名单位"
"""Stands for the units of rows that name none; one organisation of the site, which nobody can claim by mistake."""
_USUAL: Final[Mapping[ListKind, str]] = {
    ListKind.OPPORTUNITIES: "enterprise",
    ListKind.CAPABILITIES: "firm",
    ListKind.RESULTS: "institute",
}
_BY_NAME: Final = (
    (("医院", "卫生院", "卫生服务中心", "hospital"), "hospital"),
    (("研究院", "研究所", "实验室", "科学院", "institute"), "institute"),
    (("委员会", "管理局", "人民政府", "办公室", "教育局", "公安局", "卫健委"), "department"),
)
_SCHOOLS: Final = ("大学", "学院", "学校", "中学", "小学", "幼儿园", "university", "college", "school")


@dataclass(frozen=True)
class Unit:
    """What a row says about its unit; all blank for one that names none."""

    name: str = ""
    uscc: str = ""
    kind: str = ""
    district: str = ""

    @property
    def key(self) -> str:
        """By which two rows name the same unit: the code where there is one, else the name."""
        return f"uscc:{self.uscc}" if self.uscc else f"name:{normalised_name(self.name or UNNAMED)}"


def unit_of(said: Mapping[str, Value]) -> Unit:
    """The unit that a record names."""
    values = [str(said.get(code, "")).strip() for code in ("organisation", "uscc", "organisation_kind", "district")]
    return Unit(one_line(values[0]), *values[1:])


def guessed_kind(name: str, kind: ListKind) -> str:
    """The kind of a unit that a list says nothing about: by words in its name, else what such lists usually name."""
    plain = name.lower()
    for words, guess in _BY_NAME:
        if any(word in plain for word in words):
            return guess
    if any(word in plain for word in _SCHOOLS):
        return "school" if kind is ListKind.OPPORTUNITIES else "institute"
    return _USUAL[kind]


@dataclass
class Houses:
    """The organisations of a chunk of rows, by the key of the unit that names them."""

    known: dict[str, Organisation] = field(default_factory=dict)

    def of(self, unit: Unit) -> Organisation | None:
        """The organisation, if there is one."""
        return self.known.get(unit.key)


def find_houses(db: Session, units: Iterable[Unit]) -> Houses:
    """The organisations there are, in one statement. A name leads to one without a code or with the same code."""
    asked = {unit.key: unit for unit in units}
    names = {unit.key: normalised_name(unit.name or UNNAMED)[:KEY_LENGTH] for unit in asked.values()}
    rows = _candidates(db, {unit.uscc for unit in asked.values() if unit.uscc}, set(names.values()))
    by_code = {row.uscc: row for row in rows if row.uscc}
    by_name: dict[str, list[Organisation]] = {}
    for row in rows:
        by_name.setdefault(row.name_key, []).append(row)
    houses = Houses()
    for key, unit in asked.items():
        found = by_code.get(unit.uscc) if unit.uscc else None
        found = found or _best(by_name.get(names[key], ()), unit.uscc)
        if found:
            houses.known[key] = found
    return houses


def _candidates(db: Session, codes: Collection[str], names: Collection[str]) -> list[Organisation]:
    query = select(Organisation).where(or_(col(Organisation.uscc).in_(codes), col(Organisation.name_key).in_(names)))
    return list(db.exec(query.order_by(col(Organisation.id))).all())


def _best(rows: Iterable[Organisation], uscc: str) -> Organisation | None:
    """Of several with the name the verified one, else the oldest; another code means another unit."""
    fitting = [row for row in rows if not uscc or row.uscc is None]
    return min(fitting, key=lambda row: row.state is not OrganisationState.VERIFIED, default=None)


def enter_missing(
    db: Session, houses: Houses, units: Iterable[Unit], kind: ListKind, upload_id: int, now: datetime
) -> None:
    """Enter the units that nobody knows as unclaimed organisations, and give a code to one of ours that has none."""
    fresh = {house.name_key: house for house in houses.known.values()}
    for unit in units:
        name = normalised_name(unit.name or UNNAMED)
        house = houses.known.get(unit.key) or fresh.get(name)
        if house is None or (unit.uscc and house.uscc not in {None, unit.uscc}):
            house = _entered(db, unit, kind, upload_id, now)
        houses.known[unit.key] = fresh[house.name_key] = house
        if unit.uscc and house.uscc is None and house.state is OrganisationState.UNCLAIMED and house.upload_id:
            house.uscc = unit.uscc
            db.add(house)


def _entered(db: Session, unit: Unit, kind: ListKind, upload_id: int, now: datetime) -> Organisation:
    name = unit.name or unit.uscc or UNNAMED
    house_kind = unit.kind or (guessed_kind(name, kind) if unit.name else "enterprise")
    return create_organisation(
        db, name, house_kind, now, uscc=unit.uscc, district=unit.district if unit.name else "", upload_id=upload_id
    )


def is_unnamed(house: Organisation) -> bool:
    """The house of the rows that name none."""
    return house.name == UNNAMED and house.uscc is None and house.state is OrganisationState.UNCLAIMED
