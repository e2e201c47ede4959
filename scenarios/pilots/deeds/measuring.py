"""What people can do with figures and with amendments."""

from collections.abc import Mapping

from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.i18n import N_
from scenarios.pilots.actions import measuring, running
from scenarios.pilots.contents import LOCK, lock
from scenarios.pilots.deeds.base import PilotDeed, Row, deed, when
from scenarios.pilots.deeds.pilots import unless_given
from scenarios.pilots.forms import AmendForm, KpiForm, ReasonForm
from scenarios.pilots.lifecycle import PilotEvent
from scenarios.pilots.policy import lacks_side, side_of

E = PilotEvent


def _writable(row: Row) -> bool:
    return row.case.pilot.locked_at is None and when(E.LOCK)(row)


def _amendable(row: Row) -> bool:
    return row.case.pilot.locked_at is not None and when(E.AMEND)(row)


def _waiting(row: Row) -> bool:
    """An amendment that nobody has settled, of a pilot that may still be amended."""
    open_still = row.one.agreed_at is None and row.one.refused_at is None
    return open_still and when(E.AMEND if row.one.kpi_id is not None else E.EXTEND)(row)


def _lacks_to_agree(viewer: Viewer, row: Row) -> str:
    missing = lacks_side(viewer, row.case)
    own = side_of(viewer, row.case) is row.one.side
    return missing or (N_("这项变更由贵方提出，请等对方确认。") if own else "")


def _lacks_to_lock(viewer: Viewer, row: Row) -> str:
    return unless_given(viewer, row, LOCK, lock(row.case.kpis))


def _save(act: Act, row: Row, said: KpiForm) -> None:
    kpi = None if row.one is row.case.pilot else row.one
    measuring.edit_figure(act, row.case, kpi, said)


KPIS: Mapping[str, PilotDeed] = {
    "edit": deed(N_("填写目标和基线"), _writable, lacks_side, N_("指标已保存。"), _save, KpiForm, tab="kpis"),
    "remove": deed(
        N_("删除"),
        _writable,
        lacks_side,
        N_("指标已删除。"),
        lambda act, row, _said: measuring.remove_kpi(act, row.case, row.one),
        tab="kpis",
        tone="quiet",
        confirm=N_("删除后不能恢复，确定吗？"),
    ),
    "amend": deed(
        N_("提出变更"),
        _amendable,
        lacks_side,
        N_("变更已提出，请对方确认；确认前原值不变。"),
        lambda act, row, said: measuring.propose_change(act, row.case, row.one, said),
        AmendForm,
        tab="kpis",
        tone="quiet",
    ),
}

AMENDMENTS: Mapping[str, PilotDeed] = {
    "agree": PilotDeed(
        N_("同意变更"),
        _waiting,
        _lacks_to_agree,
        N_("变更已生效。"),
        act=lambda act, row, _said: running.agree_amendment(act, row.case, row.one),
        tab="kpis",
        tone="primary",
    ),
    "refuse": deed(
        N_("不同意或收回"),
        _waiting,
        lacks_side,
        N_("变更没有通过，原来锁定的不变。"),
        lambda act, row, said: measuring.refuse_change(act, row.case, row.one, said.note),
        ReasonForm,
        tab="kpis",
        tone="quiet",
    ),
}

MEASURING: Mapping[str, PilotDeed] = {
    "add-kpi": deed(N_("增加指标"), _writable, lacks_side, N_("指标已保存。"), _save, KpiForm, tab="kpis"),
    "lock": PilotDeed(
        N_("确认并锁定基线"),
        _writable,
        _lacks_to_lock,
        act=lambda act, row, _said: measuring.lock_figures(act, row.case),
        tab="kpis",
        tone="primary",
        confirm=N_("双方确认后基线锁定，此后只能由双方变更。确定吗？"),
    ),
}
"""With the pilot."""
