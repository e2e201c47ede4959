"""Who may not judge any more after the draw: a stake entered later, an account that has ended. The clock lets her go."""

from collections.abc import Callable

from app.accounts.models import Person, Stake
from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.bids.models import Part
from scenarios.panels.actions.clockwork import tick
from tests.scenarios.awards.helpers import DECISION, by_number
from tests.scenarios.bids import helpers as b
from tests.scenarios.panels import helpers as h
from tests.scenarios.panels.helpers import SignedIn
from tests.support import Cast


def sitting(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> tuple[str, list[int], int]:
    """The need, who was drawn, and who bid under number 1."""
    need, people = h.weighed(site, cast), h.bidders(site, cast)
    h.handed_in(signed_in, need, people)
    h.experts(site)
    h.checked(clock, drain)
    return need, [one.person_id for one in h.drawn(site, cast, signed_in, need)], by_number(site, cast, people)[0]


def lock(site: Site, person_id: int) -> None:
    with site.database.writing() as db:
        person = db.get_one(Person, person_id)
        person.locked_at = site.clock.now()
        db.add(person)


def states(site: Site) -> list[str]:
    return [one.state.value for one in h.seats(site)]


def test_a_stake_entered_after_the_draw_ends_a_seat_and_the_next_follows(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    need, members, bidder = sitting(site, cast, signed_in, clock, drain)
    here, partial = f"/scenarios/{need}/evaluation", signed_in(members[0])
    h.score(site, signed_in(members[2]), need, Part.TECHNICAL, {1: "80", 2: "70", 3: "60"})
    sheet = h.sheet(site, need, Part.TECHNICAL, "99", opinion="草稿里的评语")
    partial.post(f"{here}/bids/1", data=sheet)
    with site.database.writing() as db:
        db.add(Stake(person_id=members[0], organisation_id=cast.firm, note="持股", declared_at=clock.now()))
    refused = partial.post(f"{here}/send")
    assert (refused.status_code, "请申请回避" in refused.text) == (403, True)
    assert partial.get(f"{here}/bids/1").status_code == 404
    lock(site, members[1])
    tick(site, clock.now())
    assert states(site) == ["recused", "recused", "technical_sent", "seated", "seated", "seated", "seated"]
    order = [place for place, one in enumerate(h.panel(site).lines, 1) if one["outcome"] in {"seated", "substitute"}]
    assert [one.place for one in h.seats(site)] == order[:7]
    tick(site, clock.now())
    assert len(states(site)) == 7

    member = signed_in(h.seats(site)[3].person_id)
    member.post(f"{here}/bids/1", data=h.sheet(site, need, Part.TECHNICAL, "90", opinion="草稿里的评语"))
    none = DECISION | {"outcome": "no_award", "number": "", "reason": "预算取消，本轮不再继续。"}
    assert "决定已记录" in signed_in(cast.owner).post(f"/scenarios/{need}/award/decide", data=none).text
    letter = signed_in(bidder).get(f"/bids/{b.bids(site)[0].public_id}/letter")
    assert (letter.status_code, "草稿里的评语" in letter.text) == (200, False)  # what nobody has sent is no opinion


def test_who_is_gone_after_the_result_keeps_nobody_from_signing(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    need, members, _bidder = sitting(site, cast, signed_in, clock, drain)
    for part in (Part.TECHNICAL, Part.NAMED):
        for person in members:
            h.score(site, signed_in(person), need, part, {1: "80", 2: "70", 3: "60"})
    (result,) = h.results(site)
    for person in members[1:]:
        signed_in(person).post(f"/scenarios/{need}/evaluation/sign")
    lock(site, members[0])
    tick(site, clock.now())
    assert (states(site)[0], len(states(site)), h.results(site)[0].sha256) == ("recused", 5, result.sha256)
    number = str(result.lines[0]["number"])
    decided = signed_in(cast.owner).post(f"/scenarios/{need}/award/decide", data=DECISION | {"number": number})
    assert "决定已记录并公布" in decided.text
