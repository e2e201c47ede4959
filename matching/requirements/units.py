"""Units of measure: a small exact table, conversion inside a dimension, refusal across dimensions.

Factors are fractions, so converting there and back gives the very same number. What looks alike but is not
comparable has dimensions of its own: %FS is no %, a working day is no day, a price per year is no price, and every
counter word (条, 台) counts its own things.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

# A month has 28 to 31 days: its mean serves, and ends closer to one another than this share are left open.
CALENDAR_SLACK = Fraction(4, 100)


class IncompatibleUnits(ValueError):
    """Two units measure different things, so no comparison of their numbers means anything."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: value × factor + offset gives the dimension's base unit. `calendar` months and years vary in length."""

    symbol: str
    dimension: str
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    calendar: bool = False


BARE = Unit("", "bare")

# dimension; symbol; factor to the base unit; other spellings. Case counts, because mW is not MW.
_TABLE = """
ratio; %; 1/100; percent, per cent, pct
ratio; ‰; 1/1000; permille
ratio; ppm; 1/1000000; PPM
ratio; ppb; 1/1000000000; PPB
full_scale; %FS; 1; %F.S., %F.S, %fs, % FS, % F.S., %(FS), %(F.S.), %满量程, %量程, % of full scale, % of FS, % of span
full_scale; ‰FS; 1/10; ‰F.S.
humidity; %RH; 1; % RH
explosive_limit; %LEL; 1; % LEL
volume_share; %VOL; 1; %vol, % VOL
time; s; 1; 秒, 秒钟, sec, secs, second, seconds
time; ns; 1/1000000000; 纳秒
time; us; 1/1000000; μs, 微秒
time; ms; 1/1000; 毫秒, msec, millisecond, milliseconds
time; min; 60; 分钟, mins, minute, minutes
time; h; 3600; 小时, 个小时, hr, hrs, hour, hours
time; day; 86400; 天, 日, 日历天, 日历日, 个日历日, 自然日, 个自然日, days, calendar days
time; week; 604800; 周, 星期, 个星期, weeks, wk
time; month; 2629800; 个月, months
time; quarter; 7889400; 个季度, 季度, quarters
time; year; 31557600; 年, years
workday; 工作日; 1; 个工作日, working days, business days, working day, business day
length; m; 1; 米, metres, meters
length; nm; 1/1000000000; 纳米
length; um; 1/1000000; μm, 微米
length; mm; 1/1000; 毫米, ㎜
length; cm; 1/100; 厘米, ㎝
length; km; 1000; 公里, 千米, ㎞
length; inch; 127/5000; 英寸, inches
mass; g; 1; 克
mass; mg; 1/1000; 毫克
mass; kg; 1000; 千克, 公斤, ㎏
mass; t; 1000000; 吨
temperature; K; 1; 开尔文
temperature; ℃; 1; °C, 摄氏度, 度C
temperature; ℉; 5/9; °F, 华氏度
pressure; Pa; 1; 帕
pressure; hPa; 100; 百帕
pressure; kPa; 1000; 千帕
pressure; MPa; 1000000; 兆帕
pressure; bar; 100000; 巴
pressure; mbar; 100; 毫巴
pressure; psi; 8896443230521/1290320000; PSI
frequency; Hz; 1; 赫兹
frequency; kHz; 1000; 千赫
frequency; MHz; 1000000; 兆赫
frequency; GHz; 1000000000; 吉赫
data; KB; 1; kB
data; MB; 1024; 兆字节
data; GB; 1048576; 吉字节
data; TB; 1073741824; 太字节
data; PB; 1099511627776; 拍字节
data_rate; kbps; 1; Kbps
data_rate; Mbps; 1000; Mb/s
data_rate; Gbps; 1000000; Gb/s
money:CNY; 元; 1; 人民币, RMB, CNY, yuan, 元人民币
money:CNY; 千元; 1000; 千元人民币
money:CNY; 万元; 10000; 万元人民币
money:CNY; 百万元; 1000000; 百万元人民币
money:CNY; 亿元; 100000000; 亿元人民币
money:USD; 美元; 1; USD, dollars, US dollars
money:USD; 万美元; 10000; 万USD
money:EUR; 欧元; 1; EUR, euros
money:EUR; 万欧元; 10000; 万EUR
voltage; V; 1; 伏
voltage; mV; 1/1000; 毫伏
voltage; kV; 1000; 千伏
current; A; 1; 安培
current; mA; 1/1000; 毫安
power; W; 1; 瓦
power; mW; 1/1000; 毫瓦
power; kW; 1000; 千瓦
power; MW; 1000000; 兆瓦
energy; kWh; 1; 千瓦时
energy; MWh; 1000; 兆瓦时
speed; m/s; 1; 米/秒, 米每秒
speed; km/h; 5/18; 公里/小时, 公里/时, 公里每小时
speed; m/min; 1/60; 米/分钟, 米/分, 米每分, 米每分钟
speed; mm/s; 1/1000; 毫米/秒
frame_rate; fps; 1; FPS, 帧/秒, 帧每秒
rate; 次/秒; 1; QPS, TPS, 次每秒
area; m²; 1; ㎡, m2, 平方米
area; km²; 1000000; km2, 平方公里
volume; L; 1; 升
volume; mL; 1/1000; ml, 毫升
volume; m³; 1000; m3, 立方米
sound; dB; 1; 分贝
light; lx; 1; lux
concentration; mg/m³; 1; mg/m3
concentration; μg/m³; 1/1000; μg/m3, ug/m3
flow; L/min; 1; 升/分钟
flow; m³/h; 50/3; m3/h
compute; TOPS; 1; Tops
pixels; 像素; 1; pixels
pixels; 万像素; 10000; MP
trl; TRL; 1; 级TRL
angle; °; 1; deg
"""
_OFFSETS = {"℃": Fraction(27315, 100), "℉": Fraction(45967, 180)}
_CALENDAR = {"month", "quarter", "year"}
_COUNTERS = [
    "条",
    "张",
    "次",
    "台",
    "家",
    "路",
    "人",
    "用户",
    "件",
    "份",
    "篇",
    "套",
    "辆",
    "帧",
    "只",
    "例",
    "站",
    "users",
    "images",
    "records",
    "samples",
]
# Only where the whole cell is a unit: in a sentence 3月 is March and 5K a count.
_CELL_ONLY = {"月": "month", "d": "day", "D": "day", "C": "℃", "分": "min", "万": "万元", "亿": "亿元"}


def _rows() -> Iterator[tuple[Unit, list[str]]]:
    for line in _TABLE.strip().splitlines():
        dimension, symbol, factor, spellings = (cell.strip() for cell in line.split(";"))
        unit = Unit(symbol, dimension, Fraction(factor), _OFFSETS.get(symbol, Fraction(0)), symbol in _CALENDAR)
        yield unit, [symbol, *(spelling.strip() for spelling in spellings.split(","))]
    for counter in _COUNTERS:
        yield Unit(counter, f"count:{counter}"), [counter]


UNITS: dict[str, Unit] = {unit.symbol: unit for unit, _ in _rows()}
_SPELLINGS: dict[str, Unit] = {spelling: unit for unit, spellings in _rows() for spelling in spellings}


def _lowered() -> dict[str, Unit]:
    """Spellings without case, but for those that then mean two things (MW and mW)."""
    folded: dict[str, set[str]] = {}
    for spelling, unit in _SPELLINGS.items():
        folded.setdefault(spelling.lower(), set()).add(unit.symbol)
    return {spelling: UNITS[min(symbols)] for spelling, symbols in folded.items() if len(symbols) == 1}


_CASELESS = _lowered()


def _pattern() -> str:
    """The regular expression of any unit inside a text; Latin ones end where the word ends."""
    spellings = sorted(_SPELLINGS, key=len, reverse=True)
    return "|".join(re.escape(s) + (r"(?![A-Za-z])" if s[-1].isascii() and s[-1].isalpha() else "") for s in spellings)


UNIT_PATTERN = _pattern()


def parse_unit(text: str) -> Unit | None:
    """Read a cell that holds a unit. Empty gives BARE, an unknown one None, `元/年` a dimension of its own."""
    cleaned = text.strip()
    if not cleaned:
        return BARE
    found = _SPELLINGS.get(cleaned) or UNITS.get(_CELL_ONLY.get(cleaned, "")) or _CASELESS.get(cleaned.lower())
    if found is not None:
        return found
    base, slash, per = cleaned.partition("/")
    whole = parse_unit(base) if slash and per.strip() and base.strip() else None
    return per_unit(whole, per.strip()) if whole is not None else None


def per_unit(unit: Unit, per: str) -> Unit:
    """A unit of so much per something (元/年), comparable only with the same something."""
    return replace(unit, symbol=f"{unit.symbol}/{per}", dimension=f"{unit.dimension}/{per}", offset=Fraction(0))


def convert(value: Fraction, source: Unit, target: Unit) -> Fraction:
    """The value in `target`, exactly. Raises IncompatibleUnits across dimensions."""
    if source.dimension != target.dimension:
        raise IncompatibleUnits(f"{source.symbol or '∅'} → {target.symbol or '∅'}")
    return (value * source.factor + source.offset - target.offset) / target.factor
