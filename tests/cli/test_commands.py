"""Every command on a machine that is not well: one sentence and exit code 2, never a traceback."""

import io
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer

from app.cli.door import COMMANDS as DOORS
from app.cli.door import door, main

HEAD = b'{"revision": "0001", "tables": []}'
COMMANDS = [
    "serve --port 0",
    "worker",
    "migrate",
    "admin create --email a@example.com --name 顾闻笙",
    "seed demo",
    "seed lock",
    "import capabilities {file}",
    "export capabilities {folder}/out.csv",
    "search 心电图",
    "match JH-2026-B01-001",
    "reindex",
    "learn",
    "mail test a@example.com",
    "mail bounced {file}",
    "mail status",
    "digests plan",
    "digests send",
    "digests preview owner@example.com",
    "digests status",
    "dossier JH-YZ-2026-0001 {folder}/out.zip",
    "backup {folder}/out.tar",
    "restore {folder}/archive.tar",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where settings point; a password waits on standard input."""
    (tmp_path / "var").mkdir()
    (tmp_path / "file").write_text("产品名称\n")
    with tarfile.open(tmp_path / "archive.tar", "w") as archive:
        head = tarfile.TarInfo("backup.json")
        head.size = len(HEAD)
        archive.addfile(head, io.BytesIO(HEAD))
    for name, value in {"VAR": str(tmp_path / "var"), "ENCODER": "hashing", "DATABASE_URL": ""}.items():
        monkeypatch.setenv(f"JINGHE_{name}", value)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("a-long-enough-password\n"))
    return tmp_path


def run(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What a refused command says."""
    filled = command.format(folder=folder, file=folder / "file").replace("--port 0", "--port 18989")
    monkeypatch.setattr("sys.argv", ["jinghe", *filled.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1), said.err
    return said.err


def _names(command: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    children = getattr(command, "commands", {})
    if not children:
        yield before
    for name, child in children.items():
        yield from _names(child, (*before, name))


def test_every_command_is_listed_here() -> None:
    there = set(_names(typer.main.get_command(door()))) - {
        ("check",),
        ("simulate",),
    }  # part by part, see below; on a site of its own
    listed = [tuple(command.split()) for command in COMMANDS]
    assert [name for name in there if not any(words[: len(name)] == name for words in listed)] == []


@pytest.mark.parametrize("module", DOORS)
def test_each_module_has_the_commands_that_the_door_looks_for(module: str) -> None:
    command: Any = typer.main.get_command(door(DOORS[module][0]))
    assert set(command.commands) == set(DOORS[module])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_database_is_told_by_every_command(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "var" / "jinghe.sqlite3").write_text("meeting at nine\n" * 500)
    assert "不是 SQLite 数据库" in run(command, folder, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JINGHE_VAR", "{folder}/file", "不是文件夹"),
        ("JINGHE_VAR", "{folder}/file/var", "file/var"),
        ("JINGHE_VAR", "/proc/jinghe", "/proc/jinghe"),
        ("JINGHE_DATABASE_URL", "nonsense", "JINGHE_DATABASE_URL"),
        ("JINGHE_DATABASE_URL", "oracle9://here/there", "JINGHE_DATABASE_URL"),
        ("JINGHE_DATABASE_URL", "postgresql+psycopg://site:pass-word@127.0.0.1:9/jinghe", "连不上数据库"),
    ],
)
def test_a_place_that_is_not_there_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value.format(folder=folder))
    told = run("search 心电图", folder, monkeypatch, capsys)
    assert said in told
    assert "pass-word" not in told


def test_check_tells_part_by_part(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "var" / "jinghe.sqlite3").write_text("meeting at nine\n" * 500)
    monkeypatch.setattr("sys.argv", ["jinghe", "check"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    lines = capsys.readouterr().err
    assert "✓ disk" in lines
    assert "✗ database" in lines
    assert "✗ index" in lines


@pytest.mark.parametrize(("here", "wanted"), [("9999", "head"), ("", "9999")])
def test_a_revision_of_another_program_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], here: str, wanted: str
) -> None:
    if here:
        with closing(sqlite3.connect(folder / "var" / "jinghe.sqlite3")) as newer:
            newer.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            newer.execute("INSERT INTO alembic_version VALUES (?)", (here,))
            newer.commit()
    assert "9999" in run(f"migrate {wanted}", folder, monkeypatch, capsys)
