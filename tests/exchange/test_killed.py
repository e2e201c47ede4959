"""kill -9 at random moments of an import and of its undoing: nothing is lost, nothing is done twice."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col, select

from app.accounts.models import Organisation
from app.assembly import assemble
from app.cli.exchange import OFFICE, import_file
from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.site import Site
from app.exchange.actions import ask_undo, confirm, enqueue_work, hand_in, take_in
from app.exchange.fields import ListKind
from app.exchange.models import Upload, UploadRow, UploadState
from app.registry import make_worker
from matching import HashingEncoder
from scenarios.models import Scenario
from tests.exchange.helpers import csv_file
from tests.support import Mailbox

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]

ROWS = 2000
MOST_KILLS = 6
Drain = Callable[[], int]
Line = tuple[str, str, int | None, str]


def _rows() -> list[list[str]]:
    header = ["场景名称", "单位名称", "需求描述", "关键指标"]
    rows = [[f"第{n}项需求", f"第{n % 97}单位", f"要做的第{n}件事", f"准确率≥{n % 100}%"] for n in range(ROWS)]
    return [header, *rows, *rows[:20]]


def _work_and_be_killed(site: Site, after: float) -> None:
    """A worker in a process of its own, killed after some time.

    Forked rather than started, so that a kill costs no second start of the interpreter; the child opens its own
    database and touches nothing else of its parent.
    """
    child = os.fork()
    if child == 0:
        clock = FixedClock(site.clock.now())
        own = assemble(site.settings, clock=clock, sender=Mailbox(), encoder=HashingEncoder)
        make_worker(own).drain()
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _lines(site: Site) -> list[Line]:
    with site.database.reading() as db:
        query = select(Scenario.title, Scenario.description, Scenario.source_row, Organisation.name)
        joined = query.join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        return sorted((a, b, c, d) for a, b, c, d in db.exec(joined).all())


def _kill_often(site: Site, clock: FixedClock, chance: random.Random) -> None:
    for _kill in range(MOST_KILLS):
        _work_and_be_killed(site, chance.uniform(0.05, 1.5))
        clock.advance(minutes=3)  # the dead worker's lease ends


def test_an_import_survives_being_killed(
    site: Site, clock: FixedClock, drain: Drain, tmp_path: Path, make_site: Callable[[str], Site]
) -> None:
    path = csv_file(tmp_path / "list.csv", _rows())
    calm = make_site("calm")
    calmly = import_file(calm, ListKind.OPPORTUNITIES, path)
    upload_id = _confirmed(site, path)
    chance = random.Random(20261123)
    _kill_often(site, clock, chance)
    drain()
    assert _lines(site) == _lines(calm)
    with site.database.reading() as db:
        rows = db.exec(select(UploadRow.row_number, UploadRow.outcome).where(UploadRow.upload_id == upload_id)).all()
        assert db.get_one(Upload, upload_id).state is UploadState.DONE
        assert db.get_one(Upload, upload_id).done == ROWS + 20
    assert len({number for number, _outcome in rows}) == len(rows) == ROWS + 20
    assert sum(outcome == "created" for _number, outcome in rows) == calmly["created"] == ROWS
    _undo(site, upload_id)
    _kill_often(site, clock, chance)
    drain()
    assert _lines(site) == []
    with site.database.reading() as db:
        assert db.get_one(Upload, upload_id).state is UploadState.UNDONE
        assert db.exec(select(Organisation)).all() == []


def _confirmed(site: Site, path: Path) -> int:
    with path.open("rb") as file:
        taken = take_in(site, file)
    with site.database.writing() as db:
        upload = hand_in(act_in(db, site, OFFICE), ListKind.OPPORTUNITIES, taken, path.name, None)
        upload.state = UploadState.READ
        confirm(act_in(db, site, OFFICE), upload)
        enqueue_work(db, upload, site.clock.now())
        return upload.id


def _undo(site: Site, upload_id: int) -> None:
    with site.database.writing() as db:
        upload = db.get_one(Upload, upload_id)
        ask_undo(act_in(db, site, OFFICE), upload)
        enqueue_work(db, upload, site.clock.now())
