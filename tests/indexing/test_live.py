"""The index follows its rows: what is written is found, what vanishes is not, in every process."""

import pytest

from app.core.site import Site
from app.indexing.actions import Text, describe_again, encode, needs_encoding, remove, rows_for, write
from app.indexing.live import LiveIndex, stale_entries
from matching import HashingEncoder

pytestmark = pytest.mark.both_engines

TRIAGE = Text("supply", 1, "supply", "门诊智能导诊", "根据主诉推荐科室，支持本地部署。", "zh", {"field": ["health"]})
SIGNAL = Text("supply", 2, "supply", "路口信号优化", "依据车流自动调整绿灯时长。", "zh", {"field": ["transport"]})


def put(site: Site, *texts: Text) -> None:
    with site.database.writing() as db:
        write(db, encode(HashingEncoder(), texts), site.clock.now())
    site.index.refresh()


def test_finds_what_was_written(site: Site) -> None:
    put(site, TRIAGE, SIGNAL)
    found = site.index.search("门诊导诊推荐科室", ["supply"])
    assert not found.no_match
    assert found.hits[0].object_id == 1
    assert found.hits[0].text_hash == TRIAGE.hash


def test_filters_by_facet_and_kind(site: Site) -> None:
    put(site, TRIAGE, SIGNAL)
    assert {
        hit.object_id for hit in site.index.search("门诊导诊", ["supply"], filters={"field": ["transport"]}).hits
    } <= {2}
    assert site.index.search("门诊导诊推荐科室", ["scenario"]).no_match


def test_forgets_what_vanished_and_finds_it_again_without_encoding(site: Site) -> None:
    put(site, TRIAGE)
    with site.database.writing() as db:
        remove(db, rows_for(db, "supply", [1])[1], site.clock.now())
    site.index.refresh()
    assert site.index.search("门诊导诊推荐科室", ["supply"]).no_match
    assert site.index.text_of("supply", 1) == ""
    with site.database.writing() as db:
        row = rows_for(db, "supply", [1])[1]
        assert not needs_encoding(row, TRIAGE, HashingEncoder().fingerprint)
        describe_again(db, row, TRIAGE, site.clock.now())
    site.index.refresh()
    assert site.index.search("门诊导诊推荐科室", ["supply"]).hits


def test_another_process_sees_the_change(site: Site) -> None:
    other = LiveIndex(site.database, HashingEncoder)
    assert other.refresh() == 0
    put(site, TRIAGE)
    assert other.refresh() == 1
    assert other.search("门诊导诊推荐科室", ["supply"]).hits[0].object_id == 1


def test_neighbours_of_a_row_and_none_of_an_unknown_one(site: Site) -> None:
    twin = Text("scenario", 9, "scenario", "医院需要导诊", "门诊导诊推荐科室。", "zh", {})
    put(site, TRIAGE, twin)
    assert site.index.neighbours("scenario", 9, ["supply"]).hits[0].object_id == 1
    assert site.index.neighbours("scenario", 10, ["supply"]).no_match


def test_rows_of_another_model_are_not_searched_but_reported(site: Site) -> None:
    put(site, TRIAGE)
    with site.database.writing() as db:
        row = rows_for(db, "supply", [1])[1]
        row.fingerprint = "another"
        describe_again(db, row, SIGNAL, site.clock.now())
    site.index.refresh()
    assert site.index.search("路口信号优化绿灯", ["supply"]).no_match
    with site.database.reading() as db:
        assert stale_entries(db, HashingEncoder().fingerprint) == [("supply", 1)]


def test_reasons_quote_both_sides(site: Site) -> None:
    (reason,) = site.index.reasons("要根据病人主诉推荐科室。", [f"{TRIAGE.title}\n{TRIAGE.text}"], "zh")
    pairs = reason["pairs"]
    assert isinstance(pairs, list)
    assert pairs[0]["found"] in f"{TRIAGE.title}\n{TRIAGE.text}"


def test_twins_are_told_from_what_is_only_near_and_from_what_is_gone(site: Site) -> None:
    gone = Text("supply", 3, "supply", "门诊智能导诊系统", "根据主诉推荐科室，支持本地部署。", "zh", {})
    put(site, TRIAGE, SIGNAL, gone)
    retold = "门诊智能导诊\n根据病人主诉推荐科室，支持本地部署。"
    assert [twin.object_id for twin in site.index.twins(retold, ["supply"])] == [1, 3]
    with site.database.writing() as db:
        remove(db, rows_for(db, "supply", [3])[3], site.clock.now())
    site.index.refresh()
    (twin,) = site.index.twins(retold, ["supply"])
    assert (twin.object_kind, twin.object_id, twin.text_hash) == ("supply", 1, TRIAGE.hash)
    assert 45 <= twin.score <= 100
    assert not site.index.twins("校园食堂后厨的明火与烟雾告警", ["supply"])
