"""Pure ASGI layers around the site: request id, headers, cross-site check, size limit, language."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.i18n import gettext as _
from app.core.i18n import negotiate, set_language
from app.core.ids import public_id
from app.core.logs import bind_request, logger

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGE_COOKIE = "jinghe_lang"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REQUESTS = Counter("jinghe_requests", "Answered requests", ["method", "status"])
SECONDS = Histogram("jinghe_request_seconds", "Time to answer a request", ["method"])
log = logger("web")


class Envelope:
    """Outermost: gives each request an id and a language, adds the security headers, counts and logs."""

    def __init__(self, app: ASGIApp, *, https: bool, language: str) -> None:
        self.app, self.https, self.language = app, https, language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identity, started, status = public_id(), time.perf_counter(), [500]
        bind_request(identity)
        scope.setdefault("state", {})["request_id"] = identity
        headers = Headers(scope=scope)
        chosen = cookie_parser(headers.get("cookie", "")).get(LANGUAGE_COOKIE, "")
        set_language(chosen or negotiate(headers.get("accept-language", ""), self.language))

        async def send_sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                self._seal(MutableHeaders(scope=message), scope["path"], identity)
            await send(message)

        try:
            await self.app(scope, receive, send_sealed)
        finally:
            seconds = time.perf_counter() - started
            REQUESTS.labels(scope["method"], str(status[0])).inc()
            SECONDS.labels(scope["method"]).observe(seconds)
            if not scope["path"].startswith("/static/"):
                log.info(
                    "answered",
                    method=scope["method"],
                    path=scope["path"],
                    status=status[0],
                    ms=round(seconds * 1000, 1),
                )

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
            return origin == self.origin or urlsplit(origin).netloc == headers.get("host")
        return "cookie" not in headers


class BodyLimit:
    """Refuses a body larger than the site ever takes, before it is read into memory or onto disk."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdigit() or int(declared) > self.most:
            await self._refuse(scope, receive, send)
            return
        taken = 0

        async def receive_counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_counted, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        sentence = _("提交的内容超过 {limit} MB，请压缩或拆分后再上传。").format(limit=self.most >> 20)
        await PlainTextResponse(sentence, status_code=413)(scope, receive, send)
