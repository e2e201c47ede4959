"""What imports and the demo use: many at once, and what follows a change."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app.accounts.handover import kept_by
from app.core.acting import Act, act_in
from app.core.errors import Conflict, Invalid
from app.core.jobs import Reindex
from app.core.models import Job, JobState, Revision
from app.core.site import Site
from suppliers.actions import Origin, create_supplies, list_supply, suspend_supply, update_supply
from suppliers.lifecycle import SUPPLY, SupplyState
from suppliers.models import Parameter, Supply
from suppliers.queries import values_of, values_of_many
from suppliers.values import ParameterValue
from tests.suppliers.helpers import ACTOR, CAPABILITY, RESULT, make
from tests.suppliers.test_directory import statements
from tests.support import Cast

pytestmark = pytest.mark.both_engines


def test_the_life_of_a_supply() -> None:
    assert SUPPLY.reachable() == SUPPLY.states() == set(SupplyState)
    assert SUPPLY.terminal() == frozenset()


def test_what_is_written_is_what_is_read(site: Site, cast: Cast) -> None:
    items = [(cast.firm, CAPABILITY, Origin(source_file="能力.xlsx", source_row=4)), (cast.research, RESULT, Origin())]
    with site.database.writing() as db:
        made = create_supplies(act_in(db, site, ACTOR), items)
        ids = [supply.id for supply in made]
    with site.database.reading() as db:
        rows = db.exec(select(Supply)).all()
        assert values_of_many(db, rows) == dict(zip(ids, (CAPABILITY, RESULT), strict=True))
        assert next((row.source_file, row.source_row, row.state) for row in rows) == ("能力.xlsx", 4, SupplyState.DRAFT)
        assert all(row.completeness and row.name_key and row.sort_key for row in rows)


def test_many_ask_nothing_more_than_few(site: Site, cast: Cast) -> None:
    counts = []
    for amount in (5, 200):
        items = [(cast.firm, replace(CAPABILITY, name=f"系统{n}"), Origin()) for n in range(amount)]
        with statements(site) as seen, site.database.writing() as db:
            create_supplies(act_in(db, site, ACTOR), items)
        # SQLite returns new ids row by row; everything that hangs on the rows goes in a statement a table.
        counts.append(len([one for one in seen if not one.startswith("INSERT INTO supply ")]))
    assert counts[0] == counts[1]


def test_only_what_differs_is_written_again(site: Site, cast: Cast) -> None:
    supply = make(site, cast.firm)
    with site.database.writing() as db:
        row = db.merge(supply)
        assert update_supply(act_in(db, site, ACTOR), row, CAPABILITY) is False
        kept = db.exec(select(Parameter.id)).all()
        assert update_supply(act_in(db, site, ACTOR), row, replace(CAPABILITY, wanted="体检中心")) is True
        assert db.exec(select(Parameter.id)).all() == kept
        more = replace(CAPABILITY, wanted="体检中心", parameters=(ParameterValue("误报率", "≤1", "%"),))
        update_supply(act_in(db, site, ACTOR), row, more)
        assert values_of(db, row) == more
        assert row.version == 3


def test_a_changed_contact_is_no_material_change(site: Site, cast: Cast) -> None:
    supply = make(site, cast.firm)
    with site.database.writing() as db:
        row = db.merge(supply)
        update_supply(act_in(db, site, ACTOR), row, replace(CAPABILITY, contact_name="换人了"))
        assert [revision.occasion for revision in db.exec(select(Revision)).all()] == ["list"]
        update_supply(act_in(db, site, ACTOR), row, replace(CAPABILITY, contact_name="换人了", trl=9))
        changed = db.exec(select(Revision).where(Revision.occasion == "changed")).one()
        assert changed.content["trl"] == 9
        assert "contact_name" not in changed.content


def test_drafts_are_not_indexed_and_every_public_change_is(site: Site, cast: Cast) -> None:
    draft = make(site, cast.firm, state=SupplyState.DRAFT)

    def waiting() -> int:
        with site.database.writing() as db:
            jobs = db.exec(select(Job).where(Job.kind == Reindex.kind, Job.state == JobState.QUEUED)).all()
            for job in jobs:
                job.state, job.key = JobState.DONE, None
                db.add(job)
            return len(jobs)

    def change(how: str) -> None:
        with site.database.writing() as db:
            row, now = db.get_one(Supply, draft.id), site.clock.now()
            if how == "list":
                list_supply(Act(db, site, ACTOR, now), row, waiver="测试")
            elif how == "suspend":
                suspend_supply(Act(db, site, ACTOR, now), row)
            else:
                update_supply(Act(db, site, ACTOR, now), row, replace(values_of(db, row), wanted=how))

    counts = []
    for step in ("写一写", "list", "改一改", "suspend", "再改改", "list"):
        change(step)
        counts.append(waiting())
    assert counts == [0, 1, 1, 1, 0, 1]


def test_the_guards_hold_for_imports_too(site: Site, cast: Cast) -> None:
    supply = make(site, cast.new_firm, state=SupplyState.DRAFT)
    with site.database.writing() as db, pytest.raises(Invalid, match="单位还没有通过核验"):
        list_supply(act_in(db, site, ACTOR), db.merge(supply))
    with site.database.writing() as db:
        row = db.merge(supply)
        list_supply(act_in(db, site, ACTOR), row, waiver="首批名单已线下核验")
        assert row.state is SupplyState.LISTED
        with pytest.raises(Conflict):
            list_supply(act_in(db, site, ACTOR), row, waiver="再来一次")


def test_supplies_go_with_a_hand_over(site: Site, cast: Cast) -> None:
    supply = make(site, cast.firm)
    with site.database.writing() as db:
        row = db.merge(supply)
        row.created_by = cast.supplier
        db.add(row)
    with site.database.reading() as db:
        assert ("能力与成果", 1) in kept_by(db, site.slices, cast.supplier, cast.firm)
        assert ("能力与成果", 0) in kept_by(db, site.slices, cast.supplier, cast.rival_firm)
