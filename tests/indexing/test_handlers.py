"""Jobs bring the index up to date with the rows, one by one or in bulk, and leave nothing half done."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from app.accounts.actions.organisations import correct_identity
from app.accounts.models import Organisation
from app.core.acting import act_in
from app.core.finding import SCENARIO, SUPPLY
from app.core.jobs import BATCH, ReindexMany, enqueue_reindex_many
from app.core.models import Job
from app.core.site import Site
from app.indexing.actions import rows_for
from app.indexing.documents import ids_to_index, texts
from app.indexing.handlers import bring_up_to_date, live, reindex_all, reindex_stale
from app.indexing.models import IndexEntry
from app.worker import Worker
from scenarios.lifecycle import ScenarioState
from scenarios.queries.visibility import by_public_id
from suppliers.actions import suspend_supply
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from tests.scenarios.matches.helpers import ECG, NEED_TEXT, PAPER, matches_of, need, supply
from tests.suppliers.helpers import ACTOR
from tests.support import Cast

pytestmark = pytest.mark.both_engines

Drain = Callable[[], int]


def entry(site: Site, kind: str, number: int | None) -> IndexEntry | None:
    with site.database.reading() as db:
        return rows_for(db, kind, [number or 0]).get(number or 0)


def test_only_what_everybody_may_see_is_indexed(site: Site, cast: Cast, drain: Drain) -> None:
    listed, draft = supply(site, cast.firm), supply(site, cast.rival_firm, PAPER, SupplyState.DRAFT)
    need(site, cast)
    drain()
    found = site.index.search("急诊胸痛患者心电图实时预警", ["supply", "result", "scenario"])
    assert {(hit.object_kind, hit.object_id) for hit in found.hits} >= {(SUPPLY, listed.id)}
    assert (SUPPLY, draft.id) not in {(hit.object_kind, hit.object_id) for hit in found.hits}
    with site.database.reading() as db:
        assert len(ids_to_index(db, SCENARIO)) == len(ids_to_index(db, SUPPLY)) == 1


def test_contacts_and_unknown_columns_never_enter(site: Site, cast: Cast) -> None:
    one = supply(site, cast.firm)
    with site.database.reading() as db:
        text = texts(db, SUPPLY, [one.id], site.vocabulary)[one.id]
    assert ECG.contact_name not in text.text
    assert ECG.contact_phone not in text.text


def test_a_vanished_thing_leaves_a_tombstone_and_comes_back_without_encoding(
    site: Site, cast: Cast, drain: Drain
) -> None:
    one = supply(site, cast.firm)
    drain()
    with site.database.writing() as db:
        suspend_supply(act_in(db, site, ACTOR), db.get_one(Supply, one.id))
    drain()
    gone = entry(site, SUPPLY, one.id)
    assert gone is not None
    assert (gone.removed, gone.text) == (True, "")
    assert site.index.search(NEED_TEXT, ["supply"]).no_match


def test_a_closed_need_is_found_by_nobody(site: Site, cast: Cast, drain: Drain) -> None:
    public_id = need(site, cast)
    drain()
    assert site.index.search("急诊胸痛患者心电图实时预警", ["scenario"]).hits
    with site.database.writing() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        row.state = ScenarioState.CANCELLED
        enqueue_reindex_many(db, SCENARIO, [row.id], site.clock.now())
    drain()
    assert site.index.search("急诊胸痛患者心电图实时预警", ["scenario"]).no_match


def test_a_renamed_house_is_found_by_its_new_name_alone(site: Site, cast: Cast, drain: Drain) -> None:
    one, public_id = supply(site, cast.firm), need(site, cast)
    drain()
    with site.database.writing() as db:
        asked = by_public_id(db, public_id)
        assert asked is not None
        need_id, owner = asked.id, asked.organisation_id
        for number, name in ((cast.firm, "琥珀湾医智"), (owner, "琥珀湾医院")):
            house = db.get_one(Organisation, number)
            correct_identity(act_in(db, site, ACTOR), house, {"name": name}, house.version)
    drain()
    for kind, number, name in ((SUPPLY, one.id, "琥珀湾医智"), (SCENARIO, need_id, "琥珀湾医院")):
        row = entry(site, kind, number)
        assert row is not None
        assert row.names[0] == name
        (hit,) = site.index.search(name, [kind]).hits
        assert (hit.object_kind, hit.object_id) == (kind, number)


def test_bulk_jobs_hold_a_batch_and_wait_for_single_ones(site: Site, cast: Cast, worker: Worker) -> None:
    now = site.clock.now()
    with site.database.writing() as db:
        enqueue_reindex_many(db, SUPPLY, list(range(1, BATCH + 2)), now)
    supply(site, cast.firm)
    worker.turn()
    with site.database.reading() as db:
        jobs = db.exec(select(Job).where(Job.state == "done")).all()
        assert [job.kind for job in jobs] == ["reindex"]
        bulk = db.exec(select(Job).where(Job.kind == ReindexMany.kind).order_by(col(Job.id))).all()
        assert [len(job.payload["object_ids"]) for job in bulk] == [BATCH, 1]


def test_bulk_finds_matches_too(site: Site, cast: Cast, drain: Drain) -> None:
    public_id = need(site, cast)
    drain()
    one = supply(site, cast.firm)
    with site.database.writing() as db:
        for job in db.exec(select(Job).where(Job.kind == "reindex", Job.state == "queued")).all():
            db.delete(job)
        enqueue_reindex_many(db, SUPPLY, [one.id], site.clock.now())
    drain()
    (match,) = matches_of(site, public_id)
    assert match.supply_id == one.id
    assert "verdicts" in (match.evidence or {})


def test_a_text_that_changes_while_it_is_encoded_is_encoded_again(
    site: Site, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = supply(site, cast.firm)
    encoder = live(site).encoder
    encode, said = encoder.encode_documents, list[int]()

    def slowly(*args: Any, **kwargs: Any) -> object:
        if not said:
            said.append(1)
            with site.database.writing() as db:
                row = db.get_one(Supply, one.id)
                row.description = "改过的说明：支持多院区。"
                db.add(row)
        return encode(*args, **kwargs)

    monkeypatch.setattr(encoder, "encode_documents", slowly)
    bring_up_to_date(site, SUPPLY, [one.id])
    stored = entry(site, SUPPLY, one.id)
    assert stored is not None
    assert "改过的说明" in stored.text


def test_doing_it_again_changes_nothing(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    drain()
    before = entry(site, SUPPLY, one.id)
    assert before is not None
    assert reindex_all(site) == 1
    after = entry(site, SUPPLY, one.id)
    assert after is not None
    assert (after.sequence, after.vectors) == (before.sequence, before.vectors)


def test_another_model_s_entries_are_encoded_again(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    drain()
    with site.database.writing() as db:
        row = rows_for(db, SUPPLY, [one.id])[one.id]
        row.fingerprint, row.sequence = "another", row.sequence + 100
        db.add(row)
    site.index.refresh()
    assert site.index.search(NEED_TEXT, ["supply"]).no_match
    reindex_stale(site, site.clock.now())
    drain()
    after = entry(site, SUPPLY, one.id)
    assert after is not None
    assert after.fingerprint == live(site).encoder.fingerprint


def test_a_kill_before_writing_loses_nothing(
    site: Site, cast: Cast, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = supply(site, cast.firm)

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("app.indexing.handlers.write", die)
        with pytest.raises(KeyboardInterrupt):
            bring_up_to_date(site, SUPPLY, [one.id])
    assert entry(site, SUPPLY, one.id) is None
    drain()
    assert entry(site, SUPPLY, one.id) is not None
