"""Changing supply. Everything only flushes; the request or job step commits."""

from suppliers.actions.listing import exposed, list_supply, obstacles, public_texts, reindex, suspend_supply
from suppliers.actions.researcher import LINK_DAYS, ask_researcher, confirm_result
from suppliers.actions.writing import Origin, create_supplies, create_supply, update_supply

__all__ = [
    "LINK_DAYS",
    "Origin",
    "ask_researcher",
    "confirm_result",
    "create_supplies",
    "create_supply",
    "exposed",
    "list_supply",
    "obstacles",
    "public_texts",
    "reindex",
    "suspend_supply",
    "update_supply",
]
