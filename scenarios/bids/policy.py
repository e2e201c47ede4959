"""Who may see and do what with a bid and a tender. Pure; `queries.cases` says the same in SQL, so that what is sealed is
not loaded.

Until the unsealing a bid exists for the houses that are in it and for nobody else: no role of the site opens it.
"""

from collections.abc import Collection
from typing import Protocol

from app.accounts.policy import (
    SUPPLIER_KINDS,
    Belonging,
    Viewer,
    lacks_to_act,
    lacks_to_act_publicly_for,
    may_act_publicly_for,
)
from app.core.i18n import N_
from scenarios.lifecycle import EDITABLE, Route
from scenarios.policy import Need, is_keeper, lacks_to_write


class Bidding(Protocol):
    """What decides about a bid: the ids of its lead, of its partners who said yes, and of those who were asked."""

    @property
    def lead(self) -> int: ...
    @property
    def partners(self) -> Collection[int]: ...
    @property
    def asked(self) -> Collection[int]: ...


def bidder_houses(viewer: Viewer) -> tuple[Belonging, ...]:
    """Organisations in whose name she may bid."""
    if viewer is None:
        return ()
    return tuple(
        home
        for home in viewer.belongings
        if home.kind in SUPPLIER_KINDS and may_act_publicly_for(viewer, home.organisation_id)
    )


# Seeing


def may_see(viewer: Viewer, bid: Bidding) -> bool:
    """That it exists, and who leads it."""
    return _house_among(viewer, (bid.lead, *bid.partners, *bid.asked)) is not None


def may_read(viewer: Viewer, bid: Bidding) -> bool:
    """What it says: only the houses that bid. A house that was asked reads it once it has said yes."""
    return _house_among(viewer, (bid.lead, *bid.partners)) is not None


# What somebody lacks, as a sentence; "" where nothing is missing.


def lacks_to_lead(viewer: Viewer, bid: Bidding) -> str:
    """Write it, hand it in, take it back, choose its partners: the lead alone."""
    if viewer is not None and not viewer.belongs_to(bid.lead):
        return N_("应标书由牵头单位填写和提交。")
    return lacks_to_act_publicly_for(viewer, bid.lead)


def lacks_to_join(viewer: Viewer, bid: Bidding) -> str:
    """Say yes or no for a house that was asked to be a partner."""
    house = _house_among(viewer, bid.asked)
    return lacks_to_act_publicly_for(viewer, house) if house else N_("只有受邀的单位可以答复。")


def lacks_to_leave(viewer: Viewer, bid: Bidding) -> str:
    """Leave a consortium."""
    house = _house_among(viewer, bid.partners)
    return lacks_to_act_publicly_for(viewer, house) if house else N_("只有联合体的成员单位可以退出。")


def lacks_to_set_terms(viewer: Viewer, need: Need) -> str:
    """Say how bids will be judged, as long as nobody outside relies on it."""
    if need.route is not Route.TENDER:
        return N_("只有揭榜的需求才有评审办法。")
    if need.state not in EDITABLE:
        return N_("需求提交以后，评审办法不能再改；审核部门退回修改时可以改。")
    return lacks_to_write(viewer, need)


def lacks_to_supervise(viewer: Viewer, supervisor_id: int | None, houses: Collection[int]) -> str:
    """Confirm the record of the unsealing: whoever was named for it, who must have nothing to do with any bidder."""
    if viewer is None or viewer.person_id != supervisor_id:
        return N_("只有指定的监督人可以确认拆封记录。")
    partial = (
        "" if viewer.impartial(*houses) else N_("您与其中一家应标单位有利害关系，应当回避；请场景方另行指定监督人。")
    )
    return lacks_to_act(viewer) or partial


def lacks_to_name_supervisor(viewer: Viewer, need: Need) -> str:
    """Name another 监督人, as long as the record is not confirmed."""
    return lacks_to_write(viewer, need)


def lacks_to_decline(viewer: Viewer, _need: Need) -> str:
    return "" if bidder_houses(viewer) else N_("贵单位是通过核验的供给方时，才能办理这件事。")


def may_see_tally(viewer: Viewer, need: Need) -> bool:
    """Why houses did not bid, in numbers, once the deadline is over."""
    return is_keeper(viewer, need)


def _house_among(viewer: Viewer, houses: Collection[int]) -> int | None:
    return next((house for house in houses if viewer is not None and viewer.belongs_to(house)), None)
