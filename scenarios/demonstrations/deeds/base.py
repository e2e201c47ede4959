"""What the deeds of a demonstration and of its rows have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from app.accounts.access import Doing
from app.accounts.models import Role
from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.deeds import Deed
from app.core.i18n import gettext as _
from scenarios.demonstrations.labels import state_tag
from scenarios.demonstrations.models import Adoption
from scenarios.demonstrations.policy import lacks_to_review
from scenarios.demonstrations.queries.cases import Shown
from scenarios.pilots.lifecycle import PILOT, PilotEvent
from scenarios.pilots.policy import Concerned, side_of


@dataclass(frozen=True)
class DemoDeed(Deed[Viewer, Shown]):
    """`needs_file`: its form is nothing without a file; one with `file` may bring one."""

    needs_file: bool = False
    tone: str = "secondary"
    confirm: str = ""

    def act_of(self, doer: Doing, shown: Shown) -> Act:
        """In the name of the house that copies, of her side, or in her role; who objects speaks for herself."""
        if isinstance(shown.one, Adoption):
            return doer.act(shown.one.organisation_id)
        side = side_of(doer.viewer, shown.case)
        if side is not None:
            return doer.act(shown.case.houses(side)[0])
        return doer.act(role="" if lacks_to_review(doer.viewer, shown.case) else _role(doer.viewer))


def _role(viewer: Viewer) -> str:
    assert viewer is not None
    order = (Role.REVIEWER, Role.OFFICE, Role.DISTRICT_OFFICE)
    return next((role.value for role in order if viewer.has(role)), "")


def of_case(lacks: Callable[[Viewer, Concerned], str]) -> Callable[[Viewer, Shown], str]:
    """A rule about pilots, asked about a demonstration."""
    return lambda viewer, shown: lacks(viewer, shown.case)


def when(event: PilotEvent) -> Callable[[Shown], bool]:
    """Whether `event` can happen to the demonstration in its state."""
    return lambda shown: event in PILOT.events_from(shown.case.state)


def moved_on(shown: Shown) -> str:
    """Why a deed came too late."""
    state, _tone = state_tag(shown.case.state)
    return _("您的操作没有生效：这项记录现在是“{state}”，可能刚刚有人办理过。请刷新页面查看。").format(state=state)
