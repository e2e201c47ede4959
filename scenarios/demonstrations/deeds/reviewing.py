"""What the department, the public and another owner can do with a demonstration."""

from collections.abc import Mapping

from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.clock import city_date
from app.core.i18n import N_
from scenarios.demonstrations.actions import applying, objecting
from scenarios.demonstrations.deeds.base import DemoDeed, of_case, when
from scenarios.demonstrations.forms import (
    AnswerForm,
    DesignationForm,
    ObjectionForm,
    OpinionForm,
    RefusalForm,
    RevocationForm,
)
from scenarios.demonstrations.guards import RENEWABLE
from scenarios.demonstrations.lifecycle import IN_FORCE, ObjectionState
from scenarios.demonstrations.policy import (
    lacks_to_answer,
    lacks_to_copy,
    lacks_to_object,
    lacks_to_review,
    lacks_to_revoke,
    lacks_to_withdraw,
)
from scenarios.demonstrations.queries.cases import Shown
from scenarios.pilots.lifecycle import PilotEvent, PilotState
from scenarios.timing import last_day

E, S = PilotEvent, PilotState


def _takes_objections(shown: Shown) -> bool:
    until = shown.demonstration.publicity_until
    return shown.case.state is S.PUBLICITY and until is not None and shown.case.today <= last_day(until)


def _renewable(shown: Shown) -> bool:
    until = shown.demonstration.valid_until
    near = until is not None and shown.case.today >= city_date(until - RENEWABLE)
    return when(E.RENEW)(shown) and (near or shown.case.state is S.EXPIRED)


def _revocable(shown: Shown) -> bool:
    return when(E.REVOKE)(shown) and shown.demonstration.revocation_asked_by is None


def _asked(shown: Shown) -> bool:
    return when(E.REVOKE)(shown) and shown.demonstration.revocation_asked_by is not None


def _lacks_to_revoke(viewer: Viewer, shown: Shown) -> str:
    return lacks_to_revoke(viewer, shown.case, shown.demonstration.revocation_asked_by)


def _designate(act: Act, shown: Shown, said: DesignationForm) -> None:
    applying.designate(act, shown, said, said.file)


def _object(act: Act, shown: Shown, said: ObjectionForm) -> None:
    objecting.object_to(act, shown, said.body, said.file)


DEMONSTRATION: Mapping[str, DemoDeed] = {
    "announce": DemoDeed(
        N_("同意公示"),
        when(E.ANNOUNCE),
        of_case(lacks_to_review),
        N_("已开始公示。"),
        OpinionForm,
        lambda act, shown, said: applying.announce(act, shown, said.opinion),
        tone="primary",
    ),
    "return": DemoDeed(
        N_("退回申报"),
        when(E.RETURN_APPLICATION),
        of_case(lacks_to_review),
        N_("已退回，双方会收到意见。"),
        OpinionForm,
        lambda act, shown, said: applying.give_back(act, shown, said.opinion),
    ),
    "object": DemoDeed(
        N_("提出异议"),
        _takes_objections,
        of_case(lacks_to_object),
        N_("异议已提交，会有答复。"),
        ObjectionForm,
        _object,
    ),
    "designate": DemoDeed(
        N_("登记示范认定"),
        lambda shown: when(E.DESIGNATE)(shown) and not shown.demonstration.designation_number,
        of_case(lacks_to_review),
        N_("已登记，页面开始显示“示范应用”。"),
        DesignationForm,
        _designate,
        needs_file=True,
    ),
    "renew": DemoDeed(
        N_("续期"),
        _renewable,
        of_case(lacks_to_review),
        N_("已续期两年。"),
        act=lambda act, shown, _said: applying.renew(act, shown),
    ),
    "ask-revocation": DemoDeed(
        N_("提出撤销"),
        _revocable,
        of_case(lacks_to_review),
        N_("已提出，等另一位工作人员确认。"),
        RevocationForm,
        lambda act, shown, said: applying.ask_revocation(act, shown, said.code, said.note),
        tone="quiet",
    ),
    "drop-revocation": DemoDeed(
        N_("不再撤销"),
        _asked,
        of_case(lacks_to_review),
        N_("撤销已取消。"),
        act=lambda act, shown, _said: applying.drop_revocation(act, shown),
        tone="quiet",
    ),
    "revoke": DemoDeed(
        N_("确认撤销"),
        _asked,
        _lacks_to_revoke,
        N_("已撤销，页面保留并注明原因。"),
        act=lambda act, shown, _said: applying.revoke(act, shown),
        tone="danger",
        confirm=N_("撤销后不能恢复，确定吗？"),
    ),
    "copy": DemoDeed(
        N_("我也要"),
        lambda shown: shown.case.state in IN_FORCE,
        of_case(lacks_to_copy),
        tone="primary",
    ),
}
"""`copy` has a handler of its own, since it leads to the draft."""


def _open(shown: Shown) -> bool:
    """Whatever has become of the application: another objection that was upheld answers none but itself."""
    return shown.one.state is ObjectionState.SUBMITTED


def _lacks_to_answer(viewer: Viewer, shown: Shown) -> str:
    return lacks_to_answer(viewer, shown.case, shown.demonstration.announced_by, shown.one.person_id)


OBJECTIONS: Mapping[str, DemoDeed] = {
    "refuse": DemoDeed(
        N_("不予受理"),
        _open,
        _lacks_to_answer,
        N_("已答复异议人。"),
        RefusalForm,
        lambda act, shown, said: objecting.refuse(act, shown, shown.one, said.reason, said.answer),
    ),
    "dismiss": DemoDeed(
        N_("异议不成立"),
        _open,
        _lacks_to_answer,
        N_("已答复异议人。"),
        AnswerForm,
        lambda act, shown, said: objecting.dismiss(act, shown, shown.one, said.answer),
    ),
    "uphold": DemoDeed(
        N_("异议成立"),
        _open,
        _lacks_to_answer,
        N_("异议成立，申报退回审核。"),
        AnswerForm,
        lambda act, shown, said: objecting.uphold(act, shown, shown.one, said.answer),
    ),
    "withdraw": DemoDeed(
        N_("撤回异议"),
        _open,
        lambda viewer, shown: lacks_to_withdraw(viewer, shown.one.person_id),
        N_("异议已撤回。"),
        act=lambda act, shown, _said: objecting.withdraw(act, shown.one),
        tone="quiet",
    ),
}
