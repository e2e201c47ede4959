"""Records of a list as the values of the site's own rows, and back. Pure."""

from app.exchange.drafts.base import Draft, Misfit, Overlay
from app.exchange.drafts.needs import lay_over_need, said_by_need
from app.exchange.drafts.supplies import lay_over_supply, said_by_supply

__all__ = ["Draft", "Misfit", "Overlay", "lay_over_need", "lay_over_supply", "said_by_need", "said_by_supply"]
