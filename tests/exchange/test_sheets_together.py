"""The dry run of a further sheet knows what the sheets before it would do."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from app.cli.exchange import Asked, import_file
from app.core.site import Site
from app.exchange.fields import ListKind
from scenarios.models import Scenario
from tests.exchange.helpers import xlsx_file

HEADER = ["项目编号", "场景名称", "所属单位", "领域", "需求描述", "截止日期"]
TEXT = "夜班两人看四十张床，希望一分钟内提醒护士站。"


def _row(number: str, name: str, *, text: str = TEXT, until: str = "2027-09-30", house: str = "柳桥医院") -> list[str]:
    return [number, name, house, "医疗", text, until]


SHEETS = {
    "2025年": [HEADER, _row("LQ-1", "离床提醒"), _row("", "点餐"), _row("LQ-3", "床头卡"), _row("LQ-4", "输液监测")],
    "2026年": [
        HEADER,
        _row("LQ-1", "离床提醒", until="2027-12-31"),  # the later version
        _row("", "点餐"),  # the same again
        _row("LQ-9", "床头卡"),  # another number
        _row("LQ-4", "输液监测", house="禾川医院"),  # another house
        _row("LQ-5", "导诊"),
    ],
}


def _counts(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result[name] for name in ("created", "updated", "unchanged", "skipped"))


@pytest.mark.parametrize("before", [False, True], ids=["first import", "after an earlier one"])
def test_the_dry_run_says_what_the_import_does(site: Site, tmp_path: Path, *, before: bool) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", SHEETS)
    if before:
        import_file(site, ListKind.OPPORTUNITIES, path, asked=Asked(sheets=("2025年",)))
    both = Asked(sheets=tuple(SHEETS))
    looked = import_file(site, ListKind.OPPORTUNITIES, path, dry_run=True, asked=both)
    assert _counts(looked) == ((3, 1, 5, 0) if before else (7, 1, 1, 0))
    told = [one["row"] for one in looked["warnings"] if one["rule"] == "met_in_sheet" and "2025年" in one["text"]]
    assert told == ([] if before else [2, 3])
    assert [one["other_sheets"] for one in looked["sheets"]] == [[], []], "both are read"
    done = import_file(site, ListKind.OPPORTUNITIES, path, asked=both)
    assert _counts(done) == _counts(looked)
    with site.database.reading() as db:
        assert db.exec(select(func.count()).select_from(Scenario)).one() == 7


def test_a_dry_run_forgotten_long_ago_counts_for_nothing(site: Site, tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "a.xlsx", SHEETS)
    for sheet, made in (("2025年", 4), ("2026年", 5)):
        looked = import_file(site, ListKind.OPPORTUNITIES, path, dry_run=True, asked=Asked(sheets=(sheet,)))
        assert _counts(looked) == (made, 0, 0, 0)
