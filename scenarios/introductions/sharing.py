"""An introduction as a message for a chat: that one waits, of which need, and until when; never of whom."""

from app.core.html import format_deadline
from app.core.i18n import gettext as _
from app.core.sharing import chat_text
from scenarios.introductions.queries.offers import Offer
from scenarios.policy import is_public


def offer_text(offer: Offer, origin: str) -> str:
    """Empty where the need is not public, or nobody is waited for."""
    need, introduction = offer.pair.need, offer.introduction
    if not is_public(need) or introduction.ended_at is not None or offer.pair.lapsed:
        return ""
    return chat_text(
        _("【对接邀请】{title}").format(title=need.title),
        offer.sides.owner.name,
        _("有一项引荐等您在 {day} 前答复，登录后查看。").format(day=format_deadline(introduction.due_at)),
        f"{origin}/introductions/{introduction.public_id}",
    )
