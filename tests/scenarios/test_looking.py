"""Which houses have looked at a need: written by the worker, or by a page that has waited for none long enough."""

from collections.abc import Callable

from sqlmodel import select

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.actions.looking import write_looks
from scenarios.models import HouseView
from tests.scenarios.helpers import opened
from tests.support import Browser, Cast


def houses(site: Site) -> list[int]:
    with site.database.reading() as db:
        return list(db.exec(select(HouseView.organisation_id)).all())


def test_a_page_writes_what_no_worker_has_written(
    site: Site, cast: Cast, clock: FixedClock, signed_in: Callable[[int], Browser]
) -> None:
    page = f"/scenarios/{opened(site, cast)}"
    assert signed_in(cast.supplier).get(page).status_code == 200
    clock.advance(minutes=2)
    visitor = signed_in(cast.institute)
    with site.database.writing():  # somebody else's turn: the page neither fails nor forgets
        assert visitor.get(page).status_code == 200
        assert houses(site) == []
        assert visitor.get(page).status_code == 200
    assert write_looks(site) == 2
    assert sorted(houses(site)) == sorted([cast.firm, cast.research])


def test_what_waits_long_is_written_with_the_next_look(
    site: Site, cast: Cast, clock: FixedClock, signed_in: Callable[[int], Browser]
) -> None:
    page = f"/scenarios/{opened(site, cast)}"
    signed_in(cast.supplier).get(page)
    clock.advance(minutes=2)
    signed_in(cast.institute).get(page)
    assert sorted(houses(site)) == sorted([cast.firm, cast.research])
