"""The demo's people decide on matches behind the indexing, once, and only in the demo."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pytest
from sqlmodel import Session, col, func, select

from app.accounts.access import principal_of
from app.accounts.models import Person
from app.core import jobs
from app.core.models import Job, JobState, StatusChange
from app.core.site import Site
from app.demo.deciding import DecideDemo
from app.demo.reading import read
from app.quality.figures import FEW
from app.quality.labels import decisions
from app.registry import make_worker
from app.vocabulary.terms import VOCABULARY
from app.worker import Worker
from scenarios.introductions.lifecycle import MeetingState
from scenarios.introductions.models import CaseEntry, Meeting
from scenarios.lifecycle import ScenarioState
from scenarios.matches.actions.offering import expire
from scenarios.matches.lifecycle import MATCH, AnswerState, MatchState
from scenarios.matches.models import Answer, Introduction, Match, MatchSource
from scenarios.matches.policy import lacks_to_answer, lacks_to_judge, lacks_to_speak_as_owner
from scenarios.models import Scenario
from scenarios.timing import is_answerable
from suppliers.models import Supply, SupplyKind
from tests.conftest import own_site
from tests.support import Cast

ITEMS: Final = read("decisions")
ROWS: Final = [(item["need"], row) for item in ITEMS for row in item["decisions"]]
NEEDS: Final = {item["key"]: item for item in read("needs")}
SUPPLIES: Final = {item["key"]: item for item in read("capabilities") + read("results")}
REASONS: Final = {"dismiss": "dismissal_reason", "put_off": "not_now_reason", "refuse": "not_now_reason"}
CURATORS: Final = {"shortlist", "dismiss", "introduce"}
UNFOUND: Final = "museum-guide-english"
OWNERS: Final = {"invite", "meeting", "want", "put_off", "agree", "refuse"}
SUPPLIERS: Final = {"answer", "accept", "decline"}


@pytest.fixture(scope="module")
def decided(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Loaded and worked through once for all tests here."""
    with own_site(engine_name, request, tmp_path_factory, of="demo") as site:
        _suggest(site)
        make_worker(site).drain()
        expire(site, site.clock.now())
        yield site


def _suggest(site: Site) -> None:
    """In place of the indexing, which takes long: everything is suggested but what the museum is to be given by hand."""
    now = site.clock.now()
    with site.database.writing() as db:
        for job in db.exec(select(Job).where(Job.kind == jobs.ReindexMany.kind)).all():
            db.delete(job)
        for need, row in {(need, row["supply"]): (need, row) for need, row in ROWS if need != UNFOUND}.values():
            scenario_id, supply_id = _need(db, need).id, _supply(db, row).id
            db.add(Match(scenario_id=scenario_id, supply_id=supply_id, created_at=now, updated_at=now))


def _need(db: Session, key: str) -> Scenario:
    return db.exec(select(Scenario).where(Scenario.title == NEEDS[key]["title"])).one()


def _supply(db: Session, row: dict[str, Any]) -> Supply:
    return db.exec(select(Supply).where(Supply.name == SUPPLIES[row["supply"]]["name"])).one()


def test_content_names_what_there_is() -> None:
    assert len({item["need"] for item in ITEMS}) == len(ITEMS) >= 8
    for need, row in ROWS:
        assert NEEDS[need]["state"] == "open"
        assert SUPPLIES[row["supply"]]["state"] == "listed"
        assert row["deed"] in CURATORS | OWNERS | SUPPLIERS
        kind = REASONS.get(row["deed"])
        assert ("reason" in row) == (kind is not None)
        assert kind is None or row["reason"] in {code for code, _zh, _en in VOCABULARY[kind]}
        assert len(row.get("note", "")) <= 300
        assert row["deed"] != "answer" or row["note"]


def test_there_is_enough_to_measure(decided: Site) -> None:
    with decided.database.reading() as db:
        labels = decisions(db).labels
        states = set(db.exec(select(Answer.state)).all())
        moves = Counter(db.exec(select(StatusChange.event).where(StatusChange.object_kind == MATCH.name)).all())
    assert len(labels) >= 2 * FEW
    assert len({label.scenario_id for label in labels}) >= 20
    assert {label.wanted for label in labels} == {True, False}
    assert states == {AnswerState.SENT, AnswerState.WANTED, AnswerState.NOT_NOW}
    assert {"shortlist", "dismiss", "offer", "hold_meeting"} <= set(moves)


def test_introductions_stand_in_every_state(decided: Site) -> None:
    with decided.database.reading() as db:
        offered = select(Match.state).join(Introduction, col(Introduction.match_id) == Match.id)
        states = set(db.exec(offered).all())
        meetings = set(db.exec(select(Meeting.state)).all())
        notes = db.exec(select(func.count()).select_from(CaseEntry)).one()
    wanted = {MatchState.OFFERED, MatchState.INTERESTED_OWNER, MatchState.INTERESTED_SUPPLIER, MatchState.MUTUAL,
              MatchState.MEETING_HELD, MatchState.DECLINED, MatchState.EXPIRED}  # fmt: skip
    assert states == wanted
    assert meetings == {MeetingState.ANNOUNCED, MeetingState.CLOSED}
    assert notes > 3


def test_nobody_decides_before_both_texts_were_there(decided: Site) -> None:
    now = decided.clock.now()
    with decided.database.reading() as db:
        rows = db.exec(
            select(Match, Scenario, Supply, StatusChange)
            .join(Scenario, col(Scenario.id) == Match.scenario_id)
            .join(Supply, col(Supply.id) == Match.supply_id)
            .join(StatusChange, col(StatusChange.object_id) == Match.id)
            .where(StatusChange.object_kind == MATCH.name)
        ).all()
    assert rows
    for match, need, supply, change in rows:
        born = max(need.opened_at or now, supply.listed_at or now)
        assert born <= match.created_at <= change.at <= match.updated_at <= now


def test_everybody_does_what_she_may(decided: Site) -> None:
    now = decided.clock.now()
    with decided.database.reading() as db:
        for key, row in ROWS:
            need, supply = _need(db, key), _supply(db, row)
            viewer = principal_of(db, _person(db, row), now)
            if row["deed"] in CURATORS:
                assert not lacks_to_judge(viewer, need, supply.organisation_id)
            elif row["deed"] in OWNERS:
                assert not lacks_to_speak_as_owner(viewer, need)
            else:
                assert not lacks_to_answer(viewer, need)
                assert is_answerable(need, now)
                assert viewer.belongs_to(supply.organisation_id)


def _person(db: Session, row: dict[str, Any]) -> Person:
    return db.exec(select(Person).where(Person.email == f"{row['by']}@example.com")).one()


def test_what_was_not_suggested_is_added_by_hand_and_never_dismissed(decided: Site) -> None:
    with decided.database.reading() as db:
        rows = db.exec(select(Match).where(Match.scenario_id == _need(db, UNFOUND).id)).all()
    said = [row["deed"] for need, row in ROWS if need == UNFOUND]
    assert {(row.source, row.state) for row in rows} == {(MatchSource.CURATOR, MatchState.SHORTLISTED)}
    assert len(rows) == said.count("shortlist") < len(said)


def test_a_second_run_changes_nothing(decided: Site) -> None:
    before = _changes(decided)
    _run(decided)
    assert _changes(decided) == before > 0


def test_waits_until_everything_is_encoded(site: Site, worker: Worker) -> None:
    with site.database.writing() as db:
        jobs.enqueue(db, DecideDemo(), site.clock.now())
        jobs.enqueue(db, jobs.ReindexMany("supply", ()), site.clock.now(), bulk=True)
    worker.turn()
    with site.database.reading() as db:
        waiting = db.exec(select(Job).where(Job.kind == DecideDemo.kind, Job.state == JobState.QUEUED)).one()
    assert waiting.run_at > site.clock.now()


@pytest.mark.parametrize("demo", [True, False])
def test_decides_on_needs_of_the_demo_only(site: Site, cast: Cast, *, demo: bool) -> None:
    """Somebody may call hers the same."""
    key, row = next((key, row) for key, row in ROWS if row["deed"] == "dismiss")
    now = site.clock.now()
    then: dict[str, Any] = {"created_at": now, "updated_at": now}
    need = Scenario(
        organisation_id=cast.hospital,
        title=NEEDS[key]["title"],
        state=ScenarioState.OPEN,
        opened_at=now,
        demo=demo,
        **then,
    )
    supply = Supply(
        organisation_id=cast.firm, kind=SupplyKind.PRODUCT, name=SUPPLIES[row["supply"]]["name"], demo=True, **then
    )
    with site.database.writing() as db:
        curator = db.get_one(Person, cast.curator)
        curator.email, curator.demo = "curator@example.com", True
        db.add_all([curator, need, supply])
        db.flush()
        db.add(Match(scenario_id=need.id, supply_id=supply.id, **then))
    _run(site)
    assert _changes(site) == int(demo)


def _run(site: Site) -> None:
    with site.database.writing() as db:
        jobs.enqueue(db, DecideDemo(), site.clock.now())
    make_worker(site).drain()


def _changes(site: Site) -> int:
    """Moves of matches so far."""
    with site.database.reading() as db:
        return db.exec(select(func.count()).where(StatusChange.object_kind == MATCH.name)).one()
