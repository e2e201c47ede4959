"""The life of a bid (应标). Until its need is unsealed every move of it is unseen (`app.core.history.move_unseen`).

A bid that was withdrawn may be changed and submitted again until the deadline; one that is with the site is not changed.
After the unsealing: checked by the clock, scored by a panel (`scenarios.panels`), decided on (`scenarios.awards`).
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
    INELIGIBLE = "ineligible"  # a paper is missing still, or what was sealed is broken
    SCORING = "scoring"
    RANKED = "ranked"
    RECOMMENDED = "recommended"  # chosen by the owner; in publicity
    RESERVE = "reserve"  # follows if the award is declined
    AWARDED = "awarded"
    DECLINED = "declined"
    NOT_AWARDED = "not_awarded"
    DISQUALIFIED = "disqualified"  # by two people


class BidEvent(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    RETURN = "return"
    UNSEAL = "unseal"
    REFUSE = "refuse"
    ADMIT = "admit"
    RANK = "rank"
    RECOMMEND = "recommend"
    KEEP_IN_RESERVE = "keep_in_reserve"
    SCORE_AGAIN = "score_again"
    AWARD = "award"
    DECLINE = "decline"
    LEAVE_OUT = "leave_out"
    DISQUALIFY = "disqualify"


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
        (S.UNDER_CHECK, E.REFUSE, S.INELIGIBLE),
        (S.UNDER_CHECK, E.ADMIT, S.SCORING),
        (S.SCORING, E.RANK, S.RANKED),
        ([S.RANKED, S.RESERVE], E.RECOMMEND, S.RECOMMENDED),
        (S.RANKED, E.KEEP_IN_RESERVE, S.RESERVE),
        ([S.RANKED, S.RECOMMENDED, S.RESERVE], E.SCORE_AGAIN, S.SCORING),
        ([S.RECOMMENDED, S.RESERVE], E.AWARD, S.AWARDED),
        (S.AWARDED, E.DECLINE, S.DECLINED),
        ([S.UNDER_CHECK, S.SCORING, S.RANKED, S.RECOMMENDED, S.RESERVE], E.LEAVE_OUT, S.NOT_AWARDED),
        ([S.SCORING, S.RANKED, S.RECOMMENDED, S.RESERVE, S.AWARDED], E.DISQUALIFY, S.DISQUALIFIED),
    ),
)

WRITABLE = frozenset({S.DRAFT, S.WITHDRAWN})
"""States in which the bidder changes the text."""
OPENED = frozenset(S) - {S.DRAFT, S.SUBMITTED, S.WITHDRAWN, S.LAPSED, S.RETURNED}
"""States in which others than the bidder's own house know of it."""
JUDGED = frozenset(
    {S.SCORING, S.RANKED, S.RECOMMENDED, S.RESERVE, S.AWARDED, S.DECLINED, S.NOT_AWARDED, S.DISQUALIFIED}
)
"""States of those whose papers were in order."""
