"""Who may see and do what with a panel. Pure.

Before names are opened those who judge and those who own the need read the technical part under numbers; afterwards all of
it. The office keeps the pool and draws, and reads no bid. Bidders learn who judged them at the publicity.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

from app.accounts.models import Role
from app.accounts.policy import Viewer, lacks_to_act
from app.core.i18n import N_
from scenarios.panels.lifecycle import SeatState
from scenarios.policy import KEEPING, Need, covers, is_keeper


class Sitting(Protocol):
    """What decides about a seat."""

    @property
    def person_id(self) -> int: ...
    @property
    def state(self) -> SeatState: ...


class Reading(StrEnum):
    """How much of a bid somebody reads."""

    NOTHING = "nothing"
    TECHNICAL = "technical"
    ALL = "all"


def seat_of(viewer: Viewer, seats: Collection[Sitting]) -> Sitting | None:
    """Hers, unless she has left it."""
    hers = (one for one in seats if viewer is not None and one.person_id == viewer.person_id)
    return next((one for one in hers if one.state is not SeatState.RECUSED), None)


def reading_of(
    viewer: Viewer, need: Need, seats: Collection[Sitting], bidders: Collection[int], *, revealed: bool
) -> Reading:
    """How much of every bid of a tender she reads, once they are unsealed. `bidders` are the houses that bid: whoever
    belongs to one of them or holds a stake in it reads nothing but her own house's bid, as a bidder."""
    if viewer is None or not viewer.impartial(*bidders):
        return Reading.NOTHING
    seat = seat_of(viewer, seats)
    if seat is not None:
        return Reading.ALL if revealed and seat.state is not SeatState.SEATED else Reading.TECHNICAL
    if is_keeper(viewer, need):
        return Reading.ALL if revealed else Reading.TECHNICAL
    return Reading.NOTHING


def may_see_names(
    viewer: Viewer, need: Need, seats: Collection[Sitting], bidders: Collection[int], *, published: bool
) -> bool:
    """Who judges: everybody from the publicity on; before it those who keep the panel, and its members."""
    return published or not lacks_to_keep_panel(viewer, need, bidders) or judges(viewer, seats, bidders)


def may_see_progress(viewer: Viewer, need: Need, seats: Collection[Sitting]) -> bool:
    """How many members have sent, never what."""
    keeps = is_keeper(viewer, need) or covers(viewer, need, *KEEPING) or covers(viewer, need, Role.AUDITOR)
    return keeps or seat_of(viewer, seats) is not None


def may_see_flags(viewer: Viewer, need: Need, bidders: Collection[int]) -> bool:
    """Reasons to look: those who keep the panel, and the auditor, unless they have to do with who bids."""
    audits = viewer is not None and covers(viewer, need, Role.AUDITOR) and viewer.impartial(*bidders)
    return audits or not lacks_to_keep_panel(viewer, need, bidders)


def lacks_to_keep_panel(viewer: Viewer, need: Need, bidders: Collection[int]) -> str:
    """Enter experts, have the panel drawn: the office, impartial towards the owner and, once they are known, the
    bidders."""
    if viewer is None or not covers(viewer, need, *KEEPING):
        return N_("评审专家库由专班管理。")
    impartial = viewer.impartial(need.organisation_id, *bidders)
    partial = "" if impartial else N_("您与场景方或应标单位有利害关系，应当回避，请由其他工作人员办理。")
    return lacks_to_act(viewer) or partial


def lacks_to_recuse(viewer: Viewer, seats: Collection[Sitting]) -> str:
    """Leave the panel: a member of it."""
    if viewer is None or seat_of(viewer, seats) is None:
        return N_("只有本次评审的评委可以办理这件事。")
    return lacks_to_act(viewer)


def judges(viewer: Viewer, seats: Collection[Sitting], bidders: Collection[int]) -> bool:
    """Whether she sits on the panel, and has to do with no bidder."""
    return viewer is not None and seat_of(viewer, seats) is not None and viewer.impartial(*bidders)


def lacks_to_judge(viewer: Viewer, seats: Collection[Sitting], bidders: Collection[int]) -> str:
    """Score, send and sign: a member of the panel, for herself alone, as long as she has to do with no bidder."""
    if missing := lacks_to_recuse(viewer, seats):
        return missing
    return "" if judges(viewer, seats, bidders) else N_("您与其中一家应标单位有利害关系，不能再评审，请申请回避。")
