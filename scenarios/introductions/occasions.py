"""What both sides are told of talks by mail."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act
from app.core.i18n import N_
from app.core.occasions import Occasion
from app.core.topics import Topic
from scenarios.introductions.emails import meetings
from scenarios.introductions.models import Meeting, MeetingSlot
from scenarios.matches.occasions import TALKS
from scenarios.matches.queries.people import owner_people, supplier_people
from scenarios.matches.queries.sides import Both

MEETINGS = Topic("meetings", N_("对接会的安排"), N_("需求和供给双方的负责人"), TALKS)


def _owners(act: Act, _slot: MeetingSlot, _meeting: Meeting, sides: Both, *_said: Any) -> Iterable[Person]:
    return owner_people(act.db, sides.need)


def _suppliers(act: Act, _slot: MeetingSlot, _meeting: Meeting, sides: Both, *_said: Any) -> Iterable[Person]:
    return supplier_people(act.db, sides.supply)


SEATED_OWNER = Occasion(_owners, meetings.seated_owner, MEETINGS)
SEATED_SUPPLIER = Occasion(_suppliers, meetings.seated_supplier, MEETINGS)
MOVED_OWNER = Occasion(_owners, meetings.moved_owner, MEETINGS)
MOVED_SUPPLIER = Occasion(_suppliers, meetings.moved_supplier, MEETINGS)
OFF_OWNER = Occasion(_owners, meetings.off_owner, MEETINGS)
OFF_SUPPLIER = Occasion(_suppliers, meetings.off_supplier, MEETINGS)
