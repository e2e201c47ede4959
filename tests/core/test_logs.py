"""The log: one line an event, nothing of what people typed, whatever goes wrong."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from fastapi import Request
from fastapi.responses import Response

from app.core.forms import Posted
from app.core.logs import told
from app.core.routing import Router
from app.core.site import Site
from app.main import create_app
from tests.support import Browser

SECRET = "correct-horse-battery"


def _failing(request: Request, data: Posted) -> Response:
    password = str(data.get("password", ""))
    raise ValueError(password)


def _browser(site: Site, handler: Callable[..., Response]) -> Browser:
    app, router = create_app(site), Router()
    router.post("/failing")(handler)
    app.router.routes.insert(0, router.routes[0])
    return Browser(app)


def test_a_failure_is_logged_by_its_places_alone(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    browser = _browser(site, _failing)
    answer = browser.post("/failing", data={"password": SECRET}, headers={"Cookie": f"jinghe={SECRET}"})
    assert answer.status_code == 500
    assert "Content-Security-Policy" in answer.headers
    said = capsys.readouterr()
    assert SECRET not in said.err + said.out
    assert "builtins.ValueError" in said.err
    assert "test_logs.py" in said.err
    assert answer.headers["X-Request-ID"] in said.err
    assert len(said.err) < 5000


def test_the_outermost_layer_answers_like_the_others(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(site)

    def broken(_request: Request) -> Response:
        raise ValueError(SECRET)

    app.router.routes.clear()
    app.router.add_route("/broken", broken)
    answer = Browser(app).get("/broken")
    assert answer.status_code == 500
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert SECRET not in capsys.readouterr().err


def test_a_chain_of_causes_is_told_without_what_they_say() -> None:
    def cause() -> None:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error

    with pytest.raises(RuntimeError) as raised:
        cause()
    line = told(raised.value)
    assert "builtins.RuntimeError" in line
    assert "from builtins.ValueError" in line
    assert SECRET not in line


def test_a_deep_failure_costs_a_short_line() -> None:
    def deep(left: int) -> None:
        if left:
            deep(left - 1)
        raise ValueError(SECRET)

    with pytest.raises(ValueError, match=SECRET) as raised:
        deep(300)
    assert len(told(raised.value)) < 5000


PROGRAM = """
import logging, threading, warnings
from app.core.logs import configure_logs, logger
early = logger("early")
configure_logs("json", "warning")
early.info("not told")
early.warning("told", value="x" * 5000)
logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=ValueError("secret"))
warnings.warn("a warning")
thread = threading.Thread(target=lambda: int("secret"))
thread.start(); thread.join()
password = "secret"
raise KeyError(password)
"""


def test_for_machines_everything_is_one_object_a_line() -> None:
    """Loggers made before the configuration, libraries, warnings, threads, and the exception that ends the process."""
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert run.stdout == ""
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [line["event"][:9] for line in lines] == ["told", "Exception", "<string>:", "crashed", "crashed"]
    assert "secret" not in run.stderr
    assert "ValueError" in lines[1]["exception"]
    assert "KeyError" in lines[-1]["exception"]
