"""“I speak for this organisation”: said, decided within two working days, or taken back."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from app.accounts.actions.members import join
from app.accounts.lifecycle import ORGANISATION, OrganisationEvent
from app.accounts.models import Claim, ClaimState, MemberRole, Membership, Organisation, OrganisationState, Person
from app.accounts.names import CodeCheck, check_code
from app.accounts.queries.organisations import has_managers
from app.core import history
from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.errors import Conflict, Invalid, TooMany
from app.core.i18n import gettext as _
from app.vocabulary.queries import working_days_after

WORKING_DAYS = 2
MOST_A_DAY = 10
"""Houses that one person may enter or ask to speak for in a day; each of them is somebody's work to look at."""


def claim_organisation(db: Session, person_id: int, organisation: Organisation, statement: str, now: datetime) -> Claim:
    """Say that one speaks for an organisation; an open claim of hers is answered with itself (a double click).

    A member of a refused house asks again by it. Raises `Conflict` for a member of any other house, `TooMany` beyond
    `MOST_A_DAY`.
    """
    one_at_a_time(db, person_id)
    waiting = db.exec(
        select(Claim).where(
            Claim.person_id == person_id,
            Claim.organisation_id == organisation.id,
            Claim.state == ClaimState.OPEN,
        )
    ).first()
    if waiting is not None:
        return waiting
    if organisation.state is OrganisationState.VERIFIED and _is_member(db, person_id, organisation):
        raise Conflict(_("您已经是这个单位的成员。"))
    refuse_flood(db, person_id, now)
    due_at = working_days_after(db, now, WORKING_DAYS)
    claim = Claim(
        person_id=person_id, organisation_id=organisation.id, statement=statement, due_at=due_at, created_at=now
    )
    db.add(claim)
    if organisation.state is OrganisationState.CLAIMED:
        organisation.verify_due_at = due_at
        db.add(organisation)
    db.flush()
    return claim


def refuse_flood(db: Session, person_id: int, now: datetime) -> None:
    """Raises `TooMany` for somebody who has asked for `MOST_A_DAY` houses within a day."""
    one_at_a_time(db, person_id)
    mine = (Claim.person_id == person_id, Claim.created_at > now - timedelta(days=1))
    if db.exec(select(func.count()).select_from(Claim).where(*mine)).one() >= MOST_A_DAY:
        raise TooMany(_("一天最多登记或申请加入 {most} 个单位，请明天再来。").format(most=MOST_A_DAY))


def one_at_a_time(db: Session, person_id: int) -> None:
    """What she sends at the same moment is carried out one after the other; her own row is the lock."""
    db.exec(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)).one()


def resubmit(act: Act, organisation: Organisation, statement: str) -> Claim:
    """A refused house has put right what was wrong and asks again."""
    history.move(act, organisation, ORGANISATION, OrganisationEvent.RESUBMIT, note=statement)
    return claim_organisation(act.db, act.actor.person_id or 0, organisation, statement, act.now)


def start_clock(db: Session, person_id: int, now: datetime) -> list[Claim]:
    """Her address is verified now: the two working days of her open claims begin. Returns those claims."""
    claims = list(db.exec(select(Claim).where(Claim.person_id == person_id, Claim.state == ClaimState.OPEN)).all())
    for claim in claims:
        claim.due_at = working_days_after(db, now, WORKING_DAYS)
        db.add(claim)
    db.flush()
    return claims


def accept_claim(act: Act, claim: Claim, organisation: Organisation, *, override: str = "") -> Membership:
    """The claimant belongs here; a house not verified yet is verified by it.

    A missing or wrong 统一社会信用代码 raises `Invalid` unless `override` says why it may pass (audited). `Conflict`
    while somebody of the house itself waits to be verified: she comes first.
    """
    if organisation.state is not OrganisationState.VERIFIED:
        _make_way(act, claim, organisation)
        _verify(act, organisation, override)
    _decide(act, claim, ClaimState.ACCEPTED, "")
    role = MemberRole.MEMBER if has_managers(act.db, organisation.id) else MemberRole.MANAGER
    return join(act.by(SYSTEM), claim.person_id, organisation.id, role=role)


def _make_way(act: Act, claim: Claim, organisation: Organisation) -> None:
    """A stranger to an unverified house: whoever entered it is decided first, and has no say once refused."""
    members = act.db.exec(
        select(Membership).where(Membership.organisation_id == organisation.id, col(Membership.ended_at).is_(None))
    ).all()
    if any(m.person_id == claim.person_id for m in members):
        return
    if members and organisation.state is OrganisationState.CLAIMED:
        raise Conflict(_("请先处理登记这个单位的人的核验申请，再处理其他人的加入申请。"))
    for member in members:
        member.ended_at = act.now
        act.db.add(member)
        history.audit(act, "member.left", member, {"person": member.person_id})
    act.db.flush()


def _verify(act: Act, organisation: Organisation, override: str) -> None:
    if organisation.state is OrganisationState.SUSPENDED:
        raise Conflict(_("这个单位已被暂停，请先恢复再处理加入申请。"))
    check = check_code(organisation.uscc)
    if check is not CodeCheck.RIGHT and not organisation.uscc_override:
        if not override:
            raise Invalid(_("统一社会信用代码缺失或校验位不符：请先更正代码，或写明放行理由。"))
        organisation.uscc_override = True
        act.db.add(organisation)
        history.audit(act, "organisation.code_override", organisation, {"code": organisation.uscc, "reason": override})
    history.move(
        act,
        organisation,
        ORGANISATION,
        OrganisationEvent.VERIFY,
        note=override,
        verified_at=act.now,
        verify_due_at=None,
    )


def refuse_claim(act: Act, claim: Claim, organisation: Organisation, reason: str) -> None:
    """Not accepted, with the reason she is told; a house that only she entered is refused with it."""
    _decide(act, claim, ClaimState.REFUSED, reason)
    if organisation.state is OrganisationState.CLAIMED and _is_member(act.db, claim.person_id, organisation):
        history.move(act, organisation, ORGANISATION, OrganisationEvent.REFUSE, note=reason, verify_due_at=None)


def withdraw_claim(act: Act, claim: Claim) -> None:
    """The claimant thinks better of it."""
    _decide(act, claim, ClaimState.WITHDRAWN, "")


def _decide(act: Act, claim: Claim, state: ClaimState, reason: str) -> None:
    # Compare and set: of two curators one decides, the other is told.
    act.db.flush()
    hit = act.db.connection().execute(
        update(Claim)
        .where(col(Claim.id) == claim.id, col(Claim.state) == ClaimState.OPEN)
        .values(state=state, decided_at=act.now, decided_by=act.actor.person_id, reason=reason)
    )
    if hit.rowcount != 1:
        raise Conflict(_("这项申请已经处理过了，请刷新查看结果。"))
    act.db.refresh(claim)
    history.audit(act, f"claim.{state}", claim, {"reason": reason} if reason else None)


def _is_member(db: Session, person_id: int, organisation: Organisation) -> bool:
    return (
        db.exec(
            select(Membership.id).where(
                Membership.person_id == person_id,
                Membership.organisation_id == organisation.id,
                col(Membership.ended_at).is_(None),
            )
        ).first()
        is not None
    )
