"""Who may see and do what once a panel has signed. Pure.

The owner decides; whoever scored does not. Bidders object, anybody reports under her name, and both are answered by the
office: by somebody who neither scored nor decided, and has to do with none of the houses.
"""

from collections.abc import Collection
from typing import Protocol

from app.accounts.models import Role
from app.accounts.policy import Viewer, lacks_to_act, lacks_to_act_publicly_for
from app.core.i18n import N_
from scenarios.awards.models import ObjectionKind
from scenarios.panels.policy import Sitting
from scenarios.policy import KEEPING, Need, covers, is_keeper, lacks_to_publish


class Objecting(Protocol):
    """What decides about an objection."""

    @property
    def kind(self) -> ObjectionKind: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def person_id(self) -> int: ...


def may_prepare(viewer: Viewer, need: Need) -> bool:
    """See the page of the decision before it is published."""
    return is_keeper(viewer, need)


def lacks_to_decide(viewer: Viewer, need: Need, seats: Collection[Sitting], bidders: Collection[int]) -> str:
    """Enter what the owner's meeting has decided: somebody who neither scored nor has to do with who bids."""
    sat = viewer is not None and any(one.person_id == viewer.person_id for one in seats)
    judged = N_("参加过评审的人不能办理决定，请由同事办理。") if sat else ""
    partial = viewer is not None and not viewer.impartial(*bidders)
    return (
        lacks_to_publish(viewer, need)
        or judged
        or (N_("您与其中一家应标单位有利害关系，应当回避，请由同事办理。") if partial else "")
    )


def lacks_to_object(viewer: Viewer, bidders: Collection[int]) -> str:
    """质疑: for a house that bids."""
    house = next((one for one in bidders if viewer is not None and viewer.belongs_to(one)), None)
    return lacks_to_act_publicly_for(viewer, house) if house else N_("只有应标单位可以提出质疑；其他人可以实名反映。")


def lacks_to_report(viewer: Viewer) -> str:
    """实名反映: whoever has signed in says it under her name."""
    return lacks_to_act(viewer) if viewer is not None else N_("请先登录，实名反映要写明是谁。")


def lacks_to_answer(
    viewer: Viewer, need: Need, seats: Collection[Sitting], deciders: Collection[int | None], bidders: Collection[int]
) -> str:
    """Take up and answer an objection, confirm a disqualification."""
    if viewer is None or not covers(viewer, need, *KEEPING):
        return N_("异议由专班受理和答复。")
    involved = viewer.person_id in deciders or any(one.person_id == viewer.person_id for one in seats)
    if involved or not viewer.impartial(need.organisation_id, *bidders):
        return N_("参加过评审或决定的人，以及与场景方、应标单位有利害关系的人，不能答复异议，请由其他工作人员办理。")
    return lacks_to_act(viewer)


def lacks_to_answer_this(viewer: Viewer, objection: Objecting) -> str:
    """Whoever answers others' objections does not answer her own."""
    own = viewer is not None and viewer.person_id == objection.person_id
    return N_("自己提出的异议由其他工作人员答复。") if own else ""


def lacks_to_withdraw(viewer: Viewer, objection: Objecting) -> str:
    if viewer is None or not is_hers(viewer, objection):
        return N_("只有提出的人可以撤回。")
    return lacks_to_act(viewer)


def may_read_objection(
    viewer: Viewer, need: Need, objection: Objecting, bidders: Collection[int], *, answers: bool
) -> bool:
    """Hers, of those who may answer it and of the auditor; the owner reads a bidder's. What is reported under a name
    neither the owner nor any bidder learns, whatever role one of their people has."""
    if viewer is None or is_hers(viewer, objection) or not viewer.impartial(*bidders):
        return is_hers(viewer, objection)
    audits = covers(viewer, need, Role.AUDITOR) and viewer.impartial(need.organisation_id)
    owner = objection.kind is ObjectionKind.QUESTION and is_keeper(viewer, need)
    return answers or audits or owner


def is_hers(viewer: Viewer, objection: Objecting) -> bool:
    if viewer is None:
        return False
    house = objection.organisation_id
    return viewer.person_id == objection.person_id or (house is not None and viewer.belongs_to(house))


def lacks_to_decline(viewer: Viewer, lead: int | None) -> str:
    """Give up an award: its lead alone."""
    if lead is None or (viewer is not None and not viewer.belongs_to(lead)):
        return N_("只有被确定的单位可以放弃。")
    return lacks_to_act_publicly_for(viewer, lead)


def lacks_to_begin(viewer: Viewer, need: Need, lead: int | None) -> str:
    """Begin the pilot that follows the award: either side."""
    if viewer is not None and lead is not None and viewer.belongs_to(lead):
        return lacks_to_act_publicly_for(viewer, lead)
    return lacks_to_publish(viewer, need)
