"""Jobs: written with the change, claimed by one, taken again when a worker dies."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.core import jobs
from app.core.clock import FixedClock
from app.core.models import Job, JobState
from app.core.site import Site
from app.worker import LeaseLost, Task, Worker

pytestmark = pytest.mark.both_engines

JOB = jobs.Reindex("scenario", 7)


def enqueue(site: Site, key: str | None = None, delay: float = 0) -> None:
    with site.database.writing() as db:
        now = site.clock.now()
        jobs.enqueue(db, JOB, now, key=key, run_at=now + timedelta(seconds=delay))


def claim(site: Site) -> Job | None:
    with site.database.writing() as db:
        job = jobs.claim(db, site.clock.now())
        if job is not None:
            db.expunge(job)
        return job


def all_jobs(site: Site) -> list[Job]:
    with site.database.reading() as db:
        return list(db.exec(select(Job).order_by(Job.kind)).all())


def test_a_rolled_back_change_leaves_no_job(site: Site) -> None:
    def change() -> None:
        with site.database.writing() as db:
            jobs.enqueue(db, JOB, site.clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert all_jobs(site) == []


def test_is_claimed_once_and_again_when_the_lease_expires(site: Site, clock: FixedClock) -> None:
    enqueue(site)
    first = claim(site)
    assert first is not None
    assert claim(site) is None
    clock.advance(seconds=61)
    second = claim(site)
    assert second is not None
    assert second.id == first.id
    assert second.attempts == 2
    with site.database.writing() as db:
        assert not jobs.finish(db, first.id, first.lease or "", clock.now())
        assert jobs.finish(db, second.id, second.lease or "", clock.now())


def test_waits_until_it_is_due(site: Site, clock: FixedClock) -> None:
    enqueue(site, delay=10)
    assert claim(site) is None
    clock.advance(seconds=10)
    assert claim(site) is not None


def test_one_waiting_job_of_a_key_serves_for_all(site: Site) -> None:
    enqueue(site, key="reindex:scenario:7")
    enqueue(site, key="reindex:scenario:7")
    assert len(all_jobs(site)) == 1


def test_a_change_during_the_run_gets_a_job_of_its_own(site: Site) -> None:
    enqueue(site, key="reindex:scenario:7")
    assert claim(site) is not None
    enqueue(site, key="reindex:scenario:7")
    assert [job.state for job in all_jobs(site)].count(JobState.QUEUED) == 1


def test_the_worker_passes_the_payload_and_finishes(site: Site) -> None:
    seen: list[tuple[str, int]] = []
    enqueue(site)
    worker = Worker(site, {"reindex": lambda _task, object_kind, object_id: seen.append((object_kind, object_id))}, ())
    assert worker.drain() == 1
    assert seen == [("scenario", 7)]
    assert all_jobs(site)[0].state is JobState.DONE


def test_a_failing_job_is_tried_again_later_and_kept_at_last(site: Site, clock: FixedClock) -> None:
    def fail(_task: Task, **_payload: object) -> None:
        raise ValueError("no")

    enqueue(site)
    worker = Worker(site, {"reindex": fail}, ())
    for _try in range(jobs.MOST_ATTEMPTS):
        worker.drain()
        clock.advance(hours=1)
    (job,) = all_jobs(site)
    assert job.state is JobState.FAILED
    assert job.error.startswith("ValueError (core/test_jobs.py:")
    assert worker.drain() == 0


def test_a_worker_that_lost_its_lease_writes_nothing(site: Site, clock: FixedClock) -> None:
    enqueue(site)
    reached: list[str] = []

    def slow(task: Task, **_payload: object) -> None:
        clock.advance(seconds=61)
        assert claim(site) is not None
        with pytest.raises(LeaseLost):
            task.step(1, 2)
        reached.append("here")
        task.step(1, 2)

    Worker(site, {"reindex": slow}, ()).turn()
    assert reached == ["here"]
    assert all_jobs(site)[0].state is JobState.RUNNING


def test_one_change_passes_a_bulk_of_them(site: Site) -> None:
    with site.database.writing() as db:
        jobs.enqueue_reindex_many(db, "supply", list(range(100)), site.clock.now())
        jobs.enqueue(db, JOB, site.clock.now())
    first, second = claim(site), claim(site)
    assert first is not None
    assert second is not None
    assert first.kind == "reindex"
    assert len(second.payload["object_ids"]) == jobs.BATCH


@pytest.mark.parametrize("back", [timedelta(minutes=30), timedelta(days=400)])
def test_a_clock_that_jumps_back_keeps_no_job_waiting(site: Site, clock: FixedClock, back: timedelta) -> None:
    """What was queued, or held by a worker that died, before the jump lies in the future afterwards."""
    enqueue(site)
    assert claim(site) is not None
    enqueue(site)
    clock.advance(seconds=-back.total_seconds())
    assert claim(site) is not None
    assert claim(site) is not None
    assert claim(site) is None


def test_a_job_that_was_put_off_does_not_wait_for_a_future_that_is_gone(site: Site, clock: FixedClock) -> None:
    enqueue(site)
    clock.advance(days=1)
    job = claim(site)
    assert job is not None
    with site.database.writing() as db:
        jobs.fail(db, job, clock.now(), "ValueError")
    clock.advance(days=-1)
    assert claim(site) is not None


def test_a_job_over_which_processes_die_is_not_tried_for_ever(site: Site, clock: FixedClock) -> None:
    enqueue(site)
    for _death in range(100):
        claim(site)
        clock.advance(minutes=2)
    (job,) = all_jobs(site)
    assert job.state is JobState.FAILED


def test_a_fresh_lease_holds_against_a_process_whose_clock_is_behind(site: Site, clock: FixedClock) -> None:
    enqueue(site)
    assert claim(site) is not None
    clock.advance(seconds=-40)
    assert claim(site) is None
