"""The life of a seat on a panel (评审席位): drawn, the technical part scored and sent, then the named one, signed.

What was sent is not changed. Whoever has a reason not to judge leaves the seat to the next of the draw;
where the site knows the reason, or her account has ended, the clock does it for her.
"""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class SeatState(StrEnum):
    SEATED = "seated"  # scores the technical part
    TECHNICAL_SENT = "technical_sent"  # scores the named part as soon as names are known
    SCORED = "scored"  # all of her scores are sent
    SIGNED = "signed"
    RECUSED = "recused"


class SeatEvent(StrEnum):
    SEND_TECHNICAL = "send_technical"
    SEND_NAMED = "send_named"
    SIGN = "sign"
    RECUSE = "recuse"
    SCORE_AGAIN = "score_again"


S, E = SeatState, SeatEvent

SEAT = Lifecycle(
    name="seat",
    initial=S.SEATED,
    moves=moves(
        (S.SEATED, E.SEND_TECHNICAL, S.TECHNICAL_SENT),
        (S.TECHNICAL_SENT, E.SEND_NAMED, S.SCORED),
        (S.SCORED, E.SIGN, S.SIGNED),
        ([S.SEATED, S.TECHNICAL_SENT, S.SCORED], E.RECUSE, S.RECUSED),
        ([S.TECHNICAL_SENT, S.SCORED, S.SIGNED], E.SCORE_AGAIN, S.SEATED),
    ),
)
