"""A need and supply that share words, so that even the cheap encoder of the tests brings them together."""

from typing import Any

from sqlmodel import col, select

from app.core.site import Site
from scenarios.actions.following import follow
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Answer, Match, Refresh
from scenarios.models import Scenario
from scenarios.queries.visibility import by_public_id
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply, SupplyKind
from suppliers.values import ParameterValue, ResultValue, SupplyValues
from tests.scenarios.helpers import opened, values
from tests.suppliers.helpers import make
from tests.support import Cast

NEED_TEXT = (
    "急诊胸痛患者心电图需要实时预警。夜间只有一名医师值守，人工判读心电图平均要12分钟。"
    "希望心电图上传后1分钟内给出分级预警，系统须本地部署。"
)
ECG = SupplyValues(
    kind=SupplyKind.PRODUCT,
    name="急诊心电图实时预警系统",
    description="急诊胸痛患者心电图上传后1分钟内给出分级预警，夜间值守医师只需复核。支持本地部署，数据不出院。",
    district="gaoxin",
    trl=8,
    contact_name="苏知微",
    contact_phone="0371-55509001",
    contact_email="supplier-contact@example.com",
    terms={"field": ("health",), "deployment": ("on_premises",)},
    parameters=(ParameterValue("预警时间", "≤1", "分钟"),),
)
CLOUD = SupplyValues(
    kind=SupplyKind.SERVICE,
    name="心电图云端预警服务",
    description="急诊胸痛患者心电图上传云端后1分钟内给出分级预警，夜间值守医师只需复核。仅支持公有云，不支持本地部署。",
    district="elsewhere",
    trl=6,
    contact_name="云上人",
    contact_phone="0371-55509002",
    terms={"field": ("health",), "deployment": ("public_cloud",)},
)
PAPER = SupplyValues(
    kind=SupplyKind.RESULT,
    name="心电图分级预警算法研究",
    description="面向急诊胸痛患者心电图的分级预警算法，心电图上传后1分钟内给出预警，适合夜间值守。",
    district="gaoxin",
    trl=5,
    contact_name="陆启舟",
    contact_email="lu@example.com",
    terms={"field": ("health",)},
    result=ResultValue(people="陆启舟", stage="middle", plain_use="让夜间值守不漏判。\n几分钟变一分钟。"),
)
TUNNEL = SupplyValues(
    kind=SupplyKind.HARDWARE,
    name="盾构刀盘磨损监测装置",
    description="隧道掘进机刀盘磨损在线监测，适应高水压泥水环境。",
    district="jingkai",
    trl=9,
    contact_name="铁工",
    contact_phone="0371-55509003",
    terms={"field": ("industry",)},
)
OWNER_CONTACT = ("顾闻笙", "0371-55501037", "guws@example.com")
SUPPLIER_CONTACT = ("苏知微", "0371-55509001", "supplier-contact@example.com")
BODY = "我们在两家医院做过，三周内可以上线。"


def need(site: Site, cast: Cast, text: str = NEED_TEXT, **columns: Any) -> str:
    """An open need whose matches wait to be found; its public id."""
    public_id = opened(site, cast, content=values(title="急诊胸痛患者心电图实时预警", description=text), **columns)
    with site.database.writing() as db:
        scenario = by_public_id(db, public_id)
        assert scenario is not None
        follow(db, scenario, site.clock.now())
    return public_id


def gap(site: Site, cast: Cast, title: str, *, field: str = "health", searched: bool = True, **columns: object) -> str:
    """An open need that was searched for in vain."""
    public_id = opened(site, cast, content=values(title=title, field=field), **columns)
    with site.database.writing() as db:
        need = by_public_id(db, public_id)
        assert need is not None
        if searched:
            db.add(Refresh(scenario_id=need.id, no_match=True, at=site.clock.now()))
    return public_id


def supply(site: Site, house: int, said: SupplyValues = ECG, state: SupplyState = SupplyState.LISTED) -> Supply:
    return make(site, house, said, state)


def matches_of(site: Site, public_id: str, *, all_of_them: bool = False) -> list[Match]:
    """The rows of a need, best first."""
    with site.database.reading() as db:
        query = select(Match).join(Scenario, col(Scenario.id) == Match.scenario_id)
        query = query.where(Scenario.public_id == public_id)
        if not all_of_them:
            query = query.where(Match.state != MatchState.SUPERSEDED)
        rows = list(db.exec(query.order_by(col(Match.score).desc(), col(Match.id))).all())
        db.expunge_all()
        return rows


def match_with(site: Site, public_id: str, one: Supply) -> Match:
    """The live row of a pair."""
    return next(row for row in matches_of(site, public_id) if row.supply_id == one.id)


def answers_of(site: Site, public_id: str) -> list[Answer]:
    with site.database.reading() as db:
        query = select(Answer).join(Scenario, col(Scenario.id) == Answer.scenario_id)
        rows = list(db.exec(query.where(Scenario.public_id == public_id).order_by(col(Answer.id))).all())
        db.expunge_all()
        return rows


def refresh_of(site: Site, public_id: str) -> Refresh | None:
    with site.database.reading() as db:
        query = select(Refresh).join(Scenario, col(Scenario.id) == Refresh.scenario_id)
        row = db.exec(query.where(Scenario.public_id == public_id)).one_or_none()
        db.expunge_all()
        return row
