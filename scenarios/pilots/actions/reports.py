"""The report of a pilot as a paper: what was locked and by whom, every amendment, readings, verdicts, what the sides say."""

from typing import Any

from app.core.acting import Act
from app.core.html import format_date, format_figure, format_range
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from scenarios.pilots.actions.papers import Pairs, keep
from scenarios.pilots.disclosing import Told
from scenarios.pilots.labels import ACCREDITATIONS, CHANGED, SIDES, VERDICTS, VERIFICATIONS
from scenarios.pilots.lifecycle import VerificationState
from scenarios.pilots.models import Amendment, Paper, PaperKind, Side
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.papers import basis_of
from scenarios.pilots.queries.running import Measured, amendments, verifications


def report_paper(act: Act, case: Case) -> Paper | None:
    """The newest report, in Chinese; None where nothing was measured yet."""
    reported = [
        one for one in verifications(act.db, case, inside=True) if one.verification.state is VerificationState.REPORTED
    ]
    if not reported:
        return None
    with speaking("zh"):
        agreed = [one for one in amendments(act.db, case) if one.agreed_at is not None]
        basis = basis_of(act.db, case.pilot.id, PaperKind.REPORT)
        return keep(act, case.pilot.id, PaperKind.REPORT, _content(case, reported[0], agreed), basis)


def _content(case: Case, one: Measured, agreed: list[Amendment]) -> dict[str, Any]:
    names = {kpi.id: kpi.name for kpi in case.kpis}
    sections: list[tuple[str, Pairs]] = [
        (_("参加单位"), [(_(SIDES[row.side]), case.organisations[row.organisation_id].name) for row in case.parties]),
        (_("验证"), _how(one)),
        (_("结论"), _conclusion(case, one)),
        (_("锁定以后的变更"), [_amendment(row, names) for row in reversed(agreed)] or [("", _("没有变更"))]),
        (_("双方意见"), [(_(SIDES[said.side]), said.body) for said in one.comments]),
    ]
    return {
        "title": _("试点验证报告"),
        "subject": case.need.title,
        "sections": [(title, [pair for pair in pairs if pair[1]]) for title, pairs in sections if pairs],
        "tables": [_table(one), _baselines(case)],
        "signers": [one.house.name, case.house(Side.OWNER).name],
    }


def _how(one: Measured) -> Pairs:
    row = one.verification
    scope = " · ".join(filter(None, (ACCREDITATIONS.get(row.accreditation, ""), row.accreditation_scope)))
    return [
        (_("方式"), _(VERIFICATIONS[row.kind])),
        (_("验证单位"), one.house.name),
        (_("由谁确定"), _("专班指派") if row.assigned else _("双方商定")),
        (_("报告编号"), row.report_number),
        (_("资质"), scope),
        (_("签发人"), row.signatory),
        (_("费用承担"), row.paid_by),
        (_("专家组意见"), row.opinion),
        (_("测法"), row.method),
        (_("样本"), row.sample),
        (_("测量期间"), format_range(format_date(row.measured_from), format_date(row.measured_to))),
        (_("原始数据 SHA-256"), row.raw_sha256),
    ]


def _conclusion(case: Case, one: Measured) -> Pairs:
    found = one.overall
    weights = _("；").join(f"{kpi.name} {kpi.weight}" for kpi in case.kpis)
    return [
        (_("总结论"), _(VERDICTS[found][0]) if found is not None else ""),
        (_("按权重达到"), f"{one.share}%"),
        (_("权重"), weights),
        (_("算法"), _("达到计 1，部分达到计 0.5；全部达到为通过，加权不足 50% 为未通过，其余为部分通过。")),
    ]


def _amendment(row: Amendment, names: dict[int, str]) -> tuple[str, str]:
    what = names.get(row.kpi_id, "") if row.kpi_id else _("延期")
    changes = row.changes.items()
    said = _("；").join(f"{_(CHANGED[name])}{_('：')}{one['old'] or '—'} → {one['new']}" for name, one in changes)
    told = _("{what}：{said}（{reason}；双方于 {day} 确认）")
    return f"№ {row.number}", told.format(what=what, said=said, reason=row.reason, day=format_date(row.agreed_at))


def _number(value: float | None, unit: str = "") -> str:
    return "—" if value is None else f"{format_figure(value)} {unit}".strip()


def _table(one: Measured) -> dict[str, Any]:
    heads = [_("指标"), _("基线"), _("目标"), _("读数"), _("变化"), _("结论")]
    return {"title": _("逐项结果"), "heads": heads, "rows": [_row(figure) for figure in one.figures]}


def _row(figure: Told) -> list[str]:
    spread = f" ± {format_figure(figure.uncertainty)}" if figure.uncertainty is not None else ""
    return [
        figure.name,
        _number(figure.baseline, figure.unit),
        figure.target or "—",
        _number(figure.reading, figure.unit) + spread,
        f"{figure.change:+.1f}%" if figure.change is not None else "—",
        _(VERDICTS[figure.verdict][0]) if figure.verdict is not None else "—",
    ]


def _baselines(case: Case) -> dict[str, Any]:
    rows = [
        [
            kpi.name,
            _number(kpi.baseline_value, kpi.unit),
            kpi.sample,
            format_range(format_date(kpi.measured_from), format_date(kpi.measured_to)),
            kpi.method,
        ]
        for kpi in case.kpis
    ]
    title = _("基线（{day}由双方锁定）").format(day=format_date(case.pilot.locked_at))
    return {"title": title, "heads": [_("指标"), _("数值"), _("样本"), _("期间"), _("测法")], "rows": rows}
