"""A need as a message for a chat."""

from app.accounts.models import Organisation
from app.core.html import format_deadline
from app.core.i18n import gettext as _
from app.core.sharing import chat_text
from app.core.site import Words
from scenarios.models import Scenario
from scenarios.policy import is_public
from scenarios.timing import answers_end


def need_text(need: Scenario, owner: Organisation, words: Words, origin: str) -> str:
    """Empty for a need that not everybody may see."""
    if not is_public(need):
        return ""
    end = answers_end(need)
    facts = [owner.name, words.label(need.field, "field"), words.label(need.district, "district")]
    if end is not None:
        facts.append(_("{day} 截止").format(day=format_deadline(end)))
    return chat_text(
        _("【应用场景】{title}").format(title=need.title),
        " · ".join(fact for fact in facts if fact),
        need.description,
        f"{origin}/scenarios/{need.public_id}",
    )
