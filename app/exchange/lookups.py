"""The words that cells may hold: the vocabulary as it stands, and what else people write for its terms."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from sqlmodel import Session, col, select

from app.exchange.values.shapes import Lookups
from app.exchange.values.terms import Terms
from app.vocabulary.models import Term

ROUTES: Final = (
    ("match_only", "对接", "Matching"),
    ("tender", "揭榜", "Tender"),
    ("test_only", "测试验证", "Testing"),
    ("procure", "采购转出", "Procurement"),
)
SECRECY: Final = (("public", "公开", "Public"), ("restricted", "受限", "Restricted"))

SYNONYMS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "field": {
        "health": ("医疗健康", "卫生健康", "医疗卫生", "智慧医疗", "医药健康", "healthcare", "medical"),
        "education": ("智慧教育", "教育教学"),
        "research": ("科学研究", "科研创新", "science"),
        "industry": ("制造", "制造业", "智能制造", "工业制造", "工业互联网", "新型工业化", "manufacturing"),
        "agriculture": ("农业农村", "智慧农业", "三农", "farming"),
        "culture_tourism": ("文化旅游", "文化和旅游", "旅游", "文化", "智慧文旅", "tourism"),
        "transport": ("交通运输", "智慧交通", "出行", "transportation", "mobility"),
        "logistics": ("现代物流", "智慧物流", "仓储物流"),
        "city": ("城市治理", "智慧城市", "城管", "社会治理", "政务", "政务服务", "city governance", "government"),
        "ecology": ("生态", "生态环境", "环境保护", "环保", "绿色低碳", "environment"),
        "disaster": ("应急", "应急管理", "防灾", "安全生产", "公共安全", "emergency"),
    },
    "process_step": {
        "design": ("研发", "设计", "研发"),
        "production": ("生产", "制造"),
        "management": ("管理", "经营"),
        "customer": ("客服", "售后", "售后服务"),
        "maintenance": ("运维", "设备运维", "设备管理"),
        "energy": ("节能", "节能降碳", "能耗管理"),
    },
    "organisation_kind": {
        "hospital": ("医院", "医疗卫生机构"),
        "factory": ("工厂", "工业企业", "制造业企业", "链主企业"),
        "department": ("机关", "政府机关", "党政机关", "政府", "agency", "government"),
        "school": ("高校", "大学", "学院", "university"),
        "park": ("园区", "景区"),
        "enterprise": ("企业", "国有企业", "事业单位", "其他", "company"),
        "firm": ("人工智能公司", "科技企业", "科技公司", "供给企业"),
        "institute": ("科研机构", "研究机构", "研究院", "research institution"),
    },
    "cooperation": {
        "solution": ("解决方案", "方案征集"),
        "purchase": ("采购", "设备采购", "procurement"),
        "joint_research": ("技术攻关", "联合研发", "合作研发"),
        "testing": ("测试", "验证", "试点验证", "场景验证"),
        "attract": ("招商", "招商引资"),
        "financing": ("投融资", "融资需求"),
        "talent": ("人才引进", "人才需求"),
        "operate": ("建设运营", "项目建设"),
    },
    "deployment": {
        "public_cloud": ("云端", "SaaS", "cloud"),
        "private_cloud": ("私有化", "私有化部署", "专有云"),
        "on_premises": ("本地化", "本地化部署", "on-premises"),
        "edge": ("边缘", "边缘部署", "边缘计算"),
    },
    "supply_kind": {
        "product": ("软件", "系统", "平台", "解决方案", "software", "platform"),
        "model": ("大模型", "算法", "算法模型", "large model"),
        "hardware": ("设备", "硬件设备", "装备", "终端"),
        "service": ("技术服务", "咨询", "运营服务"),
    },
    "offer": {
        "trial": ("免费试用", "试点"),
        "joint_research": ("联合研发", "合作研发"),
        "licence": ("授权", "许可使用", "普通许可", "独占许可", "license"),
        "transfer": ("技术转让", "完全转让"),
        "equity": ("作价投资", "作价", "技术入股"),
        "cooperation": ("合作", "产学研合作"),
    },
    "result_stage": {
        "early": ("初期", "小试", "实验室", "实验室阶段"),
        "middle": ("中期", "中试", "样机"),
        "mature": ("成熟应用", "成熟", "产业化", "批量生产"),
    },
    "constraint": {
        "deployment": ("部署", "部署要求"),
        "domestic_stack": ("信创", "国产化要求", "国产化适配"),
        "model_filing": ("备案", "算法备案"),
        "certificate": ("资质", "资质要求", "防爆", "注册证"),
        "region": ("地域", "属地要求"),
        "delivery": ("交付", "工期"),
    },
    "district": {
        "gaoxin": ("郑州高新区", "高新技术产业开发区", "高新技术开发区"),
        "jingkai": ("郑州经开区", "经济技术开发区"),
        "hanggang": ("郑州航空港区", "航空港", "港区"),
        "guancheng": ("管城区",),
        "zhengdong": ("郑东",),
    },
}
"""Further words by kind and code, beside the code and both labels of a term."""


def lookups(db: Session) -> Lookups:
    """A lookup for every vocabulary a column can name; retired terms are still understood."""
    terms: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for term in db.exec(select(Term).order_by(col(Term.kind), col(Term.position), col(Term.id))).all():
        terms[term.kind].append((term.code, term.label_zh, term.label_en))
    known = {kind: Terms(words, SYNONYMS.get(kind)) for kind, words in terms.items()}
    return known | {"route": Terms(ROUTES), "secrecy": Terms(SECRECY)}
