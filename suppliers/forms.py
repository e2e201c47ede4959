"""The forms of supply: six fields that list one, and the sections that complete it."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from app.core.addresses import EmailText
from app.core.forms import Form, FormModel
from app.core.i18n import gettext as _
from app.core.limits import MOST_ROWS, MOST_YUAN, room
from app.core.personal.asking import ReadText
from app.core.site import Words
from suppliers.models import Case, Parameter, Qualification, ResultDetail, Supply

LONGEST_INTRODUCTION = 5000
MOST_WAN = MOST_YUAN // 10_000
LONGEST_USE = room(ResultDetail, "plain_use") - 6
"""One of two lines in one column, with the shortest other one and the line end."""
_PHONE = re.compile(r"[0-9+()（）\-—\s转extEXT.,，;；/]{5,60}")
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?日?)?")


def _phone(text: str) -> str:
    if text and (not _PHONE.fullmatch(text) or sum(c.isdigit() for c in text) < 5):
        raise ValueError(_("电话格式不对，例如 0371-55501037 或 13800000000。"))
    return text


def _month(text: object) -> object:
    """A month or day as people write it (2024-03, 2024.3, 2024年3月) as its first day."""
    if not isinstance(text, str):
        return text
    found = _MONTH.fullmatch(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else _not_a_month()
    except ValueError:
        return _not_a_month()


def _not_a_month() -> date:
    raise ValueError(_("请填写年月，例如 2024-03。"))


Phone = Annotated[str, Field(max_length=60), AfterValidator(_phone)]
Month = Annotated[date | None, BeforeValidator(_month)]
Wan = Annotated[Decimal | None, Field(ge=0, le=MOST_WAN)]
"""An amount in 万元."""
Trl = Annotated[int | None, Field(ge=1, le=9)]


class ParameterRow(FormModel):
    name: ReadText = Field(max_length=room(Parameter, "name"))
    value: ReadText = Field(max_length=room(Parameter, "value"))
    unit: str = Field("", max_length=room(Parameter, "unit"))
    condition: ReadText = Field("", max_length=room(Parameter, "condition"))


class CaseRow(FormModel):
    customer: ReadText = Field(max_length=room(Case, "customer"))
    year: int | None = Field(None, ge=1990, le=2100)
    metric: ReadText = Field("", max_length=room(Case, "metric"))
    evidence: ReadText = Field("", max_length=room(Case, "evidence"))


class QualificationRow(FormModel):
    kind: str
    number: str = Field("", max_length=room(Qualification, "number"))


class Introduction(FormModel):
    """A pasted text to be read into the form."""

    text: str = Field(min_length=10, max_length=LONGEST_INTRODUCTION)


class _Basics(FormModel):
    name: ReadText = Field(min_length=2, max_length=room(Supply, "name"))
    fields: list[str] = Field(min_length=1, max_length=MOST_ROWS)
    description: ReadText = Field(min_length=20, max_length=room(Supply, "description"))
    trl: Trl = None
    contact_name: str = Field(max_length=room(Supply, "contact_name"))
    contact_phone: Phone = ""
    contact_email: EmailText = ""


class CapabilityBasics(_Basics):
    """形态, 名称, 适用行业, 说明, 成熟度, 联系人."""

    kind: str


class ResultBasics(_Basics):
    """名称, 对用户有什么用 (two lines), 适用行业, 简介, 成熟度, 联系人."""

    use_for: ReadText = Field(min_length=5, max_length=LONGEST_USE)
    use_gain: ReadText = Field(min_length=5, max_length=LONGEST_USE)


class _Found(FormModel):
    """What a pasted introduction says beyond the six fields: shown with them, kept only if it still stands there."""

    organisation: str = ""
    tracks: list[str] = Field(default_factory=list, max_length=MOST_ROWS)
    directions: list[str] = Field(default_factory=list, max_length=MOST_ROWS)
    deployments: list[str] = Field(default_factory=list, max_length=MOST_ROWS)
    parameters: list[ParameterRow] = Field(default_factory=list, max_length=MOST_ROWS)
    price_min: Wan = None
    price_max: Wan = None
    price_text: ReadText = Field("", max_length=room(Supply, "price_text"))


class NewCapability(CapabilityBasics, _Found):
    """The first page for a capability."""


class NewResult(ResultBasics, _Found):
    """The first page for a research result."""


class Scope(FormModel):
    tracks: list[str] = Field(default_factory=list, max_length=MOST_ROWS)
    directions: list[str] = Field(default_factory=list, max_length=MOST_ROWS)
    process_steps: list[str] = Field(default_factory=list, max_length=MOST_ROWS)
    district: str = ""
    wanted: ReadText = Field("", max_length=room(Supply, "wanted"))


class Parameters(FormModel):
    parameters: list[ParameterRow] = Field(default_factory=list, max_length=MOST_ROWS)


class Cases(FormModel):
    cases: list[CaseRow] = Field(default_factory=list, max_length=MOST_ROWS)


class Qualifications(FormModel):
    qualifications: list[QualificationRow] = Field(default_factory=list, max_length=MOST_ROWS)
    ip_terms: ReadText = Field("", max_length=room(Supply, "ip_terms"))


class Delivery(FormModel):
    deployments: list[str] = Field(default_factory=list, max_length=MOST_ROWS)
    environment: ReadText = Field("", max_length=room(Supply, "environment"))
    delivery: ReadText = Field("", max_length=room(Supply, "delivery"))
    price_min: Wan = None
    price_max: Wan = None
    price_text: ReadText = Field("", max_length=room(Supply, "price_text"))
    offers: list[str] = Field(default_factory=list, max_length=MOST_ROWS)


class Research(FormModel):
    people: str = Field("", max_length=room(ResultDetail, "people"))
    started: Month = None
    finished: Month = None
    nature: str = ""
    stage: str = ""
    registration_no: str = Field("", max_length=room(ResultDetail, "registration_no"))
    papers: ReadText = Field("", max_length=room(ResultDetail, "papers"))
    willing: ReadText = Field("", max_length=room(ResultDetail, "willing"))
    researcher_email: EmailText = ""


class SuspendForm(FormModel):
    note: ReadText = Field("", max_length=300)


CODES = {
    "kind": "supply_kind",
    "fields": "field",
    "tracks": "track",
    "directions": "direction",
    "process_steps": "process_step",
    "deployments": "deployment",
    "offers": "offer",
    "district": "district",
    "nature": "result_nature",
    "stage": "result_stage",
}
"""Form field to the kind of term whose codes it takes."""


def check(form: Form[Any], words: Words, kept: Mapping[str, tuple[str, ...]] | None = None) -> None:
    """What a class of its own cannot tell: codes that exist (or are `kept` from before), ranges the right way up, a way
    to reach the contact."""
    for name, kind in CODES.items():
        if name in form.model.model_fields:
            _check_codes(form, name, words, kind, (kept or {}).get(kind, ()))
    if "qualifications" in form.model.model_fields:
        known = {code for code, _label in words.options("qualification", *(kept or {}).get("qualification", ()))}
        for row in form.rows("qualifications"):
            name = f"qualifications-{row}-kind"
            if form.value(name) and form.value(name) not in known:
                form.add_error(name, _("请从列表中选择。"))
    if form.cleaned is not None:
        _check_ranges(form, form.cleaned)


def _check_codes(form: Form[Any], name: str, words: Words, kind: str, kept: tuple[str, ...]) -> None:
    known = {code for code, _label in words.options(kind, *kept)}
    if name == "kind":
        known -= {"result"}
    if any(code not in known for code in form.values(name) if code.strip()):
        form.add_error(name, _("请从列表中选择。"))


def _check_ranges(form: Form[Any], cleaned: FormModel) -> None:
    low, high = getattr(cleaned, "price_min", None), getattr(cleaned, "price_max", None)
    if low is not None and high is not None and high < low:
        form.add_error("price_max", _("最高价不能低于最低价（{low} 万元）。").format(low=low))
    started, finished = getattr(cleaned, "started", None), getattr(cleaned, "finished", None)
    if started and finished and finished < started:
        form.add_error("finished", _("结束年月不能早于开始年月。"))
    if isinstance(cleaned, ResultBasics) and len(cleaned.use_for) + 1 + len(cleaned.use_gain) > LONGEST_USE + 6:
        form.add_error("use_gain", _("两行合计最多 {most} 个字，请删减一些。").format(most=LONGEST_USE + 5))
    if isinstance(cleaned, _Basics) and not (cleaned.contact_phone or cleaned.contact_email):
        form.add_error("contact_phone", _("电话和邮箱至少留一个。"))
