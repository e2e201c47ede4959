"""One class per form of the owner's side. What is wrong in a text alone is said here; what needs the clock, the
vocabulary or another field, `checks` adds.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from app.core.addresses import EmailText
from app.core.forms import FormModel
from app.core.i18n import gettext as _
from app.core.limits import MOST_ROWS, MOST_YUAN, room
from app.core.personal.asking import ReadText
from matching.requirements import Relation, in_yuan, read_only
from scenarios.lifecycle import Route
from scenarios.models import Constraint, Kpi, Scenario, Secrecy

MOST = MOST_YUAN // 10_000
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_PHONE = re.compile(r"[0-9+()（）\-— ]{5,40}(?:转|ext\.?)? ?[0-9]{0,6}")


def _phone(text: str) -> str:
    if text and not (_PHONE.fullmatch(text) and sum(c.isdigit() for c in text) >= 5):
        raise ValueError(_("电话格式不对，请填写手机或座机号码，例如 0371-55501037 转 8001。"))
    return text


def read_day(text: object) -> object:
    """2026-12-31, also with / or . as a person may type it. Numbers are no dates, though pydantic would take them."""
    if not isinstance(text, str):
        return text
    if not (match := _DAY.fullmatch(text.strip())):
        raise ValueError(_("请填写有效的日期，例如 2026-12-31。"))
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise ValueError(_("没有这一天，请检查日期，例如 2026-12-31。")) from None


def read_amount(text: object) -> object:
    """A number of 万元 as a person may type it: 300, 1,200, 0.5, 300万元, 0.5亿. One sum, exactly; the finest unit is the
    元."""
    if not isinstance(text, str):
        return text
    read = read_only(text.replace("，", ","))
    yuan = in_yuan(read.figure, "万元") if read and not (read.name + read.rest).strip() else None
    if yuan is None or yuan.relation is not Relation.EQUAL or yuan.value.denominator != 1:
        raise ValueError(_("请填写数字，单位是万元，例如 300 或 0.5。"))
    if not 0 <= (amount := Decimal(int(yuan.value)) / 10_000) <= MOST:
        raise ValueError(_("金额须在 0 到 1000 亿元之间，请检查单位是否为万元。"))
    return amount


def _one_line(text: str) -> str:
    return " ".join(text.split())


Line = Annotated[str, AfterValidator(_one_line)]
ReadLine = Annotated[ReadText, AfterValidator(_one_line)]
Phone = Annotated[str, Field(max_length=60), AfterValidator(_phone)]
Day = Annotated[date, BeforeValidator(read_day)]
Code = Annotated[str, Field(max_length=40)]
Codes = Annotated[list[Code], Field(max_length=MOST_ROWS)]
TenThousands = Annotated[Decimal, BeforeValidator(read_amount)]
"""万元, at most 千亿; the finest unit is the 元."""


class PastedNeed(FormModel):
    """A need written elsewhere, to be read into the form."""

    text: str = Field(min_length=10, max_length=5_000)


class BasicsForm(FormModel):
    """The six fields, as a draft may leave them."""

    title: ReadLine = Field("", max_length=room(Scenario, "title"))
    organisation: Code = ""
    field: Code = ""
    family: Code = ""
    description: ReadText = Field("", max_length=room(Scenario, "description"))
    deadline: Day | None = None
    contact_name: Line = Field("", max_length=room(Scenario, "contact_name"))
    contact_phone: Phone = ""
    contact_email: EmailText = ""


class CompleteBasicsForm(BasicsForm):
    """The six fields, all of them filled in: enough to publish a match_only need. Without a choice of organisation it is
    the one the draft has."""

    title: ReadLine = Field(max_length=room(Scenario, "title"))
    field: Code
    description: ReadText = Field(max_length=room(Scenario, "description"))
    deadline: Day
    contact_name: Line = Field(max_length=room(Scenario, "contact_name"))
    contact_phone: Phone
    contact_email: EmailText


class ContextForm(FormModel):
    current_systems: ReadText = Field("", max_length=room(Scenario, "current_systems"))
    directions: Codes = Field(default_factory=list)
    cooperation: Codes = Field(default_factory=list)
    process_step: Code = ""
    district: Code = ""
    location: ReadLine = Field("", max_length=room(Scenario, "location"))
    supervisor: ReadLine = Field("", max_length=room(Scenario, "supervisor"))
    incumbent: ReadLine = Field("", max_length=room(Scenario, "incumbent"))


class PlanForm(FormModel):
    route: Route = Route.MATCH_ONLY
    budget_min: TenThousands | None = None
    budget_max: TenThousands | None = None
    budget_text: ReadLine = Field("", max_length=room(Scenario, "budget_text"))
    funding: ReadLine = Field("", max_length=room(Scenario, "funding"))
    decision_on: Day | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    opens_at: Day | None = None


class KpiRow(FormModel):
    name: ReadLine = Field(max_length=room(Kpi, "name"))
    unit: ReadLine = Field("", max_length=room(Kpi, "unit"))
    baseline: ReadLine = Field("", max_length=room(Kpi, "baseline"))
    target: ReadLine = Field(max_length=room(Kpi, "target"))
    direction: Literal["", "up", "down", "hold"] = ""
    method: ReadLine = Field("", max_length=room(Kpi, "method"))


class ConstraintRow(FormModel):
    kind: Code = "other"
    text: ReadLine = Field(max_length=room(Constraint, "text"))
    hard: bool = False


class KpisForm(FormModel):
    kpis: list[KpiRow] = Field(default_factory=list, max_length=MOST_ROWS)
    constraints: list[ConstraintRow] = Field(default_factory=list, max_length=MOST_ROWS)


class DataForm(FormModel):
    data_types: ReadLine = Field("", max_length=room(Scenario, "data_types"))
    data_scale: ReadLine = Field("", max_length=room(Scenario, "data_scale"))
    data_labelled: ReadLine = Field("", max_length=room(Scenario, "data_labelled"))
    data_sensitivity: Code = ""
    data_may_leave: Literal["", "yes", "no"] = ""
    data_catalogue_no: ReadLine = Field("", max_length=room(Scenario, "data_catalogue_no"))
    compute_use: ReadLine = Field("", max_length=room(Scenario, "compute_use"))
    compute_cards: ReadLine = Field("", max_length=room(Scenario, "compute_cards"))
    compute_duration: ReadLine = Field("", max_length=room(Scenario, "compute_duration"))
    compute_region: ReadLine = Field("", max_length=room(Scenario, "compute_region"))


class TermsForm(FormModel):
    acceptance: ReadText = Field("", max_length=room(Scenario, "acceptance"))
    ip_terms: ReadText = Field("", max_length=room(Scenario, "ip_terms"))
    secrecy: Secrecy = Secrecy.PUBLIC
    risk_triggers: Codes = Field(default_factory=list)
    task_ref: ReadLine = Field("", max_length=room(Scenario, "task_ref"))
    valid_until: Day | None = None


class SubmitForm(FormModel):
    waiver_asked: ReadText = Field("", max_length=room(Scenario, "waiver_asked"))
    checklist: list[Code] = Field(default_factory=list, max_length=MOST_ROWS)
    risks: Codes = Field(default_factory=list)
    """Of the risks that the text mentions, those that whoever hands it in says are there."""


class NoteForm(FormModel):
    """A deed that may say why."""

    note: ReadText = Field("", max_length=1000)


class ReasonForm(FormModel):
    """A deed that must say why, in a code that can be counted and words that can be read."""

    reason: Code
    note: ReadText = Field("", max_length=1000)


class SuspendForm(FormModel):
    note: ReadText = Field(max_length=1000)


class RenewForm(FormModel):
    deadline: Day


class HandOverForm(FormModel):
    successor: Code
    note: str = Field("", max_length=300)
    take_contact: bool = False


class ReturnForm(FormModel):
    note: str = Field(max_length=1000)


class AddendumForm(FormModel):
    """What may change while suppliers are answering; `note` says why. `replaces` and `withdrawn` are public ids of
    attachments; a new one stands in the posted form under `file`."""

    deadline: Day
    description: ReadText = Field(max_length=room(Scenario, "description"))
    budget_min: TenThousands | None = None
    budget_max: TenThousands | None = None
    budget_text: ReadLine = Field("", max_length=room(Scenario, "budget_text"))
    kpis: list[KpiRow] = Field(default_factory=list, max_length=MOST_ROWS)
    constraints: list[ConstraintRow] = Field(default_factory=list, max_length=MOST_ROWS)
    replaces: Code = ""
    withdrawn: Codes = Field(default_factory=list)
    masked: bool = False
    note: ReadText = Field(max_length=1000)
