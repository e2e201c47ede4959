"""What must be in order before a need is submitted, opened or changed: pure functions that name every obstacle.

A high-risk trigger does not stop a submission: the flag 需风险审查 goes with the need, and opening it asks for the
reviewer's note of the risk decision (`risk_decision`), until the risk desk decides such cases itself.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core.i18n import N_
from scenarios.lifecycle import Route
from scenarios.values import ScenarioValues

CHECKLIST: tuple[tuple[str, str], ...] = (
    ("state_secret", N_("不含国家秘密、工作秘密和涉密项目信息")),
    ("personal", N_("除已说明可以公开的以外，不含个人信息：姓名、电话、身份证号、患者资料等")),
    ("trade_secret", N_("不泄露本单位和合作方的商业秘密、系统账号和安全漏洞")),
    ("attachments", N_("附件已逐个检查，不宜公开的已标为“不公开”")),
    ("consent", N_("本单位同意公开发布这项需求")),
)
"""Confidentiality checklist: every line is ticked before a need leaves its house."""
CHECKLIST_CODES = frozenset(code for code, _text in CHECKLIST)
OWNERS_OWN = frozenset({"organisation", "terms", "checklist", "readiness"})
"""Obstacles that a waiver of the office lifts when it publishes an imported list: it vouches in the owner's place."""


@dataclass(frozen=True)
class Obstacle:
    """Why not: a code, a sentence for the catalogue, and the section and field where it is mended ("" for none)."""

    code: str
    sentence: str
    section: str = ""
    name: str = ""


def settled_elsewhere(sentences: Iterable[str]) -> list[Obstacle]:
    """What other parts of the site want settled first."""
    return [Obstacle("elsewhere", sentence) for sentence in sentences]


NO_APPROVER = Obstacle("approver", N_("本单位还没有其他审批人，请先在单位页面邀请一位审批人。"))
"""Stands in the way of an approval inside the house alone, whoever approves."""


@dataclass(frozen=True)
class Standing:
    """What a submission depends on besides the text."""

    verified: bool
    terms_accepted: bool
    readiness: int
    threshold: int
    checklist: Collection[str]
    unfinished: Collection[str]
    """Sections in which something was typed and is not saved."""
    waiver: str = ""
    waiver_asked: str = ""
    """Why the owner asks to be let through below the threshold: enough to be submitted, never to be opened."""
    vouched: bool = False
    """The office publishes an import in the owner's place, with a reason."""
    exposed: Collection[tuple[str, str]] = ()
    """Section and field of each text that tells about people without a declaration."""


REQUIRED: tuple[tuple[str, str, str], ...] = (
    ("title", "basics", N_("还没有填写场景名称。")),
    ("field", "basics", N_("还没有选择领域。")),
    ("description", "basics", N_("还没有填写需求描述。")),
    ("deadline", "basics", N_("还没有填写截止日期。")),
)
REQUIRED_CONTACT: tuple[tuple[str, str, str], ...] = (
    ("contact_name", "basics", N_("还没有填写联系人姓名。")),
    ("contact_phone", "basics", N_("还没有填写联系电话。")),
    ("contact_email", "basics", N_("还没有填写联系邮箱。")),
)


def submission_obstacles(values: ScenarioValues, standing: Standing, now: datetime) -> list[Obstacle]:
    """Everything that keeps the need from being submitted, most basic first; empty when it may go."""
    found = [*_missing(values, standing), *_wrong(values, now), *_unfinished(standing), *_exposed(standing.exposed)]
    found += _owner(standing)
    if standing.vouched and standing.waiver:
        return [obstacle for obstacle in found if obstacle.code not in OWNERS_OWN]
    return found


def opening_obstacles(
    values: ScenarioValues,
    now: datetime,
    *,
    verified: bool,
    risk_decision: str,
    vouched: bool = False,
    exposed: Collection[tuple[str, str]] = (),
) -> list[Obstacle]:
    """What keeps an approved need from being opened: time has gone on, a risk trigger wants its decision, and whatever
    tells about people its declaration."""
    found = [*_wrong(values, now), *_exposed(exposed)]
    if not verified and not vouched:
        found.append(UNVERIFIED)
    if needs_risk_decision(values) and not risk_decision:
        found.append(
            Obstacle("risk", N_("触发了风险审查事项，请先记录风险审查结论，再发布。"), "terms", "risk_triggers")
        )
    return found


def needs_risk_decision(values: ScenarioValues) -> bool:
    return bool(values.risk_triggers)


def needs_kpi(route: Route) -> bool:
    """对接 leads to a conversation; every other route is judged by figures."""
    return route is not Route.MATCH_ONLY


UNVERIFIED = Obstacle("organisation", N_("所属单位还没有通过核验；核验后才能对外发布。"), "basics", "organisation")


def _missing(values: ScenarioValues, standing: Standing) -> list[Obstacle]:
    # An import may come without a contact: nobody is asked to invent one, and the unit is reached another way.
    asked = REQUIRED if standing.vouched else (*REQUIRED, *REQUIRED_CONTACT)
    return [
        Obstacle(f"missing_{name}", sentence, section, name)
        for name, section, sentence in asked
        if getattr(values, name) in {"", None}
    ]


def _wrong(values: ScenarioValues, now: datetime) -> list[Obstacle]:
    found = []
    if values.deadline is not None and values.deadline <= now:
        found.append(Obstacle("deadline", N_("截止日期已经过去，请改为今天或以后的日期。"), "basics", "deadline"))
    if values.valid_until is not None and values.deadline is not None and values.valid_until < values.deadline:
        found.append(Obstacle("valid_until", N_("有效期不能早于截止日期。"), "terms", "valid_until"))
    if needs_kpi(values.route) and not values.kpis:
        found.append(Obstacle("kpis", N_("揭榜、测试验证和采购转出至少要有一项关键指标。"), "kpis", "kpis"))
    return found


def _unfinished(standing: Standing) -> list[Obstacle]:
    sentence = N_("这一节有还没保存的内容，请打开核对，保存后才能提交。")
    return [Obstacle("unfinished", sentence, section) for section in sorted(standing.unfinished)]


def _exposed(texts: Collection[tuple[str, str]]) -> list[Obstacle]:
    sentence = N_("公开的文字里有个人信息：请打开这一处删去，或者说明为什么可以公开。")
    return [Obstacle("personal", sentence, section, name) for section, name in texts]


def _owner(standing: Standing) -> list[Obstacle]:
    found = []
    if not standing.verified:
        found.append(UNVERIFIED)
    if not standing.terms_accepted:
        found.append(Obstacle("terms", N_("请先阅读并同意服务条款。")))
    if standing.readiness < standing.threshold and not (standing.waiver or standing.waiver_asked):
        found.append(
            Obstacle(
                "readiness", N_("完备度还没有达到提交要求，请按下面的建议补充；确实无法补充的，请写明申请豁免的理由。")
            )
        )
    if not CHECKLIST_CODES.issubset(standing.checklist):
        found.append(Obstacle("checklist", N_("请逐条确认保密检查清单。"), "", "checklist"))
    return found
