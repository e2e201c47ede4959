"""A quoted reason for what has none yet: reasons of a pair are worked out when somebody looks, and a mail is a look.

It takes encoding, so it is done between transactions, and only for what a mail names.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.core.finding import SCENARIO, SUPPLY
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.site import Site
from app.digests.emails import MOST
from app.digests.items import QUOTE, Item, joined, news, shortened


def explained(site: Site, items: Sequence[Item], language: str, known: dict[Any, Any]) -> list[Item]:
    """The same items; of those that bring a need and a supply together, the first of each kind say why. `known` keeps what
    was worked out for somebody else; while the index is not ready, nothing is."""
    if not site.index.ready:
        return list(items)
    wanted: set[str] = set()
    for kind in ("fit", "supply"):
        pairs = [item for item in news(items) if item.kind == kind]
        wanted |= {item.key for item in pairs[:MOST] if item.pair is not None and not item.quoted}
    with speaking(language):
        return [_explained(site, item, known) if item.key in wanted else item for item in items]


def _explained(site: Site, item: Item, known: dict[Any, Any]) -> Item:
    if item.pair not in known:
        known[item.pair] = _pair(site, *(item.pair or (0, 0)))
    pair = known[item.pair]
    if pair is None:
        return item
    template = (
        _("需求写道“{need}”，贵单位写明“{supply}”") if item.kind == "fit" else _("您写道“{need}”，对方写明“{supply}”")
    )
    line = template.format(need=shortened(pair["asked"], QUOTE), supply=shortened(pair["found"], QUOTE))
    reason = joined(line, item.reason) if item.kind == "fit" else joined(item.reason, line)
    return replace(item, reason=reason, quoted=True)


def _pair(site: Site, need: int, supply: int) -> dict[str, str] | None:
    """The best pair of sentences; None where there is none, or where a text is in no index because it is not for all."""
    asked, found = site.index.text_of(SCENARIO, need), site.index.text_of(SUPPLY, supply)
    if not asked or not found:
        return None
    (reasons,) = site.index.reasons(asked, [found], "zh")
    pairs: Any = reasons.get("pairs") or []
    return pairs[0] if pairs else None
