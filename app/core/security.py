"""Pure ASGI layers around the site: request id, headers, language, the last resort, cross-site check."""

import time
from collections.abc import Callable

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.doors import SAFE
from app.core.errors import AppError
from app.core.i18n import gettext as _
from app.core.i18n import negotiate, set_language
from app.core.ids import TOKEN_LENGTH, public_id
from app.core.logs import bind_request, logger
from app.core.urls import host_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LONGEST_PATH = 200
SECRET_LENGTH = TOKEN_LENGTH // 2
"""A part of a path that may be a secret or the better part of one; ids and words are shorter."""
LANGUAGE_COOKIE = "jinghe_lang"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
REQUESTS = Counter("jinghe_requests", "Answered requests", ["method", "status"])
SECONDS = Histogram("jinghe_request_seconds", "Time to answer a request", ["method"])
log = logger("web")


class Envelope:
    """Outermost: gives each request an id and a language, adds the security headers, counts and logs; of an `unspoken`
    path it does neither.

    Nothing that goes wrong inside passes it: the answer is a sentence with the same headers, the log has the places.
    """

    def __init__(self, app: ASGIApp, *, https: bool, language: str, unspoken: Callable[[str], bool]) -> None:
        self.app, self.https, self.language, self.unspoken = app, https, language, unspoken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identity, started, status = public_id(), time.perf_counter(), list[int]()
        bind_request(identity)
        scope.setdefault("state", {})["request_id"] = identity
        headers = Headers(scope=scope)
        chosen = cookie_parser(headers.get("cookie", "")).get(LANGUAGE_COOKIE, "")
        set_language(chosen or negotiate(headers.get("accept-language", ""), self.language))

        async def send_sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                status.append(message["status"])
                self._seal(MutableHeaders(scope=message), scope["path"], identity)
            elif scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self.app(scope, receive, send_sealed)
        except Exception:
            log.exception("outermost")
            if status:
                raise  # half an answer has gone out: the server ends the connection
            await PlainTextResponse(AppError().sentence, status_code=500)(scope, receive, send_sealed)
        finally:
            if not self.unspoken(scope["path"]):
                _note(scope, status[0] if status else 500, time.perf_counter() - started)

    def _seal(self, headers: MutableHeaders, path: str, identity: str) -> None:
        headers.setdefault("Content-Security-Policy", POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers["X-Request-ID"] = identity
        if self.https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if path.startswith("/static/"):
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            headers.setdefault("Cache-Control", "no-store")


def _note(scope: Scope, status: int, seconds: float) -> None:
    # A method is the client's own word: each new one would be a row of figures for ever.
    method = scope["method"] if scope["method"] in METHODS else "other"
    REQUESTS.labels(method, str(status)).inc()
    SECONDS.labels(method).observe(seconds)
    if not scope["path"].startswith("/static/"):
        log.info("answered", method=method, path=_told(scope), status=status, ms=round(seconds * 1000, 1))


def _told(scope: Scope) -> str:
    """The path as the log may keep it: a mailed link carries its secret in it, whether its address is right or not."""
    parts = scope["path"][:LONGEST_PATH].split("/")
    return "/".join("…" if len(part) >= SECRET_LENGTH else part for part in parts)


class SameSite:
    """Refuses changes that another site's page asks for.

    A modern browser says where a request comes from (`Sec-Fetch-Site`); `same-site` is refused too, since a sister
    sub-domain is somebody else. An older one sends `Origin`, which must be ours. Scripts without either header are
    not a browser with somebody's cookie, unless they carry one: then they must say where they come from.
    """

    def __init__(self, app: ASGIApp, *, origin: str, exempt: Callable[[str], bool]) -> None:
        self.app, self.origin, self.exempt = app, origin, exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and not self.exempt(scope["path"]):
            headers = Headers(scope=scope)
            if not self._own(headers):
                response = PlainTextResponse(
                    _("这个请求来自别的网站，已被拒绝。请从本站页面重新提交。"), status_code=403
                )
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _own(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = headers.get("origin")
        if origin is not None:
            return origin == self.origin or host_of(origin) == headers.get("host", "")
        return "cookie" not in headers
