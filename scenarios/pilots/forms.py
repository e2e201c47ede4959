"""What people send about pilots. Codes are checked against the vocabulary by `check`."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from app.core.forms import Form, FormModel
from app.core.i18n import gettext as _
from app.core.limits import MOST_YUAN
from app.core.personal.asking import ReadText
from app.core.site import Words
from scenarios.pilots.models import Disclosure, Purchase, VerificationKind

NOTE, TEXT = 300, 4000
WAN = 10_000
CODES: Mapping[str, str] = {
    "purchase_method": "purchase_method",
    "traits": "pilot_trait",
    "ip": "pilot_ip",
    "stop_reason": "stop_reason",
}
"""Fields that hold codes and the kind of term these are of."""


def check(form: Form[Any], words: Words, kept: Iterable[str] = ()) -> None:
    """Refuse codes that the vocabulary does not offer; those in `kept` stand already."""
    for name, kind in CODES.items():
        if name not in form.model.model_fields:
            continue
        offered = {code for code, _label in words.options(kind)} | set(kept)
        if any(text and text not in offered for text in form.values(name)):
            form.add_error(name, _("请从列表中选择。"))


class PurchaseForm(FormModel):
    """采购性质."""

    purchase: Purchase
    no_promise: bool = False
    public_money: bool = False
    purchase_method: Annotated[str, Field(max_length=40)] = ""
    purchase_number: Annotated[str, Field(max_length=80)] = ""
    purchase_decision: Annotated[str, Field(max_length=200)] = ""


class BeginForm(PurchaseForm):
    """Of a pilot that follows a match."""


class BeginElsewhereForm(PurchaseForm):
    """Of one that was agreed elsewhere: with which house (a public id), and why it comes without a match."""

    organisation: Annotated[str, Field(min_length=1, max_length=16)]
    origin_reason: Annotated[str, Field(min_length=5, max_length=NOTE)]


class ScopeForm(FormModel):
    scope: Annotated[str, Field(min_length=1, max_length=TEXT)]
    site: Annotated[str, Field(min_length=1, max_length=200)]
    weeks: Annotated[int, Field(ge=1, le=104)]
    traits: list[str] = Field(default_factory=list)


class MoneyForm(FormModel):
    """`amount` in 万元."""

    amount: Annotated[Decimal, Field(ge=0, le=Decimal(MOST_YUAN) / WAN)] | None = None
    money_text: Annotated[str, Field(max_length=NOTE)] = ""
    ip: Annotated[str, Field(min_length=1, max_length=40)]
    ip_text: Annotated[str, Field(max_length=1000)] = ""
    service_invention: bool = False
    unit_approval: Annotated[str, Field(max_length=200)] = ""
    makers_confirmed: Annotated[str, Field(max_length=200)] = ""
    price_notice: Annotated[str, Field(max_length=200)] = ""


class ExitForm(FormModel):
    exit_rule: Annotated[str, Field(min_length=1, max_length=TEXT)]
    data_rule: Annotated[str, Field(max_length=TEXT)] = ""


class NoteForm(FormModel):
    note: Annotated[str, Field(max_length=NOTE)] = ""


class ReasonForm(FormModel):
    note: Annotated[str, Field(min_length=2, max_length=NOTE)]


class FileForm(FormModel):
    """A form whose file is needed. `file` is what was sent, once the handler has looked at it."""

    file: Any = None
    note: Annotated[str, Field(max_length=NOTE)] = ""


class HandInForm(FileForm):
    """The scan of a stamped paper, with the check code that stands on it."""

    code: Annotated[str, Field(min_length=12, max_length=24)]


class WithFile(FormModel):
    """A form to which a file may be given."""

    file: Any = None


class SettleForm(WithFile):
    """A thing is ready: how, with what paper."""

    note: Annotated[str, Field(min_length=2, max_length=NOTE)]
    number: Annotated[str, Field(max_length=80)] = ""
    valid_until: date | None = None


class ExemptForm(WithFile):
    """A thing does not apply: why, and for a statutory one which body says so in which paper."""

    note: Annotated[str, Field(min_length=2, max_length=NOTE)]
    body: Annotated[str, Field(max_length=120)] = ""


class KpiForm(WithFile):
    """One figure with its target and its baseline."""

    name: Annotated[ReadText, Field(min_length=1, max_length=80)]
    unit: Annotated[str, Field(max_length=40)] = ""
    direction: Annotated[str, Field(pattern="^(up|down|hold)$")]
    target: Annotated[ReadText, Field(min_length=1, max_length=80)]
    weight: Annotated[int, Field(ge=1, le=10)] = 1
    disclosure: Disclosure
    baseline: Annotated[ReadText, Field(max_length=80)] = ""
    sample: Annotated[ReadText, Field(max_length=120)] = ""
    measured_from: date | None = None
    measured_to: date | None = None
    method: Annotated[ReadText, Field(max_length=NOTE)] = ""


class AmendForm(WithFile):
    """Another target of a locked figure, or another baseline with how it was measured."""

    baseline: Annotated[ReadText, Field(max_length=80)] = ""
    sample: Annotated[ReadText, Field(max_length=120)] = ""
    measured_from: date | None = None
    measured_to: date | None = None
    method: Annotated[ReadText, Field(max_length=NOTE)] = ""
    target: Annotated[ReadText, Field(max_length=80)] = ""
    reason: Annotated[str, Field(min_length=5, max_length=NOTE)]


class ExtendForm(FormModel):
    weeks: Annotated[int, Field(ge=1, le=52)]
    reason: Annotated[str, Field(min_length=5, max_length=NOTE)]


class StopForm(FormModel):
    stop_reason: Annotated[str, Field(min_length=1, max_length=40)]
    lesson: Annotated[ReadText, Field(min_length=10, max_length=TEXT)]


class MilestoneForm(FormModel):
    name: Annotated[str, Field(min_length=2, max_length=120)]
    due_on: date


class SettleMilestoneForm(WithFile):
    note: Annotated[str, Field(min_length=2, max_length=NOTE)]


class TroubleForm(FormModel):
    """When not all is well: what hinders, and what is wanted of whom; `red` where it cannot go on so."""

    trouble: Annotated[str, Field(min_length=2, max_length=600)]
    wanted: Annotated[str, Field(min_length=2, max_length=600)]
    red: bool = False


class VerifierForm(FormModel):
    """`organisation` is a public id, empty for a test of the owner's own."""

    kind: VerificationKind
    organisation: Annotated[str, Field(max_length=16)] = ""


class PartnerForm(FormModel):
    """`partner` is a house by its full name or its code."""

    partner: Annotated[str, Field(min_length=2, max_length=120)]
    part: Annotated[ReadText, Field(min_length=4, max_length=200)]


class ReadingForm(FormModel):
    """`kpi` is the public id of a figure."""

    kpi: str
    value: Annotated[str, Field(min_length=1, max_length=80)]
    uncertainty: Annotated[str, Field(max_length=40)] = ""
    note: Annotated[ReadText, Field(max_length=NOTE)] = ""


class ReportForm(WithFile):
    """What a verification has found; which of the fields of its kind are needed, `actions.verifying` says."""

    report_number: Annotated[str, Field(max_length=80)] = ""
    accreditation: Annotated[str, Field(pattern="^(|cma|cnas|cma_cnas)$")] = ""
    accreditation_scope: Annotated[str, Field(max_length=NOTE)] = ""
    signatory: Annotated[str, Field(max_length=60)] = ""
    paid_by: Annotated[str, Field(max_length=120)] = ""
    opinion: Annotated[ReadText, Field(max_length=TEXT)] = ""
    method: Annotated[ReadText, Field(min_length=5, max_length=TEXT)]
    sample: Annotated[ReadText, Field(min_length=2, max_length=NOTE)]
    measured_from: date
    measured_to: date
    raw_sha256: Annotated[str, Field(pattern="^([0-9a-fA-F]{64})?$")] = ""
    readings: list[ReadingForm] = Field(min_length=1, max_length=40)


class CommentForm(FormModel):
    body: Annotated[str, Field(min_length=2, max_length=1000)]
