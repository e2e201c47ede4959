"""Who may see and do what with demonstrations and their copies. Pure; `queries.cases` says the same in SQL.

A demonstration is read by whoever sees its pilot's inside, and by everybody from its publicity on, for good: one that is
revoked stays with its notice.
"""

from app.accounts.policy import Principal, Viewer, lacks_to_act, lacks_to_act_publicly_for
from app.core.i18n import N_
from scenarios.demonstrations.lifecycle import PUBLISHED
from scenarios.pilots.models import Side
from scenarios.pilots.policy import SIDES, Concerned, lacks_side, may_see_inside
from scenarios.policy import KEEPING, REVIEWING, covers, is_public, owner_houses

# Seeing


def is_published(pilot: Concerned) -> bool:
    """Whether somebody without an account reads of it."""
    return pilot.state in PUBLISHED and is_public(pilot.need)


def may_see(viewer: Viewer, pilot: Concerned) -> bool:
    return is_published(pilot) or may_see_inside(viewer, pilot)


def may_see_objections(viewer: Viewer, pilot: Concerned) -> bool:
    """What was objected, by whom: the department that answers. Everybody else reads that there is one, and its answer."""
    return viewer is not None and covers(viewer, pilot.need, *REVIEWING) and viewer.impartial(*pilot.houses())


# Lacking


def lacks_to_apply(viewer: Viewer, pilot: Concerned) -> str:
    return lacks_side(viewer, pilot)


def lacks_to_review(viewer: Viewer, pilot: Concerned) -> str:
    """Decide for the department of the field (or the office): somebody who belongs to none that takes part and holds no
    stake in one."""
    if viewer is None or not covers(viewer, pilot.need, *REVIEWING):
        return N_("只有本领域的审核部门或专班可以办理这件事。")
    if not viewer.impartial(*pilot.houses()):
        return N_("您与试点的一方有利害关系，应当回避，请由其他工作人员办理。")
    return lacks_to_act(viewer)


def lacks_to_answer(viewer: Viewer, pilot: Concerned, announced_by: int | None, objector: int) -> str:
    """Answer an objection: nobody judges it who put the thing before the public, or who objects herself."""
    if missing := lacks_to_review(viewer, pilot):
        return missing
    if viewer is not None and viewer.person_id == objector:
        return N_("异议由您提出，请由其他工作人员处理。")
    announced = viewer is not None and viewer.person_id == announced_by
    return N_("公示由您办理，异议请由其他工作人员处理。") if announced else ""


def lacks_to_revoke(viewer: Viewer, pilot: Concerned, asked_by: int | None) -> str:
    """The second of two people."""
    own = viewer is not None and viewer.person_id == asked_by
    return lacks_to_review(viewer, pilot) or (N_("撤销需要两个人办理：请由另一位工作人员确认。") if own else "")


def lacks_to_object(viewer: Viewer, pilot: Concerned) -> str:
    """Anybody under her own name, but for those of whom the record is."""
    if viewer is None:
        return N_("请先登录：异议须实名提出。")
    if any(map(viewer.belongs_to, pilot.houses(*SIDES))):
        return N_("试点双方不能对自己的申报提出异议。")
    return lacks_to_act(viewer)


def lacks_to_withdraw(viewer: Viewer, person_id: int) -> str:
    own = viewer is not None and viewer.person_id == person_id
    return "" if own else N_("只有提出异议的人可以撤回。")


def copying_houses(viewer: Principal, pilot: Concerned) -> list[int]:
    """Verified houses of hers that could copy it: every owner but the one where it runs and those who supply it."""
    involved = pilot.houses(*SIDES)
    return [
        home.organisation_id for home in owner_houses(viewer) if home.verified and home.organisation_id not in involved
    ]


def lacks_to_copy(viewer: Viewer, pilot: Concerned) -> str:
    if viewer is None:
        return N_("请先登录。")
    if not viewer.impartial(*pilot.houses(Side.SUPPLIER)):
        return N_("供给方不能替场景方提出推广，请由采用单位自己办理。")
    found = copying_houses(viewer, pilot)
    missing = N_("推广由另一家通过核验的场景方办理：请先在“我的账户”里加入或认领您的单位。")
    return lacks_to_act(viewer) if found else missing


def lacks_to_adopt(viewer: Viewer, pilot: Concerned, adopter: int) -> str:
    """Say what came of a copy: the adopting owner alone, and nobody who belongs to the supplier as well or holds a stake
    in it."""
    if viewer is None or not viewer.belongs_to(adopter):
        return N_("只有采用单位可以确认推广。")
    if not viewer.impartial(*pilot.houses(Side.SUPPLIER)):
        return N_("您属于供给方或与它有利害关系，应当回避，请由采用单位的其他同事确认。")
    return lacks_to_act_publicly_for(viewer, adopter)


def may_see_adoption(viewer: Viewer, pilot: Concerned, adopter: int) -> bool:
    """Its own page: the adopting house, and who looks after the demonstrated need in office."""
    if viewer is None:
        return False
    return viewer.belongs_to(adopter) or covers(viewer, pilot.need, *KEEPING)
