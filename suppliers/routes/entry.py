"""The first page: six fields, or a pasted introduction that fills them in."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing, Ready
from app.accounts.policy import Belonging, Principal, lacks_to_act_publicly_for
from app.core.acting import Act
from app.core.errors import Forbidden
from app.core.forms import Form, Posted, bind, blank, to_raw
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.ids import ALPHABET, public_id
from app.core.personal.declaring import declare
from app.core.records import keep_typed
from app.core.routing import Router
from app.core.site import TheSite
from suppliers import actions, forms
from suppliers.models import Supply, SupplyKind
from suppliers.policy import homes_of_supply
from suppliers.prefill import labels_of, read_introduction
from suppliers.sections import new_values, prefilled, sections_of
from suppliers.values import ResultValue, SupplyValues

router = Router()
READ_KINDS = ("field", "track", "direction", "deployment")
_TICKET = re.compile(f"[{ALPHABET}]{{12}}")
AnyNew = Form[forms.NewCapability] | Form[forms.NewResult]


@router.get("/supplies/new", name="suppliers.new")
def new(request: Request, me: Ready, kind: str = "") -> Response:
    """An empty first page, for a capability or a result."""
    homes = _homes(me)
    result = kind == "result" or (not kind and _offers_results(homes))
    return _page(request, me, blank(_model(result), organisation=_likeliest(homes, result)), result)


@router.post("/supplies/new/prefill", name="suppliers.prefill")
def prefill(request: Request, me: Ready, data: Posted, site: TheSite) -> Response:
    """Read a pasted introduction into the page. Nothing is saved: everything stands there to be confirmed."""
    homes = _homes(me)
    result = data["as_result"] == "1" if "as_result" in data else _offers_results(homes)
    introduction = bind(forms.Introduction, data)
    if introduction.cleaned is None:
        empty = blank(_model(result), organisation=_likeliest(homes, result))
        return _page(request, me, empty, result, introduction, status=422)
    found = read_introduction(introduction.cleaned.text, labels_of(site.vocabulary, READ_KINDS))
    form = blank(_model(result), organisation=_likeliest(homes, result), **prefilled(found))
    form.hold_back()
    return _page(request, me, form, result, introduction, read=True)


@router.post("/supplies", name="suppliers.create")
def create(request: Request, data: Posted, doer: Doer) -> Response:
    """Keep a draft, or list what is filled in; the same form sent twice makes one row."""
    result = data.get("as_result") == "1"
    form: AnyNew = bind(_model(result), data)
    if rows := form.change_rows():
        return _page(request, doer.viewer, form, result, rows=rows)
    forms.check(form, doer.site.vocabulary)
    home = _home(doer.viewer, form)
    act = doer.act(home.organisation_id)
    if data.get("do") == "draft" and not form.valid:
        supply = _half_typed(act, home, form, result)
        return redirect(request, _edit(request, supply), _("草稿已保存，可以随时回来接着填。"))
    if form.cleaned is None or not form.valid:
        return _page(request, doer.viewer, form, result, status=422)
    kind = SupplyKind.RESULT if result else SupplyKind(form.value("kind"))
    values = new_values(kind, home.district, form.cleaned)
    supply = actions.create_supply(act, home.organisation_id, values, ticket=_ticket(form))
    declare(act, supply, form.cleaned.declared)
    return _created(request, doer, supply, listing=data.get("do") == "list")


def _created(request: Request, doer: Doing, supply: Supply, *, listing: bool) -> Response:
    overview = str(request.app.url_path_for("suppliers.overview", public_id=supply.public_id))
    if not listing:
        return redirect(request, overview, _("草稿已保存，可以随时回来接着填。"))
    if lacks_to_act_publicly_for(doer.viewer, supply.organisation_id):
        return redirect(request, overview, _("已存为草稿。单位通过核验后，在这里点“发布”即可。"), "warning")
    if supply.listed_at is None:  # the second click of a double click finds it listed
        actions.list_supply(doer.act(supply.organisation_id), supply)
    return redirect(request, overview, _("已发布，现在可以被检索和推荐。补充下面的内容，匹配会更准。"))


def _half_typed(act: Act, home: Belonging, form: AnyNew, result: bool) -> Supply:
    """A draft of whatever was typed: each section keeps its own part, to be shown again as it was."""
    typed_kind = form.value("kind")
    kind = SupplyKind.RESULT if result else SupplyKind(typed_kind) if _capability(typed_kind) else SupplyKind.PRODUCT
    values = SupplyValues(
        kind=kind,
        name=form.value("name").strip()[:120],
        district=home.district,
        result=ResultValue() if result else None,
    )
    supply = actions.create_supply(act, home.organisation_id, values, ticket=_ticket(form))
    for section in sections_of(kind):
        part = {name: texts for name, texts in section.part(form.raw).items() if any(text.strip() for text in texts)}
        if part:
            keep_typed(supply, section.key, to_raw(section.shown(values)) | part)
    return supply


def _capability(code: str) -> bool:
    return code in {kind.value for kind in SupplyKind if kind is not SupplyKind.RESULT}


def _page(
    request: Request,
    me: Principal,
    form: AnyNew,
    result: bool,
    introduction: Form[forms.Introduction] | None = None,
    *,
    status: int = 200,
    read: bool = False,
    rows: Mapping[str, int] | None = None,
) -> Response:
    homes = _homes(me)
    return render(
        request,
        "suppliers/new.html",
        status=status,
        form=form,
        result=result,
        introduction=introduction or blank(forms.Introduction),
        read=read,
        spare=rows or {},
        homes=[(home.public_id, home.name) for home in homes],
        may_list=any(home.verified for home in homes),
        ticket=_ticket(form) or public_id(),
        extras=any(form.values(name) for name in ("tracks", "directions", "deployments", "price_min", "price_text"))
        or bool(form.rows("parameters")),
    )


def _homes(me: Principal) -> Sequence[Belonging]:
    homes = homes_of_supply(me)
    if not homes:
        raise Forbidden(_("登记能力或成果，需要先加入一家企业或科研院所。请到“我的账户”登记或加入单位。"))
    return homes


def _home(me: Principal, form: AnyNew) -> Belonging:
    """The organisation that was chosen; with only one there is nothing to choose, and a foreign id chooses nothing."""
    homes = _homes(me)
    chosen = next((home for home in homes if home.public_id == form.value("organisation")), None)
    if chosen is None and form.value("organisation"):
        form.add_error("organisation", _("请从列表中选择。"))
    return chosen or homes[0]


def _offers_results(homes: Sequence[Belonging]) -> bool:
    """What somebody means who does not say: results where the first house is an institute."""
    return homes[0].kind == "institute"


def _likeliest(homes: Sequence[Belonging], result: bool) -> str:
    """Results are an institute's more often than not, capabilities a firm's."""
    return min(homes, key=lambda home: (home.kind == "institute") is not result).public_id


def _model(result: bool) -> type[Any]:
    return forms.NewResult if result else forms.NewCapability


def _ticket(form: AnyNew) -> str | None:
    return form.value("ticket") if _TICKET.fullmatch(form.value("ticket")) else None


def _edit(request: Request, supply: Supply) -> str:
    return str(request.app.url_path_for("suppliers.edit", public_id=supply.public_id, key="basics"))
