"""What people can do with a decision, and with an objection."""

from collections.abc import Mapping

from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.deeds import Deed, during
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.awards.actions import deciding, objecting
from scenarios.awards.actions.piloting import start_pilot
from scenarios.awards.forms import (
    AnswerForm,
    ConfirmForm,
    DecisionForm,
    DeclineForm,
    DisqualifyForm,
    ObjectionForm,
    RefuseForm,
)
from scenarios.awards.labels import objection_tag
from scenarios.awards.lifecycle import OBJECTION, ObjectionEvent
from scenarios.awards.models import ObjectionKind
from scenarios.awards.policy import (
    lacks_to_answer_this,
    lacks_to_begin,
    lacks_to_decide,
    lacks_to_decline,
    lacks_to_object,
    lacks_to_report,
    lacks_to_withdraw,
)
from scenarios.awards.queries.cases import AwardCase, ObjectionCase
from scenarios.bids.lifecycle import BID, BidEvent
from scenarios.lifecycle import ScenarioState

AwardDeed = Deed[Viewer, AwardCase]
ObjectionDeed = Deed[Viewer, ObjectionCase]
E = ObjectionEvent
LIVE = frozenset({ScenarioState.EVALUATING, ScenarioState.PUBLICITY, ScenarioState.AWARDED})


def moved_on(_case: object) -> str:
    return _("您的操作没有生效：这一步已经完成，或者现在不能办理。")


def objection_moved_on(case: ObjectionCase) -> str:
    return _("您的操作没有生效：这件异议现在是“{state}”。").format(state=objection_tag(case.state)[0])


def may_go(case: AwardCase) -> list[int]:
    """Bids that could be disqualified now, by number."""
    if case.need.state not in LIVE or case.pilot is not None:
        return []
    return [one.number or 0 for one in case.panel.bids if BidEvent.DISQUALIFY in BID.events_from(one.state)]


def _proposed(case: AwardCase) -> bool:
    return bool(may_go(case)) and any(one.confirmed_at is None for one in case.proposed)


def _lead(case: AwardCase) -> int | None:
    return case.awarded.organisation_id if case.awarded is not None else None


def _object(act: Act, case: AwardCase, said: ObjectionForm) -> None:
    objecting.submit(act, case, ObjectionKind.QUESTION, said)


def _report(act: Act, case: AwardCase, said: ObjectionForm) -> None:
    objecting.submit(act, case, ObjectionKind.REPORT, said)


def _waits(case: AwardCase) -> bool:
    return case.awarded is not None and case.pilot is None


def _confirms(viewer: Viewer, case: AwardCase) -> str:
    return case.lacks_to_answer(viewer)


def _answers(viewer: Viewer, case: ObjectionCase) -> str:
    return case.award.lacks_to_answer(viewer) or lacks_to_answer_this(viewer, case.one)


DEEDS: Mapping[str, AwardDeed] = {
    "decide": Deed(
        N_("填写决定"),
        lambda case: case.decidable,
        lambda viewer, case: lacks_to_decide(viewer, case.need, case.panel.seats, case.panel.bidders),
        N_("决定已记录并公布，应标单位已收到通知。"),
        DecisionForm,
        deciding.decide,
    ),
    "object": Deed(
        N_("提出质疑"),
        lambda case: case.takes_objections,
        lambda viewer, case: lacks_to_object(viewer, case.panel.bidders),
        N_("质疑已提交，七个工作日内答复。"),
        ObjectionForm,
        _object,
    ),
    "report": Deed(
        N_("实名反映"),
        lambda case: case.takes_reports,
        lambda viewer, _case: lacks_to_report(viewer),
        N_("已提交。场景方和应标单位看不到是谁反映的，也看不到内容；七个工作日内答复。"),
        ObjectionForm,
        _report,
    ),
    "disqualify": Deed(
        N_("提出取消资格"),
        lambda case: bool(may_go(case)),
        lambda viewer, case: lacks_to_decide(viewer, case.need, case.panel.seats, case.panel.bidders),
        N_("已提出，由专班的另一人确认后生效。"),
        DisqualifyForm,
        objecting.propose_out,
    ),
    "confirm": Deed(
        N_("确认取消资格"),
        _proposed,
        _confirms,
        N_("资格已取消。"),
        ConfirmForm,
        lambda act, case, said: objecting.confirm_out(act, case, said.number),
    ),
    "decline": Deed(
        N_("放弃"),
        _waits,
        lambda viewer, case: lacks_to_decline(viewer, _lead(case)),
        N_("已放弃，由名次在后的单位递补。"),
        DeclineForm,
        deciding.decline,
    ),
    "pilot": Deed(
        N_("发起试点"),
        _waits,
        lambda viewer, case: lacks_to_begin(viewer, case.need, _lead(case)),
        N_("已发起试点，请对方确认。"),
        act=lambda act, case, _said: _pilot(act, case),
    ),
}


def _pilot(act: Act, case: AwardCase) -> None:
    start_pilot(act, case)


OBJECTION_DEEDS: Mapping[str, ObjectionDeed] = {
    "accept": Deed(
        N_("受理"),
        during(OBJECTION, E.ACCEPT),
        _answers,
        N_("已受理。"),
        act=lambda act, case, _said: objecting.accept(act, case),
    ),
    "refuse": Deed(
        N_("不予受理"),
        during(OBJECTION, E.REFUSE),
        _answers,
        N_("已答复：不予受理。"),
        RefuseForm,
        lambda act, case, said: objecting.refuse(act, case, said.reason),
    ),
    "answer": Deed(
        N_("答复"),
        during(OBJECTION, E.DISMISS),
        _answers,
        N_("已答复。"),
        AnswerForm,
        objecting.answer,
    ),
    "withdraw": Deed(
        N_("撤回"),
        during(OBJECTION, E.WITHDRAW),
        lambda viewer, case: lacks_to_withdraw(viewer, case.one),
        N_("已撤回。"),
        act=lambda act, case, _said: objecting.withdraw(act, case),
    ),
}
