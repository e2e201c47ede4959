"""A bid, written section by section: the editor of every record, with a sealed body behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Me
from app.core.acting import Act
from app.core.forms import Form, Posted
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.records import Editor, Section
from app.core.routing import Router
from scenarios.bids.access import BidAct, ReadBid
from scenarios.bids.actions.opening import keep_body, open_bid
from scenarios.bids.contents import Body
from scenarios.bids.deeds import DEEDS, moved_on
from scenarios.bids.forms import SECTIONS, check_code
from scenarios.bids.guards import promise_trouble
from scenarios.bids.labels import FIELDS
from scenarios.bids.models import Bid, Purpose
from scenarios.bids.queries.cases import BidCase
from scenarios.bids.queries.standing import supply_options
from scenarios.bids.routes.shown import SAID, address

router = Router()


@router.get("/bids/{public_id}/edit/{key}", name="bids.edit")
def edit(request: Request, key: str, case: ReadBid, viewer: Me, act: BidAct) -> Response:
    _require(viewer, case)
    return BidEditor(request, act, OpenBid(case, open_bid(act, case.bid, Purpose.READ))).open(key)


@router.post("/bids/{public_id}/edit/{key}", name="bids.save")
def save(request: Request, key: str, case: ReadBid, data: Posted, viewer: Me, act: BidAct) -> Response:
    return _written(request, viewer, case, act, lambda editor: editor.save(key, data))


@router.post("/bids/{public_id}/edit/{key}/autosave", name="bids.autosave")
def autosave(request: Request, key: str, case: ReadBid, data: Posted, viewer: Me, act: BidAct) -> Response:
    return _written(request, viewer, case, act, lambda editor: editor.autosave(key, data))


@router.post("/bids/{public_id}/edit/{key}/discard", name="bids.discard")
def discard(request: Request, key: str, case: ReadBid, viewer: Me, act: BidAct) -> Response:
    return _written(request, viewer, case, act, lambda editor: editor.discard(key, address(case, f"edit/{key}")))


@dataclass
class OpenBid:
    """A bid whose body is open: the record that the editor writes. It is sealed again when the editor is done."""

    case: BidCase
    body: Body

    @property
    def public_id(self) -> str:
        return self.case.bid.public_id

    @public_id.setter
    def public_id(self, _value: str) -> None:
        raise AttributeError

    @property
    def raw(self) -> dict[str, Any] | None:
        return self.body.raw

    @raw.setter
    def raw(self, typed: dict[str, Any] | None) -> None:
        self.body.raw = typed


class BidEditor(Editor[OpenBid, Section]):
    """A section is saved as a whole, when all of it is right; what is missing is said before the bid is handed in."""

    template = "scenarios/bids/edit.html"
    terms: ClassVar[Mapping[str, str]] = {"ip": "pilot_ip"}

    def sections(self) -> tuple[Section, ...]:
        return SECTIONS

    def row(self) -> Bid:
        return self.made.case.bid

    def labels(self) -> Mapping[str, str]:
        return {name: _(label) for name, label in FIELDS.items()}

    def saved(self, section: Section) -> dict[str, Any]:
        said = self.made.body.said.get(section.key, {})
        if section.key != "kpis":
            return said
        promised = {row["kpi"]: row for row in said.get("commitments", [])}
        empty = {"promise": "", "how": ""}
        return {
            "commitments": [{**empty, **promised.get(kpi.name, {}), "kpi": kpi.name} for kpi in self.made.case.kpis]
        }

    def judge(self, form: Form[Any]) -> None:
        fields = form.model.model_fields
        if "ip" in fields:
            check_code(form, "ip", [code for code, _label in self.act.site.vocabulary.options("pilot_ip")])
        if "supply" in fields:
            check_code(form, "supply", [code for code, _name in supply_options(self.act.db, self.made.case)])
        kpis = {kpi.name: kpi for kpi in self.made.case.kpis}
        for row in form.rows("commitments") if "commitments" in fields else ():
            kpi, promise = kpis.get(form.value(f"commitments-{row}-kpi")), form.value(f"commitments-{row}-promise")
            if kpi is not None and promise.strip() and (trouble := promise_trouble(kpi, promise)):
                form.add_error(f"commitments-{row}-promise", trouble)

    def take(self, section: Section, form: Form[Any]) -> bool:
        if form.valid and form.cleaned is not None:
            self.made.body.said[section.key] = form.cleaned.model_dump(mode="json")
        return form.valid

    def page(self, section: Section, form: Form[Any]) -> dict[str, Any]:
        case = self.made.case
        said = {"case": case, "need": case.need, "bid": case.bid, "kpis": {kpi.name: kpi for kpi in case.kpis}}
        waiting = self.made.body.raw or {}
        done = [key for key in self.made.body.said if key not in waiting]
        return {**said, "supplies": supply_options(self.act.db, case), "written": done, **SAID}

    def onward(self, section: Section, wish: str) -> Response:
        following = self.following(section) if wish == "next" else None
        to = address(self.made.case, f"edit/{following.key}" if following else "")
        return redirect(self.request, to, _("“{section}”已保存。").format(section=_(section.label)))


def _require(viewer: Any, case: BidCase) -> None:
    DEEDS["edit"].require(viewer, case, lambda: moved_on(case))


def _written(request: Request, viewer: Any, case: BidCase, act: Act, carry_out: Any) -> Response:
    """Open the body, let the editor write, and seal it again."""
    _require(viewer, case)
    opened = OpenBid(case, open_bid(act, case.bid, Purpose.WRITE))
    before = opened.body.to_bytes()
    response: Response = carry_out(BidEditor(request, act, opened))
    if opened.body.to_bytes() != before:
        keep_body(act, case.bid, opened.body)
    return response
