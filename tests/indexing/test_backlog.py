"""What could be found and is not indexed yet: counted while somebody is at work on it, and asked of nobody in peace."""

from collections.abc import Callable

import pytest

from app.core.finding import SUPPLY
from app.core.jobs import enqueue_reindex_many
from app.core.site import Site
from scenarios.models import Secrecy
from suppliers.lifecycle import SupplyState
from tests.scenarios.matches.helpers import CLOUD, ECG, PAPER, need, supply
from tests.support import Cast

pytestmark = pytest.mark.both_engines

Drain = Callable[[], int]


def reindexing(site: Site, *ids: int) -> None:
    with site.database.writing() as db:
        enqueue_reindex_many(db, SUPPLY, ids, site.clock.now())


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


def test_hits_tell_what_they_are_filtered_by(site: Site, cast: Cast, drain: Drain) -> None:
    one = supply(site, cast.firm)
    drain()
    found = site.index.search(ECG.name, ["supply"])
    held = site.index.indexed([*found.hits, *found.below])[SUPPLY, one.id]
    assert ECG.description in held.text
    assert held.facets["deployments"] == ["on_premises"]
    assert site.index.indexed([]) == {}
