"""What is still missing before a pilot may be shown to others, as sentences. Pure but for what is handed in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from app.core.i18n import N_
from scenarios.demonstrations.models import Demonstration
from scenarios.pilots.judging import Verdict, overall, verdict
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Pilot, PilotKpi, Reading, Verification

VALID_YEARS: Final = 2
PUBLICITY_DAYS: Final = 5
"""Working days."""
REMINDED: Final = (90, 30, 7)
"""Days before the end of a record."""
RENEWABLE: Final = timedelta(days=90)
"""How long before its end a record may be renewed."""


def application_lacks(pilot: Pilot, kpis: Sequence[PilotKpi], report: Verification | None) -> str:
    """What a pilot needs before it can be put forward; "" when nothing is missing."""
    if report is None:
        return N_("只有经第三方检测或专家组验收的试点才能申报；单位自测不能作为依据。")
    if not kpis:
        return N_("没有锁定的指标，不能申报。")
    return "" if pilot.completed_at is not None else N_("请先办理结项，包括数据删除证明。")


def reading_lacks(kpis: Sequence[PilotKpi], report: Verification | None, readings: Mapping[int, Reading]) -> str:
    """What a record must rest on: an independent report with a reading for every figure, and all of it met."""
    if report is None:
        return N_("没有独立验证的读数，不能列入验证记录。")
    if any(kpi.id not in readings for kpi in kpis):
        return N_("有指标没有读数，不能列入验证记录。")
    found = [(verdict(kpi, readings[kpi.id].value), kpi.weight) for kpi in kpis]
    judged = [(one, weight) for one, weight in found if one is not None]
    met = bool(judged) and overall(judged) is Verdict.MET
    return "" if met else N_("独立验证没有全部达到，不能列入验证记录。")


def renewal_lacks(row: Demonstration, state: PilotState, report: Verification | None, now: datetime) -> str:
    """Renewal takes a fresh reading, and is nothing to be stored up years ahead."""
    if row.valid_until is not None and state is not PilotState.EXPIRED and now < row.valid_until - RENEWABLE:
        return N_("到期前 90 天内才能续期。")
    fresh = report is not None and report.id != row.verification_id
    return "" if fresh else N_("续期需要一次新的独立测量：请先在试点的“验证”里办理。")
