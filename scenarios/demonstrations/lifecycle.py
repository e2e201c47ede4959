"""The lives of what hangs on a demonstration. A demonstration itself has its pilot's state: one truth, one history. Pure."""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves
from scenarios.pilots.lifecycle import PilotState

P = PilotState
PUBLISHED = frozenset({P.PUBLICITY, P.DEMONSTRATED, P.REPLICATING, P.EXPIRED, P.REVOKED})
"""States of a pilot in which everybody reads of its demonstration, where the need is public."""
IN_FORCE = frozenset({P.DEMONSTRATED, P.REPLICATING})
RECORDED = IN_FORCE | {P.EXPIRED, P.REVOKED}
"""States in which there is a numbered record, in force or not."""


class ObjectionState(StrEnum):
    SUBMITTED = "submitted"
    INADMISSIBLE = "inadmissible"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class ObjectionEvent(StrEnum):
    REFUSE = "refuse"  # coded: nothing that an objection can be about
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    WITHDRAW = "withdraw"


OS, OE = ObjectionState, ObjectionEvent
OBJECTION = Lifecycle(
    name="demo_objection",
    initial=OS.SUBMITTED,
    moves=moves(
        (OS.SUBMITTED, OE.REFUSE, OS.INADMISSIBLE),
        (OS.SUBMITTED, OE.UPHOLD, OS.UPHELD),
        (OS.SUBMITTED, OE.DISMISS, OS.DISMISSED),
        (OS.SUBMITTED, OE.WITHDRAW, OS.WITHDRAWN),
    ),
)


class AdoptionState(StrEnum):
    WANTED = "wanted"  # 我也要: a need has been drafted from the demonstration
    ADOPTED = "adopted"
    DROPPED = "dropped"
    ENDED = "ended"  # it ran there, and does no more


class AdoptionEvent(StrEnum):
    CONFIRM = "confirm"
    CORRECT = "correct"
    DROP = "drop"
    END = "end"


A, AE = AdoptionState, AdoptionEvent
ADOPTION = Lifecycle(
    name="adoption",
    initial=A.WANTED,
    moves=moves(
        (A.WANTED, AE.CONFIRM, A.ADOPTED),
        (A.WANTED, AE.DROP, A.DROPPED),
        (A.ADOPTED, AE.CORRECT, A.ADOPTED),
        (A.ADOPTED, AE.END, A.ENDED),
    ),
)
