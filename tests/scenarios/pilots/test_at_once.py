"""Two people at the same pilot at the same moment, on both engines: one wins, the other reads what happened."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from app.accounts.access import principal_of
from app.accounts.models import Person
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.site import Site
from scenarios.pilots.actions import measuring, running
from scenarios.pilots.forms import KpiForm
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Disclosure, PilotKpi
from scenarios.pilots.queries.cases import Case, case_of, seen_pilot
from tests.scenarios.helpers import opened, read
from tests.scenarios.pilots.helpers import kpis_of, pilot_row
from tests.scenarios.pilots.test_policy import make
from tests.support import Cast

pytestmark = pytest.mark.both_engines
Deed = Callable[[Act, Case], object]
DAY = date(2026, 10, 1)
FIGURE: dict[str, Any] = {
    "name": "漏诊率",
    "unit": "‰",
    "direction": "down",
    "weight": 1,
    "disclosure": Disclosure.VERDICT,
}
MEASURED: dict[str, Any] = {"sample": "1000 份", "measured_from": DAY, "measured_to": DAY, "method": "两名医师复核"}


@contextmanager
def at_work(site: Site, person: int, number: str) -> Generator[tuple[Act, Case], None, None]:
    """A request of hers that changes the pilot of this address: loaded as every handler loads it."""
    with site.database.writing() as db:
        viewer = principal_of(db, db.get_one(Person, person), site.clock.now())
        pilot = seen_pilot(db, viewer, number)
        assert pilot is not None
        act = Act(db, site, viewer.acting(viewer.belongings[0].organisation_id), site.clock.now())
        yield act, case_of(db, pilot, act.now)


def both(site: Site, number: str, first: tuple[int, Deed], second: tuple[int, Deed]) -> list[str]:
    """What becomes of the second who comes while the first is at it."""
    inside, said = threading.Event(), []

    def begin() -> None:
        with at_work(site, first[0], number) as (act, case):
            inside.set()
            time.sleep(0.5)
            first[1](act, case)

    def follow() -> None:
        assert inside.wait(20)
        try:
            with at_work(site, second[0], number) as (act, case):
                second[1](act, case)
        except Conflict as late:
            said.append(late.sentence)

    threads = [threading.Thread(target=begin), threading.Thread(target=follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return said


def test_nothing_slips_in_while_the_other_locks_or_completes(site: Site, cast: Cast) -> None:
    row = make(site, cast, read(site, opened(site, cast)).id, PilotState.PLANNED)
    with site.database.writing() as db:
        kpi = PilotKpi(pilot_id=row.id, **FIGURE, **MEASURED, target_text="≤1", target_value=1, relation="le")
        kpi.baseline_text, kpi.baseline_value = "3", 3
        db.add(kpi)
        db.flush()
        figure = kpi.id
    with at_work(site, cast.owner, row.public_id) as (act, case):
        measuring.lock_figures(act, case)
    other = KpiForm(**FIGURE, **MEASURED, target="≤1", baseline="9")
    said = both(
        site,
        row.public_id,
        (cast.supplier, measuring.lock_figures),
        (cast.owner, lambda act, case: measuring.edit_figure(act, case, act.db.get_one(PilotKpi, figure), other)),
    )
    assert (len(said), "已经锁定" in said[0]) == (1, True)
    assert (pilot_row(site).locked_at is not None, kpis_of(site)[0].baseline_value) == (True, 3)

    done = make(site, cast, read(site, opened(site, cast)).id, PilotState.VERIFIED)
    said = both(site, done.public_id, (cast.owner, running.complete), (cast.supplier, running.complete))
    assert (len(said), "已经结项" in said[0]) == (1, True)
