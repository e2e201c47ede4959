"""The life of a bid (应标). Until its need is unsealed every move of it is unseen (`app.core.history.move_unseen`).

A bid that was withdrawn may be changed and submitted again until the deadline; one that is with the site is not changed.
"""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class BidState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # never submitted, or withdrawn, when the deadline came
    RETURNED = "returned"  # too few bids, or the need was cancelled: it stays sealed for good
    UNDER_CHECK = "under_check"  # unsealed; formal defects may be put right for some days


class BidEvent(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    RETURN = "return"
    UNSEAL = "unseal"


S, E = BidState, BidEvent

BID = Lifecycle(
    name="bid",
    initial=S.DRAFT,
    moves=moves(
        ([S.DRAFT, S.WITHDRAWN], E.SUBMIT, S.SUBMITTED),
        (S.SUBMITTED, E.WITHDRAW, S.WITHDRAWN),
        ([S.DRAFT, S.WITHDRAWN], E.LAPSE, S.LAPSED),
        (S.SUBMITTED, E.RETURN, S.RETURNED),
        (S.SUBMITTED, E.UNSEAL, S.UNDER_CHECK),
    ),
)

WRITABLE = frozenset({S.DRAFT, S.WITHDRAWN})
"""States in which the bidder changes the text."""
OPENED = frozenset({S.UNDER_CHECK})
"""States in which others than the bidder's own house know of it."""
