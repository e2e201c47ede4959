"""The demo loads through the site's own actions and leaves something true in every state."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlmodel import col, select
from stdnum.cn import uscc

from app.accounts.models import Organisation, Person
from app.core.models import Job, StatusChange
from app.core.passwords import verify_password
from app.core.site import Site
from app.demo.loading import DEMO_PASSWORD, demo_accounts, looks_empty
from scenarios.lifecycle import SCENARIO, ScenarioState
from scenarios.models import Scenario
from suppliers.lifecycle import SUPPLY
from suppliers.models import Supply
from tests.conftest import own_site

pytestmark = pytest.mark.both_engines


@pytest.fixture(scope="module")
def loaded(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Loaded once for all tests here: they only look."""
    with own_site(engine_name, request, tmp_path_factory, of="demo") as site:
        yield site


def test_a_new_site_looks_empty(site: Site) -> None:
    with site.database.reading() as db:
        assert looks_empty(db)


def test_holds_the_density_of_the_real_thing(loaded: Site) -> None:
    with loaded.database.reading() as db:
        states = Counter(db.exec(select(Scenario.state)).all())
        assert sum(states.values()) >= 60
        assert states[ScenarioState.OPEN] >= 40
        assert len(states) >= 14
        kinds = Counter(db.exec(select(Supply.kind)).all())
        assert kinds["result"] >= 80
        assert sum(kinds.values()) - kinds["result"] >= 150
        assert not looks_empty(db)
        assert db.exec(select(Job)).first() is not None


def test_every_need_came_to_its_state_move_by_move(loaded: Site) -> None:
    now = loaded.clock.now()
    with loaded.database.reading() as db:
        changes = db.exec(
            select(StatusChange)
            .where(StatusChange.object_kind == SCENARIO.name)
            .order_by(col(StatusChange.at), col(StatusChange.id))
        ).all()
        rows = {row.id: row for row in db.exec(select(Scenario)).all()}
        for row in rows.values():
            mine = [change for change in changes if change.object_id == row.id]
            assert (mine[-1].to_state if mine else "draft") == row.state
            assert all(change.at <= now for change in mine)
            assert all(before.to_state == after.from_state for before, after in pairwise(mine))


def test_accounts_sign_in_with_the_printed_password(loaded: Site) -> None:
    with loaded.database.reading() as db:
        accounts = demo_accounts(db)
        assert len(accounts) >= 8
        owner = db.exec(select(Person).where(Person.email == "owner@example.com")).one()
        assert verify_password(DEMO_PASSWORD, owner.password_hash)


def test_invented_codes_have_a_right_check_digit(loaded: Site) -> None:
    with loaded.database.reading() as db:
        codes = [code for code in db.exec(select(Organisation.uscc)).all() if code]
    assert len(codes) > 80
    assert all(uscc.is_valid(code) for code in codes)


def test_supply_is_listed_with_its_history(loaded: Site) -> None:
    with loaded.database.reading() as db:
        listed = db.exec(select(Supply).where(Supply.state == "listed")).all()
        moved = {
            c.object_id for c in db.exec(select(StatusChange).where(StatusChange.object_kind == SUPPLY.name)).all()
        }
        assert all(row.id in moved for row in listed)
