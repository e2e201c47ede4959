"""What could be found and is not indexed yet: counted while somebody is at work on it, and asked of nobody in peace."""

from collections.abc import Callable

import pytest

from app.core.finding import SUPPLY
from app.core.jobs import enqueue_reindex_many
from app.core.site import Site
from scenarios.models import Secrecy
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from tests.scenarios.matches.helpers import CLOUD, ECG, PAPER, need, supply
from tests.support import Cast

pytestmark = pytest.mark.both_engines

Drain = Callable[[], int]


def reindexing(site: Site, *ids: int) -> None:
    with site.database.writing() as db:
        enqueue_reindex_many(db, SUPPLY, ids, site.clock.now())


def stands(site: Site, number: int, state: SupplyState) -> None:
    """The supply is in this state now, and on its way into the index or out of it."""
    with site.database.writing() as db:
        db.get_one(Supply, number).state = state
    reindexing(site, number)


def test_rows_on_their_way_are_counted(site: Site, cast: Cast, drain: Drain) -> None:
    one, two = supply(site, cast.firm), supply(site, cast.research, PAPER)
    supply(site, cast.rival_firm, CLOUD, SupplyState.DRAFT)
    need(site, cast)
    need(site, cast, secrecy=Secrecy.RESTRICTED)
    reindexing(site, one.id, two.id)
    assert site.index.waiting() == 3, "two supplies and the public need"
    drain()
    assert site.index.waiting() == 0


def test_what_is_indexed_again_is_found_meanwhile(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    drain()
    reindexing(site, one.id)
    assert site.index.waiting() == 0


def test_what_was_taken_down_and_is_listed_again_is_on_its_way(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    for state in (SupplyState.LISTED, SupplyState.SUSPENDED):
        stands(site, one.id, state)
        drain()
    assert site.index.waiting() == 0
    stands(site, one.id, SupplyState.LISTED)
    assert site.index.waiting() == 1, "its entry is there and holds nothing"
    drain()
    assert site.index.waiting() == 0


def test_hits_tell_what_they_are_filtered_by(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    drain()
    found = site.index.search(ECG.name, ["supply"])
    held = site.index.indexed([*found.hits, *found.below])[SUPPLY, one.id]
    assert ECG.description in held.text
    assert held.facets["deployments"] == ["on_premises"]
    assert site.index.indexed([]) == {}
