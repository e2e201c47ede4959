"""People's decisions are learnt by every process, noise is refused, and one can go back."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
import typer
from sqlalchemy.exc import DatabaseError
from sqlmodel import select
from typer.testing import CliRunner

from app.cli import learning as command
from app.core.actors import SYSTEM
from app.core.clock import FixedClock
from app.core.errors import Conflict, Invalid
from app.core.jobs import Learn
from app.core.models import AuditEntry, Job
from app.core.site import Site
from app.indexing.handlers import live
from app.indexing.live import LiveIndex
from app.indexing.models import Deed, LearnedCalibration
from app.quality.labels import FROZEN_SHARE, is_frozen
from app.quality.learning import go_back, record, teach
from app.worker import Worker
from matching import HashingEncoder
from matching.calibrate import FORM, calibration_for
from matching.learn import Outcome
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from tests.quality.helpers import PER_NEED, WORDY, dice, judged_site, lessons, weighing
from tests.support import Cast
from tests.support.grounds import write_over

NEEDS = 60


@pytest.fixture(scope="module")
def judgements() -> Iterator[sqlite3.Connection]:
    """What the first test's site looked like once it was judged, for those after it: judging takes longer than learning."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as kept:
        yield kept


@pytest.fixture
def judged(site: Site, judgements: sqlite3.Connection) -> Site:
    if judgements.execute("SELECT 1 FROM sqlite_master").fetchone() and site.database.sqlite:
        write_over(site.database, judgements)
        site.index.refresh()
        return site
    judged_site(site, Cast.assemble(site), weighing(WORDY), NEEDS)
    if site.database.sqlite:
        with closing(sqlite3.connect(str(site.database.engine.url.database))) as here:
            here.backup(judgements)
    return site


@pytest.fixture
def shell(site: Site, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    monkeypatch.setenv("JINGHE_VAR", str(site.settings.var))
    monkeypatch.setenv("JINGHE_DATABASE_URL", site.settings.database)
    monkeypatch.setenv("JINGHE_ENCODER", "hashing")
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["learn", *arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout

    return run


def test_a_fifth_of_the_needs_is_frozen_for_ever() -> None:
    ids = [f"need{number:04d}" for number in range(2000)]
    share = sum(map(is_frozen, ids)) / len(ids)
    assert abs(share - 1 / FROZEN_SHARE) < 0.03
    assert [one for one in ids[:20] if is_frozen(one)] == ["need0003", "need0012", "need0017"]


def test_what_people_want_is_learnt_and_every_process_follows(judged: Site) -> None:
    other = LiveIndex(judged.database, HashingEncoder)
    other.refresh()
    row = teach(judged, SYSTEM)
    assert (row.kept, row.outcome, row.number) == (True, Outcome.BETTER, 1)
    assert row.labels + row.frozen == NEEDS * PER_NEED
    assert row.left_out == 0
    assert (row.after or 0) > (row.before or 0)
    learnt = live(judged).matcher.calibration
    assert learnt.weights != calibration_for(row.fingerprint).weights
    assert other.matcher.calibration == calibration_for(row.fingerprint)
    other.refresh()
    assert other.matcher.calibration == learnt
    started_later = LiveIndex(judged.database, HashingEncoder)
    started_later.refresh()
    assert started_later.matcher.calibration == learnt


def test_suggestions_are_found_anew_after_a_lesson_and_it_is_audited(judged: Site) -> None:
    teach(judged, SYSTEM)
    with judged.database.reading() as db:
        assert {job.kind for job in db.exec(select(Job)).all()} == {"reindex_many"}
        entry = db.exec(select(AuditEntry).where(AuditEntry.action == "calibration.learned")).one()
        assert (entry.detail or {})["kept"] is True


def test_another_model_ignores_what_was_learnt(judged: Site) -> None:
    teach(judged, SYSTEM)
    with judged.database.writing() as db:
        copied = lessons(judged)[0].model_dump(exclude={"id"}) | {"fingerprint": "another model"}
        db.add(LearnedCalibration(**copied))
    judged.index.refresh()
    before = live(judged).matcher.calibration
    with judged.database.writing() as db:
        # A row of this model that holds the calibration of another must do no harm either.
        wrong = copied | {
            "fingerprint": before.fingerprint,
            "number": 2,
            "calibration": f'{{"form": {FORM}, "floor": 1}}',
        }
        db.add(LearnedCalibration(**wrong))
    judged.index.refresh()
    assert live(judged).matcher.calibration == before


def test_dice_are_refused_and_the_refusal_is_kept(site: Site, cast: Cast) -> None:
    judged_site(site, cast, dice, NEEDS)
    row = teach(site, SYSTEM)
    assert not row.kept
    assert row.outcome in set(Outcome) - {Outcome.BETTER}
    assert live(site).matcher.calibration == calibration_for(row.fingerprint)
    assert [one.kept for one in lessons(site)] == [False]


def test_too_few_labels_change_nothing(site: Site, cast: Cast) -> None:
    row = teach(site, SYSTEM)
    assert (row.outcome, row.before, row.after) == (Outcome.TOO_FEW, None, None)
    judged_site(site, cast, weighing(WORDY), needs=2)
    assert teach(site, SYSTEM).outcome == Outcome.TOO_FEW


def test_labels_without_an_entry_are_counted_as_left_out(site: Site, cast: Cast) -> None:
    """The index is not ready, or another model encoded it: nothing can be learnt, and the row says why."""
    judged_site(site, cast, weighing(WORDY), needs=12)
    other = LiveIndex(site.database, lambda: HashingEncoder(128))
    site.index = other
    row = teach(site, SYSTEM)
    assert (row.outcome, row.labels, row.left_out) == (Outcome.TOO_FEW, 0, 12 * PER_NEED)


def test_goes_back_step_by_step_to_the_packaged_one(judged: Site) -> None:
    packaged = calibration_for(live(judged).encoder.fingerprint)
    with pytest.raises(Invalid):
        go_back(judged, SYSTEM)
    first = teach(judged, SYSTEM)
    learnt = live(judged).matcher.calibration
    _force_another_lesson(judged, first)
    assert live(judged).matcher.calibration != learnt
    back = go_back(judged, SYSTEM)
    assert (back.deed, back.previous, back.restores) == (Deed.BACK, 2, 1)
    assert live(judged).matcher.calibration == learnt
    assert go_back(judged, SYSTEM).restores is None
    assert live(judged).matcher.calibration == packaged
    with pytest.raises(Invalid):
        go_back(judged, SYSTEM)
    assert [one.number for one in lessons(judged)] == [1, 2, 3, 4]
    assert teach(judged, SYSTEM).previous is None


def _force_another_lesson(site: Site, first: LearnedCalibration) -> None:
    changed = first.calibration.replace('"lexical": 1.2', '"lexical": 0.8')
    assert changed != first.calibration
    values = first.model_dump(exclude={"id"}) | {"number": 2, "previous": 1, "calibration": changed}
    with site.database.writing() as db:
        db.add(LearnedCalibration(**values))
    site.index.refresh()


def test_of_two_at_once_the_second_is_refused(judged: Site) -> None:
    both = threading.Barrier(2, timeout=20)
    outcomes: list[str] = []

    def learn() -> None:
        both.wait()
        try:
            outcomes.append(teach(judged, SYSTEM).outcome)
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=learn) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [one.number for one in lessons(judged)] == list(range(1, 1 + 2 - outcomes.count("conflict")))
    assert outcomes.count("conflict") <= 1
    assert len(outcomes) == 2


def test_one_who_compared_with_what_is_no_longer_in_force_is_refused(judged: Site) -> None:
    tried = teach(judged, SYSTEM, dry_run=True)
    assert lessons(judged) == []
    teach(judged, SYSTEM)
    with pytest.raises(Conflict):
        record(judged, tried, SYSTEM, "calibration.learned")
    assert len(lessons(judged)) == 1


def test_the_history_of_lessons_cannot_be_changed(judged: Site) -> None:
    teach(judged, SYSTEM)
    with judged.database.writing() as db:
        db.exec(select(LearnedCalibration)).one().kept = False
        with pytest.raises(DatabaseError, match="append-only"):
            db.flush()
        db.rollback()


def test_the_command_learns_refuses_and_goes_back(judged: Site, shell: Callable[..., tuple[int, str]]) -> None:
    code, out = shell("--dry-run", "--json")
    tried = json.loads(out)
    assert (code, tried["kept"], tried["written"]) == (0, True, False)
    assert lessons(judged) == []
    code, out = shell("--json")
    assert (code, json.loads(out)["outcome"]) == (0, "better")
    code, out = shell()
    assert code == 0
    assert "没有比现在更好的权重" in out
    code, out = shell("--back", "--json")
    assert (code, json.loads(out)["deed"], json.loads(out)["before"]) == (0, "back", None)
    with pytest.raises(Invalid, match="出厂校准"):
        shell("--back")


def test_the_command_says_when_there_is_too_little(site: Site, shell: Callable[..., tuple[int, str]]) -> None:
    code, out = shell("--dry-run")
    assert code == 0
    assert "可学的判断太少" in out
    assert "→" not in out


def test_the_week_asks_once_and_only_where_there_is_something_new(
    judged: Site, worker: Worker, clock: FixedClock
) -> None:
    worker.drain()
    assert len(lessons(judged)) == 1
    clock.advance(days=1)
    worker.drain()
    assert len(lessons(judged)) == 1
    clock.advance(days=7)
    worker.drain()
    assert len(lessons(judged)) == 1, "nobody has decided anything since"
    with judged.database.writing() as db:
        row = db.exec(select(Match).where(Match.state == MatchState.DISMISSED).limit(1)).one()
        row.reason, row.updated_at = "conflict", clock.now()
        db.add(row)
    worker.drain()
    assert len(lessons(judged)) == 1, "this week has been looked at"
    clock.advance(days=7)
    worker.drain()
    assert [one.number for one in lessons(judged)] == [1, 2]


def test_an_empty_site_is_not_asked_to_learn(site: Site, worker: Worker) -> None:
    worker.drain()
    with site.database.reading() as db:
        assert db.exec(select(Job).where(Job.kind == Learn.kind)).all() == []
