"""Who may see and do what with introductions, cases and meetings. Pure."""

from collections.abc import Collection

from app.accounts.models import Role
from app.accounts.policy import Viewer, lacks_to_act
from app.core.i18n import N_
from scenarios.matches.policy import CURATING, lacks_to_curate, may_see_matches
from scenarios.policy import Need, covers, may_see


def may_see_offer(viewer: Viewer, need: Need, supplier_id: int) -> bool:
    """An introduction: its two sides, and whoever looks after the matches of the need."""
    if viewer is None or not may_see(viewer, need):
        return False
    return may_see_matches(viewer, need) or viewer.belongs_to(supplier_id)


def may_see_moves(viewer: Viewer, need: Need, supplier_id: int) -> bool:
    """Who of which side has said what when: whoever looks after the matches and has to do with neither side."""
    if viewer is None or not viewer.impartial(need.organisation_id, supplier_id):
        return False
    return may_see_matches(viewer, need)


def lacks_to_keep_case(viewer: Viewer, need: Need, supplier_ids: Collection[int]) -> str:
    """Read and write what curators note of a need: impartial towards its house and all that are in talks with it."""
    impartial = viewer is not None and viewer.impartial(*supplier_ids)
    partial = "" if impartial else N_("您与正在对接的供给方有利害关系，应当回避，请由其他场景经理人办理。")
    return lacks_to_curate(viewer, need) or partial


def may_see_case(viewer: Viewer, need: Need, supplier_ids: Collection[int]) -> bool:
    return not lacks_to_keep_case(viewer, need, supplier_ids)


def may_see_report(viewer: Viewer) -> bool:
    """What curators have brought about: themselves and the office."""
    return viewer is not None and any(viewer.has(role) for role in CURATING)


def lacks_to_hold_meetings(viewer: Viewer) -> str:
    """Plan a meeting: a curator, or the office."""
    if viewer is None or not any(viewer.has(role) for role in CURATING):
        return N_("对接会由场景经理人或专班安排。")
    return lacks_to_act(viewer)


def lacks_to_run_meeting(viewer: Viewer, organiser_id: int) -> str:
    """Change one: whoever planned it, or the office."""
    if viewer is not None and (viewer.person_id == organiser_id or viewer.has(Role.OFFICE)):
        return lacks_to_hold_meetings(viewer)
    return N_("这场对接会由发起的场景经理人或专班办理。")


def lacks_to_keep_talk(viewer: Viewer, need: Need, supplier_id: int, organiser_id: int) -> str:
    """Record a talk, call it off, and read what was noted of it: who runs the meeting, impartial towards both houses."""
    impartial = viewer is not None and viewer.impartial(need.organisation_id, supplier_id)
    partial = "" if impartial else N_("您与这场见面的一方有利害关系，应当回避，请由其他场景经理人或专班办理。")
    return lacks_to_run_meeting(viewer, organiser_id) or partial


def may_see_talk(viewer: Viewer, need: Need, supplier_id: int, organiser_id: int) -> bool:
    """One talk of a meeting: its two houses, whoever planned the meeting, and curators in whose scope the need is."""
    if viewer is None:
        return False
    sides = viewer.belongs_to(need.organisation_id) or viewer.belongs_to(supplier_id)
    organises = viewer.person_id == organiser_id and may_see_report(viewer)
    return sides or organises or covers(viewer, need, *CURATING)
