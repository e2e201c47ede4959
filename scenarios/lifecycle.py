"""The life of a scenario, from draft to demonstrated, for all four routes: one table of moves, the guards differ.

Pure: who may, and whether the clock allows it, is decided in `policy`.
"""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class Route(StrEnum):
    MATCH_ONLY = "match_only"  # 对接
    TENDER = "tender"  # 揭榜
    TEST_ONLY = "test_only"  # 测试验证
    PROCURE = "procure"  # 采购转出


class ScenarioState(StrEnum):
    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    EDITS_REQUESTED = "edits_requested"
    REJECTED = "rejected"
    APPROVED = "approved"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    EVALUATING = "evaluating"
    PUBLICITY = "publicity"
    AWARDED = "awarded"
    PILOTING = "piloting"
    COMPLETED = "completed"
    DEMONSTRATED = "demonstrated"
    NO_BID = "no_bid"
    NO_AWARD = "no_award"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ARCHIVED = "archived"


class ScenarioEvent(StrEnum):
    SEND_FOR_APPROVAL = "send_for_approval"
    RETURN = "return"
    SUBMIT = "submit"
    TAKE = "take"
    RELEASE = "release"
    REQUEST_EDITS = "request_edits"
    REJECT = "reject"
    APPROVE = "approve"
    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"
    EXPIRE = "expire"
    RENEW = "renew"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    DECLARE_NO_BID = "declare_no_bid"
    EVALUATE = "evaluate"
    ANNOUNCE = "announce"
    REOPEN_EVALUATION = "reopen_evaluation"
    DECLARE_NO_AWARD = "declare_no_award"
    AWARD = "award"
    START_PILOT = "start_pilot"
    REOPEN = "reopen"
    END_PILOTS = "end_pilots"
    COMPLETE = "complete"
    DEMONSTRATE = "demonstrate"


S, E = ScenarioState, ScenarioEvent

SCENARIO = Lifecycle(
    name="scenario",
    initial=S.DRAFT,
    moves=moves(
        ([S.DRAFT, S.EDITS_REQUESTED], E.SEND_FOR_APPROVAL, S.AWAITING_APPROVAL),
        (S.AWAITING_APPROVAL, E.RETURN, S.DRAFT),
        ([S.DRAFT, S.EDITS_REQUESTED, S.AWAITING_APPROVAL], E.SUBMIT, S.SUBMITTED),
        (S.SUBMITTED, E.TAKE, S.UNDER_REVIEW),
        (S.UNDER_REVIEW, E.RELEASE, S.SUBMITTED),
        (S.UNDER_REVIEW, E.REQUEST_EDITS, S.EDITS_REQUESTED),
        (S.UNDER_REVIEW, E.REJECT, S.REJECTED),
        (S.UNDER_REVIEW, E.APPROVE, S.APPROVED),
        (S.APPROVED, E.OPEN, S.OPEN),
        (S.OPEN, E.SUSPEND, S.SUSPENDED),
        (S.SUSPENDED, E.RESUME, S.OPEN),
        (S.OPEN, E.CLOSE, S.CLOSED),
        (S.OPEN, E.EXPIRE, S.EXPIRED),
        (S.EXPIRED, E.RENEW, S.OPEN),
        (S.EXPIRED, E.ARCHIVE, S.ARCHIVED),
        (
            [S.DRAFT, S.AWAITING_APPROVAL, S.SUBMITTED, S.UNDER_REVIEW, S.EDITS_REQUESTED, S.APPROVED],
            E.WITHDRAW,
            S.WITHDRAWN,
        ),
        ([S.OPEN, S.SUSPENDED, S.CLOSED, S.EVALUATING], E.CANCEL, S.CANCELLED),
        (S.CLOSED, E.DECLARE_NO_BID, S.NO_BID),
        (S.CLOSED, E.EVALUATE, S.EVALUATING),
        (S.EVALUATING, E.ANNOUNCE, S.PUBLICITY),
        ([S.EVALUATING, S.AWARDED], E.DECLARE_NO_AWARD, S.NO_AWARD),
        (S.PUBLICITY, E.REOPEN_EVALUATION, S.EVALUATING),
        (S.PUBLICITY, E.AWARD, S.AWARDED),
        ([S.OPEN, S.CLOSED, S.EXPIRED, S.AWARDED], E.START_PILOT, S.PILOTING),
        (S.PILOTING, E.REOPEN, S.OPEN),
        (S.PILOTING, E.END_PILOTS, S.CLOSED),
        (S.PILOTING, E.COMPLETE, S.COMPLETED),
        (S.COMPLETED, E.DEMONSTRATE, S.DEMONSTRATED),
    ),
)

PUBLIC = frozenset(
    {
        S.OPEN,
        S.SUSPENDED,
        S.CLOSED,
        S.EVALUATING,
        S.PUBLICITY,
        S.AWARDED,
        S.PILOTING,
        S.COMPLETED,
        S.DEMONSTRATED,
        S.NO_BID,
        S.NO_AWARD,
        S.CANCELLED,
        S.EXPIRED,
        S.ARCHIVED,
    }
)
"""States in which a need with secrecy `public` is seen by everybody; cancelled ones stay visible with their reason."""

EDITABLE = frozenset({S.DRAFT, S.EDITS_REQUESTED})
"""States in which the owner changes the text freely; later only an addendum changes it."""
