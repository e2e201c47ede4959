"""What curators do: on the worklist the deeds with a match, for one candidate or many, each by its own rule; with a meeting
and with its talks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.accounts.access import Doing
from app.accounts.policy import Viewer
from app.core.deeds import Deed, during
from app.core.errors import Conflict
from app.core.forms import bind
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.personal.asking import told
from app.vocabulary.queries import codes
from scenarios.introductions.actions import meetings
from scenarios.introductions.forms import AttendanceForm, MoveForm
from scenarios.introductions.labels import meeting_tag, slot_tag
from scenarios.introductions.lifecycle import MEETING, MeetingEvent, MeetingState, SlotState
from scenarios.introductions.models import MeetingSlot
from scenarios.introductions.policy import lacks_to_keep_talk, lacks_to_run_meeting
from scenarios.introductions.queries.meetings import Held, Talk
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
    if asks := form.asks():
        found = told([one for asked in asks.values() for one in asked.finds])
        sentence = _("说明里写了{found}，双方会看到：请删去；确需公开的，请到匹配页面单独办理，并写明理由。")
        return sentence.format(found=found)
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


@dataclass(frozen=True)
class AtTable:
    """One talk of a meeting."""

    held: Held
    talk: Talk

    @property
    def one(self) -> MeetingSlot:
        return self.talk.slot


def _told(held: Held) -> bool:
    return held.state is MeetingState.ANNOUNCED


def _begun(held: Held) -> bool:
    """From the first talk on there is nothing to announce or to call off as a whole."""
    return any(talk.started for talk in held.talks)


def _lacks(viewer: Viewer, held: Held) -> str:
    return lacks_to_run_meeting(viewer, held.meeting.organiser_id)


def _lacks_at_table(viewer: Viewer, at: AtTable) -> str:
    sides = at.talk.sides
    return lacks_to_keep_talk(viewer, sides.need, sides.supplier.id, at.held.meeting.organiser_id)


def meeting_moved_on(held: Held) -> str:
    """Why a deed with a meeting came too late."""
    return _("您的操作没有生效：对接会现在是“{state}”。请刷新页面查看。").format(
        state=meeting_tag(held.meeting.state)[0]
    )


def slot_moved_on(at: AtTable) -> str:
    """Why a deed with a talk came too late."""
    return _("您的操作没有生效：这场见面现在是“{state}”。请刷新页面查看。").format(
        state=slot_tag(at.talk.slot.state)[0]
    )


MEETINGS: Mapping[str, Deed[Viewer, Held]] = {
    "announce": Deed(
        N_("通知双方"),
        lambda held: during(MEETING, MeetingEvent.ANNOUNCE)(held) and held.waiting > 0 and not _begun(held),
        _lacks,
        N_("已通知每一方自己的时间和桌号。"),
        act=lambda act, held, _said: meetings.announce(act, held.meeting),
        when=N_("先排好至少一场见面。"),
    ),
    "cancel": Deed(
        N_("取消对接会"),
        lambda held: during(MEETING, MeetingEvent.CANCEL)(held) and not (_told(held) and _begun(held)),
        _lacks,
        N_("对接会已取消，接到过通知的各方会收到邮件。"),
        act=lambda act, held, _said: meetings.cancel(act, held.meeting),
    ),
    "close": Deed(
        N_("结束登记"),
        lambda held: during(MEETING, MeetingEvent.CLOSE)(held) and not held.waiting,
        _lacks,
        N_("到场和结果已登记完毕。"),
        act=lambda act, held, _said: meetings.close(act, held.meeting),
        when=N_("每场见面都登记到场之后才能结束。"),
    ),
}
"""With a meeting, by the last part of their address."""


def _unbegun(at: AtTable) -> bool:
    return at.talk.slot.state is SlotState.SET and not at.talk.started


SLOTS: Mapping[str, Deed[Viewer, AtTable]] = {
    "move": Deed(
        N_("改时间"),
        lambda at: _unbegun(at) and at.held.state in meetings.SEATABLE,
        _lacks_at_table,
        N_("时间已改，接到过通知的双方会收到邮件。"),
        MoveForm,
        lambda act, at, said: meetings.reseat(act, at.held.meeting, at.talk, said.start),
    ),
    "call-off": Deed(
        N_("撤下这场"),
        lambda at: at.talk.slot.state is SlotState.SET and not (_told(at.held) and at.talk.started),
        _lacks_at_table,
        N_("这场见面已撤下。"),
        act=lambda act, at, _said: meetings.call_off(act, at.held.meeting, at.talk.slot),
    ),
    "record": Deed(
        N_("登记到场和结果"),
        lambda at: at.talk.slot.state is SlotState.SET and at.talk.started and at.held.state is MeetingState.ANNOUNCED,
        _lacks_at_table,
        N_("已登记。"),
        AttendanceForm,
        lambda act, at, said: meetings.record(act, at.talk.slot, said),
        when=N_("见面开始之后才能登记。"),
    ),
}
"""With one talk."""
