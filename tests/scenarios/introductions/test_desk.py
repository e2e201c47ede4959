"""The curators' worklist: what waits and since when, narrowed and counted; decisions one by one and many at once."""

from collections.abc import Callable

import pytest

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.queries.visibility import by_public_id
from tests.scenarios.matches.helpers import CLOUD, PAPER, matches_of, need, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of
from tests.support.statements import counted

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
S = MatchState


@pytest.fixture
def offered(site: Site, cast: Cast, drain: Drain) -> dict[str, str]:
    """Two needs with three candidates each; the public ids of the needs."""
    for house, said in ((cast.firm, None), (cast.rival_firm, CLOUD), (cast.research, PAPER)):
        supply(site, house, said) if said is not None else supply(site, house)
    first, second = need(site, cast), need(site, cast, field="education")
    drain()
    return {"first": first, "second": second}


def rows(site: Site, public_id: str) -> list[Match]:
    return matches_of(site, public_id)


def test_each_need_stands_with_its_best_two(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, offered: dict[str, str]
) -> None:
    curator = signed_in(cast.curator)
    page = curator.get("/curation")
    assert page.text.count("work-candidate") == 4
    assert "还有 1 项候选" in text_of(page)
    assert "共 2 项" in text_of(page)
    assert "待引荐" in text_of(page)
    narrowed = curator.get("/curation", params={"field": "education", "state": "start"})
    assert narrowed.text.count("work-item") == 1
    assert "没有符合这些条件的需求" in text_of(curator.get("/curation", params={"care": "mine"}))
    with site.database.writing() as db:
        kept = by_public_id(db, offered["second"])
        assert kept is not None
        kept.curator_id = cast.curator
    assert curator.get("/curation", params={"care": "mine"}).text.count("work-item") == 1
    assert "没有符合这些条件的需求" in text_of(curator.get("/curation", params={"due": "late"}))
    clock.advance(days=10)
    assert curator.get("/curation", params={"due": "late"}).text.count("work-item") == 2
    for who in (cast.owner, cast.supplier, cast.stranger, cast.reviewer):
        assert signed_in(who).get("/curation").status_code == 404
        assert signed_in(who).post("/curation", data={"do": "shortlist"}).status_code == 404


def test_one_click_each_with_and_without_scripting(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, offered: dict[str, str]
) -> None:
    curator, public_id = signed_in(cast.curator), offered["first"]
    best, second, third = (row.public_id for row in rows(site, public_id))
    here = "/curation?field=health"
    answer = curator.post(here, data={"do": f"shortlist.{best}"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, here)
    typed = {f"words-{best}": "报价虚高，别碰", f"words-{second}": "只做云"}
    block = curator.post(here, data={"do": f"introduce.{best}"} | typed, headers={"HX-Request": "true"})
    assert block.text.lstrip().startswith('<div class="split" id="listing">')
    assert "已向双方引荐" in text_of(block)
    assert "已引荐双方" in text_of(block)
    assert [value in block.text for value in ('value="只做云"', "报价虚高")] == [True, False], "half a reason is kept"
    plain = curator.post(here, data={"do": f"shortlist.{third}"} | typed)
    assert ('value="只做云"' in plain.text, "已列入候选" in text_of(plain)) == (True, True)
    refused = curator.post(here, data={"do": f"dismiss.{second}.other"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "请写一句原因" in text_of(refused)
    said = {"do": f"dismiss.{second}.other", f"words-{second}": "只做云端"}
    assert "已排除" in text_of(curator.post(here, data=said, headers={"HX-Request": "true"}))
    assert "请从列表中选择原因" in text_of(curator.post(here, data={"do": f"dismiss.{third}.made_up"}))
    curator.post(here, data={"do": f"dismiss.{third}.wrong_field"})
    states = {row.public_id: (row.state, row.reason, row.note) for row in rows(site, public_id)}
    assert states == {
        best: (S.OFFERED, "", ""),
        second: (S.DISMISSED, "other", "只做云端"),
        third: (S.DISMISSED, "wrong_field", ""),
    }
    drain()
    assert any("引荐" in str(mail["Subject"]) for mail in mailbox.to("owner@example.com"))
    assert "报价虚高" not in mailbox.last_text("owner@example.com"), "no side reads why one was nearly dismissed"


def test_many_at_once_each_by_its_own_rule(
    site: Site, cast: Cast, signed_in: SignedIn, offered: dict[str, str]
) -> None:
    curator = signed_in(cast.curator)
    first = [row.public_id for row in rows(site, offered["first"])]
    second = [row.public_id for row in rows(site, offered["second"])]
    assert "请先勾选候选" in text_of(curator.post("/curation", data={"do": "introduce"}))
    assert "请选择要办理的事项" in text_of(curator.post("/curation", data={"do": "", "pick": first}))
    curator.post("/curation", data={"do": f"dismiss.{first[1]}.no_capacity"})
    picked = {"do": "introduce", "pick": [*first, *second, "nobody"], "note": "请面谈"}
    page = text_of(curator.post("/curation", data=picked))
    assert "已办理 5 项" in page
    assert "这些没有办成" in page
    assert "它现在是“已排除”" in page
    assert "已经不在您的范围内" in page
    states = [row.state for public_id in offered.values() for row in rows(site, public_id)]
    assert sorted(states) == sorted([S.OFFERED] * 5 + [S.DISMISSED])
    assert "等答复" in text_of(curator.get("/curation"))


def test_it_asks_the_same_number_of_questions_whatever_it_holds(
    site: Site, cast: Cast, signed_in: SignedIn, offered: dict[str, str]
) -> None:
    curator, seen = signed_in(cast.curator), []
    for url in ("/curation?field=education", "/curation"):
        with counted(site) as statements:
            curator.get(url)
        seen.append(len(statements))
    assert seen[0] == seen[1]
