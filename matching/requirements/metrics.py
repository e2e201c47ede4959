"""Names of quantities: which words mean the same, which way is better, and what narrows them.

Synonyms are few on purpose. 准确率 and 识别率 are one thing here; 检出率 and 召回率 are not, and 响应时间 is not 时延.
"""

import re
from dataclasses import dataclass

from matching.requirements.folding import FLAGS
from matching.requirements.units import Unit
from matching.requirements.values import Interval, Name


@dataclass(frozen=True, slots=True)
class Metric:
    """A known quantity. `better` is up, down, or "" when unknown; `covers` marks ranges that must contain the demand."""

    head: str
    better: str
    dimensions: frozenset[str]
    covers: bool = False


# head; better; dimensions (empty: any); spellings, longest first within the pattern that is made of them.
_TABLE = """
accuracy; up; ratio; 准确率, 准确度, 正确率, 识别率, 精准度, 精准率, 精度, accuracy
precision_rate; up; ratio; 精确率, 查准率, precision
recall; up; ratio; 召回率, 查全率, recall
detection_rate; up; ratio; 检出率, detection rate
sensitivity; up; ratio; 灵敏度, 敏感度, 敏感性, sensitivity
specificity; up; ratio; 特异度, 特异性, specificity
false_alarm; down; ratio; 误报率, 虚警率, 误报警率, 误警率, false alarm rate, false positive rate
false_alarms; down; ; 误报次数, 误报数, 误报, false alarms
miss; down; ratio; 漏检率, 漏报率, 漏警率, miss rate, missed detection rate
misjudge; down; ratio; 误检率, 误判率, 误识率, 误识别率
f1; up; ratio; f1, f1值, f1分数, f1-score, f1 score, f1-值
auc; up; ratio; auc, auc值, auroc
map; up; ratio; map, map值, map@0.5
coverage; up; ratio; 覆盖率, coverage
availability; up; ratio; 可用性, 可用率, 可用度, 在线率, availability, uptime
yield; up; ratio; 良率, 良品率, 合格率, yield
pass_rate; up; ratio; 通过率, 成功率, success rate
error; down; ; 误差, 偏差, error
response_time; down; time; 响应时间, 响应时长, 响应速度, 响应, response time
latency; down; time; 时延, 延迟, 延时, 迟延, latency, delay
processing_time; down; time; 耗时, 用时, 处理时间, 处理时长, 推理时间, 识别时间, 检测时间, 计算时间, processing time, inference time
cycle; down; time; 节拍, 检测周期, 更新周期, cycle time
battery; up; time; 续航, 续航时间, 续航时长, 待机时间, battery life
lifetime; up; time; 使用寿命, 寿命, 工作寿命, lifetime, service life
mtbf; up; time; mtbf, 平均无故障时间, 平均无故障工作时间, 平均故障间隔时间
throughput; up; rate data_rate; 吞吐量, 吞吐, throughput
concurrency; up; bare count:路 count:用户 count:人 count:次; 并发数, 并发量, 并发用户数, 并发用户, 并发, 并发路数, concurrency, concurrent users
channels; up; count:路 bare; 接入路数, 路数, 视频路数
frame_rate; up; frame_rate frequency; 帧率, 处理帧率, frame rate
bandwidth; up; data_rate; 带宽, bandwidth
sampling; up; frequency; 采样率, 采样频率, sampling rate
resolution; ; ; 分辨率, 分辨力, resolution
lead_time; up; time; 提前预警时间, 预警提前时间, 预警提前量, 提前时间, 提前量, 提前, warning time, lead time
power; down; power; 功耗, 功率消耗, power consumption
weight; down; mass; 重量, 整机重量, weight
noise; down; sound; 噪声, 噪音, noise
width; ; length; 幅宽, 布幅, 宽度, width
payload; up; mass; 负载, 载荷, 载重, payload
capacity; up; data; 存储容量, 容量, storage capacity
data_volume; up; count:条 count:张 count:份 count:例 bare; 数据量, 数据规模, 样本量, 样本数, 训练数据量, 数据
detection_limit; down; ; 检出限, 检测下限, detection limit
measuring_range; ; ; 测量范围, 量程, 测量量程, 检测范围, 测距范围, 测温范围, measuring range, measurement range
temperature_range; ; temperature; 工作温度, 工作温度范围, 使用温度, 运行温度, 环境温度, 工作环境温度, operating temperature
humidity_range; ; humidity ratio; 工作湿度, 环境湿度, 相对湿度, operating humidity
frequency_range; ; frequency; 频率范围, 频响范围, frequency range
distance; up; length; 检测距离, 探测距离, 识别距离, 测距, 通信距离, 传输距离, detection range
speed; up; speed; 速度, 车速, 巡检速度, speed
calls; up; rate; qps, tps, 每秒处理能力, 处理能力
"""
# Here 最大 is the thing itself (最大并发用户数); elsewhere it is a best or a worst case.
CAPACITIES = frozenset({"concurrency", "channels", "throughput", "payload", "capacity", "distance", "battery"})
# What these measure is an object in the world: the sensitivity for one organ says nothing of another.
OF_OBJECTS = frozenset(
    {"accuracy", "precision_rate", "recall", "detection_rate", "sensitivity", "specificity", "false_alarm", "miss"}
    | {"misjudge", "f1", "auc", "map", "coverage", "yield", "pass_rate", "error", "lead_time", "detection_limit"}
)
_COVERING = {"measuring_range", "temperature_range", "humidity_range", "frequency_range"}
_ERROR_WORDS = ("精度", "accuracy")
# Words before a head that do not change what is measured.
_IDLE = re.compile(
    r"^(?:的|目前|当前|现在|最大|最高|最小|最低|最长|最短|最快|最佳|最优|识别|检测|系统|平均|整体|总体|综合|模型|算法|产品|平台|测量|检验|单次|端到端|top-?1|指标|总|传感器|仪器|仪表|软件|整机|探头|视频|其|本|累计|已处理|已|现有|我司|设备|最终|"
    r"overall|average|mean|detection|recognition|system|model|measurement|the|an?|our|its|with|of|and|has|have|achieves?|delivers?|typical)+",
    FLAGS,
)
_SUFFIX_CLASS = r"[一-龥]{1,6}(?:率|误差|时间|时长|时延|周期|寿命|容量|距离|范围|频率|温度|浓度|功率|电压|电流|速率|间隔|[幅宽高厚]度|幅宽|距|量程)"
_LEAD = re.compile(r"^.{0,40}\blead time (?:before|ahead of|to) (?:the )?(?P<scope>.{1,60})$", FLAGS)
# Characters that narrow nothing where the words around them are said by the other side.
_FILL = frozenset("的之各单每本量值数度及和与或、/在对中 -")
_IDLE_END = re.compile(
    r"(?:(?:的|识别|检测|检出|系统|平均|整体|综合|模型|算法|测量|detection|recognition)\s*+){1,12}+$", FLAGS
)
_CLEAN = re.compile(r"[\s_*\"'“”‘’《》]+")


def _rows() -> list[tuple[Metric, list[str]]]:
    rows = []
    for line in _TABLE.strip().splitlines():
        head, better, dimensions, spellings = (cell.strip() for cell in line.split(";"))
        metric = Metric(head, better, frozenset(dimensions.split()), head in _COVERING)
        rows.append((metric, [spelling.strip() for spelling in spellings.split(",")]))
    return rows


METRICS: dict[str, Metric] = {metric.head: metric for metric, _ in _rows()}
_HEADS: dict[str, str] = {_CLEAN.sub("", s): metric.head for metric, spellings in _rows() for s in spellings}


def _spelling_pattern() -> str:
    spellings = sorted({s for _, group in _rows() for s in group}, key=len, reverse=True)
    parts = (rf"(?<![A-Za-z]){re.escape(s)}(?![A-Za-z])" if s.isascii() else re.escape(s) for s in spellings)
    return "|".join(parts).replace(r"\ ", r"[\s-]?")


HEAD_PATTERN = _spelling_pattern()
# A name is looked for from where its words begin, not from each of their characters.
_FIRST = r"(?<![^,、:()/])"
_KNOWN = re.compile(rf"{_FIRST}(?P<scope>[^,、:()/]*?)(?P<head>{HEAD_PATTERN})$", FLAGS)
_LIKELY = re.compile(rf"{_FIRST}(?P<scope>[^,、:()/]*?)(?P<head>{_SUFFIX_CLASS})$")
_FOR = re.compile(rf"(?<![A-Za-z])(?P<head>{HEAD_PATTERN}) (?:for|on) (?P<scope>[a-z][a-z -]{{1,40}}) ?$", FLAGS)
# 误识别率 and 不合格率 are no narrower 识别率 and 合格率 but their opposites.
_REVERSED = re.compile(r"(?:[误漏未错不非拒伪]|\bnon-?|\bmis|\bfalse\s|\bun)$", FLAGS)


def label_end(text: str) -> tuple[str, str] | None:
    """The name that ends a folded text, as (words before it, its head); known heads go before likely ones."""
    found = _FOR.search(text) or _KNOWN.search(text)
    if found is None or _REVERSED.search(found["scope"]):
        found = _LIKELY.search(text)
    return (f"{found['scope']} ".lstrip() if found.re is _FOR else found["scope"], found["head"]) if found else None


def metric_of(head: str) -> Metric:
    """What is known of a head; an unknown one accepts any unit and has no direction."""
    return METRICS.get(head) or Metric(head, "", frozenset())


def is_possible(head: str, interval: Interval, unit: Unit) -> bool:
    """Whether there can be such a figure: of what is a share of a whole, none is above the whole; nothing that
    has a better side and is no deviation lies below zero."""
    metric, ends = metric_of(head), [end for end in (interval.low, interval.high) if end is not None]
    if unit.dimension == "ratio" and "ratio" in metric.dimensions and any(end * unit.factor > 1 for end in ends):
        return False
    return not metric.better or not metric.dimensions or any(end >= 0 for end in ends)


def read_name(text: str) -> Name:
    """The canonical name of a folded label such as 缺陷识别准确率 (accuracy, narrowed by 缺陷)."""
    label = _bare(text.strip()).strip()
    if ahead := _LEAD.match(label):
        return Name("lead_time", _scope(ahead["scope"]))
    found = label_end(label)
    if found is None:
        return Name(_CLEAN.sub("", label).lower())
    scope, written = found
    word = _CLEAN.sub("", written).lower()
    return Name(_HEADS.get(word) or _HEADS.get(word.replace("-", "")) or word, _scope(scope))


def _bare(label: str) -> str:
    """The label without the brackets at its end."""
    opening = label.find("(", label.rfind(")", 0, -1) + 1)
    return label[:opening] if opening >= 0 and label.endswith(")") else label


def _scope(text: str) -> str:
    """What narrows a name, without the words that are idle at either end."""
    stripped = _IDLE_END.sub("", _IDLE.sub("", text.strip()).strip())
    return _CLEAN.sub("", stripped).lower()


def holds(text: str, scope: str) -> bool:
    """Whether a text says all that narrows a name, word by word: 滚刀磨损量估计 is in 磨损估计误差 3 mm，滚刀."""
    said, rest = _CLEAN.sub("", text).lower(), scope
    while rest:
        end = next(
            (end for end in range(len(rest), min(1, len(scope) - 1), -1) if rest[:end] in said),
            1 if rest[0] in _FILL else 0,
        )
        if not end:
            return False
        rest = rest[end:]
    return True


def is_grade_of_error(label: str) -> bool:
    """Whether a label is one of those (精度) that name a rate with high per cents and an error otherwise."""
    return label.rstrip(" )").lower().endswith(_ERROR_WORDS)
