"""A capability or result as a message for a chat."""

from app.accounts.models import Organisation
from app.core.i18n import gettext as _
from app.core.sharing import chat_text
from app.core.site import Words
from suppliers.models import Supply
from suppliers.policy import is_public


def supply_text(supply: Supply, house: Organisation, words: Words, origin: str) -> str:
    """Empty for one that not everybody may see."""
    if not is_public(supply.state, house.state):
        return ""
    facts = [house.name, words.label(supply.kind.value, "supply_kind"), f"TRL {supply.trl}" if supply.trl else ""]
    return chat_text(
        _("【能力与成果】{name}").format(name=supply.name),
        " · ".join(fact for fact in facts if fact),
        supply.description,
        f"{origin}/supplies/{supply.public_id}",
    )
