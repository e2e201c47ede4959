"""The site with many visitors at once: pages, forms, and ordinary people beside slow ones."""

from collections.abc import Mapping

from sqlmodel import col, select

from app.accounts.models import Membership, Person
from app.bench.crowd import Ask, crowd, mark_of, slow_senders, told
from app.bench.served import Row, signed_in
from app.core.acting import Act
from app.core.actors import Actor
from app.core.site import Site
from scenarios.actions.drafting import create_scenario
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.values import ScenarioValues
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply

FEW, MANY, WRITERS, SLOW, BESIDE = 48, 300, 100, 20, 50


def crowds(site: Site, port: int) -> list[Row]:
    """Each row is one rush, all on connections of their own; the next begins when the last visitor has heard."""
    url, cookies, draft = f"http://127.0.0.1:{port}", *_owner(site)
    pages = _pages(site, draft)
    rushes = [
        (f"{count} at once, signed in: GET {path}", [Ask(path, cookies)] * count)
        for path in pages
        for count in (FEW, MANY)
    ]
    rushes += [
        (f"{WRITERS} at once: POST {name}", [ask] * WRITERS) for name, ask in _forms(url, draft, cookies).items()
    ]
    rows = [(name, told(crowd(url, asks))) for name, asks in rushes]
    with slow_senders(port, f"/organisations/{'x' * 12}/claim", SLOW):
        visitors = [Ask(pages[number % len(pages)], cookies) for number in range(BESIDE)]
        rows.append((f"{BESIDE} visitors beside {SLOW} slow senders", told(crowd(url, visitors))))
    rows.append(("one visitor afterwards: GET /", told(crowd(url, [Ask("/")]))))
    return rows


def _owner(site: Site) -> tuple[dict[str, str], str]:
    """Somebody who speaks for a hospital, signed in, with a draft of hers: her cookies and its public id."""
    now = site.clock.now()
    with site.database.writing() as db:
        person, house = db.exec(
            select(Person.id, Membership.organisation_id)
            .join(Membership, col(Membership.person_id) == Person.id)
            .where(Person.email == "owner@example.com")
        ).one()
        actor = Actor(person_id=person, name="owner", organisation_id=house)
        values = ScenarioValues(district="gaoxin", title="急诊分诊预警", field="health")
        draft = create_scenario(Act(db, site, actor, now), house, values).public_id
    return signed_in(site, "owner@example.com"), draft


def _pages(site: Site, draft: str) -> list[str]:
    """The heaviest pages of somebody who has signed in."""
    with site.database.reading() as db:
        need = db.exec(select(Scenario.public_id).where(Scenario.state == ScenarioState.OPEN)).first()
        supply = db.exec(select(Supply.public_id).where(Supply.state == SupplyState.LISTED)).first()
    search = "/search?q=%E6%80%A5%E8%AF%8A%E5%BD%B1%E5%83%8F%E8%BE%85%E5%8A%A9%E8%AF%8A%E6%96%AD"
    fixed = ["/", "/scenarios", "/supplies", search, "/desk", "/quality", "/gaps"]
    return [f"/scenarios/{need}", f"/supplies/{supply}", f"/scenarios/{draft}/edit/basics", *fixed]


def _forms(url: str, draft: str, cookies: Mapping[str, str]) -> dict[str, Ask]:
    here = f"/scenarios/{draft}"
    mark = mark_of(url, f"{here}/edit/basics", cookies)
    section = {"title": "急诊分诊预警", "description": "分诊台每天接诊八百人。" * 20, "version": mark}
    return {
        "an autosave of one draft": Ask(f"{here}/autosave/basics", cookies, section),
        "a save of one draft": Ask(f"{here}/edit/basics", cookies, section | {"do": "save"}),
        "handing one draft in": Ask(f"{here}/submit", cookies, {"sure": "on"}),
        "signing in with a wrong password": Ask("/sign-in", {}, {"email": "x@example.com", "password": "wrong-one"}),
        "the language": Ask("/language", {}, {"lang": "zh"}),
    }
