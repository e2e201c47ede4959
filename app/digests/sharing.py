"""A digest's thing as words to paste into a chat."""

from app.core.i18n import gettext as _
from app.digests.items import Item


def item_text(item: Item, origin: str) -> str:
    """Title, why, and the address."""
    return "\n".join(filter(None, [_("【景合】{title}").format(title=item.title), item.reason, origin + item.path]))
