"""Whose a thing is, from the rows alone: which houses it concerns, and which pairs of houses have both said yes."""

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session, col, select

from app.accounts.models import Membership, Organisation, RoleGrant
from app.core.models import Mail, StatusChange
from scenarios.lifecycle import PUBLIC
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.models import Scenario
from scenarios.pilots.models import PilotParty
from suppliers.models import Supply

PAIRED: Final[Mapping[str, type[Any]]] = {"answer": Answer, "match": Match, "introduction": Introduction}
Houses = Mapping[int, frozenset[int]]
"""The houses of each person, by her id."""


def houses_of(db: Session) -> dict[int, frozenset[int]]:
    """The houses that each person belongs to."""
    found: dict[int, frozenset[int]] = {}
    for row in db.exec(select(Membership)).all():
        found[row.person_id] = found.get(row.person_id, frozenset()) | {row.organisation_id}
    return found


def may_hear(db: Session, houses: Houses, mail: Mail) -> bool | None:
    """Whether the reader of a mail belongs to what it is about; None where it is about herself or of another kind."""
    concerned = _concerned(db, mail.object_kind, mail.object_id or 0)
    if concerned is None or mail.person_id is None:
        return None
    is_staff = db.exec(select(RoleGrant.id).where(RoleGrant.person_id == mail.person_id)).first() is not None
    return is_staff or bool(houses.get(mail.person_id, frozenset()) & concerned)


def _concerned(db: Session, kind: str, number: int) -> frozenset[int] | None:
    """The houses of a thing; None for what everybody may know, and for kinds that concern one person or house alone."""
    if kind.startswith("scenario"):
        need = db.get(Scenario, number)
        return None if need is None or need.state in PUBLIC else frozenset({need.organisation_id})
    if kind in PAIRED:
        return _pair(db, db.get(PAIRED[kind], number))
    if kind == "pilot":
        parties = select(PilotParty.organisation_id).where(PilotParty.pilot_id == number)
        return frozenset(db.exec(parties).all())
    return None


def _pair(db: Session, row: Any) -> frozenset[int] | None:
    """The two houses of an answer, a match or an introduction."""
    if row is None:
        return None
    if isinstance(row, Introduction):
        row = db.get_one(Match, row.match_id)
    need, supply = db.get_one(Scenario, row.scenario_id), db.get_one(Supply, row.supply_id)
    return frozenset({need.organisation_id, supply.organisation_id})


def acquainted(db: Session) -> set[frozenset[str]]:
    """Pairs of houses, by name, for whom a match came to both yeses."""
    names = {house.id: house.name for house in db.exec(select(Organisation)).all()}
    mutual = select(StatusChange.object_id).where(
        StatusChange.object_kind == "match", StatusChange.to_state == MatchState.MUTUAL.value
    )
    found = set()
    for match in db.exec(select(Match).where(col(Match.id).in_(mutual))).all():
        pair = _pair(db, match)
        found.add(frozenset(names[number] for number in pair or ()))
    return found
