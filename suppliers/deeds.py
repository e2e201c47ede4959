"""What people can do with a supply: list it, take it down, list it again."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.models import Role
from app.accounts.policy import Viewer, lacks_to_act_publicly_for
from app.core.deeds import Deed, during
from app.core.finding import SUPPLY as KIND
from app.core.history import timeline
from app.core.i18n import N_
from app.core.i18n import gettext as _
from suppliers.actions import list_supply, suspend_supply
from suppliers.forms import SuspendForm
from suppliers.labels import state_of
from suppliers.lifecycle import SUPPLY, SupplyEvent, SupplyState
from suppliers.models import Supply
from suppliers.policy import lacks_to_relist, lacks_to_suspend


@dataclass(frozen=True)
class Standing:
    """A supply, and whether the office took it down last."""

    supply: Supply
    suspended_by_office: bool

    @property
    def one(self) -> Supply:
        return self.supply

    @property
    def house(self) -> int:
        return self.supply.organisation_id

    @property
    def state(self) -> SupplyState:
        return self.supply.state


def standing(db: Session, supply: Supply) -> Standing:
    moves = timeline(db, KIND, supply.id)
    last = next((move for move in reversed(moves) if move.event == SupplyEvent.SUSPEND.value), None)
    return Standing(supply, last is not None and last.role == Role.OFFICE.value)


def moved_on(supply: Supply) -> str:
    label, _tone = state_of(supply.state)
    return _("您的操作没有生效：这项供给现在是“{state}”，可能刚刚有人办理过。请刷新页面查看。").format(state=label)


LISTED = N_("已发布，现在可以被检索和推荐。")
MOVES: Mapping[str, Deed[Viewer, Standing]] = {
    SupplyEvent.LIST.value: Deed(
        N_("发布"),
        during(SUPPLY, SupplyEvent.LIST),
        lambda viewer, one: lacks_to_act_publicly_for(viewer, one.house),
        LISTED,
        act=lambda act, one, _said: list_supply(act, one.supply),
    ),
    SupplyEvent.SUSPEND.value: Deed(
        N_("下架"),
        during(SUPPLY, SupplyEvent.SUSPEND),
        lambda viewer, one: lacks_to_suspend(viewer, one.house),
        N_("已下架，不再被检索和推荐；需要时可以重新发布。"),
        SuspendForm,
        lambda act, one, said: suspend_supply(act, one.supply, note=said.note),
    ),
    SupplyEvent.RELIST.value: Deed(
        N_("重新发布"),
        during(SUPPLY, SupplyEvent.RELIST),
        lambda viewer, one: lacks_to_relist(viewer, one.house, suspended_by_office=one.suspended_by_office),
        LISTED,
        act=lambda act, one, _said: list_supply(act, one.supply),
    ),
}
"""The moves of its life, by event."""
