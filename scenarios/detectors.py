"""Telephones, ID numbers and what looks like a patient, found in texts that strangers will read. Warns, never blocks.

A pattern cannot know whether a switchboard's number is meant to be public, so the person is asked, not stopped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scenarios.values import PUBLIC_TEXTS, ScenarioValues


class Personal(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ID_NUMBER = "id_number"
    PATIENT = "patient"


@dataclass(frozen=True)
class Exposure:
    """`excerpt` is what was found, verbatim, in the field `name`."""

    kind: Personal
    name: str
    excerpt: str


_MOBILE = r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
_LANDLINE = r"(?<!\d)0\d{2,3}[-— ]?\d{7,8}(?!\d)"
_NAME = r"[\u4e00-\u9fff·]{2,4}(?:某+)?"
PATTERNS: tuple[tuple[Personal, re.Pattern[str]], ...] = (
    (Personal.PHONE, re.compile(f"{_MOBILE}|{_LANDLINE}")),
    (Personal.EMAIL, re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")),
    (Personal.ID_NUMBER, re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")),
    (
        Personal.PATIENT,
        re.compile(r"(?:住院|病案|病历|门诊|就诊卡|医保卡|床)号?\s*+(?:为|是|[:：])?\s*+[A-Za-z]{0,3}\d{5,}"),
    ),
    (Personal.PATIENT, re.compile(rf"(?:患者|病人|患儿|姓名)\s*[:：]\s*{_NAME}")),
    (Personal.PATIENT, re.compile(rf"(?:患者|病人|患儿){_NAME}[，,]\s*(?:男|女)[，,、]?\s*\d{{1,3}}\s*岁")),
    (
        Personal.PATIENT,
        re.compile(r"\b(?:patient|MRN)\s*+(?:name|no\.?|number|id)?\s*+[:：]\s*[\w-]{3,}", re.IGNORECASE),
    ),
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LONGEST = 20_000


def exposures(values: ScenarioValues) -> list[Exposure]:
    """What might be personal in the texts that become public, in the order of the form."""
    found: list[Exposure] = []
    for name, text in _public_texts(values):
        found += [Exposure(kind, name, excerpt) for kind, excerpt in personal_data(text)]
    return found


def personal_data(text: str) -> list[tuple[Personal, str]]:
    """Kind and excerpt of each find; an ID number counts only with a right check digit."""
    found: list[tuple[int, Personal, str]] = []
    for kind, pattern in PATTERNS:
        found += [
            (match.start(), kind, match[0])
            for match in pattern.finditer(text[:_LONGEST])
            if kind is not Personal.ID_NUMBER or is_id_number(match[0])
        ]
    return [(kind, excerpt) for _start, kind, excerpt in sorted(found)]


def is_id_number(text: str) -> bool:
    """GB 11643: seventeen digits and a check character modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()


def _public_texts(values: ScenarioValues) -> Iterator[tuple[str, str]]:
    for name in PUBLIC_TEXTS:
        yield name, getattr(values, name)
    for kpi in values.kpis:
        yield "kpis", f"{kpi.name} {kpi.baseline} {kpi.target} {kpi.method}"
    for constraint in values.constraints:
        yield "constraints", constraint.text
