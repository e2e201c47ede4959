"""Who may see and do what with a pilot. Pure; `queries.cases` says the same in SQL, so that what is sealed is not loaded.

A pilot belongs to those who take part. Outside, everybody reads of a verified one what both sides agreed to show, and of a
failed one its lesson, by name only where both agreed.
"""

from collections.abc import Collection, Iterable
from typing import Protocol

from app.accounts.models import Role
from app.accounts.policy import Viewer, lacks_to_act, lacks_to_act_publicly_for
from app.core.i18n import N_
from scenarios.pilots.lifecycle import LESSONS, SHOWN, PilotState
from scenarios.pilots.models import Side
from scenarios.policy import KEEPING, REVIEWING, Need, covers, is_curator, is_public

ENTRUSTED = (Role.CURATOR, *REVIEWING)
PARTIAL = N_("您属于这家验证单位，或与它有利害关系，应当回避，请由其他人员办理。")
SIDES = (Side.OWNER, Side.SUPPLIER)
"""Who speaks for the pilot: its two sides. Partners and the verifier look on."""


class Concerned(Protocol):
    """What decides about a pilot."""

    @property
    def state(self) -> PilotState: ...
    @property
    def named(self) -> bool: ...
    @property
    def need(self) -> Need: ...

    def houses(self, *sides: Side) -> Collection[int]:
        """Ids of the organisations that are this to the pilot, all of them without an argument."""
        ...


# Seeing


def may_see_inside(viewer: Viewer, pilot: Concerned) -> bool:
    """Figures as measured: those who take part, and who looks after the need in office."""
    if viewer is None:
        return False
    entrusted = covers(viewer, pilot.need, *ENTRUSTED) or is_curator(viewer, pilot.need)
    return any(viewer.belongs_to(house) for house in pilot.houses()) or entrusted


def may_see_course(viewer: Viewer, pilot: Concerned) -> bool:
    """Where it stands, what is ready, how it runs: not the verifier, who reads what there is to measure and what she
    found."""
    if viewer is None:
        return False
    return covers(viewer, pilot.need, Role.REVIEWER) or may_see_contract(viewer, pilot)


def may_see_contract(viewer: Viewer, pilot: Concerned) -> bool:
    """Agreement, its paper and its scan, what was brought along to it: who takes part, curator and office. Who reviews
    the need and the demonstration judges what was measured, and needs no terms for that."""
    if viewer is None:
        return False
    entrusted = covers(viewer, pilot.need, Role.CURATOR, *KEEPING) or is_curator(viewer, pilot.need)
    return any(map(viewer.belongs_to, pilot.houses(*SIDES, Side.PARTNER))) or entrusted


def is_shown(pilot: Concerned) -> bool:
    """Whether somebody without an account may read of it by name."""
    told = pilot.state in SHOWN or (pilot.state in LESSONS and pilot.named)
    return told and is_public(pilot.need)


def may_see(viewer: Viewer, pilot: Concerned) -> bool:
    return is_shown(pilot) or may_see_inside(viewer, pilot)


def may_see_surveys(viewer: Viewer, pilot: Concerned) -> bool:
    """How the sides say it goes: the sides, curator and office; a verifier measures without being told."""
    if viewer is None:
        return False
    entrusted = covers(viewer, pilot.need, Role.CURATOR, *KEEPING) or is_curator(viewer, pilot.need)
    return any(viewer.belongs_to(house) for house in pilot.houses(*SIDES)) or entrusted


# Speaking for a side


def side_of(viewer: Viewer, pilot: Concerned) -> Side | None:
    """For which side she may say yes or no; nobody speaks for both."""
    found = [side for side in SIDES if viewer is not None and any(map(viewer.belongs_to, pilot.houses(side)))]
    return found[0] if len(found) == 1 else None


def _lacks_on(viewer: Viewer, pilot: Concerned, sides: Iterable[Side], sentence: str) -> str:
    """What she lacks to act for a verified house that is one of these to the pilot."""
    if viewer is None:
        return sentence
    mine = [side for side in SIDES if any(map(viewer.belongs_to, pilot.houses(side)))]
    if len(mine) > 1:
        return N_("您同时属于双方单位，应当回避，请由只属于一方的同事办理。")
    homes = [house for house in pilot.houses(*sides) if viewer.belongs_to(house)]
    return lacks_to_act_publicly_for(viewer, homes[0]) if homes else sentence


def lacks_side(viewer: Viewer, pilot: Concerned) -> str:
    """Speak for one of the two sides."""
    return _lacks_on(viewer, pilot, SIDES, N_("只有试点双方可以办理这件事。"))


def lacks_owner(viewer: Viewer, pilot: Concerned) -> str:
    return _lacks_on(viewer, pilot, [Side.OWNER], N_("只有场景方可以办理这件事。"))


def lacks_supplier(viewer: Viewer, pilot: Concerned) -> str:
    return _lacks_on(viewer, pilot, [Side.SUPPLIER], N_("只有供给方可以办理这件事。"))


def lacks_to_stamp(viewer: Viewer, pilot: Concerned) -> str:
    """Bring the scan of a stamped report: one of those who sign it."""
    return _lacks_on(viewer, pilot, (*SIDES, Side.VERIFIER), N_("只有试点双方和验证单位可以办理报告的扫描件。"))


def lacks_office(viewer: Viewer, pilot: Concerned) -> str:
    """Decide in the office's place: the office in whose scope the need lies, impartial towards all who take part."""
    if viewer is None or not covers(viewer, pilot.need, *KEEPING):
        return N_("只有专班可以办理这件事。")
    if not viewer.impartial(*pilot.houses()):
        return N_("您与试点的一方有利害关系，应当回避，请由其他工作人员办理。")
    return lacks_to_act(viewer)


def lacks_to_tend(viewer: Viewer, pilot: Concerned) -> str:
    """Look after an alarm: a side, the office, or the curator of the need."""
    curates = covers(viewer, pilot.need, Role.CURATOR) or is_curator(viewer, pilot.need)
    if curates and viewer is not None and viewer.impartial(*pilot.houses()):
        return lacks_to_act(viewer)
    return "" if not lacks_office(viewer, pilot) else lacks_side(viewer, pilot)


# Verifying


def lacks_to_measure(viewer: Viewer, pilot: Concerned, verifier: int) -> str:
    """Hand in what was measured: somebody of the appointed house who is tied to neither side, by membership or stake."""
    if viewer is None or not viewer.belongs_to(verifier):
        return N_("只有受委托的验证单位可以填报测量结果。")
    if not viewer.impartial(*(house for house in pilot.houses(*SIDES) if house != verifier)):
        return N_("您与试点的一方有利害关系，应当回避，请由验证单位的其他人员填报。")
    return lacks_to_act_publicly_for(viewer, verifier)


# Partners


def lacks_to_join(viewer: Viewer, pilot: Concerned, house: int) -> str:
    """Answer for the house that is asked: somebody of it who speaks for neither side."""
    if viewer is None or not viewer.belongs_to(house):
        return N_("只有受邀单位可以答复。")
    if any(map(viewer.belongs_to, pilot.houses(*SIDES))):
        return N_("您同时属于试点的一方，应当回避，请由受邀单位的其他同事答复。")
    return lacks_to_act_publicly_for(viewer, house)


def lacks_to_part(viewer: Viewer, pilot: Concerned, house: int) -> str:
    """End a partnership: the partner itself, or either of the two sides that asked it."""
    return "" if not lacks_to_join(viewer, pilot, house) else lacks_side(viewer, pilot)


# Beginning


def lacks_to_begin(viewer: Viewer, owner: int, supplier: int) -> str:
    """Begin a pilot from a match: somebody who speaks for the verified house of one side, and of one only."""
    mine = [house for house in (owner, supplier) if viewer is not None and viewer.belongs_to(house)]
    if len(mine) != 1:
        return (
            N_("您同时属于双方单位，应当回避，请由只属于一方的同事办理。") if mine else N_("只有双方单位可以发起试点。")
        )
    return lacks_to_act_publicly_for(viewer, mine[0])
