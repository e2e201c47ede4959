"""What people of an owner do: write needs, have them approved, reply to answers, say yes to introductions, begin pilots."""

from datetime import timedelta
from typing import Final

from app.core.clock import city_date
from app.simulation.people import Inhabitant
from app.simulation.town import Town

MANY: Final = 3
"""How many answers she replies to in one sitting."""


def live_as_owner(town: Town, one: Inhabitant) -> None:
    """One sitting, as her habit has it."""
    chance = town.chance.random
    if one.wishes and chance() < one.habit.keen:
        _write(town, one)
    for need in list(one.drafts):
        if chance() < one.habit.finishes:
            _hand_in(one, need)
    for need in one.begun:
        if chance() < one.habit.finishes:
            _reply(town, one, need)
    _agree(town, one)


def approve_alone(one: Inhabitant) -> None:
    """A small house has nobody to approve beside her: its manager says so in its profile."""
    visitor = one.visitor
    visitor.open("/account")
    for part in ("/organisations/", "/edit"):
        visitor.open(next(iter(visitor.links(part)), "/account"))
    one.said(visitor.send("/edit", {"approval_required": False}), "change the house")


def _write(town: Town, one: Inhabitant) -> None:
    """The six fields; what she does not finish stays a draft."""
    visitor, item = one.visitor, one.item
    if not visitor.open("/scenarios/new"):
        return
    until = city_date(town.clock.now()) + timedelta(days=town.chance.randint(18, 60))
    said = {
        "title": f"{item['title']}（{one.house}）" if one.wishes > 1 else item["title"],
        "field": item["field"],
        "family": item["family"],
        "description": item["description"],
        "deadline": until.isoformat(),
        "contact_phone": one.phone,
    }
    if one.said(visitor.send("/scenarios", said, press="check"), "write a need"):
        one.wishes -= 1
        one.drafts.append(visitor.address.rpartition("/")[0])


def _hand_in(one: Inhabitant, need: str) -> None:
    visitor = one.visitor
    visitor.open(f"{need}/check")
    form = next((form for form in visitor.page.forms if form.path.endswith("/submit")), None)
    ticks = form.offered.get("checklist", []) if form else []
    if one.said(visitor.send("/submit", {"checklist": ticks} if ticks else {}), "hand in a need"):
        one.drafts.remove(need)
        one.begun.append(need)


def _reply(town: Town, one: Inhabitant, need: str) -> None:
    """想见 or 暂不 to some of the answers; whoever has been met is asked no more."""
    visitor = one.visitor
    visitor.open(f"{need}/answers")
    for _answer in range(MANY):
        if not visitor.offers("/want"):
            break
        if town.chance.random() < one.habit.keen:
            one.said(visitor.send("/want"), "want")
        else:
            one.said(visitor.send("/not-now", {"reason": town.chance.choice(["budget", "timing"])}), "not now")
    if visitor.offers("/meeting") and town.chance.random() < 0.5:
        one.said(visitor.send("/meeting"), "meeting")
    begin = visitor.links("/pilots/new?match=")
    if begin and town.chance.random() < one.habit.finishes / 4:
        visitor.open(begin[0])
        one.said(visitor.send("/pilots/new", {"no_promise": True}), "begin a pilot")


def _agree(town: Town, one: Inhabitant) -> None:
    """To introductions that stand on her desk."""
    for link in [link for link in one.desk if "/introductions/" in link]:
        one.visitor.open(link)
        if one.visitor.offers("/agree") and town.chance.random() < one.habit.keen:
            one.said(one.visitor.send("/agree"), "agree")
