"""What a file has and the site does not take is seen by whoever imports it."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from app.cli import exchange
from app.cli.exchange import import_file
from app.core.site import Site
from app.exchange.fields import ListKind
from tests.exchange.helpers import csv_file, xlsx_file

ROWS = [
    [
        "title",
        "agency",
        "publish_date",
        "response_date",
        "award_ceiling (元)",
        "contact_email",
        "description",
        "colour",
    ],
    ["Quiet drones", "Lakeport", "2026-11-02", "soon", "500000", "pat@example.org", "Night inspection.", "blue"],
]


def test_the_shell_says_what_was_not_taken(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINGHE_VAR", str(site.settings.var))
    monkeypatch.setenv("JINGHE_DATABASE_URL", site.settings.database)
    path = xlsx_file(tmp_path / "a.xlsx", {"needs": ROWS, "more": ROWS})
    shell = typer.Typer()
    exchange.register(shell)
    told = CliRunner().invoke(shell, ["import", "opportunities", str(path), "--dry-run"]).stderr
    for words in ("附加信息：colour", "没有读取的工作表：more", "第 2 行 response_date：没有看懂日期“soon”"):
        assert words in told
    assert "挂牌一年" not in told, "the list has a column for it"


def test_words_of_procurement_lists_are_known_and_numbers_alone_are_blank(site: Site, tmp_path: Path) -> None:
    known = import_file(site, ListKind.OPPORTUNITIES, csv_file(tmp_path / "a.csv", ROWS), dry_run=True)
    taken = ["title", "organisation", "published_on", "deadline", "budget_max", "contact_email", "description", "extra"]
    assert list(known["columns"].values()) == taken
    numbered = [
        ["序号", "场景名称", "所属单位", "需求描述"],
        ["1", "甲", "乙", "丙"],
        *([str(n), "", "", ""] for n in (2, 3)),
    ]
    result = import_file(site, ListKind.OPPORTUNITIES, csv_file(tmp_path / "b.csv", numbered), dry_run=True)
    assert (result["rows"], result["errors"], result["warnings"]) == (1, [], [])
