"""Who lives in the town: what they are there for, and their habits."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum
from typing import Any, Final

from stdnum.cn import uscc

from app.demo.reading import read
from app.simulation.town import Town
from app.simulation.visiting import Visitor


class Part(StrEnum):
    """What somebody is in town for."""

    OWNER = "owner"
    SUPPLIER = "supplier"
    CURATOR = "curator"
    REVIEWER = "reviewer"
    OFFICE = "office"
    VERIFIER = "verifier"


@dataclass(frozen=True)
class Habit:
    """How somebody is. Each figure is a chance from 0 to 1: that she `comes` in half a working day, `reads` a mail that
    has come, `follows` a link in it, `finishes` what she has begun, is `keen` on what is offered, and `leaves` a kind of
    mail when she reads one of it."""

    name: str
    comes: float
    reads: float
    follows: float
    finishes: float
    keen: float
    leaves: float


DILIGENT: Final = Habit("diligent", 0.35, 0.95, 0.7, 0.97, 0.75, 0.01)
FORGETFUL: Final = Habit("forgetful", 0.1, 0.5, 0.4, 0.6, 0.6, 0.02)
HURRIED: Final = Habit("hurried", 0.2, 0.7, 0.2, 0.8, 0.4, 0.08)
DISHONEST: Final = Habit("dishonest", 0.25, 0.9, 0.6, 0.9, 0.9, 0.02)
AT_WORK: Final = Habit("at work", 0.6, 0.95, 0.3, 0.97, 0.75, 0.0)
HABITS: Final = ((DILIGENT, 45), (FORGETFUL, 25), (HURRIED, 20), (DISHONEST, 10))
"""With how many of a hundred are so; staff are at work."""


@dataclass
class Inhabitant:
    """One person, with the machine before her and what she remembers."""

    name: str
    email: str
    part: Part
    habit: Habit
    house: str
    kind: str
    item: dict[str, Any]
    visitor: Visitor
    code: str = ""
    phone: str = ""
    """Under which she is reached, hers alone, so that it can be told where it has been read."""
    settled: bool = False
    """Whether she has an account and her house is entered."""
    wishes: int = 0
    """How many needs or capabilities she still means to write."""
    seen: int = 0
    """How many of her mails she has dealt with."""
    drafts: list[str] = field(default_factory=list)
    desk: list[str] = field(default_factory=list)
    """Where the links of her desk lead, as she found it this time."""
    begun: list[str] = field(default_factory=list)
    """Addresses of the needs or capabilities that she has handed in or listed."""
    answered: list[str] = field(default_factory=list)
    left: dict[str, datetime] = field(default_factory=dict)
    """The list of each kind of mail that she has left by its link (`List-ID`), and when."""
    refused: Counter[str] = field(default_factory=Counter)
    """What the site would not take from her, by what she did."""

    @property
    def is_staff(self) -> bool:
        return self.part in {Part.CURATOR, Part.REVIEWER, Part.OFFICE}

    def said(self, done: bool, what: str) -> bool:
        """Note what was not taken; whether it was."""
        if not done:
            self.refused[what] += 1
        return done


def settle_in(town: Town, people: int) -> list[Inhabitant]:
    """The office and its curators and reviewers, so many people of houses, two owners to every three suppliers, and one
    who measures pilots."""
    staff = [_staff(town, Part.OFFICE, 1)]
    for number in range(1, 2 + people // 30):
        staff += [_staff(town, Part.CURATOR, number), _staff(town, Part.REVIEWER, number)]
    codes, needs, supplies = _codes(), _items("needs"), _items("capabilities")
    town.chance.shuffle(needs)
    fields = {item["field"] for item in needs[: max(2, people // 8)]}  # so that a small town has something in common
    needs = [item for item in needs if item["field"] in fields]
    supplies = [item for item in supplies if fields & set(item["fields"])]
    town.chance.shuffle(supplies)
    houses = []
    for number in range(people):
        is_owner = number % 5 in {0, 2}
        items = needs if is_owner else supplies
        houses.append(_of_house(town, number, next(codes), items[number % len(items)], is_owner=is_owner))
    return [*staff, *houses, _verifier(town, next(codes))]


def _items(name: str) -> list[dict[str, Any]]:
    return [item for item in read(name) if item["lang"] == "zh"]


def _staff(town: Town, part: Part, number: int) -> Inhabitant:
    email = "office@staff.example.com" if part is Part.OFFICE else f"{part.value}{number}@staff.example.com"
    return Inhabitant(f"{part.value}{number}", email, part, AT_WORK, "", "", {}, town.visitor())


def _of_house(town: Town, number: int, code: str, item: dict[str, Any], *, is_owner: bool) -> Inhabitant:
    part = Part.OWNER if is_owner else Part.SUPPLIER
    kind = {"health": "hospital", "industry": "factory", "education": "school"}.get(
        str(item.get("field")), "department"
    )
    house = f"云堤{'第' + str(number) + '应用单位' if is_owner else '第' + str(number) + '智能科技公司'}"
    one = Inhabitant(
        f"居民{number}",
        f"p{number}@house{number}.example.com",
        part,
        _habit(town, honest=number < 2),
        house,
        kind if is_owner else "firm",
        item,
        town.visitor(),
        code,
    )
    one.phone = f"0371-6{number:07d}"
    one.wishes = town.chance.choice((1, 1, 2))
    return one


def _verifier(town: Town, code: str) -> Inhabitant:
    """A house that is neither side of anything."""
    email, house = "p@measures.example.com", "云堤评测中心"
    return Inhabitant("评测员", email, Part.VERIFIER, AT_WORK, house, "verifier", {}, town.visitor(), code)


def _habit(town: Town, *, honest: bool) -> Habit:
    known = HABITS[:2] if honest else HABITS
    return town.chance.choices([habit for habit, _share in known], [share for _habit, share in known])[0]


def _codes() -> Iterator[str]:
    """Well-formed 统一社会信用代码 with a right check digit, none of them of a house that exists."""
    for number in range(1, 100_000):
        base = f"91419999MA9{number:06d}"
        yield base + uscc.calc_check_digit(base)


def text_of(message: EmailMessage) -> str:
    """The words of a mail."""
    body = message.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""
