"""Who may see and do what with matches and answers. Pure; `scenarios.policy` says who sees the need itself."""

from typing import Protocol

from app.accounts.models import Role
from app.accounts.policy import (
    SUPPLIER_KINDS,
    Belonging,
    Viewer,
    lacks_to_act,
    lacks_to_act_publicly_for,
    may_act_publicly_for,
)
from app.core.i18n import N_
from scenarios.matches.lifecycle import RELEASED, AnswerState, MatchState
from scenarios.policy import KEEPING, REVIEWING, Need, covers, has_left_house, is_curator, is_keeper, may_see
from scenarios.timing import Timed

CURATING = (Role.CURATOR, Role.OFFICE)


class TimedNeed(Need, Timed, Protocol):
    """A need together with what the clock decides about it."""


class Answered(Protocol):
    """What decides about an answer."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def state(self) -> AnswerState: ...


# Matches


def may_see_matches(viewer: Viewer, need: Need) -> bool:
    """The owner's house, curators in whose scope it is, and whoever reviews or keeps it."""
    if viewer is None:
        return False
    entrusted = covers(viewer, need, Role.CURATOR, *REVIEWING) or is_curator(viewer, need)
    return viewer.belongs_to(need.organisation_id) or is_keeper(viewer, need) or (has_left_house(need) and entrusted)


def lacks_to_speak_as_owner(viewer: Viewer, need: Need) -> str:
    """Invite, reply, hand to a curator: somebody of the verified house, or the office for an imported need."""
    if viewer is None or not is_keeper(viewer, need):
        return N_("只有需求的所属单位可以办理这件事。")
    inside = viewer.belongs_to(need.organisation_id)
    return lacks_to_act_publicly_for(viewer, need.organisation_id) if inside else lacks_to_act(viewer)


def lacks_to_curate(viewer: Viewer, need: Need) -> str:
    """Judge and add matches of a need: a curator of its field or the one it was handed to, and nobody's friend there."""
    if viewer is None or not has_left_house(need) or not (is_curator(viewer, need) or covers(viewer, need, *CURATING)):
        return N_("这项需求不在您的撮合范围内，请由负责这个领域的场景经理人办理。")
    if not viewer.impartial(need.organisation_id):
        return N_("您与这项需求的单位有利害关系，应当回避，请由其他场景经理人办理。")
    return lacks_to_act(viewer)


def lacks_to_judge(viewer: Viewer, need: Need, supplier_id: int) -> str:
    """Decide on one match as a curator: impartial towards both sides."""
    impartial = viewer is not None and viewer.impartial(supplier_id)
    partial = "" if impartial else N_("您与这家供给方有利害关系，应当回避，请由其他场景经理人办理。")
    return lacks_to_curate(viewer, need) or partial


def lacks_to_weigh(viewer: Viewer, need: Need, supplier_id: int) -> str:
    """Shortlist a match or turn it down: the owner's house, or a curator who may judge it."""
    if viewer is not None and viewer.belongs_to(need.organisation_id):
        return lacks_to_speak_as_owner(viewer, need)
    return lacks_to_judge(viewer, need, supplier_id)


def lacks_to_ask(viewer: Viewer, need: Need) -> str:
    """Ask suppliers about open points: whoever may weigh matches of the need; of each supplier that is asked again."""
    return lacks_to_weigh(viewer, need, 0)


def may_see_inquiry(viewer: Viewer, need: Need, supplier_id: int) -> bool:
    """A question to a supplier: its own people, and whoever sees the matches of the need."""
    return may_see_matches(viewer, need) or (viewer is not None and viewer.belongs_to(supplier_id))


def may_enter_curation(viewer: Viewer) -> bool:
    return viewer is not None and any(viewer.has(role) for role in CURATING)


def may_see_fitting_needs(viewer: Viewer, supplier_id: int) -> bool:
    """The reverse list of a supply: its own people, curators and the office."""
    return viewer is not None and (viewer.belongs_to(supplier_id) or may_enter_curation(viewer))


# Answers


def answering_homes(viewer: Viewer, need: Need) -> tuple[Belonging, ...]:
    """The viewer's verified supplier organisations that are not the owner itself."""
    if viewer is None:
        return ()
    return tuple(
        home
        for home in viewer.belongings
        if home.kind in SUPPLIER_KINDS
        and home.organisation_id != need.organisation_id
        and may_act_publicly_for(viewer, home.organisation_id)
    )


def lacks_to_answer(viewer: Viewer, need: Need) -> str:
    """我能做: somebody of a verified supplier, for another house's need; whether the clock holds it open is another
    question."""
    if answering_homes(viewer, need):
        return ""
    homes = viewer.belongings if viewer is not None else ()
    if any(home.kind in SUPPLIER_KINDS and not home.verified for home in homes):
        return N_("贵单位还没有通过核验，通过后就能回应。")
    return N_("只有通过核验的供给方可以回应需求。")


def may_see_answers(viewer: Viewer, need: Need) -> bool:
    """All answers to a need: its keepers, and curators and office in scope; not its reviewers, not other suppliers."""
    if viewer is None:
        return False
    entrusted = covers(viewer, need, Role.CURATOR, *KEEPING) or is_curator(viewer, need)
    return viewer.belongs_to(need.organisation_id) or is_keeper(viewer, need) or (has_left_house(need) and entrusted)


def may_see_answer(viewer: Viewer, need: Need, answer: Answered) -> bool:
    return may_see_answers(viewer, need) or (viewer is not None and viewer.belongs_to(answer.organisation_id))


# Contacts


def may_see_owner_contact(viewer: Viewer, state: MatchState, supplier_id: int) -> bool:
    """The supplier of a match learns whom to call once both sides have said yes."""
    return state in RELEASED and viewer is not None and viewer.belongs_to(supplier_id)


def may_see_supplier_contact(viewer: Viewer, need: Need, state: MatchState) -> bool:
    """The owner of a need, or the office that keeps it, likewise."""
    return state in RELEASED and is_keeper(viewer, need)


# Following


def lacks_to_watch(viewer: Viewer, need: Need) -> str:
    """Be told of changes: whoever has an account and sees the need; its own people are told anyway."""
    if viewer is None or not may_see(viewer, need):
        return N_("登录后才能关注您看得到的需求。")
    own = viewer.belongs_to(need.organisation_id)
    return N_("这是贵单位自己的需求，有变化时本来就会通知您。") if own else ""


# Needs that nobody answers


def may_tend_gaps(viewer: Viewer) -> bool:
    """See in the list of capability gaps, within her scope, what the public does not: restricted needs, and those for
    which people turned down whatever was suggested."""
    return viewer is not None and any(viewer.has(role) for role in (Role.CURATOR, *REVIEWING))
