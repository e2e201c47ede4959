"""What people can do with a panel."""

from collections.abc import Collection, Mapping
from typing import Any

from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.deeds import Deed
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.panels.actions.pool import draw_panel
from scenarios.panels.actions.scoring import recuse, send, sign
from scenarios.panels.forms import RecuseForm, SignForm
from scenarios.panels.lifecycle import SeatState
from scenarios.panels.models import Seat
from scenarios.panels.policy import lacks_to_judge, lacks_to_keep_panel, lacks_to_recuse
from scenarios.panels.queries.cases import PanelCase, Stage

PanelDeed = Deed[Viewer, PanelCase]
S = SeatState
LEAVING = frozenset({S.SEATED, S.TECHNICAL_SENT})


def _in(*stages: Stage) -> Any:
    return lambda case: case.stage in stages


def _lacks_to_keep(viewer: Viewer, case: PanelCase) -> str:
    return lacks_to_keep_panel(viewer, case.need, case.bidders)


def _lacks_seat(*states: SeatState) -> Any:
    """What somebody lacks who wants to do this as a member: a seat, and that it is her turn."""

    def lacks(viewer: Viewer, case: PanelCase) -> str:
        seat = case.seat_of(viewer)
        done = N_("您这一步已经完成，不能再改。") if seat is not None and seat.state not in states else ""
        return lacks_to_judge(viewer, case.seats, case.bidders) or done

    return lacks


def _lacks_seat_to_leave(viewer: Viewer, case: PanelCase) -> str:
    seat = case.seat_of(viewer)
    late = N_("您的分数已经全部提交，不能再申请回避。") if seat is not None and seat.state not in LEAVING else ""
    return lacks_to_recuse(viewer, case.seats) or late


def _seat(act: Act, case: PanelCase) -> Seat:
    return next(one for one in case.active if one.person_id == act.actor.person_id)


def moved_on(_case: PanelCase) -> str:
    return _("您的操作没有生效：评审已经进入下一步。")


def undrawn(case: PanelCase) -> bool:
    return case.panel.drawn_at is None and case.stage is not Stage.OVER


SCORING: Collection[Stage] = (Stage.TECHNICAL, Stage.NAMED)

DEEDS: Mapping[str, PanelDeed] = {
    "pool": Deed(N_("管理专家名单"), undrawn, _lacks_to_keep),
    "draw": Deed(
        N_("抽取评审组"),
        _in(Stage.DRAWING),
        _lacks_to_keep,
        N_("评审组已抽取，评委已收到通知；种子和全部顺序已经公布。"),
        act=lambda act, case, _said: draw_panel(act, case),
    ),
    "send": Deed(
        N_("提交分数"),
        _in(*SCORING),
        _lacks_seat(S.SEATED, S.TECHNICAL_SENT),
        N_("分数已提交，不能再改。"),
        act=lambda act, case, _said: send(act, case, _seat(act, case)),
    ),
    "recuse": Deed(
        N_("申请回避"),
        _in(*SCORING),
        _lacks_seat_to_leave,
        N_("您已回避，由抽取顺序里的下一位专家递补。"),
        RecuseForm,
        lambda act, case, said: recuse(act, case, _seat(act, case), said.reason),
    ),
    "sign": Deed(
        N_("签名"),
        _in(Stage.SIGNING),
        _lacks_seat(S.SCORED),
        N_("已签名。"),
        SignForm,
        lambda act, case, said: sign(act, case, _seat(act, case), said),
    ),
}
