"""HTTP: batches for everybody, and how the office makes one."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer, Ready
from app.core.db import Db
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare, keys_of
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.access import Keeping, VisibleBatch
from scenarios.actions import batches as actions
from scenarios.forms.batches import BatchForm
from scenarios.models import Batch
from scenarios.policy import may_keep_batches
from scenarios.queries import batches as queries
from scenarios.routes.words import WORDS

router = Router()
PATH = "/batches"
ONE = "/batches/{number}"


@router.get(PATH, name="scenarios.batches")
def show_batches(request: Request, viewer: AnyViewer, db: Db, now: Now) -> Response:
    lines = queries.batches(db, viewer, now)
    return render(request, "scenarios/batches/list.html", lines=lines, keeps=may_keep_batches(viewer))


@router.get(f"{PATH}/new", name="scenarios.new_batch")
def new_batch(request: Request, act: Keeping) -> Response:
    return _form(request, blank(BatchForm, number=queries.next_free_number(act.db)))


@router.post(PATH, name="scenarios.create_batch")
def create_batch(request: Request, act: Keeping, data: Posted) -> Response:
    form = bind(BatchForm, data)
    if form.cleaned is None:
        return _form(request, form, status=422)
    sent = form.cleaned
    try:
        batch = actions.create_batch(act, number=sent.number, title=sent.title, intro=sent.intro)
        declare(act, batch, sent.declared)
    except Invalid as taken:
        form.add_error("number", taken.sentence)
        return _form(request, form, status=422)
    return _to(request, batch, _("批次已建立，请选入要发布的需求。"))


@router.get(ONE, name="scenarios.batch")
def show_batch(request: Request, batch: VisibleBatch, viewer: AnyViewer, db: Db, site: TheSite, now: Now) -> Response:
    making = may_keep_batches(viewer) and batch.published_at is None
    return render(
        request,
        "scenarios/batches/show.html",
        batch=batch,
        cards=queries.cards_in(db, batch, viewer),
        making=making,
        keeps=may_keep_batches(viewer),
        blocked=queries.blocked(db, batch, site, now) if making else [],
        candidates=queries.candidates(db, viewer) if making else [],
        **WORDS,
    )


@router.get(f"{ONE}/edit", name="scenarios.edit_batch")
def edit_batch(request: Request, _act: Keeping, batch: VisibleBatch) -> Response:
    return _form(request, blank(BatchForm, number=batch.number, title=batch.title, intro=batch.intro), batch=batch)


@router.post(f"{ONE}/edit", name="scenarios.describe_batch")
def describe_batch(request: Request, act: Keeping, batch: VisibleBatch, data: Posted) -> Response:
    form = bind(BatchForm, data, keys_of(act.db, batch))
    if form.cleaned is None:
        return _form(request, form, batch=batch, status=422)
    declare(act, batch, form.cleaned.declared)
    actions.describe_batch(act, batch, title=form.cleaned.title, intro=form.cleaned.intro)
    return _to(request, batch, _("已保存。"))


@router.post(f"{ONE}/choose", name="scenarios.choose_for_batch")
def choose(request: Request, act: Keeping, batch: VisibleBatch, viewer: Ready, data: Posted) -> Response:
    wanted = [str(value) for value in data.getlist("need")]
    if not wanted:
        return _to(request, batch, _("请先勾选要选入的需求。"), tone="warning")
    count = actions.choose(act, batch, queries.chosen_of(act.db, viewer, wanted))
    return _to(request, batch, _("已选入 {count} 项需求。").format(count=count))


@router.post(f"{ONE}/leave-out", name="scenarios.leave_out_of_batch")
def leave_out(request: Request, act: Keeping, batch: VisibleBatch, data: Posted) -> Response:
    wanted = str(data.get("need", ""))
    need = next((need for need in queries.needs_in(act.db, batch) if need.public_id == wanted), None)
    if need is None:
        raise NotFound
    actions.leave_out(act, batch, need)
    return _to(request, batch, _("已移出本批。"))


@router.post(f"{ONE}/publish", name="scenarios.publish_batch")
def publish(request: Request, act: Keeping, batch: VisibleBatch, viewer: Ready) -> Response:
    if not viewer.impartial(*(need.organisation_id for need in queries.needs_in(act.db, batch))):
        raise Forbidden(_("本批中有您所在单位的需求，请由其他工作人员发布。"))
    try:
        opened = actions.publish(act, batch)
    except Invalid as refusal:
        return _to(request, batch, refusal.sentence, tone="danger")
    return _to(
        request, batch, _("第 {number} 批已发布，{count} 项需求开始征集。").format(number=batch.number, count=opened)
    )


def _form(request: Request, form: Form[BatchForm], batch: Batch | None = None, status: int = 200) -> Response:
    return render(request, "scenarios/batches/form.html", block="form", status=status, form=form, batch=batch)


def _to(request: Request, batch: Batch, flash: str, tone: str = "success") -> Response:
    return redirect(request, str(request.app.url_path_for("scenarios.batch", number=batch.number)), flash, tone)
