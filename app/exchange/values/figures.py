"""Indicators and parameters: several figures in one cell (准确率≥98%；响应时间≤2秒)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.exchange.cells import Cell, cell_text, folded, is_blank
from app.exchange.rules import Parsed, Problem, Rule
from app.exchange.values.packing import pack, unpack

_SEPARATORS: Final = re.compile(r"[;；\n\r]+|[，,、](?=[^，,、;；]*[≥≤<>])|。(?=.)")
_NUMBERING: Final = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.、](?!\d)|[①-⑳]|[-·•●])\s*")
_SIGNS: Final = {
    "up": (
        "≥",
        ">=",
        "＞",
        ">",
        "不低于",
        "不少于",
        "不小于",
        "大于等于",
        "大于",
        "高于",
        "超过",
        "至少",
        "达到",
        "达",
    ),
    "down": (
        "≤",
        "<=",
        "＜",
        "<",
        "不超过",
        "不高于",
        "不大于",
        "不多于",
        "小于等于",
        "小于",
        "低于",
        "少于",
        "控制在",
    ),
}
_BY_SIGN: Final = {sign: direction for direction, signs in _SIGNS.items() for sign in signs}
_SIGN: Final = "|".join(re.escape(sign) for sign in sorted(_BY_SIGN, key=len, reverse=True))
# Longer strings of digits are no figures; without an end they would be read again from each of their digits.
_DIGITS: Final = r"(?<!\d)\d[\d,]{0,24}(?!\d)(?:\.\d{1,12}(?!\d))?"
_NUMBER: Final = rf"[-+±]?{_DIGITS}(?:\s*+[-~～—]\s*+{_DIGITS})?"
_NAME: Final = r"(?P<name>.*?)(?<!\s)\s*+[:：]?\s*+"
_UNIT: Final = r"[^\d\s，,。()（）]*"
_COMPARED: Final = re.compile(
    rf"{_NAME}(?P<sign>{_SIGN})\s*+(?P<number>{_NUMBER})\s*+(?P<unit>{_UNIT})(?P<rest>.*)", re.DOTALL
)
_BEHIND: Final = re.compile(
    rf"{_NAME}(?P<number>{_NUMBER})\s*+(?P<unit>{_UNIT}?)(?P<sign>以上|以下|以内)(?P<rest>.*)", re.DOTALL
)
_MOVED: Final = re.compile(
    rf"{_NAME}[从由](?P<baseline>{_NUMBER})\s*+(?P<first>{_UNIT}?)\s*+"
    rf"(?P<verb>提升|提高|增加|上升|降低|下降|减少|缩短|压缩)(?:至|到|为)\s*+(?P<number>{_NUMBER})\s*+(?P<unit>{_UNIT})(?P<rest>.*)",
    re.DOTALL,
)
_PLAIN: Final = re.compile(
    rf"(?P<name>[^:：\d]*[^:：\d\s])\s*+[:：]?\s*+(?P<number>{_NUMBER})\s*+(?P<unit>{_UNIT})(?P<rest>.*)",
    re.DOTALL,
)
_RISING: Final = frozenset({"提升", "提高", "增加", "上升", "以上"})
_DIRECTIONS: Final = {"up": "越高越好", "down": "越低越好"}
_CODES: Final = {label: code for code, label in _DIRECTIONS.items()}


@dataclass(frozen=True, slots=True)
class Kpi:
    """What is to be reached: `direction` is up, down or "" where the text does not say."""

    name: str
    unit: str = ""
    baseline: str = ""
    target: str = ""
    direction: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a product does: a value, as it was written, under a condition."""

    name: str
    unit: str = ""
    value: str = ""
    condition: str = ""


def parse_kpis(cell: Cell) -> Parsed[tuple[Kpi, ...]]:
    """The indicators in a cell; a part without a figure becomes a name alone, with a warning."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if rows := unpack(text, 6):
        return Parsed(tuple(_unpacked_kpi(row) for row in rows))
    kpis = tuple(_kpi(part) for part in _parts(text))
    unclear = tuple(Problem(Rule.KPI_UNCLEAR, kpi.name) for kpi in kpis if not kpi.target)
    return Parsed(kpis or None, unclear)


def format_kpis(kpis: tuple[Kpi, ...]) -> str:
    """One line an indicator: name｜unit｜baseline｜target｜direction｜method; read back by `parse_kpis`."""
    return pack(
        [(kpi.name, kpi.unit, kpi.baseline, kpi.target, _DIRECTIONS.get(kpi.direction, ""), kpi.method) for kpi in kpis]
    )


def parse_parameters(cell: Cell) -> Parsed[tuple[Parameter, ...]]:
    """The parameters in a cell; what has no figure is kept as a name."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if rows := unpack(text, 4):
        return Parsed(tuple(Parameter(*row) for row in rows))
    return Parsed(tuple(_parameter(part) for part in _parts(text)) or None)


def format_parameters(parameters: tuple[Parameter, ...]) -> str:
    """One line a parameter: name｜unit｜value｜condition; read back by `parse_parameters`."""
    return pack([(one.name, one.unit, one.value, one.condition) for one in parameters])


def _parts(text: str) -> Iterator[str]:
    for part in _SEPARATORS.split(text):
        bare = _NUMBERING.sub("", part.strip()).strip("。 \t")
        if bare:
            yield bare


def _unpacked_kpi(row: list[str]) -> Kpi:
    name, unit, baseline, target, direction, method = row
    code = _CODES.get(direction.strip(), direction if direction in _DIRECTIONS else "")
    return Kpi(name, unit, baseline, target, code, method)


def _kpi(part: str) -> Kpi:
    plain = folded(part)
    if moved := _MOVED.fullmatch(plain):
        direction = "up" if moved["verb"] in _RISING else "down"
        unit = moved["unit"] or moved["first"]
        return Kpi(moved["name"], unit, moved["baseline"], moved["number"], direction, _rest(moved["rest"]))
    if found := _COMPARED.fullmatch(plain):
        return _named(
            Kpi(found["name"], found["unit"], "", found["number"], _BY_SIGN[found["sign"]], _rest(found["rest"])), part
        )
    if found := _BEHIND.fullmatch(plain):
        direction = "up" if found["sign"] in _RISING else "down"
        return _named(Kpi(found["name"], found["unit"], "", found["number"], direction, _rest(found["rest"])), part)
    if found := _PLAIN.fullmatch(plain):
        return Kpi(found["name"], found["unit"], "", found["number"], "", _rest(found["rest"]))
    return Kpi(part)


def _named(kpi: Kpi, part: str) -> Kpi:
    """An indicator needs a name; a comparison without one is kept whole."""
    return kpi if kpi.name else Kpi(part)


def _parameter(part: str) -> Parameter:
    plain = folded(part)
    if found := _COMPARED.fullmatch(plain):
        value = f"{found['sign']}{found['number']}"
        return Parameter(found["name"] or part, found["unit"], value, _rest(found["rest"]))
    if found := _PLAIN.fullmatch(plain):
        return Parameter(found["name"], found["unit"], found["number"], _rest(found["rest"]))
    name, colon, value = part.replace("：", ":").partition(":")
    return Parameter(name.strip(), "", value.strip()) if colon else Parameter(part)


def _rest(text: str) -> str:
    return text.strip(" ，,。()（）")
