"""`jinghe import` and `jinghe export`, as the shell sees them."""

import json
from pathlib import Path

import pytest
import typer
from sqlmodel import select
from typer.testing import CliRunner

from app.cli import exchange
from app.core.models import AuditEntry, Job, JobState
from app.core.site import Site
from tests.exchange.helpers import NEEDS, csv_file

pytestmark = pytest.mark.both_engines


@pytest.fixture
def shell(site: Site, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The commands over the test's own database and files, told as the shell tells them: by the environment."""
    monkeypatch.setenv("JINGHE_VAR", str(site.settings.var))
    monkeypatch.setenv("JINGHE_DATABASE_URL", site.settings.database)
    return CliRunner()


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    exchange.register(made)
    return made


def test_import_undo_and_export(shell: CliRunner, app: typer.Typer, site: Site, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "list.csv", NEEDS)
    looked = shell.invoke(app, ["import", "opportunities", str(path), "--dry-run", "--json"])
    assert (looked.exit_code, json.loads(looked.stdout)["created"]) == (0, 2)
    done = shell.invoke(app, ["import", "opportunities", str(path), "--json"])
    result = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (result["rows"], result["created"], result["errors"]) == (2, 2, [])
    assert result["columns"] == {"场景机会名称": "title", "单位名称": "organisation", "需求描述": "description"}
    assert shell.invoke(app, ["export", "opportunities", str(tmp_path / "out.csv")]).exit_code == 0
    assert "胎面缺陷检测" in (tmp_path / "out.csv").read_text("utf-8-sig")
    undone = shell.invoke(app, ["import", "opportunities", "--undo", result["upload"], "--json"])
    assert json.loads(undone.stdout)["removed"] == 2
    again = shell.invoke(app, ["import", "opportunities", "--undo", result["upload"], "--json"])
    assert json.loads(again.stdout)["removed"] == 2, "a second undo says the same and does nothing"
    with site.database.reading() as db:
        actions = set(db.exec(select(AuditEntry.action)).all())
        assert {"import.confirmed", "import.undone", "export.written"} <= actions
        assert {job.state for job in db.exec(select(Job)).all()} == {JobState.DONE}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "opportunities", "nowhere.csv"], "找不到这个文件"),
        (["import", "opportunities"], "请写明要导入的文件"),
        (["import", "opportunities", "--undo", "nosuchupload"], "没有找到编号"),
        (["export", "opportunities", "list.pdf"], ".csv 或 .xlsx"),
        (["export", "opportunities", "/nowhere/list.csv"], "写不了"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(
    arguments: list[str], sentence: str, shell: CliRunner, app: typer.Typer
) -> None:
    result = shell.invoke(app, arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_list_without_a_name_column(shell: CliRunner, app: typer.Typer, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [["做什么", "单位名称", "需求描述"], ["甲", "乙", "丙"]])
    for more in ([], ["--dry-run"]):
        result = shell.invoke(app, ["import", "opportunities", str(path), *more])
        assert result.exit_code == 2
        assert "没有一列被认作" in result.stderr
