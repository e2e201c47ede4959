"""What the pages of a pilot show to whoever sees its inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.models import Organisation, OrganisationState
from app.accounts.policy import Principal
from app.accounts.queries.ties import edges_on
from app.accounts.ties import tied_houses
from app.core.history import timeline
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.listing import Facet, Found, Listing, find, read
from app.core.models import StoredFile
from app.core.site import Words
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.models import Scenario
from scenarios.pilots.guards import Lack, agreement_lacks, lacks_to_run, lock_lacks
from scenarios.pilots.labels import PARTNER_EVENTS, STATES, TONES, event_label, reason_label
from scenarios.pilots.lifecycle import PILOT, PartnerEvent, PilotState
from scenarios.pilots.models import Pilot, PilotParty, Side
from scenarios.pilots.queries.cases import Case, inside
from scenarios.pilots.queries.partners import came_and_went
from scenarios.queries.showing import actor_label
from suppliers.models import Supply

S = PilotState


@dataclass(frozen=True)
class Card:
    """One pilot in a list of those who take part or look after it."""

    pilot: Pilot
    need: Scenario
    owner: str
    supplier: str


LIST = Listing(
    "/pilots",
    facets=(
        Facet("state", N_("状态"), col(Pilot.state), bands={state.value: label for state, label in STATES.items()}),
        Facet("field", N_("领域"), col(Scenario.field), kind="field"),
    ),
    sorts={"newest": N_("最近更新")},
    usual={"all": "newest"},
)


def pilots_of(db: Session, viewer: Principal, params: Sequence[tuple[str, str]], words: Words) -> Found[Card]:
    """The pilots of which the viewer sees the inside, the latest touched first."""
    base = select(col(Pilot.id)).join(Scenario, col(Scenario.id) == col(Pilot.scenario_id)).where(inside(viewer))
    order = [col(Pilot.updated_at).desc(), col(Pilot.id).desc()]
    return find(db, read(LIST, params, words), base, order, lambda ids: cards(db, ids))


def cards(db: Session, ids: Sequence[int]) -> list[Card]:
    """Cards in the order of `ids`, in two statements."""
    rows = db.exec(
        select(Pilot, Scenario).join(Scenario, col(Scenario.id) == Pilot.scenario_id).where(col(Pilot.id).in_(ids))
    ).all()
    names = db.exec(
        select(PilotParty.pilot_id, PilotParty.side, Organisation.name)
        .join(Organisation, col(Organisation.id) == PilotParty.organisation_id)
        .where(col(PilotParty.pilot_id).in_(ids), col(PilotParty.ended_at).is_(None))
    ).all()
    called = {(number, side): name for number, side, name in names}
    made = {
        pilot.id: Card(pilot, need, called.get((pilot.id, Side.OWNER), ""), called.get((pilot.id, Side.SUPPLIER), ""))
        for pilot, need in rows
    }
    return [made[number] for number in ids]


@dataclass(frozen=True)
class Moment:
    """One line of the timeline, as `components/page.html` draws it."""

    title: str
    at: datetime
    actor: str
    note: str
    tone: str


def moments(db: Session, case: Case, words: Words) -> list[Moment]:
    """Every move of the pilot, oldest first, and when partners came and went."""
    found = [
        Moment(
            event_label(one.event),
            one.at,
            actor_label(one, named=True),
            " ".join(filter(None, (reason_label(one, words), one.note))),
            TONES.get(S(one.to_state), "neutral"),
        )
        for one in timeline(db, PILOT.name, case.pilot.id)
    ]
    return sorted([*found, *partner_moments(db, case.pilot.id, inside=True)], key=lambda one: one.at)


def partner_moments(db: Session, pilot_id: int, *, inside: bool) -> list[Moment]:
    """When partners came and went; who it was and why is for those who see the inside."""
    return [
        Moment(
            _(PARTNER_EVENTS[PartnerEvent(one.event)]),
            one.at,
            actor_label(one, named=True) if inside else "",
            _("：").join(filter(None, (house, one.note))) if inside else "",
            "neutral",
        )
        for one, house in came_and_went(db, pilot_id)
    ]


def paused_for(db: Session, case: Case, words: Words) -> str:
    """Why a pilot is paused that nobody paused by hand; "" for any other."""
    if case.state is not S.PAUSED:
        return ""
    pauses = [one for one in timeline(db, PILOT.name, case.pilot.id) if one.to_state == S.PAUSED.value]
    return reason_label(pauses[-1], words) if pauses else ""


def next_steps(case: Case) -> list[Lack]:
    """What is still missing before it may go on, with the place where each is given."""
    if case.state is S.PLANNED:
        locked = [] if case.pilot.locked_at else lock_lacks(case.kpis)
        unsigned = [] if case.agreement.signed_sha256 else [Lack(_("请打印、盖章并上传协议扫描件。"), "agreement")]
        return [*agreement_lacks(case.agreement), *unsigned, *locked]
    if case.state in {S.AGREEMENT_SIGNED, S.READY}:
        unlocked = lock_lacks(case.kpis) or [Lack(_("基线尚未由双方锁定。"), "kpis")]
        waiting = lacks_to_run(case.items, case.today)
        left = [Lack(_("还有 {count} 项准备事项没有落实。").format(count=len(waiting)), "readiness")] if waiting else []
        return [*left, *([] if case.pilot.locked_at else unlocked)]
    return []


def file_named(db: Session, file_id: int | None) -> StoredFile | None:
    return db.get(StoredFile, file_id) if file_id else None


def files_named(db: Session, ids: Sequence[int | None]) -> dict[int, StoredFile]:
    rows = db.exec(select(StoredFile).where(col(StoredFile.id).in_([one for one in ids if one]))).all()
    return {row.id: row for row in rows}


@dataclass(frozen=True)
class Begun:
    """A match that a pilot may follow, with its supply and supplier."""

    match: Match
    supply: Supply
    supplier: Organisation


def beginnable(db: Session, need: Scenario) -> list[Begun]:
    """The mutual matches of a need that no pilot follows yet."""
    taken = select(Pilot.match_id).where(col(Pilot.match_id).is_not(None), Pilot.state != S.CALLED_OFF)
    rows = db.exec(
        select(Match, Supply, Organisation)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .where(
            Match.scenario_id == need.id,
            col(Match.state).in_([MatchState.MUTUAL, MatchState.MEETING_HELD, MatchState.PILOT_LINKED]),
            col(Match.id).not_in(taken),
        )
        .order_by(col(Match.id))
    ).all()
    return [Begun(*row) for row in rows]


VERIFYING_KINDS = ("verifier", "institute", "enterprise")
"""Kinds of houses that may measure or put a panel together."""
MOST_VERIFIERS = 200


def possible_verifiers(db: Session, case: Case) -> list[tuple[str, str]]:
    """(public id, name) of the verified houses that may verify this pilot: none that takes part or is tied to one."""
    involved = [one.organisation_id for one in case.parties if one.side is not Side.VERIFIER]
    rows = db.exec(
        select(Organisation)
        .where(
            Organisation.state == OrganisationState.VERIFIED,
            col(Organisation.kind).in_(VERIFYING_KINDS),
            col(Organisation.id).not_in(involved),
        )
        .order_by(col(Organisation.kind) != "verifier", col(Organisation.sort_key), col(Organisation.id))
        .limit(MOST_VERIFIERS)
    ).all()
    tied = tied_houses(involved, edges_on(db, case.today))
    return [(row.public_id, row.name) for row in rows if row.id not in tied]
