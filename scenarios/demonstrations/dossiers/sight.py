"""What somebody may read of a dossier beyond the pilot's inside: each part by the rule of the page that shows it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from app.accounts.policy import Viewer
from scenarios.demonstrations.policy import may_see_adoption, may_see_objections
from scenarios.pilots.policy import Concerned, may_see_contract, may_see_surveys


@dataclass(frozen=True)
class Sight:
    """`copy`: whether all of the copy of this house is hers to read, or only what everybody reads of it."""

    objections: bool
    surveys: bool
    contract: bool
    copy: Callable[[int], bool]


ALL = Sight(objections=True, surveys=True, contract=True, copy=lambda _house: True)
"""For the office at the machine."""


def sight_of(viewer: Viewer, pilot: Concerned) -> Sight:
    return Sight(
        objections=may_see_objections(viewer, pilot),
        surveys=may_see_surveys(viewer, pilot),
        contract=may_see_contract(viewer, pilot),
        copy=lambda house: may_see_adoption(viewer, pilot, house),
    )
