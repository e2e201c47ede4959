"""What stands in a digest: one thing that somebody is told, as a value, and the kinds of such things. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from app.accounts.policy import Viewer, may_see_office, may_verify_organisations
from app.core.i18n import N_
from app.core.mail import About
from scenarios.matches.policy import may_enter_curation
from scenarios.queries.reviewing import may_enter

LONGEST: Final = 160
"""Characters of a quoted line."""
QUOTE: Final = 60
"""Characters of each side of a quoted pair."""


@dataclass(frozen=True)
class Kind:
    """A section of a digest; its label is marked for the catalogue.

    What is `standing` waits, and is told again as long as it does; everything else happened, and is told in one digest.
    `own` concerns the reader's own doings. What is not `counted` consists of figures: how many lines they take says
    nothing. An `aside` goes along with other things and is no reason for a mail. `allowed` says whom things of this kind
    are for, besides the rule of what they are about.
    """

    label: str
    standing: bool = False
    own: bool = False
    counted: bool = True
    aside: bool = False
    allowed: Callable[[Viewer], bool] = bool


KINDS: Final[Mapping[str, Kind]] = {
    "waiting": Kind(N_("等您处理"), standing=True, own=True),
    "fit": Kind(N_("适合您的新需求")),
    "supply": Kind(N_("契合您需求的新供给"), own=True),
    "outcome": Kind(N_("回应、对接与试点的进展"), own=True),
    "alarm": Kind(N_("试点需要关注"), standing=True, own=True),
    "change": Kind(N_("关注的需求有变化"), own=True),
    "deadline": Kind(N_("临近截止"), standing=True, own=True),
    "unanswered": Kind(N_("还没有人回应的需求"), standing=True, own=True),
    "twin": Kind(N_("其他单位发布的相近需求"), own=True),
    "copy": Kind(N_("示范被推广"), own=True),
    "review": Kind(N_("等待审核"), standing=True, own=True, allowed=may_enter),
    "meet": Kind(N_("双方已同意、还没见面"), standing=True, own=True, allowed=may_enter_curation),
    "stale": Kind(N_("超期的撮合事项"), standing=True, own=True, allowed=may_enter_curation),
    "queue": Kind(N_("撮合清单"), standing=True, counted=False, allowed=may_enter_curation),
    "gap": Kind(N_("能力缺口"), standing=True, counted=False, aside=True, allowed=may_enter_curation),
    "claim": Kind(N_("单位核验"), standing=True, own=True, allowed=may_verify_organisations),
    "stuck": Kind(N_("卡住的事"), standing=True, allowed=may_enter),
    "funnel": Kind(N_("一周进展"), counted=False, allowed=may_see_office),
    "times": Kind(N_("审核和答复用时"), counted=False, aside=True, allowed=may_see_office),
    "search": Kind(N_("您保存的搜索")),
    "follow": Kind(N_("关注的能力与成果")),
    "addition": Kind(N_("补充资料，打开更多需求"), standing=True, aside=True),
}
"""The weightiest first: in this order they stand in the mail, and the first two are named in its subject."""
PLACES: Final = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Item:
    """One thing that happened at `at`, or has waited since then. `path` is an address of this site, `about` the thing whose
    rule is asked before it is told, `due` the exclusive end of a deadline. `told` marks what was mailed at once: it is named
    and not told again. `supply` is the public id of what a need fits, for 不适合我; `pair` are the ids of both, and `quoted`
    says whether the reason quotes them."""

    key: str
    kind: str
    title: str
    reason: str
    path: str
    at: datetime
    about: About | None = None
    due: datetime | None = None
    told: bool = False
    score: int = 0
    supply: str = ""
    pair: tuple[int, int] | None = None
    quoted: bool = False

    def is_over(self, now: datetime) -> bool:
        """Whether it only told of a day that has passed."""
        return self.kind == "deadline" and self.due is not None and self.due <= now

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        plain = {name: getattr(self, name) for name in NAMES}
        about = {"kind": self.about.kind, "id": self.about.id} if self.about else None
        return plain | {"at": self.at.isoformat(), "due": self.due.isoformat() if self.due else None, "about": about}


NAMES: Final = tuple(each.name for each in fields(Item))


def from_json(value: Mapping[str, Any]) -> Item:
    """The item that was kept so."""
    about, due = value["about"], value["due"]
    return Item(
        **{
            **value,
            "at": datetime.fromisoformat(value["at"]),
            "about": About(**about) if about else None,
            "due": datetime.fromisoformat(due) if due else None,
            "pair": tuple(value["pair"]) if value["pair"] else None,
        }
    )


def ordered(items: Iterable[Item]) -> list[Item]:
    """By kind, what is news before what was told at once, the best and the most urgent first; each thing once, in the
    weightiest of its kinds, with what the others say of it added."""
    kept: dict[str, Item] = {}
    for item in sorted(items, key=lambda one: PLACES[one.kind]):
        before = kept.get(item.key)
        also = item.reason if before is not None and item.kind == "search" and item.reason not in before.reason else ""
        kept[item.key] = item if before is None else replace(before, reason=joined(before.reason, also))
    return sorted(kept.values(), key=_place)


def joined(reason: str, also: str) -> str:
    return f"{reason} · {also}" if also else reason


def _place(item: Item) -> tuple[Any, ...]:
    far = item.due.timestamp() if item.due else float("inf")
    return PLACES[item.kind], item.told, -item.score, far, item.at, item.key


def news(items: Sequence[Item]) -> list[Item]:
    """What was not mailed at once: without any, there is nothing to send."""
    return [item for item in items if not item.told]


def shortened(text: str, most: int = LONGEST) -> str:
    """One line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
