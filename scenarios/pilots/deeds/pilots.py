"""What people can do with a pilot as a whole."""

from collections.abc import Mapping

from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.i18n import N_
from scenarios.pilots.actions import beginning, contracting
from scenarios.pilots.contents import AGREEMENT, BEGINNING, agreement
from scenarios.pilots.contents import beginning as begun
from scenarios.pilots.deeds.base import PilotDeed, Row, deed, of_case, when
from scenarios.pilots.forms import HandInForm, ReasonForm
from scenarios.pilots.lifecycle import PilotEvent, PilotState
from scenarios.pilots.policy import lacks_side, side_of

E, S = PilotEvent, PilotState
WAITS = N_("贵方已经确认过，正在等对方确认。")


def _handed_in(row: Row) -> bool:
    return row.case.state is S.PLANNED and bool(row.case.agreement.signed_sha256)


def unless_given(viewer: Viewer, row: Row, what: str, digest: str) -> str:
    """Speak for a side that has not said yes yet."""
    missing = lacks_side(viewer, row.case)
    return missing or (WAITS if side_of(viewer, row.case) in row.case.given(what, digest) else "")


def _lacks_to_confirm(viewer: Viewer, row: Row) -> str:
    return unless_given(viewer, row, BEGINNING, begun(row.case.parties, row.case.agreement))


def _lacks_to_countersign(viewer: Viewer, row: Row) -> str:
    return unless_given(viewer, row, AGREEMENT, agreement(row.case.agreement))


def _call_off(act: Act, row: Row, said: ReasonForm) -> None:
    beginning.call_off(act, row.case, said.note)


BEGIN: Mapping[str, PilotDeed] = {
    "confirm": PilotDeed(
        N_("确认参加试点"),
        when(E.CONFIRM),
        _lacks_to_confirm,
        N_("已确认，试点进入筹备。"),
        act=lambda act, row, _said: beginning.confirm(act, row.case),
        tone="primary",
    ),
    "hand-in": PilotDeed(
        N_("上传盖章扫描件"),
        lambda row: row.case.state is S.PLANNED and not row.case.agreement.signed_sha256,
        of_case(lacks_side),
        N_("扫描件已存档，请对方核对后确认。"),
        HandInForm,
        lambda act, row, said: contracting.hand_in(act, row.case, said.file, said.code),
        tab="agreement",
        needs_file=True,
        tone="primary",
    ),
    "countersign": PilotDeed(
        N_("确认已签署"),
        _handed_in,
        _lacks_to_countersign,
        N_("协议已签署，准备事项已经列出。"),
        act=lambda act, row, _said: contracting.countersign(act, row.case),
        tab="agreement",
        tone="primary",
    ),
    "send-back": deed(
        N_("退回扫描件"),
        _handed_in,
        lacks_side,
        N_("扫描件已退回，请核对后重新上传。"),
        lambda act, row, said: contracting.send_back(act, row.case, said.note),
        ReasonForm,
        tab="agreement",
        tone="quiet",
    ),
    "call-off": deed(
        N_("取消试点"), when(E.CALL_OFF), lacks_side, N_("试点已取消，对方会收到通知。"), _call_off, ReasonForm
    ),
}
