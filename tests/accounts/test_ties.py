"""Ties between houses: kept by the office with their source; through a group they reach everybody in it."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.accounts.models import Organisation, OrganisationTie, Stake, TieKind
from app.accounts.queries.ties import tied_to_any
from app.accounts.ties import are_tied
from app.core.clock import FixedClock, city_date
from app.core.site import Site
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
P, G, H = TieKind.PARENT, TieKind.GROUP, TieKind.SHAREHOLDER


@pytest.mark.parametrize(
    ("edges", "tied"),
    [
        ([], False),
        ([(1, 9, P)], True),
        ([(5, 1, P), (5, 9, P)], True),  # sisters
        ([(1, 5, G), (5, 6, P), (6, 9, G)], True),  # through however many
        ([(1, 9, H)], True),
        ([(9, 1, H)], True),
        ([(7, 1, P), (7, 9, H)], True),  # its parent holds shares of the other
        ([(9, 7, P), (1, 7, H)], True),
        ([(7, 1, H), (7, 9, H)], False),  # one fund holds shares of both
        ([(1, 7, H), (7, 9, H)], False),
    ],
)
def test_who_is_tied_to_whom(edges: list[tuple[int, int, TieKind]], tied: bool) -> None:
    assert are_tied(1, 9, edges) is tied is are_tied(9, 1, edges)


def test_recorded_ended_and_kept(site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock) -> None:
    office = signed_in(cast.office)
    with site.database.reading() as db:
        ids = {name: db.get_one(Organisation, getattr(cast, name)).public_id for name in ("firm", "rival_firm")}
    said = {"organisation": ids["firm"], "other": ids["rival_firm"], "kind": "group", "since": "2026-11-01"}
    short = office.post("/office/ties", data=said)
    assert (short.status_code, ids["firm"] in short.text) == (422, True)  # a tie comes with its source
    said["source"] = "国家企业信用信息公示系统"
    assert "关联已登记" in text_of(office.post("/office/ties", data=said))
    clock.advance(minutes=2)
    assert office.post("/office/ties", data=said).status_code == 422  # once
    assert office.post("/office/ties", data={**said, "other": ids["firm"]}).status_code == 422
    with site.database.reading() as db:
        row = db.exec(select(OrganisationTie)).one()
        assert tied_to_any(db, cast.firm, [cast.hospital, cast.rival_firm], city_date(clock.now()))
    assert office.post(f"/office/ties/{row.public_id}/end", data={"until": "2026-11-23"}).status_code == 422
    with site.database.writing() as db:  # nobody of the office decides on a house of hers
        stake = Stake(person_id=cast.office, organisation_id=cast.firm, note="持股", declared_at=clock.now())
        db.add(stake)
        db.flush()
        declared = stake.id
    clock.advance(minutes=2)
    partial = office.post("/office/ties", data={**said, "kind": "shareholder"})
    assert (partial.status_code, "应当回避" in text_of(partial)) == (422, True)
    ended = office.post(f"/office/ties/{row.public_id}/end", data={"until": "2026-11-23", "note": "股权已转让"})
    assert (ended.status_code, "应当回避" in text_of(ended)) == (403, True)
    with site.database.writing() as db:
        db.get_one(Stake, declared).ended_at = clock.now()
    office.post(f"/office/ties/{row.public_id}/end", data={"until": "2026-11-23", "note": "股权已转让"})
    with site.database.reading() as db:
        assert not tied_to_any(db, cast.firm, [cast.rival_firm], city_date(clock.now()))
    assert "澄观智能" in text_of(office.get("/office/ties?ended=1"))
    for who in ("supplier", "curator", "reviewer", "admin", "auditor", "stranger"):
        assert signed_in(getattr(cast, who)).get("/office/ties").status_code == 403, who
        assert signed_in(getattr(cast, who)).post("/office/ties", data=said).status_code == 403, who
