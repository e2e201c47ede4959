"""One class per form: of the office, who may be drawn; of a member, what she gives and why."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from app.core.forms import FormModel
from app.core.i18n import gettext as _
from app.core.personal.asking import ReadText
from scenarios.bids.forms import MOST_CRITERIA
from scenarios.forms.models import Code

LONGEST_OPINION = 600
MOST_POINTS = 100
SIZES = (5, 7, 9, 11)


def _tenths(text: object) -> object:
    """Points of 100 with at most one decimal, as tenths; nothing typed is nothing said."""
    if not isinstance(text, str):
        return text
    plain = text.strip().translate(_FULL_WIDTH)
    if not plain:
        return None
    try:
        points = Decimal(plain)
    except InvalidOperation:
        points = Decimal(-1)
    if not points.is_finite() or not 0 <= points <= MOST_POINTS or points * 10 != int(points * 10):
        raise ValueError(_("请填 0 到 100 之间的分数，最多一位小数，例如 86.5。"))
    return int(points * 10)


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


class ScoreRow(FormModel):
    """`criterion` is its id, which is not typed."""

    criterion: int = Field(ge=1)
    points: Annotated[int | None, BeforeValidator(_tenths)] = None


class SheetForm(FormModel):
    scores: list[ScoreRow] = Field(default_factory=list, max_length=MOST_CRITERIA)
    opinion: Annotated[ReadText, Field(max_length=LONGEST_OPINION)] = ""


class RecuseForm(FormModel):
    reason: Literal["work", "money", "family", "known", "owner", "absent"]


class SignForm(FormModel):
    dissent: Annotated[ReadText, Field(max_length=LONGEST_OPINION)] = ""


class SizeForm(FormModel):
    size: Literal["5", "7", "9", "11"]


class PoolForm(FormModel):
    """Experts, a line each: the address of an account, and the house she comes from."""

    experts: str = Field(min_length=3, max_length=6000)
    field: Code = ""


def shown(tenths: int | None) -> str:
    """Points as a form and a page show them."""
    if tenths is None:
        return ""
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)
