"""The forms of supply: six fields that list one, and the sections that complete it."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from app.core.forms import Form, FormModel
from app.core.i18n import gettext as _
from app.core.site import Words

LONGEST_INTRODUCTION = 5000
MOST_WAN = 200_000
"""万元: 20 亿, below what the column of whole 元 holds on PostgreSQL."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_PHONE = re.compile(r"[0-9+()（）\-—\s转extEXT.,，;；/]{5,60}")
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?日?)?")


def _email(text: str) -> str:
    if text and not _EMAIL.fullmatch(text):
        raise ValueError(_("邮箱格式不对，例如 name@example.com。"))
    return text


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


Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]
Phone = Annotated[str, Field(max_length=60), AfterValidator(_phone)]
Month = Annotated[date | None, BeforeValidator(_month)]
Wan = Annotated[Decimal | None, Field(ge=0, le=MOST_WAN)]
"""An amount in 万元."""
Trl = Annotated[int | None, Field(ge=1, le=9)]


class ParameterRow(FormModel):
    name: str = Field(max_length=80)
    value: str = Field(max_length=80)
    unit: str = Field("", max_length=40)
    condition: str = Field("", max_length=200)


class CaseRow(FormModel):
    customer: str = Field(max_length=120)
    year: int | None = Field(None, ge=1990, le=2100)
    metric: str = Field("", max_length=300)
    evidence: str = Field("", max_length=300)


class QualificationRow(FormModel):
    kind: str
    number: str = Field("", max_length=120)


class Introduction(FormModel):
    """A pasted text to be read into the form."""

    text: str = Field(min_length=10, max_length=LONGEST_INTRODUCTION)


class _Basics(FormModel):
    name: str = Field(min_length=2, max_length=120)
    fields: list[str] = Field(min_length=1, max_length=11)
    description: str = Field(min_length=20, max_length=5000)
    trl: Trl = None
    contact_name: str = Field(max_length=60)
    contact_phone: Phone = ""
    contact_email: Email = ""


class CapabilityBasics(_Basics):
    """形态, 名称, 适用行业, 说明, 成熟度, 联系人."""

    kind: str


class ResultBasics(_Basics):
    """名称, 对用户有什么用 (two lines), 适用行业, 简介, 成熟度, 联系人."""

    use_for: str = Field(min_length=5, max_length=140)
    use_gain: str = Field(min_length=5, max_length=140)


class _Found(FormModel):
    """What a pasted introduction says beyond the six fields: shown with them, kept only if it still stands there."""

    organisation: str = ""
    tracks: list[str] = Field(default_factory=list)
    directions: list[str] = Field(default_factory=list)
    deployments: list[str] = Field(default_factory=list)
    parameters: list[ParameterRow] = Field(default_factory=list, max_length=40)
    price_min: Wan = None
    price_max: Wan = None
    price_text: str = Field("", max_length=120)


class NewCapability(CapabilityBasics, _Found):
    """The first page for a capability."""


class NewResult(ResultBasics, _Found):
    """The first page for a research result."""


class Scope(FormModel):
    tracks: list[str] = Field(default_factory=list)
    directions: list[str] = Field(default_factory=list)
    process_steps: list[str] = Field(default_factory=list)
    district: str = ""
    wanted: str = Field("", max_length=1000)


class Parameters(FormModel):
    parameters: list[ParameterRow] = Field(default_factory=list, max_length=40)


class Cases(FormModel):
    cases: list[CaseRow] = Field(default_factory=list, max_length=40)


class Qualifications(FormModel):
    qualifications: list[QualificationRow] = Field(default_factory=list, max_length=40)
    ip_terms: str = Field("", max_length=1000)


class Delivery(FormModel):
    deployments: list[str] = Field(default_factory=list)
    environment: str = Field("", max_length=1000)
    delivery: str = Field("", max_length=120)
    price_min: Wan = None
    price_max: Wan = None
    price_text: str = Field("", max_length=120)
    offers: list[str] = Field(default_factory=list)


class Research(FormModel):
    people: str = Field("", max_length=300)
    started: Month = None
    finished: Month = None
    nature: str = ""
    stage: str = ""
    registration_no: str = Field("", max_length=120)
    papers: str = Field("", max_length=3000)
    willing: str = Field("", max_length=300)
    researcher_email: Email = ""


class SuspendForm(FormModel):
    note: str = Field("", max_length=300)


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
    if isinstance(cleaned, _Basics) and not (cleaned.contact_phone or cleaned.contact_email):
        form.add_error("contact_phone", _("电话和邮箱至少留一个。"))
