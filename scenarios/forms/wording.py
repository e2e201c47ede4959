"""Labels and choices of the owner's forms that no other page needs; the rest stands in `scenarios.labels`."""

from collections.abc import Mapping
from datetime import datetime, time

from app.core.clock import CITY
from app.core.html import format_deadline
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.labels import FIELDS, ROUTES
from scenarios.lifecycle import Route
from scenarios.models import Secrecy

PARTS: Mapping[str, str] = {
    "organisation": N_("所属单位"),
    "budget": N_("预算"),
    "kpis-name": N_("指标名称"),
    "kpis-unit": N_("计量单位"),
    "kpis-baseline": N_("基线"),
    "kpis-target": N_("目标值"),
    "kpis-direction": N_("变化方向"),
    "kpis-method": N_("测法"),
    "constraints-kind": N_("约束类别"),
    "constraints-text": N_("具体要求"),
    "constraints-hard": N_("硬性要求"),
    "file": N_("文件"),
    "checklist": N_("保密检查清单"),
    "reason": N_("原因"),
    "note": N_("说明"),
    "successor": N_("接手人"),
    "replaces": N_("新附件替换"),
    "withdrawn": N_("撤下附件"),
    "waiver_asked": N_("申请豁免的理由"),
}
ROUTE_HINTS: Mapping[Route, str] = {
    Route.MATCH_ONLY: N_("公开需求，供给方来谈；六项信息即可发布"),
    Route.TENDER: N_("公开征集方案，密封应标，专家评审"),
    Route.TEST_ONLY: N_("提供场地和条件，做第一次真实测试"),
    Route.PROCURE: N_("说明需求后转入本单位采购程序"),
}
SECRECIES: Mapping[Secrecy, tuple[str, str]] = {
    Secrecy.PUBLIC: (N_("公开"), N_("任何人都能看到，可以被搜索、订阅和导出")),
    Secrecy.RESTRICTED: (N_("仅限已核验单位"), N_("登录的已核验单位才能看到，不进入公开搜索、订阅和导出")),
}


def field_labels() -> dict[str, str]:
    """What every field of the forms is called, for an error summary."""
    return {name: _(text) for name, text in {**FIELDS, **PARTS}.items()}


def route_options() -> list[tuple[str, str, str]]:
    return [(route.value, _(label), _(ROUTE_HINTS[route])) for route, label in ROUTES.items()]


def secrecy_options() -> list[tuple[str, str, str]]:
    return [(secrecy.value, _(label), _(hint)) for secrecy, (label, hint) in SECRECIES.items()]


def hour_hint(end: datetime | None) -> str:
    """What is to be known of a day whose end a list has given an hour; nothing of one that ends at midnight."""
    if end is None or end.astimezone(CITY).time() == time():
        return ""
    return _("现在截止于 {when}；改成另一天，就到那一天结束为止").format(when=format_deadline(end))
