"""Tries that somebody has made already, without making each of them through a page."""

from contextlib import suppress

from app.core.errors import TooMany
from app.core.site import Site
from app.core.throttle import Limit, give_back, throttle


def use_up(site: Site, limit: Limit, *, left: int) -> None:
    """All tries of this limit but so many."""
    now = site.clock.now()
    with suppress(TooMany):
        while True:
            throttle(site.database, now, limit)
    for _try in range(left):
        give_back(site.database, now, limit)
