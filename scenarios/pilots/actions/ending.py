"""A pilot ends before its time: whatever waits for somebody waits no longer."""

from sqlmodel import col, select

from app.core.acting import Act
from app.core.history import move
from scenarios.pilots.actions.partners import withdraw_all
from scenarios.pilots.lifecycle import VERIFICATION, VerificationEvent, VerificationState
from scenarios.pilots.models import Amendment, Side, Verification
from scenarios.pilots.queries.cases import Case


def leave_nothing_open(act: Act, case: Case) -> None:
    """Amendments that wait are off, proposed verifiers too, and whoever was let in to measure sees nothing more."""
    waiting = (col(Amendment.agreed_at).is_(None), col(Amendment.refused_at).is_(None))
    for row in act.db.exec(select(Amendment).where(Amendment.pilot_id == case.pilot.id, *waiting)).all():
        row.refused_at = act.now
        act.db.add(row)
    withdraw_proposed(act, case)
    withdraw_all(act, case)
    for party in case.parties:
        if party.side is Side.VERIFIER:
            party.ended_at = act.now
            act.db.add(party)
    act.db.flush()


def withdraw_proposed(act: Act, case: Case, note: str = "") -> int:
    """Take back every verifier to whom one side alone has said yes; how many."""
    rows = act.db.exec(
        select(Verification).where(
            Verification.pilot_id == case.pilot.id, Verification.state == VerificationState.PROPOSED
        )
    ).all()
    for row in rows:
        move(act, row, VERIFICATION, VerificationEvent.WITHDRAW, note=note)
    return len(rows)
