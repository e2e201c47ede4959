"""What people can do with the things that must be ready, and with a pilot that is made ready by them."""

from collections.abc import Mapping

from app.core.i18n import N_
from scenarios.pilots.actions import preparing, running
from scenarios.pilots.deeds.base import PilotDeed, Row, deed, when
from scenarios.pilots.forms import ExemptForm, ReasonForm, SettleForm
from scenarios.pilots.guards import rule_of
from scenarios.pilots.lifecycle import BEFORE, ITEM, JUDGED, ItemEvent, PilotEvent, PilotState
from scenarios.pilots.policy import lacks_side

S = PilotState
ENDED = JUDGED | {S.STOPPED_EARLY}


def _item(event: ItemEvent, row: Row) -> bool:
    """That data was deleted can be shown once the pilot is over; the rest while it is prepared and runs."""
    if event not in ITEM.events_from(row.one.state) or row.case.pilot.completed_at is not None:
        return False
    if rule_of(row.one.code).at_end:
        return row.case.state in ENDED
    return row.case.state in {*BEFORE, S.RUNNING, S.PAUSED} and not (
        event is ItemEvent.REOPEN and row.case.state not in BEFORE
    )


READINESS: Mapping[str, PilotDeed] = {
    "settle": deed(
        N_("登记落实"),
        lambda row: _item(ItemEvent.SETTLE, row),
        lacks_side,
        N_("已登记落实。"),
        lambda act, row, said: preparing.settle(act, row.case, row.one, said),
        SettleForm,
        tab="readiness",
    ),
    "exempt": deed(
        N_("不适用"),
        lambda row: _item(ItemEvent.EXEMPT, row),
        lacks_side,
        N_("已登记为不适用。"),
        lambda act, row, said: preparing.exempt(act, row.one, said),
        ExemptForm,
        tab="readiness",
        tone="quiet",
    ),
    "reopen": deed(
        N_("重新办理"),
        lambda row: _item(ItemEvent.REOPEN, row),
        lacks_side,
        N_("这一项需要重新落实。"),
        lambda act, row, said: preparing.reopen(act, row.case, row.one, said.note),
        ReasonForm,
        tab="readiness",
        tone="quiet",
    ),
}

PREPARING: Mapping[str, PilotDeed] = {
    "make-ready": deed(
        N_("确认准备就绪"),
        when(PilotEvent.MAKE_READY),
        lacks_side,
        N_("准备就绪。"),
        lambda act, row, _said: preparing.make_ready(act, row.case),
        tab="readiness",
        tone="primary",
    ),
    "start": deed(
        N_("开始运行"),
        when(PilotEvent.START),
        lacks_side,
        N_("试点从今天开始运行。"),
        lambda act, row, _said: running.start(act, row.case),
        tab="running",
        tone="primary",
        confirm=N_("试点期从今天算起，确定开始吗？"),
    ),
}
"""With the pilot."""
