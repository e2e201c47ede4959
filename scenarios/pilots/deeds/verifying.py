"""What people can do with verifications."""

from collections.abc import Mapping

from app.accounts.policy import Viewer
from app.accounts.queries.organisations import organisation_by_public_id
from app.core.acting import Act
from app.core.i18n import N_
from scenarios.pilots.actions import stamping, verifying
from scenarios.pilots.contents import digest
from scenarios.pilots.deeds.base import PilotDeed, Row, deed, of_case, when
from scenarios.pilots.deeds.pilots import unless_given
from scenarios.pilots.forms import CommentForm, HandInForm, ReasonForm, ReportForm, VerifierForm
from scenarios.pilots.lifecycle import JUDGED, SHOWN, PilotEvent, VerificationState
from scenarios.pilots.models import PaperKind, VerificationKind
from scenarios.pilots.policy import PARTIAL, lacks_office, lacks_side, lacks_to_measure, lacks_to_stamp

E, V = PilotEvent, VerificationState


def _propose(act: Act, row: Row, said: VerifierForm) -> None:
    verifying.propose_verifier(act, row.case, said.kind, organisation_by_public_id(act.db, said.organisation))


def _assign(act: Act, row: Row, said: VerifierForm) -> str | None:
    return verifying.assign_verifier(act, row.case, said.kind, organisation_by_public_id(act.db, said.organisation))


def _lacks_to_agree(viewer: Viewer, row: Row) -> str:
    one = row.one
    if one.kind is not VerificationKind.SELF and viewer is not None and not viewer.impartial(one.organisation_id):
        return PARTIAL
    return unless_given(viewer, row, f"verifier:{one.id}", digest([one.kind, one.organisation_id]))


def _lacks_to_withdraw(viewer: Viewer, row: Row) -> str:
    """A side takes back what nobody has agreed to; who is appointed is let go by the office alone, or nobody could be sure
    of a reading that one side does not like."""
    if row.one.state is V.PROPOSED or row.one.kind is VerificationKind.SELF:
        return lacks_side(viewer, row.case)
    return lacks_office(viewer, row.case)


def _lacks_to_report(viewer: Viewer, row: Row) -> str:
    return lacks_to_measure(viewer, row.case, row.one.organisation_id)


def _measurable(row: Row) -> bool:
    return when(E.BEGIN_VERIFICATION)(row) and not verifying.is_settled(row.case.pilot)


VERIFYING: Mapping[str, PilotDeed] = {
    "propose-verifier": deed(
        N_("提议验证单位"),
        _measurable,
        lacks_side,
        N_("已提议，请对方确认。"),
        _propose,
        VerifierForm,
        tab="verification",
    ),
    "assign-verifier": PilotDeed(
        N_("指派验证单位"),
        _measurable,
        of_case(lacks_office),
        N_("已指派，三方都会收到通知。"),
        VerifierForm,
        _assign,
        tab="verification",
    ),
    "hand-in-report": deed(
        N_("上传盖章扫描件"),
        lambda row: row.case.state in JUDGED | SHOWN,
        lacks_to_stamp,
        N_("扫描件已存档，各方都会收到通知。"),
        lambda act, row, said: stamping.hand_in_report(act, row.case, said.file, said.code),
        HandInForm,
        tab="verification",
        needs_file=True,
    ),
}
"""With the pilot."""

VERIFICATIONS: Mapping[str, PilotDeed] = {
    "agree": PilotDeed(
        N_("同意"),
        lambda row: row.one.state is V.PROPOSED and _measurable(row),
        _lacks_to_agree,
        N_("验证单位已确定，试点进入验证。"),
        act=lambda act, row, _said: verifying.agree_verifier(act, row.case, row.one),
        tab="verification",
        tone="primary",
    ),
    "withdraw": PilotDeed(
        N_("撤销这次验证"),
        lambda row: row.one.state in {V.PROPOSED, V.APPOINTED},
        _lacks_to_withdraw,
        N_("这次验证已撤销。"),
        ReasonForm,
        lambda act, row, said: verifying.withdraw_verifier(act, row.case, row.one, said.note),
        tab="verification",
        tone="quiet",
    ),
    "report": PilotDeed(
        N_("填报测量结果"),
        lambda row: row.one.state is V.APPOINTED and when(E.FIND_MET)(row),
        _lacks_to_report,
        form=ReportForm,
        act=lambda act, row, said: verifying.report(act, row.case, row.one, said),
        tab="verification",
        tone="primary",
        confirm=N_("提交后不能修改，确定吗？"),
    ),
    "comment": deed(
        N_("发表意见"),
        lambda row: row.one.state is V.REPORTED and row.case.pilot.completed_at is None,
        lacks_side,
        N_("意见已附在报告后面。"),
        lambda act, row, said: verifying.comment(act, row.case, row.one, said.body),
        CommentForm,
        tab="verification",
    ),
}

PAPERS: Mapping[str, PilotDeed] = {
    "send-back": deed(
        N_("退回扫描件"),
        lambda row: row.one.kind is PaperKind.REPORT and row.one.scanned_at is not None,
        lacks_to_stamp,
        N_("扫描件已退回，请核对后重新上传。"),
        lambda act, row, said: stamping.send_back_report(act, row.case, row.one, said.note),
        ReasonForm,
        tab="verification",
        tone="quiet",
    ),
}
"""With a printed report."""
