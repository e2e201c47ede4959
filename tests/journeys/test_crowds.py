"""Many people at the same moment, on a server of its own: everybody is answered or politely refused, and the site is
well afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from sqlmodel import Session, select

from app.accounts.access import cookie_name
from app.accounts.models import RoleGrant, SignIn
from app.bench.crowd import Ask, Heard, crowd, mark_of, slow_senders
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.clock import SystemClock
from app.core.ids import hashed, token
from app.core.site import Site
from scenarios.actions.drafting import create_scenario
from scenarios.values import ScenarioValues
from tests.conftest import own_site
from tests.journeys.processes import served
from tests.support import Cast

pytestmark = pytest.mark.both_engines

AT_ONCE = 60
LONGEST = 40.0
"""Seconds, on a machine that does other things too: the site that this was written for answered nobody in sixty."""


def polite(heard: list[Heard], *statuses: int) -> bool:
    """Whether everybody heard one of these, or to come again, in time; and somebody heard one of these."""
    told = {one.status for one in heard}
    return told <= {*statuses, 503} and told != {503} and max(one.seconds for one in heard) < LONGEST


@dataclass(frozen=True)
class Crowded:
    """The site under its own server, and people who have signed in."""

    site: Site
    cast: Cast
    port: int
    cookies: dict[str, dict[str, str]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def draft(self) -> str:
        """The public id of a new need of the owner."""
        actor = Actor(person_id=self.cast.owner, name="owner", organisation_id=self.cast.hospital)
        values = ScenarioValues(district="gaoxin", title="急诊预警")
        with self.site.database.writing() as db:
            return create_scenario(act_in(db, self.site, actor), self.cast.hospital, values).public_id

    def well(self) -> bool:
        """Whether one visitor is answered as if nothing had been."""
        with httpx2.Client(base_url=self.url, timeout=10) as client:
            return all(client.get(path).status_code == 200 for path in ("/", "/scenarios", "/healthz", "/readyz"))


@pytest.fixture(scope="module")
def crowded(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crowded]:
    """One server for all crowds, each of which must leave it well."""
    with own_site(engine_name, request, tmp_path_factory) as site:
        cast = Cast.assemble(site)
        cookies = _signed_in(site, cast)
        with served(site) as (port, _process):
            yield Crowded(site, cast, port, cookies)


def _signed_in(site: Site, cast: Cast) -> dict[str, dict[str, str]]:
    site.clock = SystemClock()
    now = site.clock.now()
    with site.database.writing() as db:
        who = {"owner": cast.owner, "supplier": cast.supplier, "office": cast.office, "curator": cast.curator}
        cookies = {name: _sign_in(db, site, number) for name, number in who.items()}
        for grant in db.exec(select(RoleGrant)).all():
            grant.starts_at = now
            db.add(grant)
    return cookies


def _sign_in(db: Session, site: Site, person_id: int) -> dict[str, str]:
    secret, now = token(), site.clock.now()
    db.add(SignIn(person_id=person_id, token_hash=hashed(secret), created_at=now, seen_at=now))
    return {cookie_name(https=False): secret}


@pytest.mark.parametrize(
    "path", ["/scenarios/{draft}", "/scenarios", "/supplies", "/search?q=%E6%80%A5%E8%AF%8A", "/desk"]
)
def test_many_readers(crowded: Crowded, path: str) -> None:
    path = path.format(draft=crowded.draft())
    heard = crowd(crowded.url, [Ask(path, crowded.cookies["owner"])] * AT_ONCE)
    assert polite(heard, 200)
    assert crowded.well()


def test_many_writers_of_one_draft(crowded: Crowded) -> None:
    """Autosaves beside clicks on one button, with readers who must not notice."""
    owner, here = crowded.cookies["owner"], f"/scenarios/{crowded.draft()}"
    mark = mark_of(crowded.url, f"{here}/edit/basics", owner)
    saves = [Ask(f"{here}/autosave/basics", owner, {"title": f"急诊{n}", "version": mark}) for n in range(30)]
    clicks = [Ask(f"{here}/submit", owner, {"sure": "on"}) for _click in range(30)]
    signing_in = [Ask("/sign-in", form={"email": "nobody@example.com", "password": f"wrong-{n}"}) for n in range(20)]
    heard = crowd(crowded.url, [*saves, *clicks, *signing_in, *[Ask("/scenarios", owner)] * 20])
    assert polite(heard, 200, 303, 403, 409, 422, 429)
    assert all(one.status == 200 for one in heard[-20:]), "readers do not wait behind writers"
    assert crowded.well()


def test_slow_senders_stop_nobody(crowded: Crowded) -> None:
    """Twenty who have begun to send a form and go no further: they hold no place, no connection and no lock."""
    owner, here = crowded.cookies["owner"], f"/scenarios/{crowded.draft()}"
    readers = [Ask(path, owner) for path in ("/", "/scenarios", "/supplies", "/desk", here)] * 6
    form = {"title": "慢", "version": mark_of(crowded.url, f"{here}/edit/basics", owner)}
    writers = [Ask(f"{here}/autosave/basics", owner, form)] * 6
    with slow_senders(crowded.port, f"/organisations/{'x' * 12}/claim", 20):
        heard = crowd(crowded.url, [*readers, *writers])
    assert [one.status for one in heard] == [200] * 36
    assert crowded.well()
