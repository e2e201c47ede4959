"""Pages and desks of a whole city: needs, pilots and demonstrations by the thousand, one visitor, median against a limit."""

import statistics
from collections.abc import Iterator
from functools import partial
from typing import Final

from app.bench.city import Size, populate
from app.bench.served import Row, fetch, served, signed_in, spread, times
from app.core.site import Site

LIMIT, ROUNDS = 150, 40
"""Milliseconds that the median should stay below."""
PAGES: Final = (
    ("", "/demonstrations"),
    ("", "/demonstrations?status=all&field=health&sort=copies"),
    ("", "/demonstrations?q=%E5%A4%9C%E9%97%B4%E6%8A%A5%E8%AD%A6"),
    ("", "/demonstrations/lessons"),
    ("", "/progress"),
    ("", "/progress?step=answered&page=9"),
    ("curator", "/curation"),
    ("owner", "/pilots"),
    ("office", "/pilots"),
    ("office", "/desk"),
    ("owner", "/desk"),
    ("supplier", "/desk"),
    ("curator", "/reports/introductions"),
    ("curator", "/meetings"),
)
"""Who opens what: somebody of the demo's cast, or nobody who has signed in."""


def desks(site: Site, size: Size) -> Iterator[Row]:
    """Fill the site with a city and open its heaviest pages."""
    populate(site, size)
    cookies = {who: signed_in(site, f"{who}@example.com") for who, _path in PAGES if who}
    yield "a city", f"{size.needs:,} needs, {size.pilots:,} pilots, {size.demonstrations:,} demonstrations"
    with served(site) as running:
        for who, path in PAGES:
            found = times(partial(fetch, running.client, cookies=cookies.get(who)), [path] * ROUNDS)
            over = "" if statistics.median(found) < LIMIT else f" · over the limit of {LIMIT} ms"
            yield f"page {path}{f', the {who}' if who else ''}", spread(found) + over
