"""The life of a matchmaking meeting (对接会), and of each talk in it."""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class MeetingState(StrEnum):
    PLANNED = "planned"
    ANNOUNCED = "announced"  # its people know their times
    CLOSED = "closed"  # attendance and outcomes are complete
    CANCELLED = "cancelled"


class MeetingEvent(StrEnum):
    ANNOUNCE = "announce"
    CLOSE = "close"
    CANCEL = "cancel"


S, E = MeetingState, MeetingEvent
MEETING = Lifecycle(
    name="meeting",
    initial=S.PLANNED,
    moves=moves(
        (S.PLANNED, E.ANNOUNCE, S.ANNOUNCED),
        (S.ANNOUNCED, E.CLOSE, S.CLOSED),
        ([S.PLANNED, S.ANNOUNCED], E.CANCEL, S.CANCELLED),
    ),
)


class SlotState(StrEnum):
    SET = "set"
    HELD = "held"
    MISSED = "missed"  # one side or both did not come
    CANCELLED = "cancelled"


class SlotEvent(StrEnum):
    HOLD = "hold"
    MISS = "miss"
    MOVE = "move"  # to another time
    CANCEL = "cancel"


SLOT = Lifecycle(
    name="meeting_slot",
    initial=SlotState.SET,
    moves=moves(
        (SlotState.SET, SlotEvent.HOLD, SlotState.HELD),
        (SlotState.SET, SlotEvent.MISS, SlotState.MISSED),
        (SlotState.SET, SlotEvent.MOVE, SlotState.SET),
        (SlotState.SET, SlotEvent.CANCEL, SlotState.CANCELLED),
    ),
)
