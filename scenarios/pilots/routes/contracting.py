"""The agreement, written section by section by both sides."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.core.errors import Conflict, Forbidden
from app.core.forms import Form, Posted, blank
from app.core.html import redirect
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.ids import hashed
from app.core.records import Difference, Editor, Section, keep_typed, waiting
from app.core.routing import Router
from scenarios.pilots.access import InnerPilot
from scenarios.pilots.actions.contracting import write
from scenarios.pilots.deeds import Row, moved_on
from scenarios.pilots.forms import CODES, WAN, ExitForm, MoneyForm, PurchaseForm, ScopeForm, check
from scenarios.pilots.guards import implied_traits, purchase_lacks
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Pilot, PilotAgreement
from scenarios.pilots.policy import lacks_side, side_of
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.routes.shown import SAID, address

router = Router()
BASE: Final = "base"
"""With a draft: the mark of what was saved when it was typed."""
SECTIONS: Final = (
    Section("purchase", N_("采购性质"), PurchaseForm),
    Section("scope", N_("范围与期限"), ScopeForm),
    Section("money", N_("经费与知识产权"), MoneyForm),
    Section("exit", N_("退出与数据"), ExitForm),
)
LABELS: Final[Mapping[str, str]] = {
    "purchase": N_("采购性质"),
    "no_promise": N_("无偿试用声明"),
    "public_money": N_("使用财政性资金"),
    "purchase_method": N_("采购方式"),
    "purchase_number": N_("采购编号"),
    "purchase_decision": N_("本单位决策文号"),
    "scope": N_("试点范围"),
    "site": N_("试点地点"),
    "weeks": N_("试点期（周）"),
    "traits": N_("涉及事项"),
    "amount": N_("经费"),
    "money_text": N_("经费说明"),
    "ip": N_("成果归属"),
    "ip_text": N_("其他约定"),
    "service_invention": N_("涉及职务科技成果"),
    "unit_approval": N_("单位批准"),
    "makers_confirmed": N_("完成人确认"),
    "price_notice": N_("协议定价公示"),
    "exit_rule": N_("退出约定"),
    "data_rule": N_("数据约定"),
}
"""What each field is called."""


@dataclass(frozen=True)
class _Sum:
    """元 in the row, 万元 in the form."""

    @staticmethod
    def shown(yuan: int | None) -> str:
        return "" if yuan is None else f"{Decimal(yuan) / WAN:f}"

    @staticmethod
    def kept(amount: Decimal | None) -> int | None:
        return None if amount is None else int((amount * WAN).to_integral_value())


class Draft:
    """What one side has typed and not saved: the other never reads it, nor is it lost when she saves."""

    def __init__(self, pilot: Pilot, side: str) -> None:
        self.pilot, self.side, self.public_id = pilot, side, pilot.public_id

    @property
    def raw(self) -> dict[str, Any] | None:
        return (self.pilot.raw or {}).get(self.side)

    @raw.setter
    def raw(self, typed: dict[str, Any] | None) -> None:
        others = {side: kept for side, kept in (self.pilot.raw or {}).items() if side != self.side}
        self.pilot.raw = (others | ({self.side: typed} if typed else {})) or None


class AgreementEditor(Editor[Draft, Section]):
    """Both sides write the same text, each with a draft of its own; whoever saves over the other's words sees both first."""

    template = "scenarios/pilots/section.html"
    terms: ClassVar[Mapping[str, str]] = CODES

    def __init__(self, request: Request, doer: Doing, case: Case) -> None:
        side = side_of(doer.viewer, case)
        draft = Draft(case.pilot, side or "")
        super().__init__(request, doer.act(case.houses(side)[0] if side else None), draft)
        self.case = case

    def sections(self) -> tuple[Section, ...]:
        return SECTIONS

    def row(self) -> Pilot:
        return self.case.pilot

    def labels(self) -> Mapping[str, str]:
        return {name: _(label) for name, label in LABELS.items()}

    def saved(self, section: Section) -> dict[str, Any]:
        said = {name: getattr(self.case.agreement, name) for name in section.form.model_fields}
        if "traits" in said:
            said["traits"] = sorted({*said["traits"], *implied_traits(self.case.need)})
        return said | ({"amount": _Sum.shown(said["amount"])} if "amount" in said else {})

    def open(self, key: str) -> Response:
        """Beside a draft that was begun before the other side saved stands what is saved now."""
        section, draft = self.section(key), waiting(self.made).get(key)
        if draft is None or draft.get(BASE) == [self._stands(section)]:
            return super().open(key)
        mine = self._standing(section)
        return self.draw(section, mine, apart=self._differences(section, self._saved(section), mine))

    def mark(self, section: Section) -> str:
        """Of what is saved together with her own draft of it: either may have changed since."""
        return hashed(super().mark(section) + self._stands(section))[:16]

    def _saved(self, section: Section) -> Form[Any]:
        form: Form[Any] = blank(section.form, **self.saved(section))
        return form

    def _stands(self, section: Section) -> str:
        return hashed(json.dumps(self._saved(section).raw, sort_keys=True))[:16]

    def _apart(self, section: Section, form: Form[Any]) -> list[Difference]:
        if form.value("version") == self.mark(section):
            return []
        return self._differences(section, self._saved(section), form) or super()._apart(section, form)

    def _keep(self, section: Section, form: Form[Any]) -> None:
        super()._keep(section, form)
        if typed := waiting(self.made).get(section.key):
            keep_typed(self.made, section.key, typed | {BASE: [self._stands(section)]})

    def judge(self, form: Form[Any]) -> None:
        kept = [
            *self.case.agreement.traits,
            *implied_traits(self.case.need),
            self.case.agreement.ip,
            self.case.agreement.purchase_method,
        ]
        check(form, self.act.site.vocabulary, kept)
        if isinstance(form.cleaned, PurchaseForm):
            for lack in purchase_lacks(PilotAgreement(pilot_id=0, **form.cleaned.model_dump())):
                form.add_error("purchase", _(lack.sentence))

    def take(self, section: Section, form: Form[Any]) -> bool:
        if form.valid and form.cleaned is not None:
            said = form.cleaned.model_dump()
            write(self.act, self.case, said | ({"amount": _Sum.kept(said["amount"])} if "amount" in said else {}))
        return form.valid

    def page(self, section: Section, form: Form[Any]) -> dict[str, Any]:
        implied = self.act.site.vocabulary.labels(sorted(implied_traits(self.case.need)), "pilot_trait")
        return {"case": self.case, "pilot": self.case.pilot, "need": self.case.need, "implied": implied, **SAID}

    def onward(self, section: Section, wish: str) -> Response:
        following = self.following(section) if wish == "next" else None
        to = address(self.case, f"agreement/{following.key}" if following else "agreement")
        return redirect(self.request, to, _("“{section}”已保存。").format(section=_(section.label)))


def _editor(request: Request, doer: Doing, case: Case) -> AgreementEditor:
    """For the two sides, while it is written."""
    if case.state is not PilotState.PLANNED:
        raise Conflict(moved_on(Row(case, case.pilot)))
    if missing := lacks_side(doer.viewer, case):
        raise Forbidden(_(missing))
    return AgreementEditor(request, doer, case)


@router.get("/pilots/{public_id}/agreement/{key}", name="pilots.edit")
def edit(request: Request, key: str, case: InnerPilot, doer: Doer) -> Response:
    return _editor(request, doer, case).open(key)


@router.post("/pilots/{public_id}/agreement/{key}", name="pilots.save")
def save(request: Request, key: str, case: InnerPilot, data: Posted, doer: Doer) -> Response:
    return _editor(request, doer, case).save(key, data)


@router.post("/pilots/{public_id}/agreement/{key}/autosave", name="pilots.autosave")
def autosave(request: Request, key: str, case: InnerPilot, data: Posted, doer: Doer) -> Response:
    return _editor(request, doer, case).autosave(key, data)


@router.post("/pilots/{public_id}/agreement/{key}/discard", name="pilots.discard")
def discard(request: Request, key: str, case: InnerPilot, doer: Doer) -> Response:
    return _editor(request, doer, case).discard(key, address(case, f"agreement/{key}"))
