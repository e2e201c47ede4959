"""What both sides are told of talks by mail."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act, Occasion
from scenarios.introductions.emails import meetings
from scenarios.introductions.models import Meeting, MeetingSlot
from scenarios.matches.queries.people import owner_people, supplier_people
from scenarios.matches.queries.sides import Both


def _owners(act: Act, _slot: MeetingSlot, _meeting: Meeting, sides: Both, *_said: Any) -> Iterable[Person]:
    return owner_people(act.db, sides.need)


def _suppliers(act: Act, _slot: MeetingSlot, _meeting: Meeting, sides: Both, *_said: Any) -> Iterable[Person]:
    return supplier_people(act.db, sides.supply)


SEATED_OWNER = Occasion(_owners, meetings.seated_owner)
SEATED_SUPPLIER = Occasion(_suppliers, meetings.seated_supplier)
MOVED_OWNER = Occasion(_owners, meetings.moved_owner)
MOVED_SUPPLIER = Occasion(_suppliers, meetings.moved_supplier)
OFF_OWNER = Occasion(_owners, meetings.off_owner)
OFF_SUPPLIER = Occasion(_suppliers, meetings.off_supplier)
