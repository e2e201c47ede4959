"""Indicators and parameters: several figures in one cell (准确率≥98%；响应时间≤2秒)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.exchange.cells import Cell, cell_text, is_blank
from app.exchange.rules import Parsed, Problem, Rule
from app.exchange.values.packing import pack, unpack
from matching.requirements import Relation, read_named

_SEPARATORS: Final = re.compile(r"[;；\n\r]+|[，,、](?=[^，,、;；]*[≥≤<>])|。(?=.)")
_NUMBERING: Final = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.、](?!\d)|[①-⑳]|[-·•●])\s*")
_DIRECTIONS: Final = {"up": "越高越好", "down": "越低越好"}
_BOUNDS: Final = {Relation.AT_LEAST: "up", Relation.AT_MOST: "down"}
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
    """An indicator needs a name and a figure; what lacks one is kept whole."""
    read = read_named(part)
    if read is None:
        return Kpi(part)
    figure = read.figure
    bound = _BOUNDS.get(figure.relation, "")
    strict = {Relation.ABOVE: "up", Relation.BELOW: "down"}.get(figure.relation, "")
    target = figure.number if bound else figure.short
    baseline = read.baseline.number if read.baseline else ""
    return Kpi(read.name, figure.written, baseline, target, bound or strict or read.better, read.rest)


def _parameter(part: str) -> Parameter:
    read = read_named(part)
    if read is not None:
        return Parameter(read.name, read.figure.written, read.figure.short, read.rest)
    name, colon, value = part.replace("：", ":").partition(":")
    return Parameter(name.strip(), "", value.strip()) if colon else Parameter(part)
