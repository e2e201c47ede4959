"""For the parties of pilots, verifiers among them, and whoever looks after them: what is due, what is wrong, what moved."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from sqlmodel import col, select

from app.accounts.models import Role
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About
from app.core.models import StatusChange
from app.digests.gathering.base import Batch, Made, Reader
from app.digests.items import Item
from scenarios.models import Scenario
from scenarios.pilots.labels import EVENTS
from scenarios.pilots.lifecycle import PILOT, PilotEvent
from scenarios.pilots.models import Alarm, Pilot, PilotParty, Side
from scenarios.pilots.policy import ENTRUSTED
from scenarios.pilots.queries.desks import Waiting, alarms, due

CONTRACTED: Final = (Side.OWNER, Side.SUPPLIER, Side.PARTNER)
"""Who reads how it goes: a verifier measures without being told."""


def moves(batch: Batch) -> Iterator[Made]:
    """Every move of a pilot, for those who take part."""
    query = (
        select(StatusChange, Pilot, Scenario, PilotParty.organisation_id)
        .join(Pilot, col(Pilot.id) == StatusChange.object_id)
        .join(Scenario, col(Scenario.id) == Pilot.scenario_id)
        .join(PilotParty, col(PilotParty.pilot_id) == Pilot.id)
        .where(
            StatusChange.object_kind == PILOT.name,
            StatusChange.at >= batch.start,
            col(PilotParty.organisation_id).in_(batch.houses),
            col(PilotParty.side).in_(CONTRACTED),
            col(PilotParty.ended_at).is_(None),
        )
    )
    for move, pilot, need, house in batch.db.exec(query).all():
        for reader in batch.houses[house]:
            if reader.holds(move.at):
                yield reader, partial(_moved, move, pilot, need)


def _moved(move: StatusChange, pilot: Pilot, need: Scenario) -> Item:
    reason = _("试点：{event}").format(event=_(EVENTS[PilotEvent(move.event)]))
    path, about = f"/pilots/{pilot.public_id}", About("pilot", pilot.id)
    return Item(f"pilot:{move.id}", "outcome", need.title, reason, path, move.at, about)


def waiting(batch: Batch) -> Iterator[Made]:
    """Yeses, surveys, changes and reports that wait for a reader's house, and alarms of what she looks after."""
    for reader in _concerned(batch):
        with speaking(reader.language):
            found = due(batch.db, reader.viewer)
            wrong = alarms(batch.db, reader.viewer)
        for kind, lines in (("waiting", found), ("alarm", wrong)):
            for line in lines:
                yield reader, partial(_line, kind, line)


def _concerned(batch: Batch) -> list[Reader]:
    """Those whose house is a party of some pilot, and those to whom fields of pilots are entrusted where one is wrong: the
    others are not asked about one by one."""
    parties = select(PilotParty.organisation_id).where(
        col(PilotParty.organisation_id).in_(batch.houses), col(PilotParty.ended_at).is_(None)
    )
    found = {r.person.id: r for house in set(batch.db.exec(parties).all()) for r in batch.houses[house]}
    if batch.db.exec(select(Alarm.id).where(col(Alarm.cleared_at).is_(None)).limit(1)).first() is not None:
        found |= {reader.person.id: reader for reader in batch.with_role(*ENTRUSTED, Role.CURATOR)}
    return list(found.values())


def _line(kind: str, line: Waiting) -> Item:
    key = f"{kind}:{line.url}:{line.what}"
    return Item(key, kind, line.title, line.what, line.url, line.since, About("pilot", line.pilot_id))


GATHER = (moves, waiting)
