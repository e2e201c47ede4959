"""What the office, its reviewers and curators do: verify houses, review needs, introduce."""

from app.simulation.people import Inhabitant, Part
from app.simulation.town import Town


def live_as_staff(town: Town, one: Inhabitant) -> None:
    """One sitting, as her habit has it."""
    if one.part is Part.REVIEWER:
        _review(town, one)
        return
    _verify_houses(one)
    if one.part is Part.CURATOR:
        _introduce(town, one)
    else:
        one.visitor.open("/office/mail")
        one.visitor.open("/progress")


def _verify_houses(one: Inhabitant) -> None:
    one.visitor.open("/office/organisations")
    for link in dict.fromkeys(one.visitor.links("/office/claims/")):
        one.visitor.open(link)
        if one.visitor.offers("/accept"):
            one.said(one.visitor.send("/accept"), "verify a house")


def _review(town: Town, one: Inhabitant) -> None:
    """Takes what waits and decides: most pass, some go back, few are refused."""
    visitor = one.visitor
    found = []
    for tab in ("/review", "/review?tab=mine"):
        visitor.open(tab)
        found += visitor.links("/review/")
    for link in dict.fromkeys(found):
        visitor.open(link)
        if visitor.offers("/take"):
            one.said(visitor.send("/take"), "take a review")
        if visitor.offers("/approve") and town.chance.random() < one.habit.finishes:
            _decide(town, one)


def _decide(town: Town, one: Inhabitant) -> None:
    drawn = town.chance.random()
    if drawn < 0.05:
        said = {"reason": "procurement", "explanation": "主要内容是设备采购，请按采购程序办理。"}
        one.said(one.visitor.send("/reject", said), "reject a need")
    elif drawn < 0.15:
        note = {"notes-0-field_name": "description", "notes-0-note": "请补充现状指标的统计口径。"}
        one.said(one.visitor.send("/edits", note), "ask for edits")
    else:
        one.said(one.visitor.send("/approve", {"when": ["now"]}), "approve a need")


def _introduce(town: Town, one: Inhabitant) -> None:
    """Some of what stands on the desk of curators, a pair a time."""
    visitor = one.visitor
    visitor.open("/curation")
    for _pair in range(2):
        if town.chance.random() < one.habit.keen and not visitor.send("/curation", press="introduce."):
            break
