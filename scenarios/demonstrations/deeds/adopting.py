"""What the adopting owner can do with a copy."""

from collections.abc import Mapping

from app.accounts.policy import Viewer
from app.core.i18n import N_
from scenarios.demonstrations.actions import adopting, stating
from scenarios.demonstrations.deeds.base import DemoDeed
from scenarios.demonstrations.forms import AdoptForm, DropForm
from scenarios.demonstrations.lifecycle import ADOPTION, RECORDED, AdoptionEvent, AdoptionState
from scenarios.demonstrations.policy import lacks_to_adopt
from scenarios.demonstrations.queries.cases import Shown
from scenarios.pilots.forms import HandInForm, ReasonForm
from scenarios.pilots.lifecycle import PilotState

E = AdoptionEvent


def _when(event: AdoptionEvent, shown: Shown) -> bool:
    return event in ADOPTION.events_from(shown.one.state)


def _lacks(viewer: Viewer, shown: Shown) -> str:
    return lacks_to_adopt(viewer, shown.case, shown.one.organisation_id)


def _stated(shown: Shown) -> bool:
    return shown.one.state is AdoptionState.ADOPTED


ADOPTIONS: Mapping[str, DemoDeed] = {
    "confirm": DemoDeed(
        N_("确认已上线"),
        lambda shown: _when(E.CONFIRM, shown) and shown.case.state in RECORDED - {PilotState.REVOKED},
        _lacks,
        N_("已确认，推广情况会计入这项记录。"),
        AdoptForm,
        adopting.confirm,
        tone="primary",
    ),
    "correct": DemoDeed(
        N_("更正"),
        lambda shown: _when(E.CORRECT, shown),
        _lacks,
        N_("已更正，原来的说法留在记录里。"),
        AdoptForm,
        adopting.correct,
    ),
    "hand-in": DemoDeed(
        N_("上传盖章扫描件"),
        _stated,
        _lacks,
        N_("扫描件已存档。"),
        HandInForm,
        lambda act, shown, said: stating.hand_in(act, shown, said.file, said.code),
        needs_file=True,
    ),
    "take-back": DemoDeed(
        N_("撤下扫描件"),
        _stated,
        _lacks,
        N_("扫描件已撤下，可以重新上传。"),
        ReasonForm,
        lambda act, shown, said: stating.take_back(act, shown, said.note),
        tone="quiet",
    ),
    "drop": DemoDeed(
        N_("不再推广"),
        lambda shown: _when(E.DROP, shown),
        _lacks,
        N_("已记下；需求草稿仍归贵单位。"),
        DropForm,
        lambda act, shown, said: adopting.drop(act, shown, said.note),
        tone="quiet",
    ),
    "end": DemoDeed(
        N_("已经停用"),
        lambda shown: _when(E.END, shown),
        _lacks,
        N_("已记下，不再计入在用单位。"),
        DropForm,
        lambda act, shown, said: adopting.end(act, shown, said.note),
        tone="quiet",
    ),
}
