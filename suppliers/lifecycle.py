"""The life of a supply: draft, listed, suspended."""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class SupplyState(StrEnum):
    DRAFT = "draft"
    LISTED = "listed"
    SUSPENDED = "suspended"


class SupplyEvent(StrEnum):
    LIST = "list"
    SUSPEND = "suspend"
    RELIST = "relist"


SUPPLY = Lifecycle(
    name="supply",
    initial=SupplyState.DRAFT,
    moves=moves(
        (SupplyState.DRAFT, SupplyEvent.LIST, SupplyState.LISTED),
        (SupplyState.LISTED, SupplyEvent.SUSPEND, SupplyState.SUSPENDED),
        (SupplyState.SUSPENDED, SupplyEvent.RELIST, SupplyState.LISTED),
    ),
)
