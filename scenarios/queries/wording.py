"""Values of a need in words, and the difference between two versions of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from app.core.html import format_date, format_deadline, format_instant, format_money
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.site import Words
from scenarios.labels import FIELDS, field_label, route_label
from scenarios.values import CONTACT

TERMS: Mapping[str, str] = {
    "field": "field",
    "family": "family",
    "district": "district",
    "process_step": "process_step",
    "data_sensitivity": "data_sensitivity",
    "directions": "direction",
    "cooperation": "cooperation",
    "risk_triggers": "risk_trigger",
}
"""Fields that hold codes, and the vocabulary these are from."""
SECRECIES = {"public": N_("公开"), "restricted": N_("仅限已核验单位")}
DIRECTIONS = {"up": N_("越高越好"), "down": N_("越低越好"), "hold": N_("保持")}
LONG = 200
"""From how many characters on a difference is told sentence by sentence."""
MOST_COMPARED = 100
"""Sentences that are matched one by one: the time that takes grows with the cube of their number."""
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*|[。！？!?\n]+")
ENDS = frozenset({"deadline", "valid_until"})
"""Instants at which something ends."""


@dataclass(frozen=True)
class Change:
    """One field that differs: both sides as people read them, "" for nothing."""

    name: str
    label: str
    old: str
    new: str


def differences(old: Mapping[str, Any], new: Mapping[str, Any], words: Words, *, contact: bool = True) -> list[Change]:
    """Fields whose words differ between two versions, in the order of the record."""
    names = [name for name in FIELDS if name in old or name in new]
    changed = [change(name, old.get(name), new.get(name), words) for name in names if contact or name not in CONTACT]
    return [_focused(each) for each in changed if each.old != each.new]


def _focused(each: Change) -> Change:
    """Of two long texts only the sentences that differ: nobody finds a changed word in two pages by eye."""
    if min(len(each.old), len(each.new)) < LONG:
        return each
    old, new = SENTENCE.findall(each.old), SENTENCE.findall(each.new)
    sides: tuple[list[str], list[str]] = ([], [])
    for what, i, j, k, m in _edits(old, new):
        for side, part in zip(sides, (old[i:j], new[k:m]), strict=True):
            side.append("…" if what == "equal" else "".join(part).strip())
    return replace(each, old="\n".join(filter(None, sides[0])), new="\n".join(filter(None, sides[1])))


def _edits(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """How `old` became `new`, as the opcodes of difflib; of endless texts what lies between the same beginning and the
    same end, whole."""
    if max(len(old), len(new)) <= MOST_COMPARED:
        return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    begin = _alike(old, new)
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    i, k = len(old) - end, len(new) - end
    edits = [("equal", 0, begin, 0, begin), ("replace", begin, i, begin, k), ("equal", i, len(old), k, len(new))]
    return [edit for edit in edits if edit[1] < edit[2] or edit[3] < edit[4]]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many sentences both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def change(name: str, old: Any, new: Any, words: Words) -> Change:
    return Change(name, field_label(name), said(name, old, words), said(name, new, words))


def said(name: str, value: Any, words: Words) -> str:
    """A stored value (or its JSON) as people read it in the current language."""
    if value in ("", None) or value == []:
        return ""
    if name in TERMS:
        codes = value if isinstance(value, list) else [value]
        return _("、").join(words.labels(codes, TERMS[name]))
    if name == "route":
        return route_label(value)
    if name == "secrecy":
        return _(SECRECIES.get(value, value))
    if name in {"kpis", "constraints"}:
        return "\n".join(_row(name, row, words) for row in value)
    return _plain(name, value)


def _plain(name: str, value: Any) -> str:
    if name == "files":
        return _("、").join(value)
    if name in {"budget_min", "budget_max"}:
        return format_money(int(value))
    if isinstance(value, bool):
        return _("可以") if value else _("不可以")
    if name in ENDS or name == "opens_at":
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return format_deadline(instant) if name in ENDS else format_instant(instant)
    if name in {"decision_on", "starts_on", "ends_on"}:
        return format_date(date.fromisoformat(value) if isinstance(value, str) else value)
    return str(value)


def _row(name: str, row: Mapping[str, Any], words: Words) -> str:
    if name == "constraints":
        hardness = _("必须") if row.get("hard") else _("优先")
        return f"{words.label(row.get('kind'), 'constraint')} · {hardness}{_('：')}{row.get('text', '')}"
    direction = _(DIRECTIONS.get(row.get("direction", ""), ""))
    target = f"{row.get('baseline') or '—'} → {row.get('target', '')} {row.get('unit', '')}".strip()
    return _("；").join(filter(None, [f"{row.get('name', '')} {target}", direction, row.get("method", "")]))
