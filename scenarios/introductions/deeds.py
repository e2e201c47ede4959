"""What a curator does on the worklist, with one candidate or with many: the deeds with a match, each by its own rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.accounts.access import Doing
from app.core.errors import Conflict
from app.core.forms import bind
from app.core.i18n import gettext as _
from app.vocabulary.queries import codes
from scenarios.matches.deeds import MATCHES, moved_on
from scenarios.matches.forms import DismissForm, NoteForm
from scenarios.matches.policy import may_see_matches
from scenarios.matches.queries.sides import Pair, match_by_public_id, pair_of

ON_THE_DESK = ("shortlist", "introduce", "dismiss")


@dataclass
class Outcome:
    """How many were carried out, what was said of the last, and which were not and why: (name, sentence)."""

    done: int = 0
    said: str = ""
    refused: list[tuple[str, str]] = field(default_factory=list)
    missing: str = ""
    """What keeps the whole from being begun."""


@dataclass(frozen=True)
class Wanted:
    """A deed with these matches (public ids), with its reason and words."""

    deed: str
    picked: Sequence[str]
    said: Mapping[str, str]


def carry_out(doer: Doing, wanted: Wanted) -> Outcome:
    """Each by itself: one that has moved on, or that she may not judge, keeps none of the others from it."""
    outcome = Outcome(missing=_missing(doer, wanted))
    if outcome.missing:
        return outcome
    for public_id in dict.fromkeys(wanted.picked):
        match = match_by_public_id(doer.db, public_id)
        pair = pair_of(doer.db, match, doer.now) if match is not None else None
        if pair is None or not may_see_matches(doer.viewer, pair.need):
            outcome.refused.append((_("一项候选"), _("已经不在您的范围内。")))
            continue
        sentence = _refusal(doer, wanted, pair) or _do(doer, wanted, pair, outcome)
        if sentence:
            outcome.refused.append((pair.supply.name, sentence))
    return outcome


def _missing(doer: Doing, wanted: Wanted) -> str:
    if wanted.deed not in ON_THE_DESK:
        return _("请选择要办理的事项。")
    if not wanted.picked:
        return _("请先勾选候选。")
    form = bind(MATCHES[wanted.deed].form, {name: [text] for name, text in wanted.said.items()})
    if form.cleaned is None:
        return next((text for _name, text in form.all_errors), "")
    if wanted.deed == "dismiss" and wanted.said["reason"] not in codes(doer.db, "dismissal_reason"):
        return _("请从列表中选择原因。")
    return ""


def _refusal(doer: Doing, wanted: Wanted, pair: Pair) -> str:
    deed = MATCHES[wanted.deed]
    return _(deed.lacks(doer.viewer, pair)) if deed.possible(pair) else moved_on(pair)


def _do(doer: Doing, wanted: Wanted, pair: Pair, outcome: Outcome) -> str:
    """Carry it out; a sentence where somebody was quicker."""
    deed = MATCHES[wanted.deed]
    said: Any = DismissForm(**wanted.said) if deed.form is DismissForm else NoteForm(note=wanted.said["note"])
    try:
        with doer.db.begin_nested():
            outcome.said = deed.carry_out(deed.act_of(doer, pair), pair, said)
    except Conflict:
        return moved_on(pair)
    outcome.done += 1
    return ""
