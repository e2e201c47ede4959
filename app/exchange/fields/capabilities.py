"""能力清单: the columns of a list of products, models, hardware and services."""

from typing import Final

from app.exchange.fields.shared import BATCH, CONTACTS, ORGANISATION_KIND, OWN_NUMBER, PUBLIC_CODE, USCC
from app.exchange.fields.spec import Field, Shape

_NAME: Final = Field(
    "name",
    "能力名称",
    known_as=(
        "产品名称",
        "模型名称",
        "大模型名称",
        "服务名称",
        "解决方案名称",
        "技术名称",
        "项目名称",
        "场景能力名称",
        "供给名称",
        "模型",
        "产品",
        "名称",
        "name",
        "title",
        "product",
        "product name",
        "model",
        "capability",
    ),
    required=True,
)
_DESCRIPTION: Final = Field(
    "description",
    "能力说明",
    known_as=(
        "能力描述",
        "能力简介",
        "能力介绍",
        "产品介绍",
        "产品简介",
        "产品描述",
        "功能介绍",
        "功能描述",
        "技术简介",
        "场景能力描述",
        "方案简介",
        "主要功能",
        "说明",
        "描述",
        "简介",
        "介绍",
        "description",
        "summary",
        "details",
        "introduction",
    ),
    before=("tagline", "subtitle"),
    expected=True,
)
_WHO: Final = (
    Field(
        "organisation",
        "单位",
        known_as=(
            "单位名称",
            "企业名称",
            "公司名称",
            "机构名称",
            "供给单位",
            "所属单位",
            "申报单位",
            "研发单位",
            "开发单位",
            "供给方",
            "公司",
            "机构",
            "company",
            "organisation",
            "organization",
            "vendor",
            "supplier",
            "provider",
            "institution",
        ),
        expected=True,
    ),
    USCC,
    ORGANISATION_KIND,
    Field(
        "district",
        "注册地",
        Shape.TERM,
        ("所在地", "地区", "区域", "所属区域", "所在区域", "区县", "所属区县", "district", "location", "registered in"),
        vocabulary="district",
    ),
)
WHERE_IT_FITS: Final = (
    Field(
        "directions",
        "技术方向",
        Shape.TERMS,
        ("技术领域", "技术类别", "核心技术", "technology", "technologies", "technology directions"),
        vocabulary="direction",
    ),
    Field(
        "tracks",
        "赛道",
        Shape.TERMS,
        ("产业赛道", "所属赛道", "产业方向", "产品类别", "track", "tracks"),
        vocabulary="track",
    ),
    Field(
        "fields",
        "适用行业",
        Shape.TERMS,
        (
            "适用领域",
            "应用领域",
            "应用行业",
            "应用场景",
            "服务行业",
            "领域",
            "行业",
            "field",
            "fields",
            "sector",
            "industry",
        ),
        vocabulary="field",
    ),
    Field(
        "process_steps",
        "适用环节",
        Shape.TERMS,
        ("业务环节", "应用环节", "环节", "process step", "process steps"),
        vocabulary="process_step",
    ),
    Field(
        "trl",
        "成熟度",
        Shape.TRL,
        ("技术成熟度", "成熟度等级", "技术就绪度", "trl", "maturity", "technology readiness level"),
    ),
    Field(
        "parameters",
        "关键参数",
        Shape.PARAMETERS,
        ("主要参数", "技术参数", "性能参数", "性能指标", "技术指标", "关键指标", "parameters", "specifications"),
    ),
)
PROOF: Final = (
    Field(
        "cases",
        "典型案例",
        Shape.CASES,
        ("应用案例", "成功案例", "案例", "落地案例", "客户案例", "cases", "references", "case studies"),
    ),
    Field(
        "qualifications",
        "资质",
        Shape.QUALIFICATIONS,
        ("资质证书", "相关资质", "资质荣誉", "备案号", "qualifications", "certificates"),
        vocabulary="qualification",
    ),
    Field(
        "ip",
        "知识产权",
        known_as=("专利", "软著", "知识产权情况", "专利及软著", "ip", "intellectual property", "patents"),
    ),
    Field(
        "deployments",
        "部署方式",
        Shape.TERMS,
        ("部署", "部署形式", "交付形态", "deployment", "deployments"),
        vocabulary="deployment",
    ),
    Field("environment", "适配环境", known_as=("运行环境", "环境要求", "部署与环境", "部署环境", "environment")),
)
TERMS: Final = (
    Field("delivery", "交付周期", known_as=("交付时间", "交货周期", "实施周期", "交付期", "delivery", "lead time")),
    Field("price", "价格区间", Shape.MONEY, ("价格", "报价", "参考价格", "参考报价", "收费标准", "price", "pricing")),
    Field("price_min", "价格下限（万元）", Shape.AMOUNT, ("最低价格", "价格下限", "minimum price")),
    Field("price_max", "价格上限（万元）", Shape.AMOUNT, ("最高价格", "价格上限", "maximum price")),
    Field(
        "offers",
        "可提供方式",
        Shape.TERMS,
        ("合作方式", "提供方式", "合作模式", "可合作方式", "offers", "cooperation"),
        vocabulary="offer",
    ),
    Field(
        "wanted",
        "期望场景",
        known_as=("场景需求", "意向场景", "希望对接的场景", "期望应用场景", "期望对接", "wanted", "wanted scenarios"),
    ),
    Field("updated_on", "更新时间", Shape.DATE, ("更新日期", "发布时间", "发布日期", "updated", "updated on")),
)

CAPABILITIES: Final = (
    _NAME,
    PUBLIC_CODE,
    OWN_NUMBER,
    BATCH,
    Field(
        "kind", "形态", Shape.TERM, ("产品形态", "类型", "类别", "能力类型", "type", "kind"), vocabulary="supply_kind"
    ),
    *_WHO,
    _DESCRIPTION,
    *WHERE_IT_FITS,
    *PROOF,
    *TERMS,
    *CONTACTS,
)
"""Every column of 能力清单, in the order of the export."""
