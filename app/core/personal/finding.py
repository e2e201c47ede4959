"""Whom a text gives away: ID numbers, telephones, accounts, addresses, patients, names in contact phrases. Pure.

A pattern cannot know whether a switchboard's number is meant to be public, so what it finds is asked about. Numbers of
hotlines, standards, models, orders and credit codes are none; neither is whatever a house calls itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.personal import numbers, people
from app.core.personal.spelling import counted, plain


class Kind(StrEnum):
    """In the order in which one of two readings of the same signs wins."""

    ID_NUMBER = "id_number"
    EMAIL = "email"
    MOBILE = "mobile"
    CHAT = "chat"
    LANDLINE = "landline"
    PATIENT = "patient"
    NAME = "name"


@dataclass(frozen=True)
class Find:
    """Where it stands in the text, and what it says there, verbatim."""

    kind: Kind
    start: int
    end: int
    excerpt: str

    @property
    def key(self) -> str:
        """The same for every spelling of one number or name: what a declaration is bound to."""
        said = plain(self.excerpt)
        if self.kind is Kind.MOBILE:
            bare = _NO_DIGITS.sub("", counted(said))[-11:]
        else:
            bare = _SEPARATORS.sub("", counted(said) if self.kind in _DIGITS else said).lower()
        return f"{self.kind}:{bare}"[:LONGEST_KEY]


LONGEST_KEY: Final = 120
_DIGITS: Final = frozenset({Kind.LANDLINE, Kind.ID_NUMBER})
_NO_DIGITS: Final = re.compile(r"\D")
_SEPARATORS: Final = re.compile(r"[ ._()-]")
_NUMBER: Final = re.compile(r"(?:\d[ ()._/~,、-]{0,3}){7}")
_ORDER: Final = tuple(Kind)
_ADDRESS: Final = re.compile(r"[@#艾]|\bat\b", re.IGNORECASE)
_ACCOUNT: Final = re.compile(
    r"[微薇威徽维绿卫企扣钉飞抖书VQX]|weixin|wechat|whatsapp|telegram|skype|line", re.IGNORECASE
)


def find(text: str) -> list[Find]:
    """What a text tells about people, in the order in which it stands there; of two readings that overlap one."""
    said = plain(text)
    taken: list[Find] = []
    for kind, (start, end) in _candidates(said):
        if all(end <= one.start or one.end <= start for one in taken):
            taken.append(Find(kind, start, end, text[start:end]))
    return sorted(taken, key=lambda one: one.start)


def _candidates(said: str) -> Iterator[tuple[Kind, tuple[int, int]]]:
    """Most texts have nothing of the sort: what a kind cannot do without is looked for first."""
    reached: list[tuple[Kind, tuple[int, int]]] = []
    if _ADDRESS.search(said):
        reached += [(Kind.EMAIL, span) for span in numbers.emails(said)]
    spelt = counted(said)
    if _NUMBER.search(spelt):
        yield from ((Kind.ID_NUMBER, span) for span in numbers.id_numbers(said, spelt))
        reached += [(Kind.MOBILE, span) for span in numbers.mobiles(said, spelt)]
        reached += [(Kind.LANDLINE, span) for span in numbers.landlines(said, spelt)]
    if _ACCOUNT.search(said):
        reached += [(Kind.CHAT, span) for span in numbers.chats(said)]
    yield from sorted(reached, key=lambda one: _ORDER.index(one[0]))
    yield from ((Kind.PATIENT, span) for span in people.patients(said))
    yield from ((Kind.NAME, span) for span in people.names(said, [span for _kind, span in reached]))
