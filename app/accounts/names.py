"""Names and codes of organisations: keys that two spellings share, likeness, and the check of GB 32100."""

import re
from enum import StrEnum

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from app.core.words import name_key
from matching.characters import nfkc

# Longest first: 股份有限公司 must not leave 股份 behind.
LEGAL_FORMS = (
    "集团股份有限公司", "集团有限责任公司", "集团有限公司", "股份有限公司", "有限责任公司", "有限公司", "集团公司",
    "总公司", "公司", "集团", "coltd", "companylimited", "limited", "ltd", "incorporated", "inc", "llc",
    "corporation", "corp",
)  # fmt: skip
_BRACKETED_FORM = re.compile(r"\((?:集团|有限合伙|普通合伙|特殊普通合伙|筹|集团公司)\)")
_GAPS = re.compile(r"[\s\-]")
SHORTEST_LEFT = 2


def normalised_name(name: str) -> str:
    """What two spellings of one organisation's name share: no width, case, blanks, signs or legal form.

    The form stays where little else would be left, so that “公司” is not empty.
    """
    plain = nfkc(name)
    key = name_key(_BRACKETED_FORM.sub("", plain))
    for form in LEGAL_FORMS:
        if key.endswith(form) and len(key) - len(form) >= SHORTEST_LEFT:
            return key[: -len(form)]
    return key


def likeness(one: str, other: str) -> float:
    """Share of common neighbouring pairs of characters of two normalised names, 0 to 1 (Dice)."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return float(one == other)
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


class CodeCheck(StrEnum):
    """What the check of a 统一社会信用代码 says."""

    MISSING = "missing"
    RIGHT = "right"
    WRONG_DIGIT = "wrong_digit"  # well formed, but the check digit does not fit: warned about, a curator may override
    MALFORMED = "malformed"


def compact_code(text: str) -> str:
    """The code as it is stored: half width, upper case, without blanks and hyphens."""
    return _GAPS.sub("", nfkc(text)).upper()


def check_code(code: str | None) -> CodeCheck:
    """Check a compact code by GB 32100-2015."""
    if not code:
        return CodeCheck.MISSING
    try:
        uscc.validate(code)
    except InvalidChecksum:
        return CodeCheck.WRONG_DIGIT
    except ValidationError:
        return CodeCheck.MALFORMED
    return CodeCheck.RIGHT
