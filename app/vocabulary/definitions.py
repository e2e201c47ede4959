"""The first definitions of figures: what `jinghe migrate` puts into the table; the office edits them afterwards.

Each row is (code, field or "" for every field, name, English name, synonyms, unit, direction, usual method).
"""

from typing import Final

Definition = tuple[str, str, str, str, tuple[str, ...], str, str, str]

DEFINITIONS: Final[tuple[Definition, ...]] = (
    ("accuracy", "", "准确率", "Accuracy", ("识别准确率", "正确率", "识别率"), "%", "up", "由使用单位抽样不少于 500 例，与人工复核结果对照"),
    ("recall", "", "召回率", "Recall", ("查全率", "检出率"), "%", "up", "以人工标注的测试集为准，测试集不参与训练"),
    ("false_alarm", "", "误报率", "False alarm rate", ("误警率", "虚警率"), "%", "down", "连续运行 30 天，误报次数除以报警总次数"),
    ("miss", "", "漏报率", "Miss rate", ("漏检率", "漏警率"), "%", "down", "与人工复核的全部实例对照，漏报数除以应报总数"),
    ("response_time", "", "响应时间", "Response time", ("平均响应时间", "系统响应时间"), "秒", "down", "业务高峰时段连续测量，取第 95 百分位"),
    ("availability", "", "系统可用率", "Availability", ("系统可用性", "可用性", "uptime"), "%", "up", "按月统计，扣除事先公告的维护时间"),
    ("labour_hours", "", "人工工时", "Labour hours", ("人工耗时", "人工处理时长"), "小时/月", "down", "上线前后各统计三个月，取月平均值"),
    ("satisfaction", "", "满意度", "Satisfaction", ("用户满意度", "使用满意度"), "%", "up", "有效问卷不少于 200 份，满意与基本满意所占比例"),
    ("diagnosis_agreement", "health", "诊断符合率", "Agreement with experts' diagnosis", ("诊断一致率", "与专家诊断符合率"), "%", "up", "两名副高以上医师独立复核不少于 300 例"),
    ("report_time", "health", "报告出具时间", "Time to report", ("阅片时间", "报告时间", "出报告时间"), "分钟", "down", "自检查完成到报告签发，取中位数"),
    ("grading_agreement", "education", "阅卷一致率", "Agreement with teachers' marks", ("评分一致率", "与教师评分一致率"), "%", "up", "随机抽取不少于 500 份，与两名教师评分对照"),
    ("teacher_hours", "education", "教师备课批改时长", "Preparation and marking time", ("批改时长", "备课时长"), "小时/周", "down", "抽取不少于 20 名教师，上线前后各记录四周"),
    ("experiment_cycle", "research", "单轮实验周期", "Experiment cycle", ("实验周期", "研发周期"), "天", "down", "同类课题上线前后各取不少于 10 轮，取平均值"),
    ("prediction_error", "research", "预测误差", "Prediction error", ("预测偏差",), "%", "down", "以独立实验数据为准，取平均绝对百分比误差"),
    ("defect_detection", "industry", "缺陷检出率", "Defect detection rate", ("缺陷识别率",), "%", "up", "用封存的缺陷样件测试，每类缺陷不少于 50 件"),
    ("yield", "industry", "产品合格率", "Product yield", ("良率", "良品率", "一次合格率"), "%", "up", "按班次统计一个月，以质检部门判定为准"),
    ("downtime", "industry", "非计划停机时间", "Unplanned downtime", ("停机时间", "故障停机时长"), "小时/月", "down", "以设备管理系统记录为准，上线前后各三个月"),
    ("energy_use", "industry", "单位产品能耗", "Energy per product", ("单位能耗", "吨产品能耗"), "千瓦时/件", "down", "以计量表读数为准，同品种、同班次对比"),
    ("yield_per_mu", "agriculture", "亩均产量", "Crop yield", ("单产", "亩产"), "千克/亩", "up", "设对照田，收获时由农技部门测产"),
    ("pest_recognition", "agriculture", "病虫害识别准确率", "Pest and disease recognition accuracy", ("虫情识别准确率", "病害识别率"), "%", "up", "由植保人员鉴定不少于 300 个田间样本"),
    ("visitor_wait", "culture_tourism", "游客等候时间", "Visitors' waiting time", ("排队时间", "入园等候时间"), "分钟", "down", "节假日高峰连续测量三天，取平均值"),
    ("delay_at_junctions", "transport", "路口平均延误", "Average delay at junctions", ("车均延误", "平均延误时间"), "秒/车", "down", "早晚高峰各五个工作日，以卡口数据计算"),
    ("punctuality", "transport", "公交准点率", "Bus punctuality", ("准点率", "正点率"), "%", "up", "以车载定位数据为准，统计一个月全部班次"),
    ("sorting_accuracy", "logistics", "分拣准确率", "Sorting accuracy", ("分拣正确率",), "%", "up", "连续统计 10 万件，错分件数以复核记录为准"),
    ("empty_mileage", "logistics", "空驶率", "Empty mileage rate", ("车辆空驶率",), "%", "down", "空驶里程除以总里程，统计一个月"),
    ("handling_time", "city", "事件处置时间", "Handling time of incidents", ("处置时长", "案件办理时间", "平均处置时间"), "小时", "down", "自上报到结案，取一个月全部事件的中位数"),
    ("on_time_closure", "city", "按期结案率", "On-time closure rate", ("按时办结率", "按期办结率"), "%", "up", "按期结案数除以应结案数，按月统计"),
    ("water_forecast", "ecology", "水质预测误差", "Water quality forecast error", ("水质预报误差",), "%", "down", "与国控、省控断面实测值对照，统计三个月"),
    ("source_tracing", "ecology", "污染溯源准确率", "Pollution source tracing accuracy", ("溯源准确率",), "%", "up", "以执法查实的污染源为准，不少于 30 起"),
    ("warning_lead", "disaster", "预警提前量", "Warning lead time", ("预警提前时间", "提前预警时间"), "分钟", "up", "自预警发出到险情发生，以历史过程回放和实况检验"),
)  # fmt: skip
