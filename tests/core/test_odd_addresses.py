"""Whatever an address says where the site expects an id, a number, a day or words: a page or a polite refusal."""

import re
from collections.abc import Callable
from itertools import cycle, islice
from urllib.parse import quote

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from app.accounts.models import MemberRole, Membership, Role, RoleGrant
from app.core.site import Site
from tests.support import Browser, Cast
from tests.support.application import application

ODD = (
    "\x00",
    "٣²①",
    "9" * 300,
    "-1",
    "1e999999999",
    "0001-01-01",
    "9999-12-31",
    "a" + "\u0315\u0300" * 90,
    "\u202e\u200b",
)
READ_BY_HAND = (
    *(
        "q",
        "organisation",
        "status",
        "sort",
        "view",
        "page",
        "field",
        "family",
        "route",
        "district",
        "owner",
        "deadline",
    ),
    *("budget", "step", "kind", "track", "maturity", "deployment", "trl", "verified", "moves", "actor", "action"),
    *("object_kind", "object_id", "first", "last"),
)
"""Names that handlers take out of the query string themselves; the others stand in their signatures."""


def addresses(site: Site) -> list[tuple[str, tuple[str, ...]]]:
    """Every page of the site with the names that its address may hold."""
    found = {}
    for route in iter_route_contexts(application(site).routes):
        dependant = getattr(route, "dependant", None)
        if isinstance(dependant, Dependant) and "GET" in (route.methods or ()):
            found[str(route.path)] = (*READ_BY_HAND, *(one.alias for one in dependant.query_params))
    return sorted(found.items())


@pytest.fixture
def everybody(site: Site, cast: Cast, signed_in: Callable[[int], Browser]) -> Browser:
    """One who may do everything, so that no address is refused before it is read."""
    now = site.clock.now()
    with site.database.writing() as db:
        db.add_all(RoleGrant(person_id=cast.supplier, role=role, starts_at=now) for role in Role)
        db.add(
            Membership(person_id=cast.supplier, organisation_id=cast.hospital, role=MemberRole.MANAGER, started_at=now)
        )
    return signed_in(cast.supplier)


@pytest.mark.parametrize("name", ["first", "last"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31", "2101-01-01"])
def test_a_day_out_of_all_reason_is_told(everybody: Browser, name: str, day: str) -> None:
    answer = everybody.get("/office/audit", params={name: day})
    assert answer.status_code == 422
    assert "请填写 1900 年至 2100 年之间的日期。" in answer.text
    assert day in answer.text


@pytest.mark.parametrize("turn", range(0, len(ODD), 5))
def test_an_odd_address_is_no_error(site: Site, everybody: Browser, turn: int) -> None:
    pages = addresses(site)
    assert len(pages) > 80
    failed = []
    for pattern, names in pages:
        oddities = cycle((*ODD[turn:], *ODD[:turn]))
        path = re.sub(r"\{[^}]+\}", quote(next(oddities), safe=""), pattern)
        asked = dict(zip(names, islice(oddities, len(names)), strict=True))
        answer = everybody.get(path, params=asked, follow_redirects=False)
        if answer.status_code >= 500:
            failed.append(pattern)
    assert failed == []
