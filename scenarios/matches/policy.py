"""Who may see and do what with matches and answers. Pure; `scenarios.policy` says who sees the need itself."""

from datetime import datetime
from typing import Protocol

from app.accounts.models import Role
from app.accounts.policy import SUPPLIER_KINDS, Belonging, Viewer, may_act_publicly_for
from scenarios.matches.lifecycle import RELEASED, AnswerState, MatchState
from scenarios.policy import KEEPING, REVIEWING, Need, covers, has_left_house, is_keeper, is_public, may_see
from scenarios.timing import Timed, is_answerable

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
    entrusted = covers(viewer, need, Role.CURATOR, *REVIEWING) or need.curator_id == viewer.person_id
    return viewer.belongs_to(need.organisation_id) or is_keeper(viewer, need) or (has_left_house(need) and entrusted)


def may_speak_as_owner(viewer: Viewer, need: Need) -> bool:
    """Invite, reply, hand to a curator: somebody of the verified house, or the office for an imported need."""
    if viewer is None or not viewer.terms_accepted or not is_keeper(viewer, need):
        return False
    return may_act_publicly_for(viewer, need.organisation_id) or not viewer.belongs_to(need.organisation_id)


def may_curate(viewer: Viewer, need: Need) -> bool:
    """Judge and add matches of a need: a curator of its field or the one it was handed to, and nobody's friend there."""
    if viewer is None or not viewer.terms_accepted or not viewer.impartial(need.organisation_id):
        return False
    entrusted = covers(viewer, need, *CURATING) or (viewer.has(Role.CURATOR) and need.curator_id == viewer.person_id)
    return entrusted and has_left_house(need)


def may_judge(viewer: Viewer, need: Need, supplier_id: int) -> bool:
    """Decide on one match as a curator: impartial towards both sides."""
    return may_curate(viewer, need) and viewer is not None and viewer.impartial(supplier_id)


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


def may_answer(viewer: Viewer, need: TimedNeed, now: datetime) -> bool:
    """我能做: somebody of a verified supplier, for a need that she sees and the clock holds open."""
    return bool(answering_homes(viewer, need)) and may_see(viewer, need) and is_answerable(need, now)


def may_see_answers(viewer: Viewer, need: Need) -> bool:
    """All answers to a need: its keepers, and curators and office in scope; not its reviewers, not other suppliers."""
    if viewer is None:
        return False
    entrusted = covers(viewer, need, Role.CURATOR, *KEEPING) or need.curator_id == viewer.person_id
    return viewer.belongs_to(need.organisation_id) or is_keeper(viewer, need) or (has_left_house(need) and entrusted)


def may_see_answer(viewer: Viewer, need: Need, answer: Answered) -> bool:
    return may_see_answers(viewer, need) or (viewer is not None and viewer.belongs_to(answer.organisation_id))


def may_withdraw(viewer: Viewer, answer: Answered) -> bool:
    return answer.state is AnswerState.SENT and may_act_publicly_for(viewer, answer.organisation_id)


def may_decline(viewer: Viewer, state: MatchState, supplier_id: int) -> bool:
    """A supplier turns down an introduction or invitation."""
    invited = state in {MatchState.OFFERED, MatchState.INTERESTED_OWNER}
    return invited and may_act_publicly_for(viewer, supplier_id)


# Contacts


def may_see_owner_contact(viewer: Viewer, state: MatchState, supplier_id: int) -> bool:
    """The supplier of a match learns whom to call once both sides have said yes."""
    return state in RELEASED and viewer is not None and viewer.belongs_to(supplier_id)


def may_see_supplier_contact(viewer: Viewer, need: Need, state: MatchState) -> bool:
    """The owner of a need, or the office that keeps it, likewise."""
    return state in RELEASED and is_keeper(viewer, need)


# Following


def may_watch(viewer: Viewer, need: Need) -> bool:
    """Be told of changes: whoever has an account and sees the need; its own people are told anyway."""
    public = is_public(need) or may_see(viewer, need)
    return viewer is not None and public and not viewer.belongs_to(need.organisation_id)


# Needs that nobody answers


def may_tend_gaps(viewer: Viewer) -> bool:
    """See in the list of capability gaps, within her scope, what the public does not: restricted needs, and those for
    which people turned down whatever was suggested."""
    return viewer is not None and any(viewer.has(role) for role in (Role.CURATOR, *REVIEWING))
