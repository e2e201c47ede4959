"""Who comes in, and when: bodies, places, the queue before them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from httpx2 import ASGITransport, AsyncClient

from app.core import doors
from app.core.db import Database
from app.core.doors import Doors
from app.core.errors import Unavailable
from app.core.forms import Posted
from app.core.routing import Router
from app.core.site import Site
from app.main import create_app
from tests.support import Browser
from tests.support.browser import ORIGIN, text_of

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x; charset=undefined",
        "multipart/form-data; boundary=x; charset=punycode",
        "multipart/form-data; boundary=x; charset=utf-7",
        f"{FORM}; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 300,
    ],
)
def test_a_body_that_cannot_be_read_is_refused(browser: Browser, kind: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="lang"\r\n\r\nen\r\n--x--\r\n'
    answer = browser.post("/language", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert "请求" in text_of(answer)


def test_a_length_that_is_no_number_is_refused(browser: Browser) -> None:
    for length in ("9" * 30, "-1", "²"):
        answer = browser.post("/language", content=b"", headers={b"Content-Length": length.encode()})
        assert answer.status_code in {400, 413}


def test_a_body_without_a_length_is_measured_as_it_arrives(browser: Browser) -> None:
    def endless() -> Iterator[bytes]:
        for _piece in range(6):
            yield b"a=" + b"x" * (1 << 20) + b"&"

    answer = browser.post("/language", content=endless(), headers={"Content-Type": FORM})
    assert answer.status_code in {400, 413}


def test_a_form_without_files_is_smaller_than_a_list(browser: Browser) -> None:
    answer = browser.post("/language", content=b"x" * (doors.TEXT_BYTES + 1), headers={"Content-Type": FORM})
    assert answer.status_code == 413
    assert "4 MB" in text_of(answer)


def test_whoever_may_get_a_page_may_ask_for_its_head(browser: Browser) -> None:
    for path in ("/", "/scenarios", "/supplies", "/healthz", "/sign-in", "/nothing"):
        page, head = browser.get(path), browser.head(path)
        assert head.status_code == page.status_code, path
        assert head.content == b""
        assert head.headers["Content-Type"] == page.headers["Content-Type"]


def test_a_method_that_an_address_does_not_have_is_a_page(browser: Browser) -> None:
    answer = browser.delete("/scenarios")
    assert answer.status_code == 405
    assert "Content-Security-Policy" in answer.headers


def test_odd_methods_are_one_row_of_figures(browser: Browser) -> None:
    for number in range(20):
        browser.request(f"ODD{number}", "/")
    figures = browser.get("/metrics").text
    assert 'method="other"' in figures
    assert "ODD1" not in figures


class Crowd:
    """An application of one slow page, and what is known of those inside."""

    def __init__(self, site: Site, at_once: int) -> None:
        self.release, self.inside, self.most = threading.Event(), 0, 0
        self.lock = threading.Lock()
        self.app: FastAPI = create_app(site)
        self.app.state.doors = Doors(at_once, 1 << 20)
        router = Router()
        router.get("/slow")(self.slow)
        router.post("/slow")(self.slow_form)
        self.app.router.routes.insert(0, router.routes[0])
        self.app.router.routes.insert(0, router.routes[1])

    def slow(self, request: Request) -> Response:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.release.wait(30)
        with self.lock:
            self.inside -= 1
        return PlainTextResponse("done")

    def slow_form(self, request: Request, _data: Posted) -> Response:
        return self.slow(request)

    @contextmanager
    def letting_go_after(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self.release.set)
        timer.start()
        yield
        timer.cancel()
        self.release.set()


async def _ask(app: FastAPI, *methods: str) -> list[int]:
    found: list[int] = []

    async def one(client: AsyncClient, method: str) -> None:
        found.append((await client.request(method, "/slow")).status_code)

    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://testserver", headers=ORIGIN, timeout=60) as client:
        async with anyio.create_task_group() as group:
            for method in methods:
                group.start_soon(one, client, method)
    return found


def test_no_more_than_the_places_are_inside(site: Site) -> None:
    crowd = Crowd(site, at_once=3)
    with crowd.letting_go_after(0.5):
        statuses = anyio.run(_ask, crowd.app, *["GET"] * 20)
    assert statuses == [200] * 20
    assert crowd.most == 3


def test_few_places_are_for_changes(site: Site) -> None:
    crowd = Crowd(site, at_once=8)
    with crowd.letting_go_after(0.5):
        statuses = anyio.run(_ask, crowd.app, *["POST"] * 20)
    assert statuses == [200] * 20
    assert crowd.most == 2


def test_beyond_the_queue_people_are_told_at_once(site: Site) -> None:
    crowd = Crowd(site, at_once=2)
    with crowd.letting_go_after(1.0):
        statuses = anyio.run(_ask, crowd.app, *["GET"] * (doors.MOST_WAITING + 2 + 7))
    refused = statuses.count(503)
    assert 7 <= refused <= 9  # the two who go in at once may still stand in the queue when the last ones come
    assert statuses.count(200) == doors.MOST_WAITING + 9 - refused


def test_a_crowd_is_told_in_a_page_with_a_way_on(site: Site) -> None:
    crowd = Crowd(site, at_once=2)

    async def last() -> str:
        transport = ASGITransport(app=crowd.app)
        async with AsyncClient(transport=transport, base_url="http://testserver", headers=ORIGIN) as client:
            async with anyio.create_task_group() as group:
                for _visitor in range(doors.MOST_WAITING + 2):
                    group.start_soon(client.get, "/slow")
                await anyio.sleep(0.5)
                answer = await client.get("/healthz"), await client.get("/slow")
                crowd.release.set()
        assert answer[0].status_code == 200, "whoever watches the site waits for nobody"
        assert answer[1].headers["Retry-After"]
        assert "script-src 'self'" in answer[1].headers["Content-Security-Policy"]
        return answer[1].text

    assert "人太多" in anyio.run(last)


def test_a_handler_that_would_need_more_threads_is_refused_at_import() -> None:
    async def handler() -> Response:
        return Response()

    with pytest.raises(TypeError, match="one thread"):
        Router().get("/x")(handler)


def test_a_thread_has_no_third_transaction(site: Site) -> None:
    with site.database.reading(), site.database.reading(), pytest.raises(RuntimeError), site.database.reading():
        pass
    with site.database.writing(), pytest.raises(RuntimeError), site.database.writing():
        pass
    with site.database.writing():
        pass


def test_a_writer_who_gets_no_turn_is_told(site: Site) -> None:
    if not site.database.sqlite:
        return  # there two writers wait for rows, not for each other
    database = Database(site.database.url)
    told: list[str] = []

    def second() -> None:
        try:
            with database.writing(patience=0.2):
                pass
        except Unavailable as error:
            told.append(error.sentence)

    with database.writing():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    database.close()
    assert told
