"""What a form asks of whoever writes about people: take it out, or say by name why others may read it.

A form's class marks the texts that others will read as `ReadText`; binding, the pages and what is kept follow
from the mark. A declaration counts for the very values that stood beside it: a number that is typed later asks again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Final

from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.personal.finding import Find, Kind, find


class ReadByOthers:
    """Marks a text that others will read, see `ReadText`."""


READ_BY_OTHERS: Final = ReadByOthers()
ReadText = Annotated[str, READ_BY_OTHERS]
CHOICE, REASON, SEEN = "declared:", "why:", "seen:"
"""Before the name of a field: the choice, the reason, and the keys that stood beside them."""
SHORTEST_REASON: Final = 2
LONGEST_REASON: Final = 200

KINDS: Mapping[Kind, str] = {
    Kind.ID_NUMBER: N_("证件号码"),
    Kind.EMAIL: N_("邮箱地址"),
    Kind.MOBILE: N_("手机号"),
    Kind.CHAT: N_("微信、QQ 等账号"),
    Kind.LANDLINE: N_("电话号码"),
    Kind.PATIENT: N_("患者信息"),
    Kind.NAME: N_("姓名"),
}
CHOICES: Mapping[str, str] = {
    "unit": N_("这是机构公开的电话、邮箱或账号"),
    "agreed": N_("本人同意公开"),
    "fictional": N_("是虚构的示例"),
    "mistaken": N_("不是个人信息，例如编号、型号"),
    "list": N_("随整份清单说明"),
    "masked": N_("没有能认出个人的内容，或者已去标识"),
}
BY_LIST: Final = "list"
"""Said once for all rows of an import."""
MASKED: Final = "masked"
"""Said of a picture or a scan, whose words nobody has read."""
_ELSEWHERE: Final = frozenset({BY_LIST, MASKED})
"""What no question beside a text offers."""
_NOBODYS: Final = frozenset({"fictional", "mistaken"})
"""What can be said of an ID number or a patient: no consent makes these fit for a page."""
GRAVE: Final = frozenset({Kind.ID_NUMBER, Kind.PATIENT})
_TOLD: Final = 4
"""Finds that a sentence lists."""
SHOWN: Final = 12
"""Finds that a page quotes."""
_AROUND: Final = 12
"""Characters of the text that are shown on both sides of a find."""


@dataclass(frozen=True)
class Declared:
    """Something found that its writer lets others read, and why: a code of `CHOICES` and her words."""

    key: str
    excerpt: str
    choice: str
    reason: str


@dataclass(frozen=True)
class Asked:
    """One text in which something was found that is not declared yet, and what was answered beside it."""

    text: str
    finds: tuple[Find, ...]
    choice: str = ""
    reason: str = ""
    seen: frozenset[str] = frozenset()

    @property
    def keys(self) -> list[str]:
        return list(dict.fromkeys(one.key for one in self.finds))

    @property
    def options(self) -> list[tuple[str, str]]:
        grave = any(one.kind in GRAVE for one in self.finds)
        offered = _NOBODYS if grave else CHOICES.keys() - _ELSEWHERE
        return [(code, _(label)) for code, label in CHOICES.items() if code in offered]

    @cached_property
    def is_new(self) -> bool:
        """Something has come that did not stand there when the answer was given."""
        return not self.seen.issuperset(self.keys)

    @property
    def declared(self) -> tuple[Declared, ...]:
        """What counts as declared: all that was seen, with a choice and a reason; else nothing."""
        if self.is_new or self.choice not in dict(self.options) or len(self.reason) < SHORTEST_REASON:
            return ()
        first = {one.key: one.excerpt for one in reversed(self.finds)}
        return tuple(Declared(key, first[key], self.choice, self.reason[:LONGEST_REASON]) for key in self.keys)

    @property
    def sentence(self) -> str:
        """What to do, at the field."""
        if self.choice and not self.is_new and len(self.reason) < SHORTEST_REASON:
            return _("请写明为什么可以公开。")
        return _("这里写了{found}，别人会看到：请删去；确需公开的，请在下面说明理由。").format(found=told(self.finds))

    @property
    def quotes(self) -> list[tuple[str, str, str, str]]:
        """Each find with its kind and the text around it: kind, before, itself, after."""
        return [
            (
                _(KINDS[one.kind]),
                ("…" if one.start > _AROUND else "") + self.text[max(0, one.start - _AROUND) : one.start],
                one.excerpt,
                self.text[one.end : one.end + _AROUND] + ("…" if one.end + _AROUND < len(self.text) else ""),
            )
            for one in self.finds[:SHOWN]
        ]

    @property
    def more(self) -> int:
        """How many finds are not quoted."""
        return max(0, len(self.finds) - SHOWN)


def told(finds: Collection[Find]) -> str:
    """The first finds as a list for a sentence: 手机号“138…”、姓名“…”."""
    said = list(dict.fromkeys(_("{kind}“{text}”").format(kind=_(KINDS[one.kind]), text=one.excerpt) for one in finds))
    listed = _("、").join(said[:_TOLD])
    return listed if len(said) <= _TOLD else _("{listed}等 {count} 处").format(listed=listed, count=len(said))


def ask(
    text: str, known: Collection[str], choice: str = "", reason: str = "", seen: Collection[str] = ()
) -> Asked | None:
    """What a text makes the form ask; None where nothing was found, or all of it is `known` as declared."""
    finds = tuple(one for one in find(text) if one.key not in known)
    return Asked(text, finds, choice.strip(), reason.strip(), frozenset(seen)) if finds else None
