"""Who may see a need and who may do what with it: one table of pure predicates over (viewer, need).

Visibility is a function of state, role and secrecy. `queries.visibility.visible_to` says the same in SQL, and a test
holds the two equal on every cell. A draft is its house's own business until it has been submitted; from then on the
department and the office may look; in the public states everybody may, or verified organisations where the need is
restricted.
"""

from datetime import datetime
from typing import Protocol

from app.accounts.models import Role
from app.accounts.policy import (
    OWNER_KINDS,
    Belonging,
    Viewer,
    lacks_to_act_publicly_for,
    lacks_to_approve_inside,
    lacks_to_speak_for,
    may_speak_for,
)
from app.core.i18n import N_
from scenarios.lifecycle import PUBLIC, Route, ScenarioState
from scenarios.models import Secrecy

S = ScenarioState

HOUSE = frozenset({S.DRAFT, S.AWAITING_APPROVAL, S.WITHDRAWN})
"""States in which a need may never have left its house; whether it has, `submitted_at` says."""
KEEPING = (Role.OFFICE, Role.DISTRICT_OFFICE)
REVIEWING = (Role.REVIEWER, *KEEPING)


PILOTABLE = frozenset({S.OPEN, S.CLOSED, S.EXPIRED, S.AWARDED, S.PILOTING, S.COMPLETED, S.DEMONSTRATED})
"""States in which a pilot may begin: two who found each other are not kept apart because a listing has ended."""


class Need(Protocol):
    """What decides about a need; the row has it, and so has a plain value in a test."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def state(self) -> ScenarioState: ...
    @property
    def secrecy(self) -> Secrecy: ...
    @property
    def route(self) -> Route: ...
    @property
    def field(self) -> str: ...
    @property
    def district(self) -> str: ...
    @property
    def created_by(self) -> int | None: ...
    @property
    def sent_by(self) -> int | None: ...
    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def upload_id(self) -> int | None: ...
    @property
    def reviewer_id(self) -> int | None: ...
    @property
    def curator_id(self) -> int | None: ...


def covers(viewer: Viewer, need: Need, *roles: Role) -> bool:
    """Whether a grant of one of these roles reaches this need's field and district."""
    return viewer is not None and any(g.role in roles and g.covers(need.field, need.district) for g in viewer.grants)


def is_curator(viewer: Viewer, need: Need) -> bool:
    """Whether the need was handed to her, and she is a curator still."""
    return viewer is not None and need.curator_id == viewer.person_id and viewer.has(Role.CURATOR)


def has_left_house(need: Need) -> bool:
    return need.submitted_at is not None or need.state not in HOUSE


def is_public(need: Need) -> bool:
    """Whether somebody without an account sees it: what feeds, exports, excerpts and the public index may hold."""
    return need.state in PUBLIC and need.secrecy is Secrecy.PUBLIC


# Seeing


def may_see(viewer: Viewer, need: Need) -> bool:
    """The one rule of visibility, for pages and lists alike."""
    if is_public(need):
        return True
    if viewer is None:
        return False
    return (
        viewer.belongs_to(need.organisation_id)
        or (covers(viewer, need, *KEEPING) and need.upload_id is not None)
        or (has_left_house(need) and (covers(viewer, need, *REVIEWING) or need.reviewer_id == viewer.person_id))
        or (need.state in PUBLIC and _is_trusted(viewer, need))
    )


def _is_trusted(viewer: Viewer, need: Need) -> bool:
    """Who may read a restricted need in a public state: verified organisations, and curators of the field."""
    assert viewer is not None
    return (
        any(home.verified for home in viewer.belongings)
        or covers(viewer, need, Role.CURATOR)
        or is_curator(viewer, need)
    )


def may_see_inside(viewer: Viewer, need: Need) -> bool:
    """What is not for the public: the incumbent's name, confidential attachments, review notes."""
    return viewer is not None and (
        viewer.belongs_to(need.organisation_id) or (has_left_house(need) and covers(viewer, need, *REVIEWING))
    )


def may_see_contact(viewer: Viewer, need: Need) -> bool:
    """Without a mutual match: her own house, and whoever reviews the need and may have to ask."""
    return may_see_inside(viewer, need) or may_see_extra(viewer, need)


def may_see_extra(viewer: Viewer, need: Need) -> bool:
    """Columns of an import that nobody knows: the row's owner and the office only."""
    return viewer is not None and (
        viewer.belongs_to(need.organisation_id)
        or (covers(viewer, need, *KEEPING) and (need.upload_id is not None or has_left_house(need)))
    )


def may_see_record(viewer: Viewer, need: Need) -> bool:
    """Every move and contact release, for her own files."""
    return may_see_extra(viewer, need)


# The owner's side


def owner_houses(viewer: Viewer) -> tuple[Belonging, ...]:
    """Organisations in whose name a need may be written."""
    if viewer is None:
        return ()
    return tuple(
        home for home in viewer.belongings if home.kind in OWNER_KINDS and may_speak_for(viewer, home.organisation_id)
    )


def is_keeper(viewer: Viewer, need: Need) -> bool:
    """Whoever looks after the need: its house, or the office for one that came with an import."""
    if viewer is None:
        return False
    imported = need.upload_id is not None and covers(viewer, need, *KEEPING)
    return viewer.belongs_to(need.organisation_id) or (imported and viewer.impartial(need.organisation_id))


def needs_approval(viewer: Viewer, need: Need) -> bool:
    home = viewer.belonging(need.organisation_id) if viewer else None
    return home is not None and home.approval_required


def is_vouched(viewer: Viewer, need: Need) -> bool:
    """Whether the office hands in an imported need in the owner's place; it must have said why as a waiver."""
    return viewer is not None and not viewer.belongs_to(need.organisation_id) and _keeps_import(viewer, need)


def stops(viewer: Viewer, need: Need) -> bool:
    """The office may stop any need that is open; it takes responsibility for what is published."""
    office = covers(viewer, need, *KEEPING) and viewer is not None and viewer.impartial(need.organisation_id)
    return office and need.state in PUBLIC


def _keeps_import(viewer: Viewer, need: Need) -> bool:
    return (
        viewer is not None
        and viewer.terms_accepted
        and need.upload_id is not None
        and covers(viewer, need, *KEEPING)
        and viewer.impartial(need.organisation_id)
    )


# What somebody lacks, as a sentence; "" where nothing is missing. In which states there is something to do, `deeds` says.


def lacks_to_write(viewer: Viewer, need: Need) -> str:
    """Change a text that nobody outside relies on yet."""
    return "" if _keeps_import(viewer, need) else lacks_to_speak_for(viewer, need.organisation_id)


def lacks_to_publish(viewer: Viewer, need: Need) -> str:
    """Do what others will see: only for a verified organisation, or the office for an imported need."""
    return "" if _keeps_import(viewer, need) else lacks_to_act_publicly_for(viewer, need.organisation_id)


def lacks_to_stop(viewer: Viewer, need: Need) -> str:
    return "" if stops(viewer, need) else lacks_to_publish(viewer, need)


def lacks_to_approve(viewer: Viewer, need: Need) -> str:
    """审批: a colleague with that role in a verified house, neither the author nor whoever sent it."""
    house = need.organisation_id
    return lacks_to_act_publicly_for(viewer, house) or lacks_to_approve_inside(
        viewer, house, need.created_by, need.sent_by
    )


def lacks_to_hand_over(viewer: Viewer, need: Need) -> str:
    """Give the need to a colleague who follows in the job."""
    return lacks_to_speak_for(viewer, need.organisation_id)


def may_pilot(need: Need) -> bool:
    """Whether its state has room for a pilot with a house that its owner names. A tender comes to one by its award
    alone, and with nobody but the house that was awarded."""
    return need.state in PILOTABLE and need.route is not Route.TENDER


# The department's side


def lacks_to_review(viewer: Viewer, need: Need) -> str:
    """Decide on needs of this field and district, never on those of one's own house."""
    if viewer is None or not covers(viewer, need, *REVIEWING):
        return N_("这项需求不在您的审核范围内。")
    impartial = viewer.impartial(need.organisation_id)
    return "" if impartial else N_("您与这项需求的单位有利害关系，应当回避，请由其他审核人员办理。")


def lacks_to_decide(viewer: Viewer, need: Need) -> str:
    """Whoever took it decides, or the office in her place."""
    hers = viewer is not None and (need.reviewer_id == viewer.person_id or covers(viewer, need, *KEEPING))
    held = "" if hers else N_("这项需求由另一位审核人员领取，请由其办理，或请其退回待领取。")
    return lacks_to_review(viewer, need) or held


def lacks_to_waive(viewer: Viewer, need: Need) -> str:
    """Vouch for a need before it is open, giving a reason: let it through below the readiness threshold, note what was
    decided about its risks. While it is under review only she who took it, or the office in her place."""
    return (lacks_to_decide if need.state is S.UNDER_REVIEW else lacks_to_review)(viewer, need)


def may_keep_batches(viewer: Viewer) -> bool:
    return viewer is not None and viewer.has(Role.OFFICE)
