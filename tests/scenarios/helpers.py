"""Needs for tests: values that are ready to be submitted, rows in any state, the six fields as a browser sends them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from app.core.acting import act_in
from app.core.actors import Actor
from app.core.clock import end_of
from app.core.messages import to_message
from app.core.models import Mail
from app.core.site import Site
from scenarios.actions.drafting import create_scenario
from scenarios.guards import CHECKLIST_CODES
from scenarios.lifecycle import Route, ScenarioState
from scenarios.models import Scenario, Secrecy
from scenarios.queries.visibility import by_public_id
from scenarios.values import ConstraintValues, KpiValues, ScenarioValues
from tests.support import Cast, Mailbox

DEADLINE = date(2026, 12, 31)
DESCRIPTION = (
    "背景：急诊每天接诊约400名患者，胸痛病人约占一成，夜间只有一名心电图医生值守。"
    "痛点：人工判读心电图平均要12分钟，夜间漏判率约为3%，转诊病人重复检查多。"
    "目标：心电图上传后1分钟内给出分级预警，漏判率降到1%以下，并能对接现有急诊系统。"
)
SIX: dict[str, str] = {
    "title": "急诊胸痛患者心电图实时预警",
    "field": "health",
    "description": DESCRIPTION,
    "deadline": DEADLINE.isoformat(),
    "contact_name": "顾闻笙",
    "contact_phone": "0371-55501037",
    "contact_email": "guws@example.com",
}
TICKS = sorted(CHECKLIST_CODES)


def values(**more: Any) -> ScenarioValues:
    """A match_only need that may be submitted as it is."""
    said: dict[str, Any] = {
        **SIX,
        "deadline": end_of(DEADLINE),
        "district": "gaoxin",
        **more,
    }
    return ScenarioValues(**said)


def tender(**more: Any) -> ScenarioValues:
    """A tender with everything that bids are judged by."""
    said: dict[str, Any] = {
        "route": Route.TENDER,
        "kpis": [KpiValues("漏判率", "1", "%", "3", "down", "抽样 1000 份由两名医师复核")],
        "constraints": [ConstraintValues("deployment", "全部在院内机房推理", hard=True)],
        "current_systems": "急诊系统与心电网络，提供标准接口",
        "budget_max": 2_600_000,
        "funding": "年度信息化预算",
        "acceptance": "试运行 16 周后由第三方测评",
        "ip_terms": "模型归供应方，数据归医院",
        "data_types": "脱敏心电图",
        "data_scale": "20 万份",
        "directions": ["big_data"],
        "cooperation": ["solution"],
    }
    return values(**{**said, **more})


def stand(
    site: Site,
    cast: Cast,
    state: ScenarioState = ScenarioState.DRAFT,
    *,
    content: ScenarioValues | None = None,
    house: int | None = None,
    author: int | None = None,
    **columns: Any,
) -> str:
    """A need that stands in `state`, written by the owner for the hospital unless said otherwise; its public id."""
    with site.database.writing() as db:
        actor = Actor(author or cast.owner, "作者")
        scenario = create_scenario(act_in(db, site, actor), house or cast.hospital, content or values())
        scenario.state, scenario.checklist = state, TICKS
        for name, value in columns.items():
            setattr(scenario, name, value)
        db.add(scenario)
        return scenario.public_id


def opened(site: Site, cast: Cast, **more: Any) -> str:
    """An open need with what opening leaves behind."""
    now = site.clock.now()
    return stand(site, cast, ScenarioState.OPEN, **{"submitted_at": now, "opened_at": now, "code": None, **more})


def read(site: Site, public_id: str) -> Scenario:
    """The row as it is now."""
    with site.database.reading() as db:
        scenario = by_public_id(db, public_id)
        assert scenario is not None
        db.expunge(scenario)
        return scenario


def later(site: Site, **span: float) -> datetime:
    return site.clock.now() + timedelta(**span)


def restricted(state: ScenarioState = ScenarioState.OPEN) -> dict[str, Any]:
    return {"state": state, "secrecy": Secrecy.RESTRICTED}


def submitted(site: Site, cast: Cast, state: ScenarioState = ScenarioState.SUBMITTED, **more: Any) -> str:
    """A need that has just been submitted and is due in a week; its public id."""
    now = site.clock.now()
    columns = {"submitted_at": now, "review_due_at": now + timedelta(days=7), "sent_by": cast.owner, **more}
    return stand(site, cast, state, **columns)


def taken(site: Site, cast: Cast, **more: Any) -> str:
    """A need that the reviewer of the cast has taken."""
    return submitted(site, cast, ScenarioState.UNDER_REVIEW, **{"reviewer_id": cast.reviewer, **more})


def outbox(site: Site, mailbox: Mailbox) -> None:
    """Only the mails: indexing is the worker's and has its own tests."""
    with site.database.reading() as db:
        for mail in db.exec(select(Mail).order_by(col(Mail.id))):
            mailbox.send(to_message(mail, site.settings))
