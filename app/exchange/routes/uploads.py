"""An upload from its dry run to its undoing."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Doer, Doing, Me, Ready
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import Forbidden, Invalid
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import Page, address, page_number
from app.core.personal.asking import SHORTEST_REASON
from app.core.routing import Router
from app.core.site import Now
from app.exchange.access import Importer, SeenUpload, WorkedUpload
from app.exchange.actions import ask_undo, choose_columns, confirm, discard, enqueue_work, hand_in_sheets
from app.exchange.columns import EXTRA
from app.exchange.fields import FIELDS, ListKind
from app.exchange.forms import ConfirmForm
from app.exchange.labels import LISTS, OUTCOMES, STATES, VERDICTS, WORKING
from app.exchange.models import Outcome, Upload, UploadState
from app.exchange.policy import is_office, may_publish, may_work_on_upload
from app.exchange.queries import checks, counts_of_checks, rows_with_problems, tally, told, uploads_of
from app.exchange.queries.uploads import defaults, handed_in_beside, mapped, unread_sheets
from app.exchange.rules import FileRule, Skip, UnreadableFile
from app.exchange.sentences import file_sentence, skip_sentence

router = Router()
PAGE = 50
COLUMN = "column-"


@router.get("/imports", name="exchange.uploads", dependencies=[Importer])
def index(request: Request, viewer: Me, db: Db) -> Response:
    return render(request, "exchange/uploads.html", uploads=uploads_of(db, viewer), **_labels())


@router.get("/imports/{public_id}", name="exchange.show")
def show(request: Request, upload: SeenUpload, viewer: Me, db: Db, show: str = "", page: str = "") -> Response:
    form = blank(ConfirmForm, waiver=upload.waiver)
    return _show(request, upload, viewer, db, form, show=show, page=page)


@router.get("/imports/{public_id}/progress", name="exchange.progress")
def progress(request: Request, upload: SeenUpload) -> Response:
    """Asked every other second while a job works; when it is done, the page itself is opened again."""
    if upload.state in WORKING:
        return render(request, "exchange/working.html", block="work", upload=upload, **_labels())
    return redirect(request, _address(request, upload))


@router.post("/imports/{public_id}/columns", name="exchange.columns")
def columns(request: Request, upload: WorkedUpload, viewer: Ready, db: Db, now: Now, data: Posted) -> Response:
    try:
        choose_columns(db, upload, _chosen(data), now)
    except Invalid as refused:
        form = blank(ConfirmForm)
        return _show(request, upload, viewer, db, form, status=422, columns_error=refused.sentence, typed=data)
    return redirect(request, _address(request, upload), _("已按新的列重新检查。"))


def _chosen(data: FormData) -> dict[int, str]:
    """What was chosen for each column; an empty choice leaves it to the header."""
    return {
        int(name.removeprefix(COLUMN)): str(value)
        for name, value in data.items()
        if name.startswith(COLUMN) and name.removeprefix(COLUMN).isdecimal() and value
    }


@router.post("/imports/{public_id}/sheets", name="exchange.sheets")
def sheets(request: Request, upload: WorkedUpload, doer: Doer, data: Posted) -> Response:
    chosen = [str(one) for one in data.getlist("sheet")]
    try:
        handed_in = hand_in_sheets(_act(doer, upload), upload, chosen)
    except Invalid as refused:
        return _show(
            request, upload, doer.viewer, doer.db, blank(ConfirmForm), status=422, sheets_error=refused.sentence
        )
    for one in handed_in:
        enqueue_work(doer.db, one, doer.now)
    if len(handed_in) == 1:
        return redirect(request, _address(request, handed_in[0]))
    return redirect(request, request.app.url_path_for("exchange.uploads"), _("选中的工作表正在逐张检查，请分别确认。"))


@router.post("/imports/{public_id}/confirm", name="exchange.confirm")
def carry_out(request: Request, upload: WorkedUpload, data: Posted, doer: Doer) -> Response:
    form = bind(ConfirmForm, data)
    asked = form.cleaned
    if asked and asked.publish and not may_publish(doer.viewer):
        raise Forbidden(_("导入后直接发布只能由专班办理。"))
    if asked and asked.publish and not asked.waiver:
        form.add_error("waiver", _("请写明直接发布的理由，它会随每一条需求留存。"))
    if asked and asked.declare_public and len(asked.why_public) < SHORTEST_REASON:
        form.add_error("why_public", _("请写明为什么可以公开。"))
    if not form.valid or asked is None:
        return _show(request, upload, doer.viewer, doer.db, form, status=422)
    confirm(
        _act(doer, upload),
        upload,
        publish=asked.publish,
        waiver=asked.waiver if asked.publish else "",
        declared=asked.why_public if asked.declare_public else "",
    )
    enqueue_work(doer.db, upload, doer.now)
    return redirect(request, _address(request, upload))


@router.post("/imports/{public_id}/undo", name="exchange.undo")
def undo(request: Request, upload: WorkedUpload, doer: Doer) -> Response:
    ask_undo(_act(doer, upload), upload)
    enqueue_work(doer.db, upload, doer.now)
    return redirect(request, _address(request, upload))


@router.post("/imports/{public_id}/discard", name="exchange.discard")
def put_away(request: Request, upload: WorkedUpload, doer: Doer) -> Response:
    discard(_act(doer, upload), upload)
    return redirect(request, request.app.url_path_for("exchange.uploads"), _("已放弃这次导入，没有写入任何内容。"))


def _act(doer: Doing, upload: Upload) -> Act:
    return doer.act(upload.organisation_id) if upload.organisation_id else doer.act(role="office")


def _address(request: Request, upload: Upload) -> str:
    return str(request.app.url_path_for("exchange.show", public_id=upload.public_id))


def _show(
    request: Request,
    upload: Upload,
    viewer: Principal,
    db: Session,
    form: Form[ConfirmForm],
    *,
    show: str = "",
    page: str = "",
    status: int = 200,
    columns_error: str = "",
    sheets_error: str = "",
    typed: Mapping[str, Any] | None = None,
) -> Response:
    context = _labels() | {
        "upload": upload,
        "kind": ListKind(upload.list_kind),
        "form": form,
        "may_work": may_work_on_upload(viewer, upload),
        "may_publish": may_publish(viewer),
        "for_office": is_office(viewer),
        "columns_error": columns_error,
        "sheets_error": sheets_error,
        "as_in": upload.columns.get("as_in"),
        "skipped": [(line["row"], skip_sentence(Skip(line["reason"])), line["text"]) for line in _skipped(upload)],
        "failure": _failure(upload),
        "columns": _columns(upload, typed or {}),
        "choices": _choices(upload),
        "defaults": defaults(upload),
        "secret": mapped(upload).secret,
        "beside": handed_in_beside(db, upload),
        "unread_sheets": unread_sheets(db, upload),
    }
    if upload.state in WORKING:
        return render(request, "exchange/working.html", status=status, **context)
    if upload.state in {UploadState.READ, UploadState.FAILED}:
        context |= _dry_run(request, upload, db, show, page)
        return render(request, "exchange/check.html", status=status, **context)
    return render(request, "exchange/result.html", status=status, **context, **_result(request, upload, db, page))


def _labels() -> dict[str, Any]:
    return {"lists": LISTS, "states": STATES, "outcomes": {key.value: label for key, label in OUTCOMES.items()}}


def _skipped(upload: Upload) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = upload.source.get("skipped", [])
    return lines


def _failure(upload: Upload) -> str:
    error = upload.source.get("error") if upload.state is UploadState.FAILED else None
    return file_sentence(UnreadableFile(FileRule(error["rule"]), **error["detail"])) if error else ""


def _columns(upload: Upload, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each column of the file: what it was taken for, and what was chosen for it."""
    chosen = upload.columns.get("chosen", {})
    headers = dict(_fields(upload))
    return [
        {
            "name": f"{COLUMN}{column.index}",
            "label": column.label,
            "taken_for": headers[column.field.code] if column.field else "",
            "chosen": str(typed.get(f"{COLUMN}{column.index}", chosen.get(str(column.index), ""))),
        }
        for column in mapped(upload).columns
        if not column.ignored
    ]


def _choices(upload: Upload) -> list[tuple[str, str]]:
    return [("", _("按表头识别")), *_fields(upload), (EXTRA, _("不对应，保留为附加信息"))]


def _fields(upload: Upload) -> list[tuple[str, str]]:
    """The fields of the list as people choose them; 单位 alone also means a unit of measurement, in English at least."""
    fields = FIELDS[ListKind(upload.list_kind)]
    return [(one.code, _("所属单位") if one.code == "organisation" else _(one.header)) for one in fields]


def _dry_run(request: Request, upload: Upload, db: Session, show: str, page: str) -> dict[str, Any]:
    show = show if show in VERDICTS else ""
    counts = counts_of_checks(db, upload)
    _rows, total = checks(db, upload, show, 0, 0)
    number = page_number(page, total, PAGE)
    rows, _total = checks(db, upload, show, (number - 1) * PAGE, PAGE)
    path = _address(request, upload)
    return {
        "show": show,
        "counts": counts,
        "rows": [(row, told(row.row_number, row.findings)) for row in rows],
        "page": Page(rows, number, PAGE, total, lambda n: address(path, [("show", show), ("page", n)])),
        "tabs": [
            {
                "label": _(label),
                "url": address(path, [("show", name)]),
                "current": name == show,
                "count": upload.done if not name else counts.get("twins" if name == "twins" else f"verdict.{name}", 0),
            }
            for name, label in VERDICTS.items()
        ],
        "thing": "/scenarios/" if upload.list_kind == ListKind.OPPORTUNITIES else "/supplies/",
    }


def _result(request: Request, upload: Upload, db: Session, page: str) -> dict[str, Any]:
    counts = tally(db, upload)
    undone = upload.state is UploadState.UNDONE
    _rows, total = rows_with_problems(db, upload, 0, 0, kept=undone)
    number = page_number(page, total, PAGE)
    rows, _total = rows_with_problems(db, upload, (number - 1) * PAGE, PAGE, kept=undone)
    path = _address(request, upload)
    shown = (Outcome.REMOVED, Outcome.RESTORED, Outcome.KEPT) if undone else tuple(OUTCOMES)[:5]
    problems = [(row, [one for one in told(row.row_number, row.problems) if one.severity == "error"]) for row in rows]
    return {
        "stats": [(_(OUTCOMES[outcome][0]), counts[outcome.value]) for outcome in shown],
        "undone": undone,
        "rows": problems,
        "page": Page(rows, number, PAGE, total, lambda n: address(path, [("page", n)])),
        "undoable": counts[Outcome.CREATED.value] + counts[Outcome.UPDATED.value],
    }
