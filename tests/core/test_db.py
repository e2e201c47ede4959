"""Transactions: a page cannot write, a failed change leaves nothing, instants keep their zone."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import select

from app.core.history import next_number
from app.core.models import Attempt
from app.core.site import Site

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]


def attempts(site: Site) -> list[Attempt]:
    with site.database.reading() as db:
        return list(db.exec(select(Attempt)).all())


def test_a_page_cannot_write(site: Site) -> None:
    with site.database.reading() as db:
        db.add(Attempt(what="x", subject="y", at=site.clock.now()))
        with pytest.raises(DBAPIError):
            db.flush()
    with site.database.writing() as db:
        db.add(Attempt(what="x", subject="y", at=site.clock.now()))
    assert len(attempts(site)) == 1


def test_a_change_that_fails_leaves_nothing(site: Site) -> None:
    def change() -> None:
        with site.database.writing() as db:
            db.add(Attempt(what="x", subject="y", at=site.clock.now()))
            db.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert attempts(site) == []


def test_an_instant_comes_back_as_the_same_instant_in_utc(site: Site) -> None:
    local = datetime(2026, 1, 1, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    with site.database.writing() as db:
        db.add(Attempt(what="x", subject="y", at=local))
    (row,) = attempts(site)
    assert row.at == local
    assert row.at.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(site: Site) -> None:
    with site.database.writing() as db:
        db.add(Attempt(what="x", subject="y", at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the very mistake
        with pytest.raises(StatementError, match="needs its zone"):
            db.flush()
        db.rollback()


def test_numbers_are_handed_out_once_to_many_writers(site: Site) -> None:
    with site.database.writing() as db:
        next_number(db, "test")
    taken: list[int] = []

    def take() -> None:
        for _turn in range(10):
            with site.database.writing() as db:
                taken.append(next_number(db, "test"))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(2, 42))


def test_a_reader_does_not_wait_for_a_writer(site: Site) -> None:
    with site.database.writing() as writer:
        writer.add(Attempt(what="x", subject="y", at=site.clock.now()))
        writer.flush()
        assert attempts(site) == []
