"""Figures as people write them, and what each says. Every reader of figures is fed this one table.

Value and upper end are in the unit that is named; `but` names readers that a row does not apply to, and why.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final


@dataclass(frozen=True)
class Phrase:
    text: str
    relation: str
    value: str
    unit: str = ""
    high: str | None = None
    but: dict[str, str] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[Fraction, Fraction | None]:
        return Fraction(self.value), None if self.high is None else Fraction(self.high)


P = Phrase

PHRASES: Final = (
    # at most
    P("未超过2秒", "le", "2", "s"),
    P("没有超过2秒", "le", "2", "s"),
    P("没超过2秒", "le", "2", "s"),
    P("不超过2秒", "le", "2", "s"),
    P("不得超过２秒", "le", "2", "s"),
    P("不高于5%", "le", "5", "%"),
    P("不大于0.5毫米", "le", "0.5", "mm"),
    P("不多于3家", "le", "3", "家"),
    P("小于等于3天", "le", "3", "day"),
    P("小于或等于3天", "le", "3", "day"),
    P("≤3个工作日", "le", "3", "工作日"),
    P("<=200ms", "le", "200", "ms"),
    P("200毫秒以内", "le", "200", "ms"),
    P("200毫秒之内", "le", "200", "ms"),
    P("8周内", "le", "8", "week"),
    P("5%以下", "le", "5", "%"),
    P("5%及以下", "le", "5", "%"),
    P("控制在5%以内", "le", "5", "%"),
    P("至多3次", "le", "3", "次"),
    P("上限10米", "le", "10", "m"),
    P("百分之五以下", "le", "5", "%"),
    P("within 2 seconds", "le", "2", "s"),
    P("no more than 5 minutes", "le", "5", "min"),
    P("at most 5 days", "le", "5", "day"),
    P("not exceeding 5 mm", "le", "5", "mm"),
    P("less than or equal to 5 ms", "le", "5", "ms"),
    P("a maximum of 30 kg", "le", "30", "kg"),
    P("5 percent or less", "le", "5", "%"),
    # below
    P("低于1%", "lt", "1", "%"),
    P("小于0.5mm", "lt", "0.5", "mm"),
    P("不到3小时", "lt", "3", "h"),
    P("不足30分钟", "lt", "30", "min"),
    P("＜2s", "lt", "2", "s"),
    P("under 200 ms", "lt", "200", "ms"),
    P("less than 3 dB", "lt", "3", "dB"),
    P("below 5%", "lt", "5", "%"),
    # at least
    P("≥ 98 %", "ge", "98", "%"),
    P("不低于98%", "ge", "98", "%"),
    P("未低于98%", "ge", "98", "%"),
    P("不得低于98%", "ge", "98", "%"),
    P("不少于3家", "ge", "3", "家"),
    P("不小于10米", "ge", "10", "m"),
    P("大于等于98％", "ge", "98", "%"),
    P("至少95%", "ge", "95", "%"),
    P("98%以上", "ge", "98", "%"),
    P("98.5%及以上", "ge", "98.5", "%"),
    P("百分之九十五点五以上", "ge", "95.5", "%"),
    P("约100人以上", "ge", "100", "人"),
    P("3万条以上", "ge", "30000", "条"),
    P("百万级用户", "ge", "1000000", "用户", but={"cell": "a magnitude is a word of its own", "kpi": "the same"}),
    P("at least 99.5 percent", "ge", "99.5", "%"),
    P("no fewer than 20 users", "ge", "20", "users"),
    P("greater than or equal to 98%", "ge", "98", "%"),
    P("99.9 % or better", "ge", "99.9", "%"),
    # above
    P("超过98%", "gt", "98", "%"),
    P("高于10万条", "gt", "100000", "条"),
    P(">5km", "gt", "5", "km"),
    P("more than 500 images", "gt", "500", "images"),
    P("above 97.5%", "gt", "97.5", "%"),
    # exactly, about, either way
    P("30分钟", "eq", "30", "min"),
    P("2小时30分钟", "eq", "2.5", "h"),
    P("三百五十米", "eq", "350", "m"),
    P("半年", "eq", "0.5", "year"),
    P("千分之三", "eq", "3", "‰"),
    P("1,200件", "eq", "1200", "件"),
    P("零下20℃", "eq", "-20", "℃"),
    P("约20吨", "about", "20", "t"),
    P("20吨左右", "about", "20", "t"),
    P("approximately 20 kg", "about", "20", "kg"),
    P("±0.5mm", "plus_minus", "0.5", "mm"),
    # ranges
    P("3～5天", "between", "3", "day", "5"),
    P("3-5天", "between", "3", "day", "5"),
    P("3至5天", "between", "3", "day", "5"),
    P("80%到90%之间", "between", "80", "%", "90"),
    P("-20～60℃", "between", "-20", "℃", "60"),
    P("-60~-20℃", "between", "-60", "℃", "-20"),
    P("200ms~1s", "between", "200", "ms", "1000"),
    P("3-5万条", "between", "30000", "条", "50000"),
    P("3 to 5 days", "between", "3", "day", "5"),
    P("between 3 and 5 days", "between", "3", "day", "5"),
    P("介于3和5米", "between", "3", "m", "5"),
    # money
    P("不超过120万元", "le", "120", "万元"),
    P("没有超过120万元", "le", "120", "万元"),
    P("120万元以内", "le", "120", "万元"),
    P("300万元封顶", "le", "300", "万元"),
    P("最高500万元", "le", "500", "万元"),
    P("不低于0.5亿元", "ge", "0.5", "亿元"),
    P("30万元起", "ge", "30", "万元"),
    P("约30万元起", "ge", "30", "万元"),
    P("约500万元", "about", "500", "万元"),
    P("300-500万元", "between", "300", "万元", "500"),
    P("300——500万元", "between", "300", "万元", "500"),
    P("300万元至1亿元", "between", "300", "万元", "10000"),
    P("50万元至80万元", "between", "50", "万元", "80"),
    P("两万五千元", "eq", "25000", "元"),
    P("3万5千元", "eq", "35000", "元"),
    P("1亿2千万元", "eq", "120000000", "元"),
    P("一百二十万元", "eq", "120", "万元"),
    P("1,200,000元", "eq", "1200000", "元"),
    P("￥3000000", "eq", "3000000", "元"),
    P("RMB 1.2 million", "eq", "1200000", "元"),
    P("no more than RMB 1,200,000", "le", "1200000", "元"),
    P("5000元/台", "eq", "5000", "元/台"),
    # bare numbers: a list knows their unit from its header, a field from its label
    P("98", "eq", "98"),
    P("≥98", "ge", "98"),
    P("3～5", "between", "3", "", "5"),
    P("50万至80万", "between", "500000", "", "800000"),
    P("500万", "eq", "5000000"),
    P("优于0.1毫米", "unknown", "0.1", "mm"),
    P("好于95%", "unknown", "95", "%"),
)

BETTER: Final = (
    ("定位误差", "优于0.1毫米", "le"),
    ("定位精度", "优于0.1毫米", "le"),
    ("测量精度", "优于98%", "ge"),
    ("空间分辨率", "优于0.5米", "le"),
    ("端到端时延", "优于50毫秒", "le"),
    ("响应时间", "优于2秒", "le"),
    ("平均等待时间", "优于10分钟", "le"),
    ("单件成本", "优于3元", "le"),
    ("单位能耗", "优于5千瓦时", "le"),
    ("误报率", "优于3%", "le"),
    ("漏检率", "优于1%", "le"),
    ("设备故障率", "优于2%", "le"),
    ("缺陷识别准确率", "优于98%", "ge"),
    ("召回率", "优于95%", "ge"),
    ("群众满意度", "优于90%", "ge"),
    ("吞吐量", "优于500次/秒", "ge"),
    ("平均无故障时间", "优于2000小时", "ge"),
    ("续航时间", "优于8小时", "ge"),
    ("服务时间", "优于8小时", "unknown"),
    ("综合指数", "优于0.8", "unknown"),
    ("accuracy", "better than 95%", "gt"),
    ("latency", "better than 50 ms", "gt"),
    ("精度", "不低于0.5mm", "le"),
    ("准确率", "高达99%", "ge"),
    ("concurrent users", "up to 500", "ge"),
)
"""What is measured, the phrase, and the relation that follows from both."""
