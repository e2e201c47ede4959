"""What people of a supplier do: list what they can do, look for needs, answer, say yes."""

from typing import Final

from app.simulation.people import Inhabitant
from app.simulation.town import Town

BODY: Final = "在两家同类单位做过，四周可以装好，数据不出本单位；需要对方提供三个月的历史记录。"
LOOKS: Final = 2
"""Needs that she opens in one sitting."""


def live_as_supplier(town: Town, one: Inhabitant) -> None:
    """One sitting, as her habit has it."""
    if one.wishes and town.chance.random() < one.habit.keen:
        _list(one)
    if one.begun:
        _look_for_needs(town, one)
    _accept(town, one)


def _list(one: Inhabitant) -> None:
    visitor, item = one.visitor, one.item
    if not visitor.open("/supplies/new"):
        return
    said = {
        "name": item["name"] if one.wishes == 1 else f"{item['name']}（{one.house}）"[:60],
        "fields": item["fields"],
        "description": item["description"],
        "kind": [item["kind"]],
        "contact_name": one.name,
        "contact_phone": one.phone,
        "contact_email": one.email,
    }
    if one.said(visitor.send("/supplies", said, press="list"), "list a capability"):
        one.wishes -= 1
        one.begun.append(visitor.address.removesuffix("/edit"))


def _look_for_needs(town: Town, one: Inhabitant) -> None:
    """Whoever looks opens some needs of the board and answers what she is keen on."""
    visitor = one.visitor
    visitor.open("/scenarios")
    found = list(dict.fromkeys(link for link in visitor.links("/scenarios/") if link.count("/") == 2))
    found = [link for link in found if link not in one.answered and not link.endswith(("/new", "/mine"))]
    for need in town.chance.sample(found, min(LOOKS, len(found))):
        visitor.open(need)
        if town.chance.random() < one.habit.keen / 3:
            _answer(one, need)


def _answer(one: Inhabitant, need: str) -> None:
    visitor = one.visitor
    visitor.open(f"{need}/answer")
    form = next((form for form in visitor.page.forms if form.path == f"{need}/answer"), None)
    offered = [value for value in form.offered.get("supply", []) if value] if form else []
    if form and one.said(
        visitor.send("/answer", {"body": BODY, **({"supply": offered[0]} if offered else {})}), "answer"
    ):
        one.answered.append(need)


def _accept(town: Town, one: Inhabitant) -> None:
    """Introductions that stand on her desk."""
    for link in [link for link in one.desk if "/introductions/" in link]:
        one.visitor.open(link)
        if one.visitor.offers("/accept") and town.chance.random() < one.habit.keen:
            one.said(one.visitor.send("/accept"), "accept")
