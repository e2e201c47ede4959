"""What a form class alone cannot know: the day, the vocabulary, the other fields."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.core.forms import Form
from app.core.i18n import gettext as _
from scenarios.forms.models import read_amount, read_day

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
LONGEST = timedelta(days=5 * 365)
"""A call that stays open longer is a typing error."""

VOCABULARY: Mapping[str, str] = {
    "field": "field",
    "family": "family",
    "district": "district",
    "process_step": "process_step",
    "directions": "direction",
    "cooperation": "cooperation",
    "data_sensitivity": "data_sensitivity",
    "risk_triggers": "risk_trigger",
    "reason": "closing_reason",
}
"""Fields whose values are codes of the vocabulary, and of which kind."""


@dataclass(frozen=True)
class Around:
    """What a form is judged against. `codes(kind)` are those that may be chosen; `houses` are public ids."""

    today: date
    codes: Callable[[str], Collection[str]]
    houses: Collection[str] = ()
    members: Collection[str] = ()
    """Public ids of those to whom the house may hand the need over."""
    deadline: date | None = None
    """The need's own deadline, where another section has it."""
    kept: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Codes by field that the row has already: a retired term may stay, it cannot be chosen anew."""


def check(form: Form[Any], around: Around) -> None:
    """Add every error that needs `around`, at the field it belongs to."""
    _check_codes(form, around)
    _check_rows(form, around)
    for name in ("decision_on", "starts_on", "ends_on", "valid_until", "opens_at"):
        _between(form, name, FIRST, LAST, _("请填写 2000 年到 2099 年之间的日期。"))
    _check_deadline(form, around)
    _check_ranges(form, around)
    house = form.value("organisation")
    if house and house not in around.houses:
        form.add_error("organisation", _("请从列表中选择您所在的单位。"))
    if form.value("successor") and form.value("successor") not in around.members:
        form.add_error("successor", _("请从本单位成员里选择接手人。"))


def _check_codes(form: Form[Any], around: Around) -> None:
    for name, kind in VOCABULARY.items():
        if name in form.model.model_fields and not form.errors(name):
            allowed = {*around.codes(kind), *around.kept.get(name, ())}
            if any(code.strip() not in allowed for code in form.values(name) if code.strip()):
                form.add_error(name, _("请从列表中选择。"))


def _check_rows(form: Form[Any], around: Around) -> None:
    if "constraints" not in form.model.model_fields:
        return
    allowed = {*around.codes("constraint"), *around.kept.get("constraints", ())}
    for index in form.rows("constraints"):
        code = form.value(f"constraints-{index}-kind").strip()
        if code and code not in allowed and not form.errors(f"constraints-{index}-kind"):
            form.add_error(f"constraints-{index}-kind", _("请从列表中选择。"))


def _check_deadline(form: Form[Any], around: Around) -> None:
    if "deadline" not in form.model.model_fields:
        return
    _between(form, "deadline", around.today, date.max, _("截止日期不能早于今天。"))
    _between(form, "deadline", FIRST, around.today + LONGEST, _("截止日期太远，请填写五年以内的日期。"))


def _check_ranges(form: Form[Any], around: Around) -> None:
    least, most = number(form, "budget_min"), number(form, "budget_max")
    if least is not None and most is not None and least > most:
        form.add_error("budget_max", _("预算上限不能小于下限。"))
    starts, ends = day(form, "starts_on"), day(form, "ends_on")
    if starts and ends and ends < starts:
        form.add_error("ends_on", _("结束日期不能早于开始日期。"))
    deadline = day(form, "deadline") or around.deadline
    valid, opens = day(form, "valid_until"), day(form, "opens_at")
    if deadline and valid and valid < deadline:
        form.add_error("valid_until", _("有效期不能早于截止日期。"))
    if deadline and opens and opens > deadline:
        form.add_error("opens_at", _("发布日期不能晚于截止日期。"))


def day(form: Form[Any], name: str) -> date | None:
    """The date typed there, None where there is none or it is not a date."""
    try:
        found = read_day(form.value(name))
    except ValueError:
        return None
    return found if isinstance(found, date) else None


def number(form: Form[Any], name: str) -> Decimal | None:
    """The amount typed there, None where there is none or it is not a number."""
    try:
        found = read_amount(form.value(name))
    except ValueError:
        return None
    return found if isinstance(found, Decimal) else None


def _between(form: Form[Any], name: str, first: date, last: date, sentence: str) -> None:
    found = day(form, name)
    if name in form.model.model_fields and found and not first <= found <= last and not form.errors(name):
        form.add_error(name, sentence)
