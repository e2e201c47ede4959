"""Migrations: up, down, on a filled database, on both engines, and never apart from the models."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from app.accounts.models import Membership, Person
from app.core import migrating
from app.core.acting import act_in
from app.core.db import metadata
from app.core.history import audit
from app.core.models import AuditEntry, Mail
from app.core.site import Site
from suppliers.models import Supply
from suppliers.queries import values_of
from tests.scenarios.helpers import stand
from tests.suppliers.helpers import make
from tests.support import Cast

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]


def test_the_migrated_tables_are_those_of_the_models(site: Site) -> None:
    assert migrating.drift(site.database) == []
    assert migrating.current(site.database) == migrating.newest()


def test_goes_down_to_nothing_and_up_again(site: Site) -> None:
    migrating.migrate(site.database, "base")
    assert migrating.current(site.database) == ""
    migrating.migrate(site.database)
    assert migrating.drift(site.database) == []


def test_goes_down_a_step_and_up_with_its_rows(site: Site, cast: Cast) -> None:
    migrating.migrate(site.database, "0001")
    migrating.migrate(site.database)
    with site.database.reading() as db:
        assert db.get(Person, cast.owner) is not None
        assert db.exec(select(Membership).where(Membership.person_id == cast.owner)).first() is not None


def test_what_was_typed_into_needs_comes_to_stand_by_section(site: Site, cast: Cast) -> None:
    stand(site, cast)
    table, typed = (
        sa.table("scenario", sa.column("raw", sa.JSON(none_as_null=True))),
        {"plan": {"budget_max": ["三百多万"]}},
    )
    migrating.migrate(site.database, "0010")
    with site.database.writing() as db:
        db.connection().execute(sa.update(table).values(raw={"typed": typed, "stamps": {"plan": 2}}))
    migrating.migrate(site.database, "0011")
    with site.database.reading() as db:
        assert db.connection().execute(sa.select(table)).scalar_one() == typed
    migrating.migrate(site.database, "0010")
    with site.database.reading() as db:
        assert db.connection().execute(sa.select(table)).scalar_one() == {"typed": typed, "stamps": {}}


def test_no_step_takes_away_that_ids_never_return(site: Site) -> None:
    if site.database.engine.dialect.name != "sqlite":
        return  # a sequence never gives a number twice
    wanted = {name for name, table in metadata.tables.items() if table.dialect_options["sqlite"]["autoincrement"]}
    with site.database.reading() as db:
        made = db.connection().exec_driver_sql("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'").all()
    assert {"scenario", "supply", "organisation"} <= wanted <= {name for (name,) in made}


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_history_cannot_be_changed(site: Site, verb: str) -> None:
    with site.database.writing() as db:
        audit(act_in(db, site), "test.noted")
    with site.database.writing() as db:
        entry = db.exec(select(AuditEntry)).one()
        if verb == "update":
            entry.action = "something else"
            db.add(entry)
        else:
            db.delete(entry)
        with pytest.raises(DatabaseError, match="append-only"):
            db.flush()
        db.rollback()


def test_supplies_learn_the_codes_they_are_filtered_by(site: Site, cast: Cast) -> None:
    supply = make(site, cast.firm, terms={"field": ("industry", "health"), "direction": ("vision",)})
    migrating.migrate(site.database, "0008")
    migrating.migrate(site.database)
    with site.database.reading() as db:
        row = db.get_one(Supply, supply.id)
        assert (
            (row.field_codes, row.track_codes) == (" health industry ", "") == (supply.field_codes, supply.track_codes)
        )
        assert values_of(db, row).words("field") == ("industry", "health")


def test_mails_that_wait_learn_what_they_are_about(site: Site) -> None:
    keys = ("scenario:12:change:4:5", "need:13:curator:1", "answer:14:sent:5", "claim_received:15", "reset:x")
    now = site.clock.now()
    with site.database.writing() as db:
        for key in keys:
            db.add(
                Mail(
                    key=key,
                    name="scenario_stopped" if key.startswith("scenario") else "match_note",
                    recipient="a@example.com",
                    subject="s",
                    text="t",
                    html="h",
                    message_id=f"<{key}@x.cn>",
                    run_at=now,
                    created_at=now,
                )
            )
    migrating.migrate(site.database, "0006")
    migrating.migrate(site.database)
    with site.database.reading() as db:
        about = {mail.key: (mail.object_kind, mail.object_id) for mail in db.exec(select(Mail)).all()}
    assert [about[key] for key in keys] == [("scenario", 12), ("scenario", 13), ("answer", 14), ("", None), ("", None)]
