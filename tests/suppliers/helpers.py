"""Supplies as the tests need them."""

from dataclasses import replace
from typing import Any

from app.core.acting import act_in
from app.core.actors import Actor
from app.core.site import Site
from suppliers.actions import create_supply, list_supply, suspend_supply
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply, SupplyKind
from suppliers.values import CaseValue, ParameterValue, QualificationValue, ResultValue, SupplyValues

ACTOR = Actor(None, "测试", role="system")
CAPABILITY = SupplyValues(
    kind=SupplyKind.PRODUCT,
    name="胸部CT肺结节辅助阅片系统",
    description="系统接在影像归档服务器之后，医师打开检查时，结节位置和长短径已经写在侧栏。"
    "检出结果只作提示，签发仍由影像医师完成。乳腺和骨骼不在适用范围内。",
    district="gaoxin",
    trl=8,
    contact_name="苏知微",
    contact_phone="0371-55501037",
    contact_email="secret-contact@example.com",
    extra={"内部备注": "extra-never-shown"},
    delivery="6周",
    price_min=680_000,
    price_max=1_600_000,
    terms={"field": ("health",), "direction": ("vision",), "deployment": ("on_premises",), "track": ("software",)},
    parameters=(ParameterValue("肺结节检出灵敏度", "≥95.8", "%", "直径≥4mm"),),
    cases=(CaseValue("某县级人民医院", 2024, "日均阅片量由62例升至95例", "盖章报告"),),
    qualifications=(QualificationValue("medical_device", "豫械注准20243210017"),),
)
RESULT = SupplyValues(
    kind=SupplyKind.RESULT,
    name="铝板带表面缺陷少样本在线检测方法",
    description="用偏振与暗场两路线扫同时成像，把油斑这类假缺陷在光学端先压下去，再以少样本度量网络区分十四类缺陷。",
    district="gaoxin",
    trl=7,
    contact_name="陆启舟",
    contact_email="lu@example.com",
    terms={"field": ("industry",), "process_step": ("production",)},
    result=ResultValue(
        people="陆启舟、费长林",
        stage="mature",
        plain_use="轧线上每一卷都查到。\n换牌号当天就能用。",
        researcher_email="researcher@example.com",
    ),
)


def make(
    site: Site,
    organisation_id: int,
    values: SupplyValues = CAPABILITY,
    state: SupplyState = SupplyState.LISTED,
    **changes: Any,
) -> Supply:
    """A supply in this state; `changes` to its values."""
    with site.database.writing() as db:
        supply = create_supply(act_in(db, site, ACTOR), organisation_id, replace(values, **changes))
        if state is not SupplyState.DRAFT:
            list_supply(act_in(db, site, ACTOR), supply, waiver="测试")
        if state is SupplyState.SUSPENDED:
            suspend_supply(act_in(db, site, ACTOR), supply)
        db.refresh(supply)
        db.expunge(supply)
    return supply


def six_fields(**changes: str | list[str]) -> dict[str, Any]:
    """The first page, filled in."""
    return {
        "kind": "product",
        "name": "焊点质检一体机",
        "fields": ["industry"],
        "description": "面向汽车焊装车间，在线判定焊点虚焊与漏焊，节拍不受影响，质检员只需复核可疑件。",
        "trl": "7",
        "contact_name": "王工",
        "contact_phone": "0371-60000000",
        "contact_email": "",
        "ticket": "abcdefghjkmn",
        "do": "list",
    } | changes
