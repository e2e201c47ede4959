"""A model by its name on the hub, with a hub of our own on the loopback."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import run
from sys import executable
from typing import Any

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {"config.json": b"{}", "1_Pooling/config.json": b'{"mode": "mean"}'}
GET = """
import sys
from matching.encoders import EncoderUnavailable
from matching.encoders.hub import from_hub

try:
    print(from_hub("city/model"))
except EncoderUnavailable as error:
    sys.exit(str(error))
"""


class Hub(ThreadingHTTPServer):
    """Answers what the client library asks about one model, and keeps who asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.asked: list[str] = []


class Desk(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        self.server.asked.append(f"{self.path} {self.headers['User-Agent']}")
        if self.path.startswith("/api/models/city/model/tree/"):
            tree = [{"type": "file", "path": name, "size": len(body), "oid": "0" * 40} for name, body in FILES.items()]
            self._answer(json.dumps(tree).encode())
        elif self.path.startswith("/api/models/city/model"):
            self._answer(json.dumps({"id": "city/model", "sha": COMMIT, "siblings": []}).encode())
        else:
            self._answer(FILES[self.path.partition(f"/resolve/{COMMIT}/")[2]])

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        headers: dict[str, Any] = {"Content-Type": "application/json", "Content-Length": len(body)}
        for name, value in (headers | {"ETag": f'"{hash(body)}"', "X-Repo-Commit": COMMIT}).items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def get(hub: Hub, home: Path, **environment: str) -> tuple[str, str]:
    """What a new process finds, and what it says where it finds nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    ours = {"HF_ENDPOINT": f"http://127.0.0.1:{hub.server_port}", "HF_HOME": str(home)}
    done = run([executable, "-c", GET], env=kept | ours | environment, capture_output=True, text=True, check=False)
    return done.stdout.strip(), done.stderr.strip()


def test_is_fetched_once_and_nobody_is_asked_afterwards(hub: Hub, tmp_path: Path) -> None:
    folder, _nothing = get(hub, tmp_path)
    assert {name: (Path(folder) / name).read_bytes() for name in FILES} == FILES
    assert hub.asked
    hub.asked.clear()
    assert get(hub, tmp_path) == (folder, "")
    assert hub.asked == []


def test_half_a_model_is_fetched_to_its_end(hub: Hub, tmp_path: Path) -> None:
    folder, _nothing = get(hub, tmp_path)
    (Path(folder) / "config.json").unlink()
    assert get(hub, tmp_path) == (folder, "")
    assert (Path(folder) / "config.json").is_file()


def test_a_wish_to_stay_offline_holds(hub: Hub, tmp_path: Path) -> None:
    _nothing, said = get(hub, tmp_path, HF_HUB_OFFLINE="1")
    assert said == "No model folder 'city/model' here, and the model hub did not give one of that name."
    assert hub.asked == []
