"""Cases, certificates, constraints, data and compute: the remaining cells that hold more than one thing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.exchange.cells import Cell, cell_text, folded, is_blank
from app.exchange.rules import Parsed, Problem, Rule
from app.exchange.values.packing import pack, unpack
from app.exchange.values.terms import TermLookup, parse_yes_no

_PIECES: Final = re.compile(r"[;；\r\n]+")
_CERTIFICATES: Final = re.compile(r"[;；\r\n、]+")
_NUMBERING: Final = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.、](?!\d)|[①-⑳]|[-·•●])\s*")
_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})(?!\d)年?")
_NUMBER_BEHIND: Final = re.compile(
    r"(.+?)(?<!\s)\s*+[:：(（]\s*+([A-Za-z0-9〔〕\[\]（）()\-—_/第号国械注准豫]{1,120}?)[)）]?"
)
_SOFT: Final = ("优先", "最好", "建议", "鼓励", "preferred")
_OTHER: Final = "other"
_LABELLED: Final = re.compile(r"([^:：;；\n]{1,12})[:：]\s*([^;；\n]*)")
_DATA_LABELS: Final[Mapping[str, str]] = {
    "数据类型": "types",
    "类型": "types",
    "规模": "scale",
    "数据规模": "scale",
    "标注率": "labelled",
    "标注": "labelled",
    "敏感级": "sensitivity",
    "敏感级别": "sensitivity",
    "能否出域": "may_leave",
    "可否出域": "may_leave",
    "目录编号": "catalogue_no",
}
_COMPUTE_LABELS: Final[Mapping[str, str]] = {
    "用途": "use",
    "卡数": "cards",
    "卡": "cards",
    "时长": "duration",
    "地域": "region",
}


@dataclass(frozen=True, slots=True)
class Case:
    """Where something was used: the customer, the year, what was measured, and the proof."""

    customer: str
    year: str = ""
    metric: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Qualification:
    """A certificate: the code of its kind, and its number or name."""

    kind: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition: the code of its kind, its text, and whether it is a must."""

    kind: str
    text: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class DataCondition:
    """What data there is; `sensitivity` is a code or "", `may_leave` None where nothing is said."""

    types: str = ""
    scale: str = ""
    labelled: str = ""
    sensitivity: str = ""
    may_leave: bool | None = None
    catalogue_no: str = ""


@dataclass(frozen=True, slots=True)
class ComputeNeed:
    """What computing is asked for."""

    use: str = ""
    cards: str = ""
    duration: str = ""
    region: str = ""


def parse_cases(cell: Cell) -> Parsed[tuple[Case, ...]]:
    """One case a line or between semicolons; the year is taken out where there is just one."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if rows := unpack(text, 4):
        return Parsed(tuple(Case(*row) for row in rows))
    return Parsed(tuple(_case(piece) for piece in _pieces(text)) or None)


def format_cases(cases: tuple[Case, ...]) -> str:
    """One line a case: customer｜year｜metric｜evidence."""
    return pack([(case.customer, case.year, case.metric, case.evidence) for case in cases])


def parse_qualifications(cell: Cell, lookup: TermLookup) -> Parsed[tuple[Qualification, ...]]:
    """Certificates with their numbers; one of an unknown kind is kept as 其他 under its own name."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if rows := unpack(text, 2):
        return Parsed(tuple(Qualification(lookup.code(kind) or _OTHER, number) for kind, number in rows))
    return Parsed(tuple(_qualification(piece, lookup) for piece in _pieces(text, _CERTIFICATES)) or None)


def format_qualifications(qualifications: tuple[Qualification, ...], lookup: TermLookup) -> str:
    """One line a certificate: kind｜number."""
    return pack([(lookup.label(one.kind), one.number) for one in qualifications])


def parse_constraints(cell: Cell, lookup: TermLookup) -> Parsed[tuple[Constraint, ...]]:
    """Conditions: 部署方式：本地部署；国产化：… ; a text without a known kind is one condition of the kind 其他.

    Running text is not cut into pieces, since its sentences depend on one another.
    """
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if rows := unpack(text, 3):
        return Parsed(tuple(_unpacked_constraint(row, lookup) for row in rows))
    pieces = [_constraint(piece, lookup) for piece in _pieces(text)]
    if all(piece.kind == _OTHER for piece in pieces):
        return Parsed((Constraint(_OTHER, text.strip(), _is_hard(text)),))
    return Parsed(tuple(pieces))


def format_constraints(constraints: tuple[Constraint, ...], lookup: TermLookup) -> str:
    """One line a condition: kind｜必须 or 优先｜text."""
    return pack([(lookup.label(one.kind), "必须" if one.hard else "优先", one.text) for one in constraints])


def parse_data(cell: Cell, lookup: TermLookup) -> Parsed[DataCondition]:
    """类型：影像；规模：10万例；能否出域：否 … ; text without such labels is taken for the kind of data."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    parts = _labelled(text, _DATA_LABELS, 6)
    leave = parse_yes_no(parts.pop("may_leave", ""))
    level = parts.pop("sensitivity", "").strip()
    code = lookup.code(level) if level else ""
    unknown = (Problem(Rule.TERM_UNKNOWN, level),) if code is None else ()
    value = DataCondition(**parts, sensitivity=code or "", may_leave=leave.value)
    return Parsed(value, (*leave.problems, *unknown))


def format_data(data: DataCondition, lookup: TermLookup) -> str:
    """Labelled parts between ｜, in a fixed order."""
    leave = "" if data.may_leave is None else "是" if data.may_leave else "否"
    level = lookup.label(data.sensitivity) if data.sensitivity else ""
    return pack([(data.types, data.scale, data.labelled, level, leave, data.catalogue_no)])


def parse_compute(cell: Cell) -> Parsed[ComputeNeed]:
    """用途：训练；卡数：8；时长：3个月；地域：本市 … ; other text is taken for the use."""
    if is_blank(cell):
        return Parsed(None)
    return Parsed(ComputeNeed(**_labelled(cell_text(cell), _COMPUTE_LABELS, 4)))


def format_compute(compute: ComputeNeed) -> str:
    """Use｜cards｜duration｜region."""
    return pack([(compute.use, compute.cards, compute.duration, compute.region)])


def _labelled(text: str, labels: Mapping[str, str], width: int) -> dict[str, str]:
    """The parts of a cell by key: packed, labelled, or the whole under the first key."""
    keys = list(dict.fromkeys(labels.values()))
    if rows := unpack(text, width):
        return dict(zip(keys, rows[0], strict=True))
    found = {labels[name.strip()]: value.strip() for name, value in _LABELLED.findall(text) if name.strip() in labels}
    return found or {keys[0]: text.strip()}


def _pieces(text: str, separators: re.Pattern[str] = _PIECES) -> list[str]:
    bare = (_NUMBERING.sub("", piece.strip()).strip() for piece in separators.split(text))
    return [piece for piece in bare if piece]


def _case(piece: str) -> Case:
    years = set(_YEAR.findall(folded(piece)))
    return Case(piece, years.pop() if len(years) == 1 else "")


def _qualification(piece: str, lookup: TermLookup) -> Qualification:
    code = lookup.code(piece)
    if code:
        return Qualification(code)
    numbered = _NUMBER_BEHIND.fullmatch(piece)
    code = lookup.code(numbered[1]) if numbered else None
    return Qualification(code, numbered[2]) if numbered and code else Qualification(_OTHER, piece)


def _constraint(piece: str, lookup: TermLookup) -> Constraint:
    name, _, text = piece.replace("：", ":").partition(":")
    code = lookup.code(name)
    if code and text.strip():
        return Constraint(code, text.strip(), _is_hard(text))
    return Constraint(_OTHER, piece, _is_hard(piece))


def _unpacked_constraint(row: list[str], lookup: TermLookup) -> Constraint:
    kind, hard, text = row
    return Constraint(lookup.code(kind) or _OTHER, text, hard.strip() != "优先")


def _is_hard(text: str) -> bool:
    return not any(word in text for word in _SOFT)
