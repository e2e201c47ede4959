"""Moves are a chain: a changed, removed or inserted one is named, names may go, and moves at once stay one chain."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.core.acting import act_in
from app.core.actors import Actor
from app.core.chain import first_broken, head_of, said_of, seal
from app.core.errors import Conflict
from app.core.history import broken_move, move, move_many, timeline
from app.core.models import StatusChange
from app.core.site import Site
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Scenario
from tests.core.test_lifecycle import a_need
from tests.support import Cast

E, S = ScenarioEvent, ScenarioState
OWNER = Actor(1, "赵明", 1, "嵩云医院", "member")


def rows_of(*steps: dict[str, Any]) -> list[dict[str, Any]]:
    """A sealed history as an archive holds it."""
    rows: list[dict[str, Any]] = []
    for number, step in enumerate(steps):
        row = {
            "object_kind": "pilot",
            "object_id": 7,
            "event": "start",
            "from_state": "ready",
            "to_state": "running",
            "actor_person_id": 1,
            "organisation_id": 2,
            "role": "member",
            "note": f"第{number}步",
            "reason": "",
            "evidence": {"b": 1, "a": [1.5, "甲"]},
            "at": "2026-11-23T10:00:00+08:00",
        } | step
        rows.append(row | {"seal": seal(head_of(rows), row)})
    return rows


def test_the_first_broken_link_is_named() -> None:
    rows = rows_of({}, {}, {}, {})
    assert first_broken(rows) is None
    assert first_broken([]) is None
    for name, other in (
        ("note", "别的"),
        ("actor_person_id", 9),
        ("evidence", None),
        ("at", "2026-11-23T10:00:01+08:00"),
    ):
        changed = [dict(row) for row in rows]
        changed[2][name] = other
        assert first_broken(changed) == 2, name
    assert first_broken([rows[0], *rows[2:]]) == 1  # one was taken out
    assert first_broken([rows[0], rows[2], rows[1], rows[3]]) == 1  # two were swapped
    assert first_broken(rows[1:]) == 0  # the beginning was cut off
    assert first_broken([rows[0], rows[1] | {"seal": ""}, *rows[2:]]) == 1  # a seal was taken off
    resealed = [*rows[:2], rows[2] | {"note": "改"}]
    resealed[2]["seal"] = seal(rows[1]["seal"], resealed[2])
    assert first_broken([*resealed, rows[3]]) == 3  # sealing one anew breaks the next


def test_what_is_older_stands_before_and_how_it_is_written_does_not_matter() -> None:
    old = {**rows_of({})[0], "seal": ""}
    rows = rows_of({}, {})
    assert first_broken([old, old, *rows]) is None
    assert head_of([old]) == ""
    assert said_of(rows[0])["at"] == "2026-11-23T02:00:00.000000+00:00"
    turned = json.loads(json.dumps(rows[0], sort_keys=True)) | {
        "at": "2026-11-23T02:00:00Z",
        "actor_name": "已注销用户",
    }
    assert first_broken([turned, rows[1]]) is None  # a name is not part of it


def test_moves_are_sealed_as_they_are_made(site: Site, cast: Cast) -> None:
    with site.database.writing() as db:
        first, second = a_need(db, site, cast), a_need(db, site, cast)
        act = act_in(db, site, OWNER)
        move(act, first, SCENARIO, E.SUBMIT, note="请审核", evidence={"file": 3, "sha256": "ab"})
        move_many(act, Scenario, [second.id], SCENARIO, S.DRAFT, [E.SUBMIT, E.TAKE], reason="import")
        move(act, first, SCENARIO, E.TAKE)
        ids = first.id, second.id
    with site.database.reading() as db:
        for number in ids:
            rows = timeline(db, "scenario", number)
            assert (len(rows), all(len(row.seal) == 64 for row in rows)) == (2, True)
            assert broken_move(db, "scenario", number) is None
        assert timeline(db, "scenario", ids[0])[1].seal == head_of(timeline(db, "scenario", ids[0]))


@pytest.mark.own_database
def test_history_that_was_tampered_with_is_found(site: Site, cast: Cast) -> None:
    with site.database.writing() as db:
        row = a_need(db, site, cast)
        act = act_in(db, site, OWNER)
        for event in (E.SUBMIT, E.TAKE, E.REQUEST_EDITS):
            move(act, row, SCENARIO, event)
        number = row.id
        if site.database.sqlite:
            db.execute(text("DROP TRIGGER status_change_no_update"))
        else:
            db.execute(text("DROP TRIGGER status_change_append_only ON status_change"))
        taken = db.exec(select(StatusChange).where(col(StatusChange.event) == E.TAKE.value)).one()
        db.execute(text("UPDATE status_change SET actor_person_id = 99 WHERE id = :id"), {"id": taken.id})
        db.expire_all()
        broken = broken_move(db, "scenario", number)
        assert broken is not None
        assert broken.event == E.TAKE.value


def test_moves_at_once_stay_one_chain(site: Site, cast: Cast) -> None:
    with site.database.writing() as db:
        row = a_need(db, site, cast)
        for event in (E.SUBMIT, E.TAKE, E.APPROVE, E.OPEN):
            move(act_in(db, site, OWNER), row, SCENARIO, event)
        number = row.id

    def amend(place: int) -> bool:
        try:
            with site.database.writing() as db:
                need = db.get_one(Scenario, number)
                event = E.SUSPEND if need.state is S.OPEN else E.RESUME
                move(act_in(db, site, OWNER), need, SCENARIO, event, note=str(place))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = sum(pool.map(amend, range(12)))
    with site.database.reading() as db:
        assert len(timeline(db, "scenario", number)) == 4 + won
        assert broken_move(db, "scenario", number) is None
