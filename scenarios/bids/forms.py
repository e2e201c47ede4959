"""One class per form: of the owner, what a tender is decided by; of a bidder, the sections of a bid and what it does."""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from app.core.addresses import EmailText
from app.core.forms import Form, FormModel
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.limits import MOST_YUAN, room
from app.core.records import Section
from matching.requirements import Relation, in_yuan, read_only
from scenarios.bids.models import Criterion, Formula, Nature, Part
from scenarios.forms.models import Code, Line
from scenarios.models import Kpi

TOTAL = 100
MOST_CRITERIA = 12
MOST_KPIS = 40
LEAST_WITH_PUBLIC_MONEY = 3
MOST_PARTNERS = 4


class CriterionRow(FormModel):
    name: Line = Field(max_length=room(Criterion, "name"))
    part: Part = Part.TECHNICAL
    weight: int = Field(ge=1, le=TOTAL)
    note: Line = Field("", max_length=room(Criterion, "note"))


class TenderForm(FormModel):
    """评审办法. Without a number of bids it is three with public money, else one."""

    nature: Nature
    public_money: bool = False
    least_bids: int | None = Field(None, ge=1, le=20)
    formula: Formula = Formula.MEAN
    supervisor_email: EmailText
    criteria: list[CriterionRow] = Field(min_length=1, max_length=MOST_CRITERIA)


class SupervisorForm(FormModel):
    supervisor_email: EmailText


def check_tender(form: Form[TenderForm]) -> None:
    """What no field alone can tell: weights that total 100, at most one price, something scored without names."""
    said = form.cleaned
    if said is None:
        return
    total = sum(row.weight for row in said.criteria)
    parts = [row.part for row in said.criteria]
    if total != TOTAL:
        form.add_error("criteria", _("各项权重合计应为 100，现在是 {total}。").format(total=total))
    if parts.count(Part.PRICE) > 1:
        form.add_error("criteria", _("报价只能有一项。"))
    if Part.TECHNICAL not in parts:
        form.add_error("criteria", _("至少要有一项技术部分的评分，在知道单位名称和报价之前打分。"))
    if len({row.name for row in said.criteria}) < len(parts):
        form.add_error("criteria", _("评分项的名称不能重复。"))
    if said.least_bids is not None and said.public_money and said.least_bids < LEAST_WITH_PUBLIC_MONEY:
        form.add_error("least_bids", _("使用财政性资金的，至少要有三份应标书才能拆封。"))


def _yuan(text: object) -> object:
    """A sum as a person may type it, 1,200,000 or 120万元, in 元: a whole number."""
    if not isinstance(text, str):
        return text
    read = read_only(text.replace("，", ","))
    sum_ = in_yuan(read.figure, "元") if read and not (read.name + read.rest).strip() else None
    if sum_ is None or sum_.relation is not Relation.EQUAL or sum_.value.denominator != 1:
        raise ValueError(_("请填写整数金额，单位是元，例如 1280000 或 128万元。"))
    return int(sum_.value)


Yuan = Annotated[int, BeforeValidator(_yuan), Field(ge=0, le=MOST_YUAN)]


class PlanForm(FormModel):
    approach: str = Field("", max_length=2000)
    schedule: str = Field("", max_length=1200)
    risks: str = Field("", max_length=600)


class CommitmentRow(FormModel):
    """`kpi` is the name of the need's figure, which is not typed."""

    kpi: Annotated[str, Field(max_length=room(Kpi, "name"))]
    promise: Line = Field("", max_length=80)
    how: Line = Field("", max_length=200)


class KpisForm(FormModel):
    commitments: list[CommitmentRow] = Field(default_factory=list, max_length=MOST_KPIS)


class ResourcesForm(FormModel):
    data_needs: str = Field("", max_length=600)
    compute_needs: str = Field("", max_length=400)
    ip: Code = ""
    ip_text: str = Field("", max_length=500)


class NamedForm(FormModel):
    supply: Code = ""
    team: str = Field("", max_length=1200)
    references: str = Field("", max_length=1200)
    price: Yuan | None = None
    price_text: str = Field("", max_length=400)
    signatory: Line = Field("", max_length=60)


SECTIONS = (
    Section("plan", N_("技术方案"), PlanForm),
    Section("kpis", N_("指标承诺"), KpisForm),
    Section("resources", N_("数据、算力与知识产权"), ResourcesForm),
    Section("named", N_("具名部分与报价"), NamedForm),
)


class FileForm(FormModel):
    """The form of one attachment; the file itself is `Sent`."""

    kind: Literal["authorisation", "stamped", "proof", "technical"]


class PartnerForm(FormModel):
    """A house: by its name to ask it, by its public id to let it go."""

    organisation: Line = Field(max_length=120)


class SubmitForm(FormModel):
    terms: Literal["true"]


class NoBidForm(FormModel):
    reason: Code


class StartForm(FormModel):
    """In whose name, for somebody of several houses; a public id."""

    organisation: Code = ""


def check_code(form: Form[Any], name: str, codes: Collection[str]) -> None:
    """Add the error of a code that is not among those to choose from."""
    value = form.value(name).strip()
    if value and value not in codes:
        form.add_error(name, _("请从列表中选择。"))
