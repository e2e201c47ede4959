"""The rest of the form, section by section, and the page that shows how far it is."""

from collections.abc import Mapping
from typing import Any, ClassVar

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing, Ready
from app.core.db import Db
from app.core.deeds import open_to
from app.core.files import files_of
from app.core.finding import SUPPLY
from app.core.forms import Form, Posted
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import keys_of
from app.core.personal.standing import standing_of
from app.core.records import Editor, waiting
from app.core.routing import Router
from suppliers import actions, forms
from suppliers.access import OwnSupply
from suppliers.completeness import assess
from suppliers.deeds import MOVES, standing
from suppliers.labels import state_of
from suppliers.models import Supply
from suppliers.queries import detail_of, organisation_of, values_of
from suppliers.sections import LABELS, SupplySection, sections_of
from suppliers.values import SupplyValues

router = Router()


@router.get("/supplies/{public_id}/edit", name="suppliers.overview")
def overview(request: Request, me: Ready, supply: OwnSupply, db: Db) -> Response:
    """What is there, what is missing and why it matters, and the buttons."""
    values, house = values_of(db, supply), organisation_of(db, supply)
    return render(
        request,
        "suppliers/overview.html",
        supply=supply,
        values=values,
        house=house,
        state=state_of(supply.state),
        completeness=assess(values),
        sections=sections_of(supply.kind),
        unsaved=sorted(waiting(supply)),
        obstacles=actions.obstacles(values, house.state) + actions.exposed(values, keys_of(db, supply)),
        declared=standing_of(db, supply, actions.public_texts(values)),
        buttons=open_to(MOVES, me, standing(db, supply)),
        detail=detail_of(db, supply),
        files=len(files_of(db, SUPPLY, supply.id)),
    )


@router.get("/supplies/{public_id}/edit/{key}", name="suppliers.edit")
def edit(request: Request, key: str, supply: OwnSupply, doer: Doer) -> Response:
    return SupplyEditor(request, doer, supply).open(key)


@router.post("/supplies/{public_id}/edit/{key}", name="suppliers.save")
def save(request: Request, key: str, supply: OwnSupply, data: Posted, doer: Doer) -> Response:
    return SupplyEditor(request, doer, supply).save(key, data)


@router.post("/supplies/{public_id}/edit/{key}/autosave", name="suppliers.autosave")
def autosave(request: Request, key: str, supply: OwnSupply, data: Posted, doer: Doer) -> Response:
    return SupplyEditor(request, doer, supply).autosave(key, data)


@router.post("/supplies/{public_id}/edit/{key}/discard", name="suppliers.discard")
def discard(request: Request, key: str, supply: OwnSupply, doer: Doer) -> Response:
    return SupplyEditor(request, doer, supply).discard(key, _at(request, supply, key))


class SupplyEditor(Editor[Supply, SupplySection]):
    """A listed supply is read by others: a section is saved as a whole, when all of it is right."""

    template = "suppliers/edit.html"
    terms: ClassVar[Mapping[str, str]] = {**forms.CODES, "qualifications-kind": "qualification"}

    def __init__(self, request: Request, doer: Doing, supply: Supply) -> None:
        super().__init__(request, doer.act(supply.organisation_id), supply)
        self.values = values_of(doer.db, supply)

    def sections(self) -> tuple[SupplySection, ...]:
        return sections_of(self.values.kind)

    def labels(self) -> Mapping[str, str]:
        return {name: _(label) for name, label in LABELS.items()}

    def saved(self, section: SupplySection) -> dict[str, Any]:
        return section.shown(self.values)

    def judge(self, form: Form[Any]) -> None:
        forms.check(form, self.act.site.vocabulary, _kept(self.values))

    def take(self, section: SupplySection, form: Form[Any]) -> bool:
        if form.valid:
            actions.update_supply(self.act, self.made, section.saved(self.values, form.cleaned))
        return form.valid

    def page(self, section: SupplySection, form: Form[Any]) -> dict[str, Any]:
        return {"supply": self.record}

    def onward(self, section: SupplySection, wish: str) -> Response:
        number, address = self.made.public_id, self.request.app.url_path_for
        if wish != "next":
            to = address("suppliers.overview", public_id=number)
        elif following := self.following(section):
            to = _at(self.request, self.made, following.key)
        else:
            to = address("suppliers.attachments", public_id=number)
        return redirect(self.request, str(to), _("“{section}”已保存。").format(section=_(section.label)))


def _kept(values: SupplyValues) -> dict[str, tuple[str, ...]]:
    """Codes that the supply already has stay choosable after they have retired."""
    kept = {kind: tuple(codes) for kind, codes in values.terms.items()}
    kept |= {"district": (values.district,), "qualification": tuple(one.kind for one in values.qualifications)}
    if values.result is not None:
        kept |= {"result_nature": (values.result.nature,), "result_stage": (values.result.stage,)}
    return kept


def _at(request: Request, supply: Supply, key: str) -> str:
    return str(request.app.url_path_for("suppliers.edit", public_id=supply.public_id, key=key))
