"""Everybody who may come across a pilot, for random people who try whatever there is to try."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.accounts.access import principal_of
from app.accounts.models import OrganisationTie, Person, TieKind
from app.accounts.policy import Viewer
from app.core.site import Site
from tests.scenarios.matches.helpers import supply
from tests.scenarios.pilots.helpers import a_house, mutual
from tests.support import Cast


@dataclass
class World:
    """A site with everybody who may come across a pilot; the moves of one example stay in one transaction that is undone."""

    site: Site
    people: dict[str, Viewer]
    houses: dict[str, str]
    ids: dict[str, int]
    need: int
    match: int
    seen: set[str] = field(default_factory=set)


def a_world(site: Site, cast: Cast) -> World:
    _need, match = mutual(site, cast)
    centre, centre_id, tester = a_house(site, "中原软件评测中心")
    sister, sister_id, insider = a_house(site, "启明检测")
    supply(site, cast.firm)
    with site.database.writing() as db:
        said: dict[str, Any] = {"kind": TieKind.GROUP, "source": "年报", "since": date(2020, 1, 1)}
        said |= {"organisation_id": sister, "other_id": cast.firm, "recorded_at": site.clock.now()}
        db.add(OrganisationTie(**said))
    numbers = {"tester": tester, "insider": insider}
    numbers |= {
        who: getattr(cast, who) for who in ("owner", "supplier", "institute", "rival", "curator", "office", "stranger")
    }
    with site.database.reading() as db:
        people: dict[str, Viewer] = {
            who: principal_of(db, db.get_one(Person, n), site.clock.now()) for who, n in numbers.items()
        }
    return World(
        site=site,
        people=people,
        houses={"centre": centre_id, "sister": sister_id, "nobody": ""},
        ids={"centre": centre, "sister": sister},
        need=match.scenario_id,
        match=match.id,
    )
