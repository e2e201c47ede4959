"""A city of needs, pilots and demonstrations in every state, written as rows by a seeded generator: what pages are measured
with. Nothing in it went through the rules, and its history is older than the chain; every page of it opens.
"""

import random

from app.bench.city.base import City, Size
from app.bench.city.people import ask, inhabit, match, offer, talk
from app.bench.city.pilots import demonstrate, measure, pilot, run
from app.core.site import Site

__all__ = ["Size", "populate"]

STEPS = (inhabit, offer, ask, match, talk, pilot, measure, run, demonstrate)


def populate(site: Site, size: Size, seed: int = 5) -> None:
    """Add a city of this size; the houses and people that are there take part in it."""
    with site.database.writing() as db:
        city = City(db, site.clock.now(), size, random.Random(seed))  # noqa: S311 - repeatable, not secret
        for step in STEPS:
            step(city)
