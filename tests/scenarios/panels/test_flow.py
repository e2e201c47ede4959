"""From the unsealing to a signed result, over HTTP: three bids, a panel of five, one who recuses herself."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.bids.models import Part
from scenarios.panels.drawing import hashed, seed_of
from scenarios.panels.models import Panel, Seat
from tests.scenarios.bids import helpers as b
from tests.scenarios.helpers import read
from tests.scenarios.panels import helpers as h
from tests.scenarios.panels.helpers import SignedIn
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

PHRASE = "玄圃积玉"
HOUSES = ("启明医智科技", "澄观智能", "岱川数据")


@pytest.mark.both_engines
def test_a_panel_scores_what_it_may_read(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int], mailbox: Mailbox
) -> None:
    need, people = h.weighed(site, cast), h.bidders(site, cast)
    here, owner = f"/scenarios/{need}/evaluation", signed_in(cast.owner)
    drain()
    promised = h.panel(site).commitment
    assert promised in owner.get(here).text  # before anybody knows who bids
    theirs = h.handed_in(signed_in, need, people)
    h.experts(site)
    assert owner.get(f"{here}/bids/1").status_code == 404
    h.checked(clock, drain)
    read_early = owner.get(f"{here}/bids/1")
    assert b.PLAN["approach"] in read_early.text
    assert not [name for name in HOUSES if name in read_early.text]
    assert "祁衡" not in read_early.text
    assert signed_in(people[0]).get(f"{here}/bids/1").status_code == 404
    assert signed_in(cast.office).get(f"{here}/bids/1").status_code == 404

    few = signed_in(cast.office).post(f"{here}/draw")
    assert (few.status_code, "可以参加抽取的专家还不到 15 位" in few.text) == (422, True)
    seats = h.drawn(site, cast, signed_in, need)
    panel = h.panel(site)
    assert hashed(panel.secret) == promised == panel.commitment
    assert panel.seed == seed_of(panel.secret, b.record(site).sha256, panel.pool_sha256)
    assert [one.number for one in seats] == [1, 2, 3, 4, 5]
    assert signed_in(cast.office).post(f"{here}/draw", data={"again": "1"}).status_code == 409
    assert len(h.seats(site)) == 5
    public = text_of(signed_in(cast.stranger).get(here))
    assert panel.seed in public
    assert "专家0" not in public  # who judges, nobody outside learns before the publicity
    assert "专家0" not in text_of(signed_in(people[0]).get(here))

    _scores_are_final(site, signed_in, need, seats, owner)
    _another_follows(site, signed_in, need, panel)
    _everybody_signs(site, signed_in, need, people, owner)
    drain()
    told = [str(one["Subject"]) for one in mailbox.messages]
    for subject, count in (("形式审查结果", 3), ("请评审", 5), ("请评具名部分", 5), ("请签名", 5), ("请作出决定", 1)):
        assert sum(one.startswith(subject) for one in told) == count, subject
    assert (read(site, need).state, len(theirs)) == ("evaluating", 3)


def _scores_are_final(site: Site, signed_in: SignedIn, need: str, seats: list[Seat], owner: Browser) -> None:
    """Kept as they are typed, refused out of range, never changed once sent: by page and by database."""
    here = f"/scenarios/{need}/evaluation"
    first = signed_in(seats[0].person_id)
    wrong = first.post(f"{here}/bids/1", data=h.sheet(site, need, Part.TECHNICAL, "101"))
    assert (wrong.status_code, "请填 0 到 100 之间的分数" in wrong.text, 'value="101"' in wrong.text) == (
        422,
        True,
        True,
    )
    kept = first.post(f"{here}/bids/1/autosave", data=h.sheet(site, need, Part.TECHNICAL, "88.5"))
    assert kept.text.startswith("已自动保存")
    assert 'value="88.5"' in first.get(f"{here}/bids/1").text
    missing = first.post(f"{here}/send")
    assert (missing.status_code, "还有 2 处没有打分" in missing.text) == (422, True)
    assert first.post(f"{here}/bids/1", data=h.sheet(site, need, Part.NAMED, "88")).status_code == 409
    assert owner.post(f"{here}/bids/1", data=h.sheet(site, need, Part.TECHNICAL, "88")).status_code == 403
    h.score(site, first, need, Part.TECHNICAL, {1: "88.5", 2: "70", 3: "60"})
    assert first.post(f"{here}/bids/1", data=h.sheet(site, need, Part.TECHNICAL, "99")).status_code == 409
    assert "1 / 5" in text_of(owner.get(here))
    assert not [name for name in HOUSES if name in first.get(f"{here}/bids/1").text]
    with pytest.raises(DBAPIError), site.database.writing() as db:
        db.connection().execute(text("UPDATE panel_score SET tenths = 1000"))


def _another_follows(site: Site, signed_in: SignedIn, need: str, panel: Panel) -> None:
    """Who recuses herself reads nothing any more; the next of the same draw sits in her place."""
    here, gone = f"/scenarios/{need}/evaluation", signed_in(h.seats(site)[1].person_id)
    assert "已回避" in gone.post(f"{here}/recuse", data={"reason": "known"}).text
    assert gone.get(f"{here}/bids/1").status_code == 404
    seats = h.seats(site)
    expected = next(place for place, line in enumerate(panel.lines, start=1) if line["outcome"] == "substitute")
    assert (len(seats), seats[5].place, seats[1].state) == (6, expected, "recused")


def _everybody_signs(site: Site, signed_in: SignedIn, need: str, people: list[int], owner: Browser) -> None:
    """Names are open once all have sent the technical part; the formula does the rest."""
    here, seats = f"/scenarios/{need}/evaluation", h.seats(site)
    first = signed_in(seats[0].person_id)
    for one in seats[2:]:
        h.score(site, signed_in(one.person_id), need, Part.TECHNICAL, {1: "80", 2: "75", 3: "60.5"})
    assert [name for name in HOUSES if name in first.get(f"{here}/bids/1").text]
    assert sum(name in owner.get(here).text for name in HOUSES) == 3
    assert h.results(site) == []
    for one in (seats[0], *seats[2:]):
        h.score(site, signed_in(one.person_id), need, Part.NAMED, {1: "90", 2: "85", 3: "60"})
    (result,) = h.results(site)
    assert [line["number"] for line in result.lines][2] == 3
    totals = owner.get(here).text
    assert result.sha256 in totals
    assert result.sha256 not in signed_in(people[0]).get(here).text
    signed = first.post(f"{here}/sign", data={"dissent": "第二份的数据条件应再核实"})
    assert "已签名" in signed.text
    for one in seats[2:]:
        signed_in(one.person_id).post(f"{here}/sign")
    assert "第二份的数据条件应再核实" in owner.get(here).text


def test_papers_that_are_missing_still_end_a_bid(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    need, people = h.weighed(site, cast), h.bidders(site, cast)
    for person in people:
        b.sealed(signed_in(person), need)
    drain()
    b.after_the_deadline(clock)
    drain()
    late = b.bids(site)[0]
    who = signed_in({cast.firm: people[0], cast.rival_firm: people[1]}.get(late.organisation_id, people[2]))
    for kind in ("authorisation", "stamped", "proof"):
        assert "材料已补正" in b.paper(who, f"/bids/{late.public_id}", kind).text
    b.after_the_deadline(clock, days=6)
    assert b.paper(who, f"/bids/{late.public_id}", "stamped").status_code == 409
    drain()
    assert [one.state for one in b.bids(site)] == ["scoring", "ineligible", "ineligible"]
    assert read(site, need).state == "evaluating"


def test_where_no_papers_are_in_order_the_round_ends(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    need = h.weighed(site, cast)
    for person in h.bidders(site, cast):
        b.sealed(signed_in(person), need)
    h.checked(clock, drain)
    assert read(site, need).state == "no_award"
    assert "没有一份应标书通过形式审查" in signed_in(cast.owner).get(f"/scenarios/{need}/record").text


def test_nothing_of_a_bid_is_on_the_pages_of_a_panel_before_the_unsealing(
    site: Site, cast: Cast, signed_in: SignedIn, browser: Browser, drain: Callable[[], int]
) -> None:
    need = h.weighed(site, cast)
    drain()
    h.experts(site)
    office = signed_in(cast.office)
    here = f"/scenarios/{need}/evaluation"
    office.post(f"{here}/pool/panellists")
    pages = (here, f"{here}/pool", "/panels")
    everybody = [browser, office, *(signed_in(one) for one in (cast.owner, cast.rival, cast.auditor, cast.admin))]
    before = [who.get(page).text for who in everybody for page in pages]
    theirs = b.written(signed_in(cast.supplier), need, approach=PHRASE, team=PHRASE)
    b.paper(signed_in(cast.supplier), theirs, "technical", f"{PHRASE}.pdf")
    signed_in(cast.supplier).post(f"{theirs}/submit", data={"terms": "true"})
    after = [who.get(page).text for who in everybody for page in pages]
    assert not [page for page in after if PHRASE in page or theirs.rsplit("/", 1)[1] in page]
    assert [len(page) for page in before] == [len(page) for page in after]
    assert signed_in(cast.owner).get(f"{here}/bids/1").status_code == 404


def test_experts_are_entered_line_by_line(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Callable[[], int]
) -> None:
    need = h.weighed(site, cast)
    drain()
    h.experts(site, 2)
    office, here = signed_in(cast.office), f"/scenarios/{need}/evaluation"
    answer = office.post(
        f"{here}/pool",
        data={"experts": "expert0@example.com，嵩云医院\nexpert1@example.com\n无此人@x", "field": "医疗"},
    )
    assert (answer.status_code, "已加入 2 位。下面 1 行没有找到账户" in answer.text, "无此人@x" in answer.text) == (
        422,
        True,
        True,
    )
    assert "嵩云医院" in office.get(f"{here}/pool").text
    assert "已保存" in office.post(f"{here}/size", data={"size": "7"}).text
    assert h.panel(site).size == 7
    assert office.post(f"{here}/size", data={"size": "6"}).status_code == 422
    assert signed_in(cast.owner).get(f"{here}/pool").status_code == 403
