"""A visitor's browser without scripting: cookies, redirects, forms as the page has them, spoken to the application itself.

No socket and no library of clients: the command runs wherever the site does.
"""

import asyncio
import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import unquote, urlencode, urljoin, urlsplit

from fastapi import FastAPI

from app.simulation.pages import PDF, Page, Typed

HOST: Final = "testserver"
ORIGIN: Final = f"http://{HOST}"
BOUNDARY: Final = "jinghe-boundary-of-parts"
FORM: Final = "application/x-www-form-urlencoded"
PHONE: Final = re.compile(r"0371-6\d{7}")
"""Numbers of inhabitants; the texts that they write have none of this form."""
MOST_REDIRECTS: Final = 10
BROWSER: Final = {"sec-fetch-site": "same-origin"}
"""What a browser says of its own accord with whatever it sends."""
Sent = Mapping[str, str | Sequence[str]]
Message = MutableMapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came back: `path` is the address that answered, after redirects."""

    status: int
    path: str
    headers: Mapping[str, str]
    text: str


@dataclass
class Wire:
    """The way to the application: one event loop, and what has gone wrong on it."""

    app: FastAPI
    runner: asyncio.Runner
    requests: int = 0
    faults: list[str] = field(default_factory=list)
    """Every answer of 500 and above, as `GET /address: what was raised`."""

    def ask(self, scope: Message, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """One request and its answer: status, headers, body."""
        self.requests += 1
        said: list[Message] = []
        raised: Exception | None = None
        try:
            self.runner.run(self._carry(scope, body, said))
        except Exception as error:  # noqa: BLE001 - whatever the application lets out is what is looked for
            raised = error
        none: Message = {"status": 599, "headers": []}
        begun = next((one for one in said if one["type"] == "http.response.start"), none)
        if begun["status"] >= 500 or raised is not None:
            self.faults.append(f"{scope['method']} {scope['path']}: {begun['status']} {raised!r}")
        headers = [(name.decode().lower(), value.decode("latin-1")) for name, value in begun["headers"]]
        return begun["status"], headers, b"".join(one.get("body", b"") for one in said)

    async def _carry(self, scope: Message, body: bytes, said: list[Message]) -> None:
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if waiting:
                return waiting.pop()
            await asyncio.Event().wait()  # she stays until she has been answered
            raise AssertionError

        async def send(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, send)


@dataclass
class Visitor:
    """Somebody at a machine of her own: `network` is the address she comes from."""

    wire: Wire
    network: str
    cookies: dict[str, str] = field(default_factory=dict)
    phones: set[str] = field(default_factory=set)
    """Every number of an inhabitant that she has read on a page."""
    answer: Answer | None = None
    page: Page = field(default_factory=lambda: Page(""))

    @property
    def address(self) -> str:
        """The path of the page that she sees."""
        return self.answer.path if self.answer else ""

    @property
    def status(self) -> int:
        return self.answer.status if self.answer else 0

    @property
    def text(self) -> str:
        return self.answer.text if self.answer else ""

    def open(self, path: str) -> bool:
        """Go to an address; whether it was shown."""
        return self._take(self.ask("GET", path))

    def send(self, end: str, said: Typed | None = None, *, file: str = "", press: str = "") -> bool:
        """Send the first form whose address ends so, with what is typed over what stands there; whether it was carried
        out. False, with nothing sent, where the page has no such form: it offers only what is possible."""
        form = next((one for one in self.page.forms if one.path.endswith(end)), None)
        if form is None:
            return False
        if press and not any(value.startswith(press) for _name, value in form.buttons):
            return False
        data = form.filled(said or {}, press)
        files = {form.files[0]: file} if file and form.files else {}
        return self._take(self.ask("POST", form.action or self.address, data, files))

    def offers(self, end: str) -> bool:
        """Whether the page has a form whose address ends so."""
        return any(one.path.endswith(end) for one in self.page.forms)

    def links(self, part: str) -> list[str]:
        """Addresses of the links that hold this."""
        return [one for one in self.page.links if part in one]

    def ask(
        self,
        method: str,
        path: str,
        data: Sent | None = None,
        files: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = BROWSER,
    ) -> Answer:
        """One request, and those that the answers lead to."""
        kind, body = _encoded(data or {}, files or {})
        for _hop in range(MOST_REDIRECTS):
            status, said, content = self.wire.ask(self._scope(method, path, kind, body, headers), body)
            self._keep(said)
            found = dict(said)
            if status not in {301, 302, 303, 307} or "location" not in found:
                return Answer(status, urlsplit(path).path, found, content.decode(errors="replace"))
            path, method, body = urljoin(path, found["location"]).removeprefix(ORIGIN), "GET", b""
        raise RecursionError(path)

    def _take(self, answer: Answer) -> bool:
        self.answer, self.page = answer, Page(answer.text)
        self.phones.update(PHONE.findall(answer.text))
        return answer.status == 200

    def _scope(self, method: str, path: str, kind: str, body: bytes, headers: Mapping[str, str]) -> Message:
        parts = urlsplit(path.removeprefix(ORIGIN))
        said = {"host": HOST, "accept-language": "zh-CN", "content-length": str(len(body)), **headers}
        if method == "POST":
            said["content-type"] = kind
        if self.cookies:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in said.items()],
            "client": (self.network, 50000),
            "server": (HOST, 80),
        }

    def _keep(self, headers: Sequence[tuple[str, str]]) -> None:
        for name, value in headers:
            if name != "set-cookie":
                continue
            for key, cookie in SimpleCookie(value).items():
                if cookie["max-age"] == "0":
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = cookie.value


def _encoded(data: Sent, files: Mapping[str, str]) -> tuple[str, bytes]:
    """The type and the bytes of a body; each file is a small scan of the given name."""
    if not files:
        return FORM, urlencode(data, doseq=True).encode()
    pairs = [(name, one) for name, value in data.items() for one in ([value] if isinstance(value, str) else value)]
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in pairs]
    for name, file in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: application/pdf'
        parts.append(f"{head}\r\n\r\n".encode() + PDF)
    edge = f"--{BOUNDARY}".encode()
    whole = b"".join(edge + b"\r\n" + part + b"\r\n" for part in parts) + edge + b"--\r\n"
    return f"multipart/form-data; boundary={BOUNDARY}", whole
