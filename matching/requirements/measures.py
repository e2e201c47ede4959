"""KPI targets and parameters: a number, the name it belongs to, and the circumstances under which it holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from matching.requirements.bounds import demand, flip_grade, is_bound, statement
from matching.requirements.folding import FLAGS, Clause, clauses
from matching.requirements.metrics import (
    CAPACITIES,
    HEAD_PATTERN,
    METRICS,
    Metric,
    is_grade_of_error,
    label_end,
    metric_of,
    read_name,
)
from matching.requirements.quantities import Operator, Quantity, quantities
from matching.requirements.stance import describes_present, hardness, numeric_stance, wishes
from matching.requirements.units import BARE, UNITS, Unit
from matching.requirements.values import Fact, Kind, Measure, Name, Requirement, Stance

_FILL = (
    r"(?:\s|的|都|均|应|须|需|要求|要|必须|务必|可|能够|能|将|已|保持|稳定|在|为|是|值|达到|达|目标|指标|控制|提升|提高|降低|缩短|下降|"
    r"压缩|到|至|:|=|\(|\)|约|有|具备|仅|普遍|一般|高|低|且|希望|期望|最好|优先|建议|力争|预计|计划|目前|现在|分别|覆盖|不劣于|"
    r"\b(?:of|is|are|was|to|be|must|should|shall|has|an?|the|with|at|reaches|remains?|stays?|needs?|required)\b)"
)
_FILLERS = re.compile(rf"{_FILL}{{1,40}}+$", FLAGS)
_ONLY_FILL = re.compile(rf"(?:{_FILL}|[、/和]|白天|夜间)*+", FLAGS)
_LAST_BRACKET = re.compile(r"(?<!\s)\s*+\([^()]*+\)\s*+$")
_BOUNDARY = re.compile(
    r"[,、:;()/]|的|对|在|将|使|了|和|与|及|并|且|其中|要求|必须|应|须|需|实现|可|能|我们|该|本|各类|具有|具备|拥有|提供|支持|采用|"
    r"通过|满足|为|\b(?:an?|the|of|with|our|its|and|has|have|achieves?|delivers?|requires?|must|for)\b",
    FLAGS,
)
_RIGHT = re.compile(rf"\s*+(?:的|of\s)?\s*+(?P<label>[一-龥A-Za-z ]{{0,16}}?(?:{HEAD_PATTERN}))", FLAGS)
_AHEAD = re.compile(r"\s*+(?:before|ahead|in advance|earlier)\b", FLAGS)
_CONDITIONS: tuple[tuple[str, str], ...] = (
    ("night", r"夜间|夜晚|夜视|弱光|低照度|\bnight|low[- ]light"),
    ("day", r"白天|日间|强光|\bdaylight|\bdaytime"),
    ("weather", r"雨天|雾天|雪天|雨雾|恶劣天气|\brain|\bfog"),
    ("dust", r"粉尘|扬尘|\bdust"),
    ("hot", r"高温|\bhigh temperature"),
    ("cold", r"低温(?!冷)|\blow temperature"),
    ("load", r"满载|满负荷|峰值|\bpeak|\bfull load"),
    ("lab", r"实验室|理想|仿真|模拟|\blab\b|\blaboratory|\bsimulat\w+|\bideal\b"),
    (
        "benchmark",
        r"训练集|验证集|测试集|公开数据集|基准|内部测试|\bbenchmark|\btest set|\bpublic dataset|\bvalidation set",
    ),
)
_CONDITION = re.compile("|".join(f"(?P<{code}>{pattern})" for code, pattern in _CONDITIONS), FLAGS)
_VAGUE: tuple[tuple[str, str], ...] = (
    (
        "accuracy",
        r"高准确率|高识别率|准确率(?:很|极|较|非常)?高|识别(?:率|精度)(?:很|极|较)?高|高精准|准确率(?:业内)?领先|high(?:ly)? accura\w+",
    ),
    ("error", r"高精度|精度(?:很|极|较|非常)?高|误差(?:很|极|较)?小|精度(?:业内)?领先|high[- ]precision"),
    (
        "response_time",
        r"快速响应|响应(?:很|极|更)?(?:迅速|快|及时)|(?:毫秒|秒)级(?:响应|识别|检测)?|实时响应|fast response|real[- ]time",
    ),
    ("latency", r"低时延|低延[迟时]|(?:时延|延迟)(?:很|极)?低|毫秒级|low[- ]latency"),
    ("false_alarm", r"低误报|误报(?:率)?(?:很|极|较)?(?:低|少)"),
    ("miss", r"低漏[检报]|漏[检报](?:率)?(?:很|极|较)?(?:低|少)"),
    ("power", r"低功耗|功耗(?:很|极|较)?低|low[- ]power"),
    ("battery", r"超?长续航|续航(?:时间)?长|long battery life"),
    ("concurrency", r"高并发|high concurrency"),
    ("availability", r"高可用|high availability"),
)
_VAGUE_PATTERN = re.compile("|".join(f"(?P<{head}>{pattern})" for head, pattern in _VAGUE), FLAGS)
_EXTREME = re.compile(
    r"(?:的|单次|系统|识别)*+(?:(?P<le>最大|最高|最长|max)|(?P<ge>最小|最低|最短|最快|min)|(?P<reach>最佳|最优|best|peak))",
    FLAGS,
)
RATE = Unit("1", "ratio")
# From this share on, 精度 98 % names a rate of right answers; below it, 精度 0.5 % names an error.
_RATE_FROM = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number with the label that names it, at clause[start:end]."""

    clause: Clause
    label: str
    quantity: Quantity
    start: int
    end: int


@lru_cache(maxsize=64)
def conditions(text: str) -> str:
    """The circumstances named in a folded text, as sorted codes joined by a space. Remembered: each number of a sentence asks for
    those of the whole sentence."""
    return " ".join(sorted({found.lastgroup or "" for found in _CONDITION.finditer(text)}))


def measure_name(label: str, quantity: Quantity) -> tuple[Name, Unit]:
    """The canonical name of a labelled number, and its unit where a bare share (F1 0.95) has none."""
    name = read_name(_CONDITION.sub("", label))
    unit, rates = quantity.unit, "ratio" in metric_of(name.head).dimensions
    if rates and unit == BARE and 0 < quantity.low <= 1:
        unit = RATE
    rate = unit.dimension == "ratio" and quantity.low * unit.factor >= _RATE_FROM
    if name.head == "accuracy" and is_grade_of_error(label) and not rate and unit != BARE:
        name = replace(name, head="error")
    return name, unit


def _fits_dimension(metric: Metric, unit: Unit) -> bool:
    return not metric.dimensions or unit.dimension in metric.dimensions or unit == BARE


def _label_left(text: str) -> str:
    """The name that ends right before a number, with the words that narrow it."""
    stripped = _LAST_BRACKET.sub("", _FILLERS.sub("", text))
    found = label_end(_FILLERS.sub("", stripped))
    if found is None:
        return ""
    before, head = found
    cut = max((match.end() for match in _BOUNDARY.finditer(before)), default=0)
    return (before[cut:] + head).strip()


def _label_right(text: str) -> str:
    found = _RIGHT.match(text)
    return found["label"].strip() if found else ""


def readings(sentence: Sequence[Clause]) -> Iterator[Reading]:
    """The named numbers of a sentence. A number without a name of its own takes the last one, if only fillers part them."""
    last: Reading | None = None
    for clause in sentence:
        floor = 0
        for quantity in quantities(clause.folded):
            reading = _reading(clause, quantity, floor, last)
            floor = quantity.end
            if reading is not None:
                last = reading
                yield reading


def _reading(clause: Clause, quantity: Quantity, floor: int, last: Reading | None) -> Reading | None:
    left, right = clause.folded[floor : quantity.start], clause.folded[quantity.end :]
    # A bare number before a name is a heading's (2.4 响应时间), so only one with a unit may be named from behind.
    behind = _label_right(right) if quantity.unit != BARE or quantity.magnitude else ""
    for label in (_label_left(left), behind, _implied(clause, quantity)):
        if label and _belongs(label, quantity):
            return Reading(clause, label, quantity, floor, len(clause.folded))
    if (
        last
        and "(" not in left
        and _ONLY_FILL.fullmatch(left)
        and quantity.unit.dimension == last.quantity.unit.dimension != BARE.dimension
    ):
        return Reading(clause, last.label, quantity, floor, len(clause.folded))
    return None


def _implied(clause: Clause, quantity: Quantity) -> str:
    """The name of a number that has none of its own: 至少提前30分钟, 6 hours before the transfer, 不超过15 W."""
    if quantity.unit.dimension == "time":
        ahead = "提前" in clause.folded[quantity.start : quantity.end] or _AHEAD.match(clause.folded, quantity.end)
        return "提前量" if ahead else ""
    return "功耗" if quantity.unit.dimension == "power" and is_bound(quantity.operator) else ""


def _belongs(label: str, quantity: Quantity) -> bool:
    name, unit = measure_name(label, quantity)
    return _fits_dimension(metric_of(name.head), unit) and (unit != BARE or name.head in METRICS)


def as_meant(label: str, name: Name, quantity: Quantity) -> Quantity:
    """The quantity with its operator as the label means it: 精度不低于0.5mm, 最高准确率99%."""
    if name.head == "error" and is_grade_of_error(label):
        return replace(quantity, operator=flip_grade(quantity.operator))
    extreme = _EXTREME.match(label)
    if extreme is None or quantity.operator is not Operator.EQUAL or name.head in CAPACITIES:
        return quantity
    return replace(quantity, operator=Operator(extreme.lastgroup or ""))


def demanded_measure(label: str, quantity: Quantity, condition: str, better: str = "") -> Measure:
    """A need's target as a value. `better` (up, down) overrides what the name tells about the direction."""
    name, unit = measure_name(label, quantity)
    metric = metric_of(name.head)
    metric = replace(metric, better=better or metric.better)
    interval, fit = demand(as_meant(label, name, quantity), metric)
    return Measure(name, interval, unit, fit, condition)


def stated_measure(label: str, quantity: Quantity, condition: str) -> Measure:
    """A supply's parameter as a value."""
    name, unit = measure_name(label, quantity)
    interval = statement(as_meant(label, name, quantity), metric_of(name.head))
    return Measure(name, interval, unit, condition=condition)


def requirements_of(text: str, origin: str) -> Iterator[Requirement]:
    """The targets that a need's text sets; how things are today and mere changes (提升5%) are none."""
    for sentence in clauses(text, origin):
        for reading in readings(sentence):
            clause, quantity = reading.clause, reading.quantity
            bound = is_bound(quantity.operator)
            if quantity.operator is Operator.CHANGE or describes_present(clause.folded):
                continue
            if bound or wishes(clause.folded):
                value = demanded_measure(reading.label, quantity, conditions(clause.sentence.folded))
                source = clause.source(0, len(clause.folded))
                yield Requirement(Kind.KPI, value, source, hard=hardness(clause.folded, default=bound))


def facts_of(text: str, origin: str) -> Iterator[Fact]:
    """The parameters that a supply's text states, vague ones (高精度) included."""
    for sentence in clauses(text, origin):
        for reading in readings(sentence):
            if reading.quantity.operator is not Operator.CHANGE:
                yield _fact(reading)
        for clause in sentence:
            yield from _vague(clause)


def _fact(reading: Reading) -> Fact:
    clause = reading.clause
    value = stated_measure(reading.label, reading.quantity, conditions(clause.sentence.folded))
    return Fact(Kind.KPI, value, clause.source(0, len(clause.folded)), numeric_stance(clause.folded))


def _vague(clause: Clause) -> Iterator[Fact]:
    for found in _VAGUE_PATTERN.finditer(clause.folded):
        value = Measure(Name(found.lastgroup or ""), None, UNITS["%"])
        yield Fact(Kind.KPI, value, clause.source(found.start(), found.end()), Stance.AFFIRMED)
