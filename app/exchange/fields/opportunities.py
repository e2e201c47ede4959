"""机会清单: the columns of a list of needs."""

import re
from typing import Final

from app.exchange.fields.shared import BATCH, CONTACTS, ORGANISATION_KIND, OWN_NUMBER, USCC
from app.exchange.fields.spec import Field, Shape

_WHAT: Final = (
    Field(
        "title",
        "场景名称",
        known_as=(
            "场景机会名称",
            "需求名称",
            "项目名称",
            "机会名称",
            "应用场景名称",
            "场景需求名称",
            "技术需求名称",
            "榜单名称",
            "课题名称",
            "标题",
            "名称",
            "title",
            "name",
            "challenge",
            "challenge title",
            "scenario",
            "project name",
        ),
        like=re.compile(
            r"(?!所属|上级|对应|归属|依托|关联).{0,6}(?:需求|场景|项目|课题|机会|榜单|难题)(?:名称?|标题|题目)"
            r"|(?:opportunity|project|tender|notice|need|problem|usecase|challenge|requirement|solicitation|rfp)s?(?:title|name|subject)"
        ),
        required=True,
    ),
    Field(
        "public_code",
        "公开编码",
        known_as=("场景编码", "需求编码", "需求编号", "场景编号", "编码", "public code", "code"),
    ),
    OWN_NUMBER,
    BATCH,
    Field(
        "field",
        "领域",
        Shape.TERM,
        ("所属领域", "应用领域", "场景领域", "行业领域", "所属行业", "行业", "field", "sector", "domain", "industry"),
        vocabulary="field",
    ),
    Field("family", "家族", Shape.TERM, ("场景家族", "场景类别", "family"), vocabulary="family"),
)
_WHO: Final = (
    Field(
        "organisation",
        "所属单位",
        known_as=(
            "单位名称",
            "发布单位",
            "需求单位",
            "场景单位",
            "申报单位",
            "提出单位",
            "建设单位",
            "业主单位",
            "企业名称",
            "需求方",
            "场景方",
            "单位",
            "agency",
            "organisation",
            "organization",
            "owner",
            "department",
            "institution",
        ),
        like=re.compile(
            r"(?!.*(?:主管|推荐|归口|合作|参与|协作|支持|供应|技术)).{0,4}"
            r"(?:需求|发布|申报|建设|业主|场景|提出|实施|使用|采购|委托|出题|发榜|用户|责任)(?:单位|主体|企业|机构|方)(?:名称|全称)?"
            r"|(?:contracting|buying|awarding|procuring|issuing|purchasing)(?:authority|entity|organi[sz]ation|agency|body|office)(?:name)?"
            r"|(?:buyer|client|issuer|agency|authority|organi[sz]ation|owner|institution)(?:name)?"
        ),
        expected=True,
    ),
    USCC,
    ORGANISATION_KIND,
    Field("authority", "主管单位", known_as=("主管部门", "推荐单位", "归口部门", "牵头单位", "supervising authority")),
    Field(
        "district",
        "区域",
        Shape.TERM,
        ("所属区域", "所在区域", "所属区县", "区县", "所在地区", "所在地", "地区", "注册地", "district", "zone"),
        vocabulary="district",
    ),
)
_TEXTS: Final = (
    Field(
        "description",
        "需求描述",
        known_as=(
            "场景描述",
            "场景机会描述",
            "需求内容",
            "需求简介",
            "场景简介",
            "场景介绍",
            "项目简介",
            "项目内容",
            "主要内容",
            "需求说明",
            "场景需求描述",
            "具体需求",
            "描述",
            "简介",
            "description",
            "summary",
            "details",
        ),
        like=re.compile(
            r"(?:具体|详细|主要|建设|研究|业务|场景|项目|任务)?(?:需求|内容|描述|概况|概述|简述)(?:描述|说明|内容|简介|概述)?"
            r"|(?:short|long|full|brief|project|problem|opportunity|detailed|general)(?:description|statement|synopsis|summary|overview)"
            r"|(?:synopsis|abstract|overview|scope)|scopeofworks?|statementofworks?|descriptionof(?:work|need|requirements?)"
        ),
        before=("tagline", "subtitle", "背景", "场景背景", "需求背景", "项目背景"),
        after=("痛点", "痛点问题", "存在问题", "目标", "预期目标", "建设目标", "预期成效"),
        expected=True,
    ),
    Field(
        "current_systems",
        "现状与已有系统",
        known_as=("现状", "现有系统", "已有系统", "现有基础", "建设基础", "信息化现状", "current systems"),
    ),
    Field(
        "directions",
        "技术方向",
        Shape.TERMS,
        ("技术领域", "技术类别", "关键技术", "人工智能技术方向", "technology", "technologies", "technology directions"),
        vocabulary="direction",
    ),
    Field(
        "process_step",
        "业务环节",
        Shape.TERM,
        ("环节", "应用环节", "生产环节", "process step"),
        vocabulary="process_step",
    ),
    Field(
        "cooperation",
        "合作需求类型",
        Shape.TERMS,
        ("合作需求", "合作方式", "合作类型", "合作模式", "合作意向", "拟合作方式", "cooperation", "cooperation type"),
        vocabulary="cooperation",
    ),
    Field("route", "路径", Shape.TERM, ("对接路径", "发布路径", "route"), vocabulary="route"),
    Field(
        "kpis",
        "关键指标",
        Shape.KPIS,
        ("技术指标", "考核指标", "主要指标", "绩效指标", "指标要求", "预期指标", "kpi", "kpis", "key indicators"),
    ),
    Field(
        "constraints",
        "约束条件",
        Shape.CONSTRAINTS,
        (
            "约束",
            "能力要求",
            "资质要求",
            "资格要求",
            "技术要求",
            "限制条件",
            "constraints",
            "requirements",
            "eligibility",
        ),
        vocabulary="constraint",
    ),
)
_MEANS: Final = (
    Field(
        "data", "数据条件", Shape.DATA, ("可提供数据", "数据资源", "数据情况", "data"), vocabulary="data_sensitivity"
    ),
    Field("compute", "算力需求", Shape.COMPUTE, ("算力条件", "算力", "compute")),
    Field(
        "budget",
        "预算",
        Shape.MONEY,
        (
            "预算金额",
            "项目预算",
            "投资金额",
            "投资规模",
            "项目投资",
            "总投资",
            "拟投入资金",
            "资金规模",
            "计划投资",
            "合同预估价",
            "prize",
            "budget",
            "award",
            "prize amount",
            "total prize",
            "estimated value",
            "contract value",
        ),
        like=re.compile(
            r"(?:项目|预计|计划|拟|估算|总|本次|采购|建设)?总?(?:预算|投资|经费|投入)(?:金额|总额|规模|额度|额|数|估算)?"
            r"|(?:estimated|contract|total|award|budget|project|approx(?:imate)?|anticipated)(?:contract|project|total)?"
            r"(?:value|amount|budget|price|cost|ceiling|funding)(?:range)?(?:cny|rmb|usd|eur|gbp|hkd|jpy|aud|cad|sgd|chf)?"
        ),
        matters=True,
    ),
    Field(
        "budget_min",
        "预算下限（万元）",
        Shape.AMOUNT,
        ("最低预算", "预算下限", "budget min", "minimum budget", "award floor", "floor amount"),
        matters=True,
    ),
    Field(
        "budget_max",
        "预算上限（万元）",
        Shape.AMOUNT,
        ("最高预算", "预算上限", "最高限价", "budget max", "maximum budget", "award ceiling", "ceiling amount"),
        matters=True,
    ),
    Field("funding", "资金来源", known_as=("经费来源", "资金渠道", "funding", "funding source")),
    Field(
        "location",
        "地点",
        known_as=("实施地点", "建设地点", "项目地点", "场景地点", "应用地点", "地址", "location", "place", "site"),
    ),
    Field(
        "published_on",
        "发布日期",
        Shape.DATE,
        (
            "发布时间",
            "公布日期",
            "公告日期",
            "发布年月",
            "start",
            "start date",
            "open date",
            "published",
            "published on",
            "publish date",
            "published date",
            "posted date",
            "post date",
            "release date",
        ),
    ),
    Field("starts_on", "计划开始", Shape.DATE, ("开始日期", "开始时间", "计划开工", "启动时间", "planned start")),
    Field("ends_on", "计划结束", Shape.LAST_DAY, ("结束日期", "结束时间", "完成时间", "计划完成时间", "planned end")),
    Field(
        "period",
        "计划起止",
        Shape.PERIOD,
        ("起止时间", "起止年月", "计划起止时间", "建设周期", "实施周期", "实施期限", "period"),
        exported=False,
    ),
    Field(
        "deadline",
        "截止日期",
        Shape.DEADLINE,
        (
            "截止时间",
            "报名截止",
            "应答截止",
            "征集截止",
            "征集截止时间",
            "申报截止时间",
            "揭榜截止时间",
            "对接截止时间",
            "end",
            "end date",
            "deadline",
            "close date",
            "due date",
            "response date",
            "response deadline",
            "submission deadline",
            "closing date",
            "closes",
        ),
        like=re.compile(
            r".{0,4}(?:申报|征集|报名|揭榜|应答|应征|受理|对接|投递|提交|填报|响应|递交|回应|发榜|挂榜)"
            r"(?:的|有效)?(?:起止(?:时间|日期)|截[止至](?:时间|日期|时刻|日)?|期限|时限)|截[止至](?:时刻|日|期)?"
            r"|(?:closing|close|due|deadline|response|submission|(?:offers?|bids?|proposals?|responses?|applications?|submissions?)due)"
            r"(?:date|datetime|time|deadline|dateandtime|date/time){1,2}"
            r"|(?:application|submission|response|proposal|offer|quote|bid|tender)s?(?:period|deadline|due(?:date)?|closes?|closing(?:date)?)"
        ),
        expected=True,
        or_else=("valid_until",),
        matters=True,
    ),
    Field("decision_on", "决定日期", Shape.LAST_DAY, ("预计决定日期", "决策时间", "decision date")),
    Field(
        "valid_until",
        "有效期",
        Shape.DEADLINE,
        ("有效期至", "有效日期", "有效截止", "有效期限", "valid until", "expires"),
        matters=True,
    ),
)
_TERMS: Final = (
    Field("acceptance", "验收方式", known_as=("验收标准", "验收要求", "acceptance")),
    Field("ip_terms", "知识产权约定", known_as=("知识产权", "知识产权归属", "ip terms", "intellectual property")),
    Field("secrecy", "保密级别", Shape.TERM, ("密级", "公开范围", "secrecy", "confidentiality"), vocabulary="secrecy"),
    Field(
        "risk_triggers",
        "风险触发项",
        Shape.TERMS,
        ("高风险事项", "风险事项", "风险情形", "risk triggers"),
        vocabulary="risk_trigger",
    ),
    Field("task", "对应任务", known_as=("任务", "行动任务", "对应重点任务", "task")),
    Field("incumbent", "现有供应商情况", known_as=("现有供应商", "在位供应商", "已有供应商", "incumbent")),
)

OPPORTUNITIES: Final = (*_WHAT, *_WHO, *_TEXTS, *_MEANS, *_TERMS, *CONTACTS)
"""Every column of 机会清单, in the order of the export."""
