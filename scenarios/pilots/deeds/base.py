"""What the deeds of a pilot and of its rows have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.accounts.access import Doing
from app.accounts.models import Role
from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.deeds import Deed
from app.core.forms import FormModel
from app.core.i18n import gettext as _
from scenarios.pilots.labels import state_label
from scenarios.pilots.lifecycle import PILOT, PilotEvent
from scenarios.pilots.policy import Concerned, side_of
from scenarios.pilots.queries.cases import Case


@dataclass(frozen=True)
class Row:
    """A pilot with the one row of it that a deed is about: the pilot itself, a figure, a milestone …"""

    case: Case
    one: Any

    @property
    def state(self) -> Any:
        return self.one.state


@dataclass(frozen=True)
class PilotDeed(Deed[Viewer, Row]):
    """`tab` is the page of the pilot on which its button stands; `needs_file` that its form is nothing without a file."""

    tab: str = ""
    needs_file: bool = False
    tone: str = "secondary"
    confirm: str = ""

    def act_of(self, doer: Doing, case: Case) -> Act:
        """In the name of the house she belongs to among those that take part, else in her role."""
        side = side_of(doer.viewer, case)
        houses = case.houses(side) if side else [one for one in case.houses() if doer.viewer.belongs_to(one)]
        return doer.act(houses[0]) if houses else doer.act(role=_role(doer.viewer))


def _role(viewer: Viewer) -> str:
    assert viewer is not None
    order = (Role.OFFICE, Role.DISTRICT_OFFICE, Role.CURATOR)
    return next((role.value for role in order if viewer.has(role)), "")


def of_case(lacks: Callable[[Viewer, Concerned], str]) -> Callable[[Viewer, Row], str]:
    """A rule about pilots, asked about a row of one."""
    return lambda viewer, row: lacks(viewer, row.case)


def when(event: PilotEvent) -> Callable[[Row], bool]:
    """Whether `event` can happen to the pilot in its state."""
    return lambda row: event in PILOT.events_from(row.case.state)


def moved_on(row: Row) -> str:
    """Why a deed came too late."""
    state = state_label(row.case.state)
    return _("您的操作没有生效：这项试点现在是“{state}”，可能刚刚有人办理过。请刷新页面查看。").format(state=state)


def deed(
    label: str,
    possible: Callable[[Row], bool],
    lacks: Callable[[Viewer, Concerned], str],
    done: str,
    act: Callable[[Act, Row, Any], str | None],
    form: type[FormModel] = FormModel,
    **more: Any,
) -> PilotDeed:
    """A row of a table."""
    return PilotDeed(label, possible, of_case(lacks), done, form, act, **more)
