"""The life of a match between a need and a supply, of a supplier's answer to a need, and of a question to a supplier."""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class MatchState(StrEnum):
    SUGGESTED = "suggested"
    DISMISSED = "dismissed"
    SHORTLISTED = "shortlisted"
    OFFERED = "offered"
    INTERESTED_OWNER = "interested_owner"
    INTERESTED_SUPPLIER = "interested_supplier"
    MUTUAL = "mutual"
    MEETING_HELD = "meeting_held"
    BID_LINKED = "bid_linked"
    PILOT_LINKED = "pilot_linked"
    NO_FIT = "no_fit"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class MatchEvent(StrEnum):
    DISMISS = "dismiss"
    SHORTLIST = "shortlist"
    OFFER = "offer"
    OWNER_INTERESTED = "owner_interested"
    SUPPLIER_INTERESTED = "supplier_interested"
    TAKE_BACK = "take_back"  # a side's yes, before the other's
    DECLINE = "decline"
    HOLD_MEETING = "hold_meeting"
    LINK_BID = "link_bid"
    LINK_PILOT = "link_pilot"
    FIND_NO_FIT = "find_no_fit"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    RECONSIDER = "reconsider"


S, E = MatchState, MatchEvent
_BEFORE = [S.SUGGESTED, S.SHORTLISTED, S.OFFERED]

MATCH = Lifecycle(
    name="match",
    initial=S.SUGGESTED,
    moves=moves(
        ([S.SUGGESTED, S.SHORTLISTED], E.DISMISS, S.DISMISSED),
        (S.SUGGESTED, E.SHORTLIST, S.SHORTLISTED),
        (S.DISMISSED, E.RECONSIDER, S.SHORTLISTED),
        # The owner comes back to an answer that she had put off or that lapsed with her need.
        ([S.DECLINED, S.EXPIRED], E.RECONSIDER, S.INTERESTED_SUPPLIER),
        ([S.SUGGESTED, S.SHORTLISTED, S.EXPIRED], E.OFFER, S.OFFERED),
        ([S.SHORTLISTED, S.OFFERED, S.EXPIRED], E.OWNER_INTERESTED, S.INTERESTED_OWNER),
        ([*_BEFORE, S.DISMISSED, S.DECLINED, S.EXPIRED], E.SUPPLIER_INTERESTED, S.INTERESTED_SUPPLIER),
        (S.INTERESTED_OWNER, E.SUPPLIER_INTERESTED, S.MUTUAL),
        (S.INTERESTED_SUPPLIER, E.OWNER_INTERESTED, S.MUTUAL),
        ([S.INTERESTED_OWNER, S.INTERESTED_SUPPLIER], E.TAKE_BACK, S.OFFERED),
        ([S.OFFERED, S.INTERESTED_OWNER, S.INTERESTED_SUPPLIER], E.DECLINE, S.DECLINED),
        (S.MUTUAL, E.HOLD_MEETING, S.MEETING_HELD),
        ([S.MUTUAL, S.MEETING_HELD], E.LINK_BID, S.BID_LINKED),
        ([S.MUTUAL, S.MEETING_HELD], E.LINK_PILOT, S.PILOT_LINKED),
        ([S.MUTUAL, S.MEETING_HELD], E.FIND_NO_FIT, S.NO_FIT),
        ([*_BEFORE, S.INTERESTED_OWNER, S.INTERESTED_SUPPLIER], E.EXPIRE, S.EXPIRED),
        (S.SUGGESTED, E.SUPERSEDE, S.SUPERSEDED),
    ),
)

UNTOUCHED = frozenset({S.SUGGESTED})
"""States no person has touched: only these may be superseded when a text changes."""

RELEASED = frozenset({S.MUTUAL, S.MEETING_HELD, S.BID_LINKED, S.PILOT_LINKED, S.NO_FIT})
"""States in which both sides have said yes, so that each has the other's contact."""

UNDER_WAY = frozenset({S.OFFERED, S.INTERESTED_OWNER, S.INTERESTED_SUPPLIER, *RELEASED})
"""States in which somebody has been introduced, invited or has answered."""

UNDECIDED = frozenset({S.OFFERED, S.INTERESTED_OWNER, S.INTERESTED_SUPPLIER})
"""Under way, and waiting for the yes of one side or of both."""

ANSWERABLE = frozenset({S.OFFERED, S.INTERESTED_OWNER})
"""Under way, and waiting for nobody but the supplier."""


class AnswerState(StrEnum):
    SENT = "sent"  # 我能做
    WANTED = "wanted"  # 想见
    NOT_NOW = "not_now"  # 暂不
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # the need ended unanswered


class AnswerEvent(StrEnum):
    WANT = "want"
    PUT_OFF = "put_off"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


ANSWER = Lifecycle(
    name="answer",
    initial=AnswerState.SENT,
    moves=moves(
        (AnswerState.SENT, AnswerEvent.WANT, AnswerState.WANTED),
        (AnswerState.SENT, AnswerEvent.PUT_OFF, AnswerState.NOT_NOW),
        ([AnswerState.NOT_NOW, AnswerState.LAPSED], AnswerEvent.WANT, AnswerState.WANTED),
        (AnswerState.SENT, AnswerEvent.WITHDRAW, AnswerState.WITHDRAWN),
        (AnswerState.SENT, AnswerEvent.LAPSE, AnswerState.LAPSED),
    ),
)


class InquiryState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # the need ended unanswered


class InquiryEvent(StrEnum):
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


INQUIRY = Lifecycle(
    name="inquiry",
    initial=InquiryState.ASKED,
    moves=moves(
        (InquiryState.ASKED, InquiryEvent.ANSWER, InquiryState.ANSWERED),
        (InquiryState.ASKED, InquiryEvent.WITHDRAW, InquiryState.WITHDRAWN),
        (InquiryState.ASKED, InquiryEvent.EXPIRE, InquiryState.EXPIRED),
    ),
)
