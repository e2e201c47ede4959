"""What people call the kinds of entries and the states of meetings; English in the catalogue."""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.introductions.lifecycle import MeetingState, SlotState
from scenarios.introductions.models import EntryKind

ENTRY_KINDS: Final[Mapping[EntryKind, str]] = {
    EntryKind.CALL: N_("电话"),
    EntryKind.VISIT: N_("走访"),
    EntryKind.TALK: N_("面谈"),
    EntryKind.NOTE: N_("备注"),
}
MEETING_STATES: Final[Mapping[MeetingState, tuple[str, str]]] = {
    MeetingState.PLANNED: (N_("安排中"), "neutral"),
    MeetingState.ANNOUNCED: (N_("已通知"), "info"),
    MeetingState.CLOSED: (N_("已结束"), "success"),
    MeetingState.CANCELLED: (N_("已取消"), "danger"),
}
SLOT_STATES: Final[Mapping[SlotState, tuple[str, str]]] = {
    SlotState.SET: (N_("待见面"), "info"),
    SlotState.HELD: (N_("已见面"), "success"),
    SlotState.MISSED: (N_("未到场"), "warning"),
    SlotState.CANCELLED: (N_("已取消"), "neutral"),
}


def entry_kinds() -> dict[str, str]:
    return {kind.value: _(label) for kind, label in ENTRY_KINDS.items()}


def meeting_tag(state: MeetingState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = MEETING_STATES[state]
    return _(label), tone


def slot_tag(state: SlotState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = SLOT_STATES[state]
    return _(label), tone
