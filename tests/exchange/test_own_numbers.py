"""Rows that are two things stay two, and of two versions of one thing the later counts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from app.cli.exchange import import_file, undo_upload
from app.core.site import Site
from app.exchange.fields import ListKind
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from suppliers.models import Supply
from tests.exchange.helpers import csv_file
from tests.support import Browser, Cast
from tests.support.browser import text_of

NEEDS = ListKind.OPPORTUNITIES
HEADER = ["项目编号", "场景名称", "所属单位", "领域", "需求描述", "截止日期"]


def _row(number: str, text: str = "离床提醒", until: str = "2027-09-30") -> list[str]:
    return [number, "智慧病房", "柳桥医院", "医疗", f"{text}：夜班两人看四十张床，希望一分钟内提醒护士站。", until]


def _counts(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result[name] for name in ("created", "updated", "unchanged", "skipped"))


def _needs(site: Site) -> list[tuple[str, str]]:
    with site.database.reading() as db:
        rows = db.exec(select(Scenario).order_by(col(Scenario.id))).all()
        return [(need.source_key, str(need.deadline)[:10]) for need in rows]


def test_numbers_and_texts_tell_rows_apart(
    site: Site, tmp_path: Path, cast: Cast, signed_in: Callable[[int], Browser]
) -> None:
    rows = [
        HEADER,
        _row("LQ-11"),
        _row("LQ-12", "输液监测"),
        _row("LQ-13"),
        _row("1", "床头卡"),
        _row("2", "点餐"),
        _row("3", "点餐"),
        _row("LQ-11", until="2027-10-31"),
        _row("LQ-13"),
    ]
    path = csv_file(tmp_path / "a.csv", rows)
    looked = import_file(site, NEEDS, path, dry_run=True)
    assert _counts(looked) == (5, 0, 0, 3)
    done = import_file(site, NEEDS, path, publish=True, waiver="清单已经审定")
    assert _counts(done) == (5, 0, 0, 3)
    assert [(one["row"], one["rule"], one["text"][:9]) for one in done["errors"]] == [
        (2, "older_in_file", "与本文件第 8 行"),
        (6, "older_in_file", "与本文件第 7 行"),
        (9, "same_in_file", "与本文件第 4 行"),
    ]
    there = [*((key, "2027-09-30") for key in ("LQ-12", "LQ-13", "", "")), ("LQ-11", "2027-10-31")]
    assert _needs(site) == there
    with site.database.reading() as db:
        assert set(db.exec(select(Scenario.state)).all()) == {ScenarioState.OPEN}
        assert db.exec(select(Scenario.extra).where(Scenario.source_key == "LQ-12")).one() is None
    assert "LQ-12" not in text_of(signed_in(cast.supplier).get("/scenarios?q=nothing-of-it"))
    assert text_of(signed_in(cast.supplier).get("/scenarios?q=lq-12")).count("智慧病房") >= 1
    assert undo_upload(site, NEEDS, done["upload"])["kept"] == 0
    assert _needs(site) == []


def test_twice_changes_nothing_and_a_number_finds_its_row(site: Site, tmp_path: Path) -> None:
    first = [HEADER, _row("LQ-11"), _row("", "输液监测"), _row("", "床头卡"), _row("LQ-11", until="2027-10-31")]
    path = csv_file(tmp_path / "a.csv", first)
    import_file(site, NEEDS, path)
    before = _needs(site)
    again = import_file(site, NEEDS, path)
    assert (len(before), _counts(again)) == (3, (0, 0, 3, 1))
    assert _needs(site) == before
    renamed = [HEADER, ["LQ-11", "智慧病房（二期）", *_row("LQ-11")[2:]]]
    assert _counts(import_file(site, NEEDS, csv_file(tmp_path / "b.csv", renamed))) == (0, 1, 0, 0)
    with site.database.reading() as db:
        titles = list(db.exec(select(Scenario.title).where(Scenario.title != "智慧病房")))
    assert titles == ["智慧病房（二期）"]


def test_products_have_numbers_as_well(site: Site, tmp_path: Path) -> None:
    rows = [["编号", "能力名称", "单位名称", "能力说明"], *([f"P-{n}", "视觉检测", "甲公司", f"看{n}"] for n in (7, 8))]
    import_file(site, ListKind.CAPABILITIES, csv_file(tmp_path / "c.csv", rows))
    with site.database.reading() as db:
        assert list(db.exec(select(Supply.source_key).order_by(col(Supply.id)))) == ["P-7", "P-8"]


def test_a_number_that_comes_later_is_kept_with_what_is_published(site: Site, tmp_path: Path) -> None:
    plain = [HEADER[1:], _row("")[1:], _row("", "输液监测")[1:]]
    import_file(site, NEEDS, csv_file(tmp_path / "a.csv", plain), publish=True, waiver="清单已经审定")
    numbered = [[*HEADER, "Reference"], [*_row("LQ-11"), "会议纪要"], [*_row("LQ-12", "输液监测", "2027-12-31"), ""]]
    path = csv_file(tmp_path / "b.csv", numbered)
    result = import_file(site, NEEDS, path)
    assert _counts(result) == (0, 0, 1, 1)
    assert [(one["row"], one["rule"]) for one in result["errors"]] == [(3, "already_public")]
    assert _needs(site) == [("LQ-11", "2027-09-30"), ("", "2027-09-30")]
    with site.database.reading() as db:
        kept = db.exec(select(Scenario).where(Scenario.source_key == "LQ-11")).one()
    assert (kept.extra, kept.version, kept.state) == ({"Reference": "会议纪要"}, 1, ScenarioState.OPEN)
    assert _counts(import_file(site, NEEDS, path)) == (0, 0, 1, 1)
