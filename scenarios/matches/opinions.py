"""What people's decisions on a match say of its fit: wanted, unwanted, or nothing. Pure.

These labels train the weights of search and measure it, so they hold only what texts could have told. Shortlisting,
introducing, inviting, answering 我能做 and wanting to meet say that the pair was worth somebody's time. A dismissal or
暂不 says the opposite only where its reason lies in the fit: a conflict of interest, a budget or a partner already
chosen says nothing of it, and neither does a capable firm that is too busy.
"""

from scenarios.matches.lifecycle import AnswerState, MatchState

UNFIT_DISMISSALS = frozenset({"wrong_field", "too_early", "other"})
"""Reasons of a dismissal that speak of the fit; `other` does, since the reasons beside the fit have names of their own.
Codes that the office adds say nothing until they stand here."""
UNFIT_REPLIES = frozenset({"not_fitting"})
"""Reasons of 暂不 that speak of the fit. `other` does not: whoever means “not now” need not mean “not you”."""
WANTED = frozenset(
    {
        MatchState.SHORTLISTED,
        MatchState.OFFERED,
        MatchState.INTERESTED_OWNER,
        MatchState.INTERESTED_SUPPLIER,
        MatchState.MUTUAL,
        MatchState.MEETING_HELD,
        MatchState.BID_LINKED,
        MatchState.PILOT_LINKED,
    }
)
"""States that only somebody who wanted the pair brings about. 谈过，不合适 is left out: the texts were worth a meeting,
and the meeting said no."""
TOUCHED = frozenset(MatchState) - {MatchState.SUGGESTED, MatchState.SUPERSEDED}
"""States that some person or the clock has brought about."""


def opinion(
    state: MatchState, reason: str = "", answer: AnswerState | None = None, answer_reason: str = ""
) -> bool | None:
    """Whether people wanted this pair; None where what happened says nothing of the fit.

    `answer` is the newest answer that belongs to the match. The owner's word outweighs the supplier's, and an answer
    the state of the match: an answered match that ended is still one that a supplier could do.
    """
    if answer is AnswerState.NOT_NOW and answer_reason in UNFIT_REPLIES:
        return False
    if state is MatchState.NO_FIT:
        return None
    if answer is not None and answer is not AnswerState.WITHDRAWN:
        return True
    if state is MatchState.DISMISSED:
        return False if reason in UNFIT_DISMISSALS else None
    return True if state in WANTED else None
