"""The life of a pilot, from a proposal to a demonstration that is copied, and of what hangs on it.

Pure: who may, and what is still missing, is decided in `policy` and `guards`.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class PilotState(StrEnum):
    PROPOSED = "proposed"  # one side has begun it, the other has not confirmed
    CALLED_OFF = "called_off"  # ended before it ran
    PLANNED = "planned"
    AGREEMENT_SIGNED = "agreement_signed"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    UNDER_VERIFICATION = "under_verification"
    SELF_TESTED = "self_tested"  # 单位自测: never leads to a demonstration
    VERIFIED = "verified"
    PARTIALLY_VERIFIED = "partially_verified"
    NOT_VERIFIED = "not_verified"
    STOPPED_EARLY = "stopped_early"
    DEMO_CANDIDATE = "demo_candidate"  # 示范申报
    PUBLICITY = "publicity"
    DEMONSTRATED = "demonstrated"
    REPLICATING = "replicating"
    EXPIRED = "expired"
    REVOKED = "revoked"


class PilotEvent(StrEnum):
    CONFIRM = "confirm"
    CALL_OFF = "call_off"
    SIGN = "sign"
    LOCK = "lock"
    MAKE_READY = "make_ready"
    LOSE_READINESS = "lose_readiness"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    AMEND = "amend"
    STOP = "stop"
    BEGIN_VERIFICATION = "begin_verification"
    RESUME_RUNNING = "resume_running"
    KEEP_SELF_TEST = "keep_self_test"
    KEEP_PARTLY = "keep_partly"
    SELF_TEST = "self_test"
    FIND_MET = "find_met"
    FIND_PARTLY = "find_partly"
    FIND_NOT = "find_not"
    COMPLETE = "complete"
    APPLY = "apply"
    RETURN_APPLICATION = "return_application"
    ANNOUNCE = "announce"
    UPHOLD_OBJECTION = "uphold_objection"
    RECOGNISE = "recognise"
    DESIGNATE = "designate"
    ADOPT = "adopt"
    EXPIRE = "expire"
    RENEW = "renew"
    ASK_REVOCATION = "ask_revocation"
    DROP_REVOCATION = "drop_revocation"
    REVOKE = "revoke"


class PauseReason(StrEnum):
    """Why a pilot may not run although nobody stopped it: a code of the move, with what is missing in its evidence."""

    PERMIT_ENDED = "permit_ended"  # 许可到期
    NOT_READY = "not_ready"  # what must be ready is not, or not any more


S, E = PilotState, PilotEvent
BEFORE = frozenset({S.PROPOSED, S.PLANNED, S.AGREEMENT_SIGNED, S.READY})
"""States in which it has not run yet."""
UNDER_WAY = frozenset({S.RUNNING, S.PAUSED})
JUDGED = frozenset({S.VERIFIED, S.PARTIALLY_VERIFIED, S.NOT_VERIFIED, S.SELF_TESTED})
"""States in which its figures have been measured at the end."""
_LOCKABLE = (S.PLANNED, S.AGREEMENT_SIGNED, S.READY)
_AMENDABLE = (S.AGREEMENT_SIGNED, S.READY, S.RUNNING, S.PAUSED)

_RECORDED = (S.DEMONSTRATED, S.REPLICATING, S.EXPIRED)
_MEASURED_AGAIN = (E.BEGIN_VERIFICATION, E.RESUME_RUNNING, E.SELF_TEST, E.FIND_MET, E.FIND_PARTLY, E.FIND_NOT)
"""A record is renewed upon a fresh reading, which is made while it stands as it is."""


def _staying(event: PilotEvent, *states: PilotState) -> list[tuple[PilotState, PilotEvent, PilotState]]:
    """What is written into the history and leaves the state as it is."""
    return [(state, event, state) for state in states]


PILOT = Lifecycle(
    name="pilot",
    initial=S.PROPOSED,
    moves=moves(
        (S.PROPOSED, E.CONFIRM, S.PLANNED),
        (BEFORE, E.CALL_OFF, S.CALLED_OFF),
        (S.PLANNED, E.SIGN, S.AGREEMENT_SIGNED),
        *_staying(E.LOCK, *_LOCKABLE),
        (S.AGREEMENT_SIGNED, E.MAKE_READY, S.READY),
        (S.READY, E.LOSE_READINESS, S.AGREEMENT_SIGNED),
        (S.READY, E.START, S.RUNNING),
        (S.RUNNING, E.PAUSE, S.PAUSED),
        (S.PAUSED, E.RESUME, S.RUNNING),
        *_staying(E.EXTEND, S.RUNNING, S.PAUSED),
        *_staying(E.AMEND, *_AMENDABLE),
        (UNDER_WAY, E.STOP, S.STOPPED_EARLY),  # not while it is measured: nobody escapes a reading she fears
        ([S.RUNNING, S.SELF_TESTED, S.PARTIALLY_VERIFIED], E.BEGIN_VERIFICATION, S.UNDER_VERIFICATION),
        (S.UNDER_VERIFICATION, E.RESUME_RUNNING, S.RUNNING),
        (S.UNDER_VERIFICATION, E.KEEP_SELF_TEST, S.SELF_TESTED),
        (S.UNDER_VERIFICATION, E.KEEP_PARTLY, S.PARTIALLY_VERIFIED),
        (S.UNDER_VERIFICATION, E.SELF_TEST, S.SELF_TESTED),
        (S.UNDER_VERIFICATION, E.FIND_MET, S.VERIFIED),
        (S.UNDER_VERIFICATION, E.FIND_PARTLY, S.PARTIALLY_VERIFIED),
        (S.UNDER_VERIFICATION, E.FIND_NOT, S.NOT_VERIFIED),
        *_staying(E.COMPLETE, S.VERIFIED, S.PARTIALLY_VERIFIED, S.NOT_VERIFIED, S.SELF_TESTED, S.STOPPED_EARLY),
        (S.VERIFIED, E.APPLY, S.DEMO_CANDIDATE),
        (S.DEMO_CANDIDATE, E.RETURN_APPLICATION, S.VERIFIED),
        (S.DEMO_CANDIDATE, E.ANNOUNCE, S.PUBLICITY),
        (S.PUBLICITY, E.UPHOLD_OBJECTION, S.DEMO_CANDIDATE),
        (S.PUBLICITY, E.RECOGNISE, S.DEMONSTRATED),
        *_staying(E.DESIGNATE, S.DEMONSTRATED, S.REPLICATING),
        (S.DEMONSTRATED, E.ADOPT, S.REPLICATING),
        ([S.DEMONSTRATED, S.REPLICATING], E.EXPIRE, S.EXPIRED),
        (S.EXPIRED, E.RENEW, S.DEMONSTRATED),
        *_staying(E.RENEW, S.DEMONSTRATED, S.REPLICATING),
        *(row for event in _MEASURED_AGAIN for row in _staying(event, *_RECORDED)),
        *_staying(E.ASK_REVOCATION, *_RECORDED),
        *_staying(E.DROP_REVOCATION, *_RECORDED),
        (_RECORDED, E.REVOKE, S.REVOKED),
    ),
)

BACK_TO: Mapping[PilotState, PilotEvent] = {S.SELF_TESTED: E.KEEP_SELF_TEST, S.PARTIALLY_VERIFIED: E.KEEP_PARTLY}
"""How a pilot goes back, when a measuring is withdrawn, to where it began, where that was not simply running."""
PROVEN = frozenset({S.VERIFIED, S.PARTIALLY_VERIFIED})
"""With one of these at its end a pilot completes its need."""
LOST = frozenset({S.CALLED_OFF, S.STOPPED_EARLY, S.NOT_VERIFIED})
"""Ended without success: when all pilots of a need have come here, the need is open or closed again."""
SHOWN = frozenset(
    {
        S.VERIFIED,
        S.PARTIALLY_VERIFIED,
        S.DEMO_CANDIDATE,
        S.PUBLICITY,
        S.DEMONSTRATED,
        S.REPLICATING,
        S.EXPIRED,
        S.REVOKED,
    }
)
"""States in which everybody sees what both sides agreed to show, where the need is public."""
LESSONS = frozenset({S.STOPPED_EARLY, S.NOT_VERIFIED})
"""Everybody may learn from these: by name only where both sides agreed."""


PARTNERABLE = frozenset({S.PLANNED, S.AGREEMENT_SIGNED, S.READY, *UNDER_WAY})
"""States in which a partner may come in or go: once it is measured, who took part is settled."""


class PartnerState(StrEnum):
    PROPOSED = "proposed"  # by one side; the other has not agreed, and the house knows nothing
    ASKED = "asked"  # by both
    JOINED = "joined"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


class PartnerEvent(StrEnum):
    AGREE = "agree"
    JOIN = "join"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LEAVE = "leave"


P = PartnerState
PARTNER = Lifecycle(
    name="pilot_partner",
    initial=P.PROPOSED,
    moves=moves(
        (P.PROPOSED, PartnerEvent.AGREE, P.ASKED),
        (P.ASKED, PartnerEvent.JOIN, P.JOINED),
        (P.ASKED, PartnerEvent.DECLINE, P.DECLINED),
        ([P.PROPOSED, P.ASKED], PartnerEvent.WITHDRAW, P.WITHDRAWN),
        (P.JOINED, PartnerEvent.LEAVE, P.LEFT),
    ),
)


class MilestoneState(StrEnum):
    SCHEDULED = "scheduled"
    MET = "met"
    PARTIALLY_MET = "partially_met"
    NOT_MET = "not_met"


class MilestoneEvent(StrEnum):
    MEET = "meet"
    MEET_PARTLY = "meet_partly"
    MISS = "miss"
    REOPEN = "reopen"


M = MilestoneState
MILESTONE = Lifecycle(
    name="milestone",
    initial=M.SCHEDULED,
    moves=moves(
        (M.SCHEDULED, MilestoneEvent.MEET, M.MET),
        (M.SCHEDULED, MilestoneEvent.MEET_PARTLY, M.PARTIALLY_MET),
        (M.SCHEDULED, MilestoneEvent.MISS, M.NOT_MET),
        ([M.PARTIALLY_MET, M.NOT_MET], MilestoneEvent.REOPEN, M.SCHEDULED),
    ),
)


class ItemState(StrEnum):
    """Of one thing that must be ready before a pilot runs."""

    OPEN = "open"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"  # of a statutory item only with the competent body's paper
    ENDED = "ended"  # a permit whose time is over


class ItemEvent(StrEnum):
    SETTLE = "settle"
    EXEMPT = "exempt"
    REOPEN = "reopen"
    END = "end"


ITEM = Lifecycle(
    name="readiness",
    initial=ItemState.OPEN,
    moves=moves(
        ([ItemState.OPEN, ItemState.ENDED], ItemEvent.SETTLE, ItemState.DONE),
        ([ItemState.OPEN, ItemState.ENDED], ItemEvent.EXEMPT, ItemState.NOT_APPLICABLE),
        ([ItemState.DONE, ItemState.NOT_APPLICABLE], ItemEvent.REOPEN, ItemState.OPEN),
        (ItemState.DONE, ItemEvent.END, ItemState.ENDED),
    ),
)


class VerificationState(StrEnum):
    PROPOSED = "proposed"  # one side names a verifier, the other has not agreed
    APPOINTED = "appointed"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"


class VerificationEvent(StrEnum):
    APPOINT = "appoint"
    REPORT = "report"
    WITHDRAW = "withdraw"


V = VerificationState
VERIFICATION = Lifecycle(
    name="verification",
    initial=V.PROPOSED,
    moves=moves(
        (V.PROPOSED, VerificationEvent.APPOINT, V.APPOINTED),
        (V.APPOINTED, VerificationEvent.REPORT, V.REPORTED),
        ([V.PROPOSED, V.APPOINTED], VerificationEvent.WITHDRAW, V.WITHDRAWN),
    ),
)
