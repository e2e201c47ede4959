"""Lifecycles are data: every table is sound, and moves are made by one."""

import pytest
from sqlmodel import Session

from app.core.acting import act_in
from app.core.actors import Actor
from app.core.errors import Conflict
from app.core.history import move, next_number, revise, revisions, timeline
from app.core.lifecycle import ImpossibleMove, Lifecycle, moves
from app.core.site import Site
from scenarios.lifecycle import PUBLIC, SCENARIO, ScenarioEvent, ScenarioState
from scenarios.matches.lifecycle import ANSWER, MATCH
from scenarios.models import Scenario
from suppliers.lifecycle import SUPPLY, SupplyEvent, SupplyState
from tests.support import Cast

pytestmark = pytest.mark.both_engines

EVERY = (SCENARIO, MATCH, ANSWER, SUPPLY)


@pytest.mark.parametrize("lifecycle", EVERY, ids=lambda one: one.name)
def test_every_state_can_be_reached(lifecycle: Lifecycle[ScenarioState, ScenarioEvent]) -> None:
    kind = type(lifecycle.initial)
    assert lifecycle.reachable() == frozenset(kind)
    assert all(lifecycle.after(lifecycle.initial, lifecycle.path_to(s)[0]) for s in kind if s != lifecycle.initial)


def test_knows_what_can_happen_and_what_cannot() -> None:
    assert SUPPLY.events_from(SupplyState.LISTED) == (SupplyEvent.SUSPEND,)
    assert SUPPLY.after(SupplyState.DRAFT, SupplyEvent.LIST) is SupplyState.LISTED
    with pytest.raises(ImpossibleMove):
        SUPPLY.after(SupplyState.DRAFT, SupplyEvent.SUSPEND)
    assert ScenarioState.ARCHIVED in SCENARIO.terminal()
    assert ScenarioState.DRAFT not in PUBLIC
    assert "draft --> listed: list" in SUPPLY.to_mermaid()


def test_a_table_with_two_answers_is_refused() -> None:
    row = (SupplyState.DRAFT, SupplyEvent.LIST, SupplyState.LISTED)
    with pytest.raises(ValueError, match="two moves"):
        moves(row, row)


def test_there_is_no_way_to_a_state_that_nothing_leads_to() -> None:
    with pytest.raises(ValueError, match="never"):
        Lifecycle("x", SupplyState.DRAFT, moves((SupplyState.DRAFT, SupplyEvent.LIST, SupplyState.LISTED))).path_to(
            SupplyState.SUSPENDED
        )


def a_need(db: Session, site: Site, cast: Cast) -> Scenario:
    now = site.clock.now()
    row = Scenario(organisation_id=cast.hospital, title="导诊", created_at=now, updated_at=now)
    db.add(row)
    db.flush()
    return row


def test_a_move_writes_its_history(site: Site, cast: Cast) -> None:
    actor = Actor(cast.owner, "owner", cast.hospital, "嵩云医院", "member")
    with site.database.writing() as db:
        row = a_need(db, site, cast)
        move(act_in(db, site, actor), row, SCENARIO, ScenarioEvent.SUBMIT, note="请审核", readiness=80)
        assert (row.state, row.readiness) == (ScenarioState.SUBMITTED, 80)
        (change,) = timeline(db, "scenario", row.id)
        assert (change.from_state, change.to_state, change.note) == ("draft", "submitted", "请审核")
        assert (change.actor_name, change.organisation_name, change.role) == ("owner", "嵩云医院", "member")


def test_of_two_moves_one_wins(site: Site, cast: Cast) -> None:
    with site.database.writing() as db:
        identity = a_need(db, site, cast).id
    with site.database.reading() as other:
        stale = other.get_one(Scenario, identity)
        other.expunge(stale)
    with site.database.writing() as db:
        move(act_in(db, site), db.get_one(Scenario, identity), SCENARIO, ScenarioEvent.SUBMIT)
    with site.database.writing() as db:
        with pytest.raises(Conflict):
            move(act_in(db, site), stale, SCENARIO, ScenarioEvent.WITHDRAW)
        db.rollback()
    with site.database.reading() as db:
        assert len(timeline(db, "scenario", identity or 0)) == 1


def test_an_impossible_move_is_a_conflict(site: Site, cast: Cast) -> None:
    with site.database.writing() as db:
        row = a_need(db, site, cast)
        with pytest.raises(Conflict):
            move(act_in(db, site), row, SCENARIO, ScenarioEvent.OPEN)


def test_revisions_are_numbered_and_kept(site: Site, cast: Cast) -> None:
    with site.database.writing() as db:
        for text in ("一", "二"):
            revise(act_in(db, site), "scenario", 1, "submitted", {"title": text})
        assert [(r.number, r.content["title"]) for r in revisions(db, "scenario", 1)] == [(1, "一"), (2, "二")]
        assert [next_number(db, "codes") for _ in range(3)] == [1, 2, 3]
