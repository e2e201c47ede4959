"""States and moves in words, and which of them this viewer may carry out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Role
from app.accounts.policy import Viewer
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.models import StatusChange
from suppliers.lifecycle import SUPPLY, SupplyEvent, SupplyState
from suppliers.models import Supply
from suppliers.policy import may_list, may_relist, may_suspend

STATES = {
    SupplyState.DRAFT: (N_("草稿"), "neutral"),
    SupplyState.LISTED: (N_("已发布"), "success"),
    SupplyState.SUSPENDED: (N_("已下架"), "warning"),
}
EVENTS = {
    SupplyEvent.LIST: (N_("发布"), "primary"),
    SupplyEvent.SUSPEND: (N_("下架"), "secondary"),
    SupplyEvent.RELIST: (N_("重新发布"), "primary"),
}


@dataclass(frozen=True)
class Button:
    """A move that may be made now."""

    event: str
    label: str
    tone: str


def state_of(state: SupplyState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = STATES[state]
    return _(label), tone


def suspended_by_office(changes: Sequence[StatusChange]) -> bool:
    """Whether the last suspension came from the office."""
    last = next((change for change in reversed(changes) if change.event == SupplyEvent.SUSPEND.value), None)
    return last is not None and last.role == Role.OFFICE.value


def allowed(viewer: Viewer, supply: Supply, event: SupplyEvent, changes: Sequence[StatusChange]) -> bool:
    """Whether this viewer may make this move, given what happened before."""
    house = supply.organisation_id
    if event is SupplyEvent.SUSPEND:
        return may_suspend(viewer, house)
    if event is SupplyEvent.RELIST:
        return may_relist(viewer, house, suspended_by_office=suspended_by_office(changes))
    return may_list(viewer, house)


def moves_of(viewer: Viewer, supply: Supply, changes: Sequence[StatusChange]) -> list[Button]:
    """The buttons of a page, drawn from the lifecycle and the permission table."""
    events = [e for e in SUPPLY.events_from(supply.state) if allowed(viewer, supply, e, changes)]
    return [Button(event.value, _(EVENTS[event][0]), EVENTS[event][1]) for event in events]
