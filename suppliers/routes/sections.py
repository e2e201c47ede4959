"""The rest of the form, section by section, and the page that shows how far it is."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import escape

from app.accounts.access import Doer, Ready
from app.core.clock import CITY
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import NotFound
from app.core.files import files_of
from app.core.finding import SUPPLY
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site
from suppliers import actions, forms
from suppliers.access import OwnSupply
from suppliers.completeness import assess
from suppliers.deeds import MOVES, standing
from suppliers.labels import state_of
from suppliers.models import Supply
from suppliers.prefill import personal_details
from suppliers.queries import detail_of, organisation_of, values_of
from suppliers.routes.rows import edited_rows
from suppliers.sections import LABELS, Section, differences, section_of, sections_of
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
        unsaved=sorted(supply.raw or {}),
        obstacles=actions.obstacles(values, house.state),
        buttons=open_to(MOVES, me, standing(db, supply)),
        detail=detail_of(db, supply),
        personal=personal_details(values.description),
        files=len(files_of(db, SUPPLY, supply.id)),
    )


@router.get("/supplies/{public_id}/edit/{key}", name="suppliers.edit")
def edit(request: Request, key: str, supply: OwnSupply, db: Db) -> Response:
    """One section: what was half-typed last time, else what is saved."""
    section = _section(supply, key)
    values = values_of(db, supply)
    return _page(request, supply, section, _form(supply, section, values), resumed=key in (supply.raw or {}))


@router.post("/supplies/{public_id}/edit/{key}", name="suppliers.save")
def save(request: Request, key: str, supply: OwnSupply, data: Posted, doer: Doer) -> Response:
    """Save the section; what is wrong with it is kept too, so that nothing typed is lost."""
    section = _section(supply, key)
    values = values_of(doer.db, supply)
    form: Form[Any] = bind(section.form, data)
    if spare := edited_rows(form):
        actions.keep_raw(doer.db, supply, key, form.raw)
        return _page(request, supply, section, form, spare=spare)
    forms.check(form, doer.site.vocabulary, _kept(values))
    if not form.valid:
        actions.keep_raw(doer.db, supply, key, form.raw)
        return _page(request, supply, section, form, status=422)
    changed = section.saved(values, form.cleaned)
    try:
        actions.update_supply(doer.act(supply.organisation_id), supply, changed, version=_version(form))
    except actions.Stale as stale:
        return _conflict(request, doer.db, doer.site, supply, section, form, stale.current)
    actions.forget_raw(doer.db, supply, key)
    return redirect(
        request,
        _after(request, supply, section, form.value("do")),
        _("“{section}”已保存。").format(section=_(section.label)),
    )


@router.post("/supplies/{public_id}/edit/{key}/autosave", name="suppliers.autosave")
def autosave(key: str, supply: OwnSupply, data: Posted, db: Db, now: Now) -> HTMLResponse:
    """Keep what is being typed beside what is saved; nothing is checked and nothing is published."""
    section = _section(supply, key)
    actions.keep_raw(db, supply, key, bind(section.form, data).raw)
    return HTMLResponse(escape(_("已暂存 {time}，点“保存”后生效。").format(time=f"{now.astimezone(CITY):%H:%M}")))


@router.post("/supplies/{public_id}/edit/{key}/discard", name="suppliers.discard")
def discard(request: Request, key: str, supply: OwnSupply, db: Db) -> Response:
    """Throw the half-typed text away and go on from what is saved."""
    section = _section(supply, key)
    actions.forget_raw(db, supply, key)
    return redirect(request, _at(request, supply, section.key), _("已恢复为上次保存的内容。"), "info")


def _conflict(
    request: Request, db: Db, site: Site, supply: Supply, section: Section, form: Form[Any], current: SupplyValues
) -> Response:
    """Both texts, and the typed one in the form: saving again is then a decision."""
    actions.keep_raw(db, supply, section.key, form.raw)
    apart = differences(section, current, form.raw, site.vocabulary)
    form.raw["version"] = [str(supply.version)]
    return _page(request, supply, section, form, status=409, differences=apart)


def _form(supply: Supply, section: Section, values: SupplyValues) -> Form[Any]:
    saved: Form[Any] = blank(section.form, **section.shown(values))
    typed = (supply.raw or {}).get(section.key)
    if typed is None:
        return saved
    # A whole page that was kept carries its version; a part of a first page only adds to what is saved.
    return Form(section.form, raw=dict(typed) if "version" in typed else saved.raw | typed)


def _page(
    request: Request,
    supply: Supply,
    section: Section,
    form: Form[Any],
    *,
    status: int = 200,
    spare: dict[str, int] | None = None,
    resumed: bool = False,
    differences: list[tuple[str, str, str]] | None = None,
) -> Response:
    sections = sections_of(supply.kind)
    return render(
        request,
        "suppliers/edit.html",
        status=status,
        supply=supply,
        section=section,
        sections=sections,
        form=form,
        spare=spare or {},
        resumed=resumed,
        differences=differences or [],
        labels={name: _(label) for name, label in LABELS.items()},
        version=form.value("version") or str(supply.version),
        last=section.key == sections[-1].key,
    )


def _kept(values: SupplyValues) -> dict[str, tuple[str, ...]]:
    """Codes that the supply already has stay choosable after they have retired."""
    kept = {kind: tuple(codes) for kind, codes in values.terms.items()}
    kept |= {"district": (values.district,), "qualification": tuple(one.kind for one in values.qualifications)}
    if values.result is not None:
        kept |= {"result_nature": (values.result.nature,), "result_stage": (values.result.stage,)}
    return kept


def _version(form: Form[Any]) -> int:
    """The version the form was opened at; one that is missing or tampered with fits nothing."""
    text = form.value("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _section(supply: Supply, key: str) -> Section:
    section = section_of(supply.kind, key)
    if section is None:
        raise NotFound
    return section


def _after(request: Request, supply: Supply, section: Section, do: str) -> str:
    if do != "next":
        return str(request.app.url_path_for("suppliers.overview", public_id=supply.public_id))
    keys = [one.key for one in sections_of(supply.kind)]
    following = keys[keys.index(section.key) + 1 :]
    if following:
        return _at(request, supply, following[0])
    return str(request.app.url_path_for("suppliers.attachments", public_id=supply.public_id))


def _at(request: Request, supply: Supply, key: str) -> str:
    return str(request.app.url_path_for("suppliers.edit", public_id=supply.public_id, key=key))
