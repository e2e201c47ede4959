"""Who sees what: the rule over the whole cast, in Python and in SQL."""

from dataclasses import fields

import pytest
from sqlmodel import Session, select

from app.accounts.access import principal_of
from app.accounts.actions import suspend
from app.accounts.models import Organisation, OrganisationState, Person
from app.accounts.policy import Viewer, lacks_to_act_publicly_for
from app.core.acting import act_in
from app.core.site import Site
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from suppliers.policy import lacks_to_edit, lacks_to_suspend, may_see, may_see_private
from suppliers.queries import by_public_id, public, supplies_of, visible_to
from tests.suppliers.helpers import ACTOR, make
from tests.support import Cast

pytestmark = pytest.mark.both_engines

HOUSES = {"hospital", "firm", "rival_firm", "research", "new_firm", "factory"}
PEOPLE = [field.name for field in fields(Cast) if field.name not in HOUSES]


def viewer(db: Session, site: Site, cast: Cast, who: str) -> Viewer:
    if who == "anonymous":
        return None
    return principal_of(db, db.get_one(Person, getattr(cast, who)), site.clock.now())


@pytest.fixture(params=[False, True], ids=["good", "suspended"])
def supplies(request: pytest.FixtureRequest, site: Site, cast: Cast) -> list[Supply]:
    """Every state at every house that may have supply; the firm and its supply before or after its suspension."""
    houses = (cast.firm, cast.rival_firm, cast.research, cast.new_firm)
    made = [make(site, house, state=state) for house in houses for state in SupplyState]
    if request.param:
        with site.database.writing() as db:
            suspend(act_in(db, site, ACTOR), db.get_one(Organisation, cast.firm), "多次失联")
    return made


@pytest.mark.parametrize("who", ["anonymous", *PEOPLE])
def test_rule_list_and_single_object_agree_in_every_cell(
    site: Site, cast: Cast, supplies: list[Supply], who: str
) -> None:
    with site.database.reading() as db:
        me = viewer(db, site, cast, who)
        house = {o.id: o.state for o in db.exec(select(Organisation)).all()}
        by_rule = {s.public_id for s in supplies if may_see(me, s.organisation_id, s.state, house[s.organisation_id])}
        by_list = set(db.exec(select(Supply.public_id).where(visible_to(me))).all())
        one_by_one = {s.public_id for s in supplies if by_public_id(db, me, s.public_id) is not None}
        on_desks = {c.supply.public_id for c in supplies_of(db, me, {s.organisation_id for s in supplies})}
        everybody = set(db.exec(select(Supply.public_id).where(public())).all())
    assert by_rule == by_list == one_by_one == on_desks
    in_good_standing = [s for s in supplies if house[s.organisation_id] is not OrganisationState.SUSPENDED]
    listed = {s.public_id for s in in_good_standing if s.state is SupplyState.LISTED}
    assert everybody == listed
    houses = {"supplier": cast.firm, "rival": cast.rival_firm, "institute": cast.research, "unverified": cast.new_firm}
    own = {s.public_id for s in supplies if s.organisation_id == houses.get(who)}
    everything = {s.public_id for s in supplies}
    assert by_rule == (everything if who == "office" else listed | own)


@pytest.mark.parametrize("who", ["anonymous", *PEOPLE])
def test_who_may_do_what_with_a_supply_of_the_firm(site: Site, cast: Cast, who: str) -> None:
    with site.database.reading() as db:
        me = viewer(db, site, cast, who)
    allowed = {
        name for name, rule in (("edit", lacks_to_edit), ("list", lacks_to_act_publicly_for), ("suspend", lacks_to_suspend))
        if not rule(me, cast.firm)
    }  # fmt: skip
    expected = {"supplier": {"edit", "list", "suspend"}, "office": {"suspend"}}
    assert may_see_private(me, cast.firm) is (who in expected)
    assert allowed == expected.get(who, set())


def test_an_unverified_house_edits_but_does_not_list(site: Site, cast: Cast) -> None:
    with site.database.reading() as db:
        me = viewer(db, site, cast, "unverified")
    assert not lacks_to_edit(me, cast.new_firm)
    assert "核验" in lacks_to_act_publicly_for(me, cast.new_firm)
