"""The life of an objection (质疑, by a bidder) or a report under one's name (实名反映, by anybody)."""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class ObjectionState(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"  # it is looked into
    INADMISSIBLE = "inadmissible"
    UPHELD = "upheld"  # the evaluation begins anew
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class ObjectionEvent(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    WITHDRAW = "withdraw"


S, E = ObjectionState, ObjectionEvent

OBJECTION = Lifecycle(
    name="award_objection",
    initial=S.SUBMITTED,
    moves=moves(
        (S.SUBMITTED, E.ACCEPT, S.ACCEPTED),
        (S.SUBMITTED, E.REFUSE, S.INADMISSIBLE),
        (S.ACCEPTED, E.UPHOLD, S.UPHELD),
        (S.ACCEPTED, E.DISMISS, S.DISMISSED),
        ([S.SUBMITTED, S.ACCEPTED], E.WITHDRAW, S.WITHDRAWN),
    ),
)

WAITING = frozenset({S.SUBMITTED, S.ACCEPTED})
"""States in which an answer is due, and no award is made."""
