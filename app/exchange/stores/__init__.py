"""The rows of the site behind the three lists, many at a time."""

from collections.abc import Mapping
from typing import Final

from app.exchange.fields import ListKind
from app.exchange.stores.base import BY_IMPORT, Line, New, Publication, Scope, Store
from app.exchange.stores.needs import NeedStore
from app.exchange.stores.supplies import SupplyStore

__all__ = ["BY_IMPORT", "STORES", "Line", "New", "Publication", "Scope", "Store"]

STORES: Final[Mapping[ListKind, Store]] = {
    ListKind.OPPORTUNITIES: NeedStore(),
    ListKind.CAPABILITIES: SupplyStore(ListKind.CAPABILITIES),
    ListKind.RESULTS: SupplyStore(ListKind.RESULTS),
}
