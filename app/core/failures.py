"""Failures as pages: a status, a sentence, a way on; for htmx the same as a fragment."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy.exc import DataError, IntegrityError
from starlette.exceptions import HTTPException

from app.core import errors
from app.core.doors import SAFE
from app.core.html import is_fragment, redirect, render, render_alone
from app.core.i18n import N_, current_language
from app.core.i18n import gettext as _
from app.core.kept import keep
from app.core.logs import logger, request_id
from app.core.once import AlreadyDone, lead
from app.core.outages import outage_of, reason
from app.core.urls import local_path

HEADINGS = {
    400: N_("请求有误"),
    401: N_("需要登录"),
    403: N_("没有权限"),
    404: N_("没有找到"),
    405: N_("不支持这个操作"),
    408: N_("没有传完"),
    409: N_("内容已经变化"),
    413: N_("内容太大"),
    422: N_("填写有误"),
    429: N_("操作太频繁"),
    500: N_("系统出错了"),
    503: N_("暂时不可用"),
    507: N_("空间不足"),
}
LEFT = 499
"""For the log alone: the client had left before there was an answer."""
RETRY_SECONDS = "5"
BY_STATUS = {kind.status: kind for kind in errors.AppError.__subclasses__()}
log = logger("failures")


def install(app: FastAPI) -> None:
    """Answer in the same way what fails before an address is found, such as a method that it does not have."""
    app.add_exception_handler(HTTPException, _http)


def answer(request: Request, raised: Exception) -> Response:
    """The page of any failure. Where even that page fails, a line of text."""
    try:
        handler = next((found for kind, found in HANDLERS if isinstance(raised, kind)), _unexpected)
        return handler(request, raised)
    except Exception:
        log.exception("no page")
        return PlainTextResponse(errors.AppError().sentence, status_code=500)


def page(request: Request, status: int, sentence: str, *, sign_in: str = "", **headers: str) -> Response:
    response = render(
        request,
        "errors/error.html",
        block="body",
        status=status,
        status_code=status,
        heading=_(HEADINGS.get(status, HEADINGS[500])),
        sentence=sentence,
        advice="",
        sign_in=sign_in,
        request_id=request_id(),
    )
    return _beside_the_form(response, **headers)


def _beside_the_form(response: Response, **headers: str) -> Response:
    """Told in the alerts: the form that asked stays as it was typed. A bound form's own 422 does not come this way."""
    response.headers["HX-Retarget"] = "#page-alerts"
    response.headers["HX-Reswap"] = "innerHTML"
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def _crowded(request: Request, raised: Exception) -> Response:
    site = request.app.state.site
    reads = request.method in SAFE
    values = {
        "lang": current_language(),
        "site_name": _(site.settings.site_name),
        "heading": _("现在人太多"),
        "sentence": _("同时访问的人太多，这一页暂时打不开。请稍等几秒再试。")
        if reads
        else cast("errors.Crowded", raised).sentence,
        "again": local_path(_here(request)) if reads else "",
    }
    response = render_alone(request, "errors/busy.html", "body", errors.Crowded.status, values)
    return _beside_the_form(response, Retry_After=RETRY_SECONDS)


def _expected(request: Request, raised: Exception) -> Response:
    error = cast("errors.AppError", raised)
    lapsed = getattr(request.state, "lapsed", None) is not None and request.method not in SAFE
    if isinstance(error, errors.SignInNeeded) or (lapsed and isinstance(error, errors.NotFound | errors.Forbidden)):
        return _to_sign_in(request)
    again = {"Retry_After": RETRY_SECONDS} if error.status == errors.Unavailable.status else {}
    return page(request, error.status, error.sentence, **again)


def _to_sign_in(request: Request) -> Response:
    """The way to signing in, and from there back; what a form said is kept for whoever may have written it. Of a page
    that is written on only its alerts change: what stands in it stays."""
    sign_in = str(request.app.url_path_for("accounts.sign_in"))
    kept = keep(request, request.app.state.site)
    if request.method not in SAFE and is_fragment(request):
        sentence = (
            _("登录已失效。您填写的内容已留在服务器上，保留 24 小时；重新登录后会回到表单里，由您核对后再提交。")
            if kept
            else _("登录已失效，这一步没有办成。您填写的内容还在本页，请在新窗口登录，再回到这里提交一次。")
        )
        return page(request, 401, sentence, sign_in=sign_in + _next(kept))
    return redirect(request, sign_in + _next(kept or _back(request)))


def _back(request: Request) -> str:
    back = request.headers.get("HX-Current-URL", "") if is_fragment(request) else ""
    here = back or _here(request)
    if request.method not in SAFE and not back:
        here = request.headers.get("referer", "/")
    return here.removeprefix(str(request.base_url).rstrip("/"))


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _next(path: str) -> str:
    return "?" + urlencode({"next": path}) if path.startswith("/") and path != "/" else ""


def _http(request: Request, raised: Exception) -> Response:
    error = cast("HTTPException", raised)
    kind: Any = BY_STATUS.get(error.status_code)
    sentence = kind().sentence if kind else _("不支持这样的请求，请返回上一页重试。")
    return page(
        request, error.status_code, sentence, **{k.replace("-", "_"): v for k, v in (error.headers or {}).items()}
    )


def _unparseable(request: Request, _raised: Exception) -> Response:
    # Only addresses and query strings are parsed by the framework (forms are bound by hand): a wrong one names nothing.
    return page(request, 404, errors.NotFound().sentence)


def _collision(request: Request, raised: Exception) -> Response:
    log.warning("collision", kind=_kind(raised))
    return page(request, 409, errors.Conflict().sentence)


def _unstorable(request: Request, raised: Exception) -> Response:
    # Forms are cleaned of NUL and the like; an address that still holds them was made by hand.
    log.warning("unstorable", kind=_kind(raised))
    return page(request, 400, errors.BadRequest().sentence)


def _kind(raised: Exception) -> str:
    """What the driver calls it; its message may quote what a person typed."""
    cause = getattr(raised, "orig", None) or raised
    return getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or type(cause).__name__


def _unexpected(request: Request, raised: Exception) -> Response:
    outage = outage_of(raised)
    if outage is not None:
        log.error("outage", kind=outage.kind, error=reason(raised)[:300], exc_info=raised)
        return page(request, outage.status, _(outage.sentence), Retry_After="30")
    log.error("unexpected", exc_info=raised)
    return page(request, 500, errors.AppError().sentence)


HANDLERS: tuple[tuple[type[Exception], Callable[[Request, Exception], Response]], ...] = (
    (AlreadyDone, lead),
    (errors.Crowded, _crowded),
    (errors.AppError, _expected),
    (HTTPException, _http),
    (RequestValidationError, _unparseable),
    (IntegrityError, _collision),
    (DataError, _unstorable),
)
