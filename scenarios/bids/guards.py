"""What a bid lacks before it is handed in, and what its papers lack afterwards. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.bids.contents import TECHNICAL, Body
from scenarios.bids.labels import CORRECTABLE
from scenarios.models import Kpi
from scenarios.targets import read_target


@dataclass(frozen=True)
class Lack:
    """What is missing, as a sentence, and where it is given: a section, `files` or `partners`."""

    sentence: str
    place: str


REQUIRED: Sequence[tuple[str, str, str]] = (
    ("plan", "approach", N_("还没有填写技术方案。")),
    ("plan", "schedule", N_("还没有填写实施计划。")),
    ("resources", "ip", N_("还没有选择成果归属。")),
    ("named", "team", N_("还没有填写团队。")),
    ("named", "price", N_("还没有填写报价；不收费的填 0。")),
    ("named", "signatory", N_("还没有填写被授权人。")),
)


def lacks(body: Body, kpis: Sequence[Kpi], names: Sequence[str], asked: Collection[int]) -> list[Lack]:
    """Everything that keeps a bid from being handed in. `names` are those of the houses that bid, `asked` the partners
    that have not said yes."""
    found = [Lack(_(text), where) for where, name, text in REQUIRED if body.value(where, name) in {"", None}]
    found += [Lack(sentence, "kpis") for sentence in _uncommitted(body, kpis)]
    found += [Lack(_("这一节有还没保存的内容，请打开核对后保存。"), key) for key in sorted(body.raw or {})]
    found += [
        Lack(_("技术部分里出现了单位名称“{name}”：技术部分不署名评分，请删去。").format(name=name), where)
        for where, name in _named(body, names)
    ]
    if asked:
        found.append(Lack(_("还有合作单位没有答复：请对方确认，或取消邀请。"), "partners"))
    return found


def promise_trouble(kpi: Kpi, promise: str) -> str:
    """Why a promise cannot be held against the figure of the need; empty where it can."""
    try:
        read = read_target(promise, kpi.name, kpi.unit, kpi.direction)
    except ValueError as unreadable:
        return str(unreadable)
    if read is None:
        return _("请写出承诺达到的数值，例如“{target}”，不要只写变化幅度。").format(target=kpi.target)
    return ""


def reaches(kpi: Kpi, promise: str) -> bool | None:
    """Whether a promise is as good as what the need aims at; None where that cannot be said."""
    if promise_trouble(kpi, promise):
        return None
    try:
        aim = read_target(kpi.target, kpi.name, kpi.unit, kpi.direction)
    except ValueError:
        return None
    said = read_target(promise, kpi.name, kpi.unit, kpi.direction)
    if aim is None or said is None or aim.unit != said.unit or aim.direction not in {"up", "down"}:
        return None
    return said.value >= aim.value if aim.direction == "up" else said.value <= aim.value


def defects(body: Body, *, unproven: bool) -> list[str]:
    """Codes of the papers that are missing; `unproven`: a hard demand of the need wants a proof."""
    wanted = [kind for kind in CORRECTABLE if kind != "proof" or unproven]
    return [kind for kind in wanted if not body.has(kind)]


def _uncommitted(body: Body, kpis: Sequence[Kpi]) -> Iterable[str]:
    promised = {row["kpi"]: row["promise"] for row in body.value("kpis", "commitments", [])}
    for kpi in kpis:
        promise = promised.get(kpi.name, "")
        if not promise:
            yield _("指标“{name}”还没有承诺值。").format(name=kpi.name)
        elif trouble := promise_trouble(kpi, promise):
            yield _("指标“{name}”：{trouble}").format(name=kpi.name, trouble=trouble)


def _named(body: Body, names: Sequence[str]) -> Iterable[tuple[str, str]]:
    for where in TECHNICAL:
        said = "\n".join(_texts(body.said.get(where, {})))
        yield from ((where, name) for name in names if name in said)


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
