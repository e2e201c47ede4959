"""The first vocabulary of the trade: what `jinghe migrate` puts into an empty table.

Each line is (code, Chinese label, English label). Codes are immutable and stored in other rows; labels are edited
by the office afterwards and never overwritten from here. The order here is the first display order.
"""

from typing import Final

Term = tuple[str, str, str]

FIELDS: Final[tuple[Term, ...]] = (
    ("health", "医疗", "Health care"),
    ("education", "教育", "Education"),
    ("research", "科研", "Research"),
    ("industry", "工业", "Industry"),
    ("agriculture", "农业", "Agriculture"),
    ("culture_tourism", "文旅", "Culture and tourism"),
    ("transport", "交通", "Transport"),
    ("logistics", "物流", "Logistics"),
    ("city", "城市管理", "City management"),
    ("ecology", "生态保护", "Ecology"),
    ("disaster", "防灾减灾", "Disaster prevention"),
)

FAMILIES: Final[tuple[Term, ...]] = (
    ("all_trades", "千行百业+AI", "AI for every trade"),
    ("public_service", "公共服务+AI", "AI for public services"),
    ("governance", "城市治理+AI", "AI for city governance"),
    ("new_industry", "新型工业化", "New industrialisation"),
    ("modern_service", "现代服务业", "Modern services"),
)

PROCESS_STEPS: Final[tuple[Term, ...]] = (
    ("design", "研发设计", "R&D and design"),
    ("production", "生产制造", "Production"),
    ("management", "经营管理", "Business management"),
    ("customer", "客户服务", "Customer service"),
    ("maintenance", "设备维护", "Equipment maintenance"),
    ("energy", "节能减排", "Energy saving"),
)

TRACKS: Final[tuple[Term, ...]] = (
    ("general_model", "通用大模型", "General large models"),
    ("vertical_model", "行业大模型", "Vertical large models"),
    ("sensor", "智能传感器", "Smart sensors"),
    ("vehicle", "智能网联汽车", "Intelligent connected vehicles"),
    ("terminal", "智能终端", "Smart terminals"),
    ("equipment", "智能装备", "Smart equipment"),
    ("compute", "算力", "Computing power"),
    ("data", "数据", "Data"),
    ("software", "行业软件", "Industry software"),
)

DIRECTIONS: Final[tuple[Term, ...]] = (
    ("big_data", "大数据智能", "Big-data intelligence"),
    ("cross_media", "跨媒体感知计算", "Cross-media perception"),
    ("human_machine", "人机混合智能", "Human-machine hybrid intelligence"),
    ("autonomous", "自主协同与决策", "Autonomous cooperation and decision"),
    ("swarm", "群体智能", "Swarm intelligence"),
    ("augmented", "混合增强智能", "Hybrid augmented intelligence"),
    ("virtual_reality", "虚拟现实建模", "Virtual-reality modelling"),
    ("vision", "机器视觉", "Machine vision"),
    ("nlp", "自然语言处理", "Natural language processing"),
    ("speech", "语音识别", "Speech recognition"),
    ("knowledge_graph", "知识图谱", "Knowledge graphs"),
    ("data_mining", "数据挖掘", "Data mining"),
    ("blockchain", "区块链", "Blockchain"),
    ("embodied", "具身智能", "Embodied intelligence"),
    ("driving", "自动驾驶", "Autonomous driving"),
)

DISTRICTS: Final[tuple[Term, ...]] = (
    ("zhongyuan_sci", "中原科技城", "Zhongyuan Science City"),
    ("gaoxin", "高新区", "High-tech Zone"),
    ("jingkai", "经开区", "Economic Development Zone"),
    ("jinshui", "金水区", "Jinshui District"),
    ("hanggang", "航空港区", "Airport Zone"),
    ("zhengdong", "郑东新区", "Zhengdong New District"),
    ("erqi", "二七区", "Erqi District"),
    ("zhongyuan", "中原区", "Zhongyuan District"),
    ("guancheng", "管城回族区", "Guancheng District"),
    ("huiji", "惠济区", "Huiji District"),
    ("shangjie", "上街区", "Shangjie District"),
    ("xinzheng", "新郑市", "Xinzheng"),
    ("xinmi", "新密市", "Xinmi"),
    ("gongyi", "巩义市", "Gongyi"),
    ("xingyang", "荥阳市", "Xingyang"),
    ("dengfeng", "登封市", "Dengfeng"),
    ("zhongmu", "中牟县", "Zhongmu County"),
    ("elsewhere", "市外", "Outside the city"),
)

ORGANISATION_KINDS: Final[tuple[Term, ...]] = (
    ("hospital", "医疗机构", "Hospital"),
    ("factory", "制造企业", "Factory"),
    ("department", "政府部门", "City department"),
    ("school", "学校", "School"),
    ("park", "园区景区", "Park or site"),
    ("enterprise", "其他企事业单位", "Other enterprise or institution"),
    ("firm", "人工智能企业", "AI firm"),
    ("institute", "科研院所", "Research institute"),
    ("incubator", "孵化机构", "Incubator"),
    ("verifier", "验证机构", "Verification body"),
    ("office", "专班", "Programme office"),
)

COOPERATION: Final[tuple[Term, ...]] = (
    ("joint_build", "联合建设", "Joint construction"),
    ("purchase", "产品采购", "Product purchase"),
    ("solution", "解决方案征集", "Call for solutions"),
    ("joint_research", "联合攻关", "Joint research"),
    ("testing", "测试验证", "Test and verification"),
    ("supporting", "产业配套", "Supply-chain support"),
    ("operate", "项目建设运营", "Construction and operation"),
    ("attract", "招引", "Investment attraction"),
    ("talent", "人才", "Talent"),
    ("financing", "融资", "Financing"),
)

DEPLOYMENTS: Final[tuple[Term, ...]] = (
    ("public_cloud", "公有云", "Public cloud"),
    ("private_cloud", "私有云", "Private cloud"),
    ("on_premises", "本地部署", "On premises"),
    ("edge", "边缘设备", "Edge device"),
    ("embedded", "嵌入式", "Embedded"),
)

SUPPLY_KINDS: Final[tuple[Term, ...]] = (
    ("product", "产品", "Product"),
    ("model", "模型", "Model"),
    ("hardware", "硬件", "Hardware"),
    ("service", "服务", "Service"),
    ("result", "科研成果", "Research result"),
)

OFFERS: Final[tuple[Term, ...]] = (
    ("trial", "试用", "Trial"),
    ("joint_research", "联合攻关", "Joint research"),
    ("licence", "许可", "Licence"),
    ("transfer", "转让", "Transfer"),
    ("equity", "作价入股", "Equity"),
    ("cooperation", "合作开发", "Cooperation"),
)

QUALIFICATIONS: Final[tuple[Term, ...]] = (
    ("model_filing", "生成式人工智能备案", "Generative AI filing"),
    ("first_version", "首版次软件", "First-version software"),
    ("first_set", "首台套装备", "First-set equipment"),
    ("new_product", "三新产品", "New technology, product or scenario"),
    ("medical_device", "医疗器械注册证", "Medical-device certificate"),
    ("security_grade", "网络安全等级保护", "Cyber-security grade"),
    ("explosion_proof", "防爆合格证", "Explosion-proof certificate"),
    ("domestic_stack", "国产化适配认证", "Domestic-stack certificate"),
    ("other", "其他资质", "Other qualification"),
)

CONSTRAINTS: Final[tuple[Term, ...]] = (
    ("deployment", "部署方式", "Deployment"),
    ("domestic_stack", "国产化", "Domestic stack"),
    ("model_filing", "模型备案", "Model filing"),
    ("certificate", "资质证书", "Certificate"),
    ("region", "地域要求", "Region"),
    ("delivery", "交付期限", "Delivery time"),
    ("other", "其他约束", "Other constraint"),
)

RESULT_STAGES: Final[tuple[Term, ...]] = (
    ("early", "初期阶段", "Early"),
    ("middle", "中期阶段", "Middle"),
    ("mature", "成熟应用阶段", "Mature"),
)

RESULT_NATURES: Final[tuple[Term, ...]] = (
    ("applied", "应用技术", "Applied technology"),
    ("basic", "基础理论", "Basic theory"),
    ("soft", "软科学", "Soft science"),
)

DATA_SENSITIVITIES: Final[tuple[Term, ...]] = (
    ("open", "可公开", "Open"),
    ("internal", "内部", "Internal"),
    ("sensitive", "敏感", "Sensitive"),
    ("important", "重要数据", "Important data"),
)

RISK_TRIGGERS: Final[tuple[Term, ...]] = (
    ("medical_decision", "影响诊疗决策", "Influences diagnosis or treatment"),
    ("minors", "涉及未成年人", "Concerns minors"),
    ("biometrics", "采集生物特征", "Collects biometrics"),
    ("public_road", "公开道路运行", "Runs on public roads"),
    ("critical_infrastructure", "关键基础设施控制", "Controls critical infrastructure"),
    ("personal_rights", "影响个人权益的自动决策", "Automated decisions on personal rights"),
)

DISMISSAL_REASONS: Final[tuple[Term, ...]] = (
    ("wrong_field", "领域不符", "Wrong field"),
    ("too_early", "技术尚早", "Too early"),
    ("no_capacity", "承接能力不足", "No capacity"),
    ("already_tried", "已经试过", "Already tried"),
    ("conflict", "利益冲突", "Conflict of interest"),
    ("other", "其他", "Other"),
)

NOT_NOW_REASONS: Final[tuple[Term, ...]] = (
    ("not_fitting", "与需求不符", "Does not fit the need"),
    ("missing_proof", "缺少案例或资质", "Proof or certificate missing"),
    ("budget", "预算不符", "Budget does not fit"),
    ("timing", "时间不合适", "Wrong time"),
    ("chosen", "已有合作对象", "Partner already chosen"),
    ("other", "其他", "Other"),
)

REJECTION_REASONS: Final[tuple[Term, ...]] = (
    ("out_of_scope", "不属于人工智能应用场景", "Not an AI application scenario"),
    ("duplicate", "与已有需求重复", "Duplicate of another need"),
    ("not_feasible", "条件不具备", "Conditions are missing"),
    ("confidential", "含不宜公开内容", "Content must not be public"),
    ("procurement", "应当走采购程序", "Belongs to procurement"),
    ("other", "其他", "Other"),
)

CLOSING_REASONS: Final[tuple[Term, ...]] = (
    ("solved", "需求已解决", "Need is met"),
    ("budget_cut", "经费取消", "Money was cut"),
    ("changed", "计划调整", "Plans changed"),
    ("mistake", "填报有误", "Posted by mistake"),
    ("other", "其他", "Other"),
)

MEETING_OUTCOMES: Final[tuple[Term, ...]] = (
    ("pilot", "准备试点", "Preparing a pilot"),
    ("proposal", "等方案或报价", "Waiting for a proposal"),
    ("again", "再约一次", "Meeting again"),
    ("no_fit", "不合适", "Does not fit"),
)

PILOT_TRAITS: Final[tuple[Term, ...]] = (
    ("data", "使用场景方的数据", "Uses the owner's data"),
    ("personal_data", "处理个人信息", "Processes personal data"),
    ("medical", "医疗场景，涉及患者", "Medical, concerns patients"),
    ("diagnosis", "影响诊断或治疗", "Influences diagnosis or treatment"),
    ("minors", "涉及未成年人", "Concerns minors"),
    ("biometrics", "采集人脸、声纹等生物特征", "Collects faces, voices or other biometrics"),
    ("monitoring", "监测员工状态或行为", "Monitors staff"),
    ("road", "在公开道路上运行", "Runs on public roads"),
    ("networked", "接入场景方的信息系统", "Connected to the owner's systems"),
    ("generative_public", "生成式服务且面向公众", "Generative service that faces the public"),
)

READINESS_ITEMS: Final[tuple[Term, ...]] = (
    ("data_agreement", "数据使用协议与数据分级", "Data agreement and level"),
    ("compute", "算力与运行环境", "Computing power and environment"),
    ("security_grade", "网络安全等级保护", "Cyber-security grade"),
    ("ethics", "伦理审查", "Ethics approval"),
    ("medical_device", "医疗器械注册证或临床试验备案", "Medical-device certificate or clinical-trial filing"),
    ("site_safety", "现场安全交底", "Site safety briefing"),
    ("road_permit", "道路测试或示范应用许可", "Road permit"),
    ("genai_filing", "生成式人工智能服务备案", "Generative AI filing"),
    ("rollback", "回退方案", "Rollback plan"),
    ("data_deletion", "数据删除证明", "Proof that data was deleted"),
)

PURCHASE_METHODS: Final[tuple[Term, ...]] = (
    ("open_tender", "公开招标", "Open tender"),
    ("invited_tender", "邀请招标", "Invited tender"),
    ("negotiation", "竞争性谈判", "Competitive negotiation"),
    ("consultation", "竞争性磋商", "Competitive consultation"),
    ("innovation", "合作创新采购", "Innovation partnership"),
    ("inquiry", "询价", "Inquiry"),
    ("single_source", "单一来源", "Single source"),
    ("framework", "框架协议", "Framework agreement"),
    ("own_rules", "本单位采购制度", "The house's own rules"),
)

PILOT_IP: Final[tuple[Term, ...]] = (
    (
        "supplier",
        "成果归供给方，场景方在试点内免费使用",
        "The supplier's; free use by the owner in the pilot",
    ),
    ("owner", "成果归场景方", "The owner's"),
    ("shared", "双方共有", "Shared by both"),
    (
        "separate",
        "各自原有归各自，数据归场景方，模型改进归供给方",
        "Each keeps its own; data the owner's, models the supplier's",
    ),
)

STOP_REASONS: Final[tuple[Term, ...]] = (
    ("no_effect", "效果没有达到预期", "Effect below expectation"),
    ("data_missing", "数据不足或质量不够", "Data missing or poor"),
    ("site_changed", "现场条件变化", "Site changed"),
    ("people_changed", "人员变动", "People changed"),
    ("money", "经费问题", "Money"),
    ("safety", "安全或合规问题", "Safety or compliance"),
    ("integration", "与现有系统接不通", "No integration with existing systems"),
    ("other", "其他", "Other"),
)

VOCABULARY: Final[dict[str, tuple[Term, ...]]] = {
    "field": FIELDS,
    "family": FAMILIES,
    "process_step": PROCESS_STEPS,
    "track": TRACKS,
    "direction": DIRECTIONS,
    "district": DISTRICTS,
    "organisation_kind": ORGANISATION_KINDS,
    "cooperation": COOPERATION,
    "deployment": DEPLOYMENTS,
    "supply_kind": SUPPLY_KINDS,
    "offer": OFFERS,
    "qualification": QUALIFICATIONS,
    "constraint": CONSTRAINTS,
    "result_stage": RESULT_STAGES,
    "result_nature": RESULT_NATURES,
    "data_sensitivity": DATA_SENSITIVITIES,
    "risk_trigger": RISK_TRIGGERS,
    "dismissal_reason": DISMISSAL_REASONS,
    "not_now_reason": NOT_NOW_REASONS,
    "rejection_reason": REJECTION_REASONS,
    "closing_reason": CLOSING_REASONS,
    "meeting_outcome": MEETING_OUTCOMES,
    "pilot_trait": PILOT_TRAITS,
    "readiness_item": READINESS_ITEMS,
    "purchase_method": PURCHASE_METHODS,
    "pilot_ip": PILOT_IP,
    "stop_reason": STOP_REASONS,
}
"""Every kind of term by its code."""
