"""A yes counts while it may be said and until its side says otherwise, whether or not the clock has recorded that."""

from collections.abc import Callable

from sqlmodel import col, select

from app.core.clock import FixedClock
from app.core.models import AuditEntry
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.matches.actions.answering import let_lapse
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.queries.visibility import by_public_id
from suppliers.models import Supply
from tests.scenarios.matches.helpers import CLOUD, OWNER_CONTACT, SUPPLIER_CONTACT, match_with, need, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
S = MatchState


def state_of(site: Site, match: Match) -> MatchState:
    with site.database.reading() as db:
        return db.get_one(Match, match.id).state


def becomes(site: Site, public_id: str, state: ScenarioState) -> None:
    with site.database.writing() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        row.state = state


def says_i_can(site: Site, browser: Browser, public_id: str, one: Supply) -> int:
    with site.database.reading() as db:
        chosen = db.get_one(Supply, one.id).public_id
    return browser.post(f"/scenarios/{public_id}/answer", data={"supply": chosen, "body": "三周上线"}).status_code


def releases(site: Site) -> int:
    with site.database.reading() as db:
        return len(db.exec(select(AuditEntry).where(AuditEntry.action == "contacts_released")).all())


def lapsed_answer(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, public_id: str, one: Supply
) -> tuple[Match, str]:
    """The match and the answer of a need that ended unanswered and is open again, an hour later."""
    match = match_with(site, public_id, one)
    says_i_can(site, signed_in(cast.supplier), public_id, one)
    becomes(site, public_id, ScenarioState.EXPIRED)
    let_lapse(site, clock.now())
    becomes(site, public_id, ScenarioState.OPEN)
    clock.advance(minutes=10)
    with site.database.reading() as db:
        answer = db.exec(select(Answer.public_id).where(Answer.match_id == match.id)).one()
    return match, answer


def test_an_old_yes_does_not_outlive_what_is_asked_anew(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, clock: FixedClock
) -> None:
    one, public_id = supply(site, cast.firm), need(site, cast)
    drain()
    match, answer = lapsed_answer(site, cast, signed_in, clock, public_id, one)
    owner, page = signed_in(cast.owner), f"/scenarios/{public_id}/answers"
    assert f"/answers/{answer}/want" in owner.get(page).text, "she may come back to what lapsed"
    signed_in(cast.curator).post(f"/matches/{match.public_id}/introduce")
    shown = owner.get(page).text
    assert (f"/answers/{answer}/want" in shown, f"/matches/{match.public_id}/agree" in shown) == (False, True)
    assert "未获答复" not in shown
    assert owner.post(f"/answers/{answer}/want").status_code == 409
    assert state_of(site, match) is S.OFFERED
    signed_in(cast.supplier).post(f"/matches/{match.public_id}/decline")
    assert owner.post(f"/answers/{answer}/want").status_code == 409
    assert (state_of(site, match), releases(site)) == (S.DECLINED, 0)
    assert SUPPLIER_CONTACT[1] not in text_of(owner.get(page))


def test_nobody_says_yes_when_time_is_over(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, clock: FixedClock
) -> None:
    """The worker stands still all along."""
    one, two, public_id = supply(site, cast.firm), supply(site, cast.rival_firm, CLOUD), need(site, cast)
    drain()
    first, second = match_with(site, public_id, one), match_with(site, public_id, two)
    for match in (first, second):
        signed_in(cast.curator).post(f"/matches/{match.public_id}/introduce")
    signed_in(cast.rival).post(f"/matches/{second.public_id}/accept")
    signed_in(cast.owner).post(f"/matches/{first.public_id}/agree")
    becomes(site, public_id, ScenarioState.CANCELLED)
    assert signed_in(cast.supplier).post(f"/matches/{first.public_id}/accept").status_code in {404, 409}
    assert signed_in(cast.owner).post(f"/matches/{second.public_id}/agree").status_code == 409
    becomes(site, public_id, ScenarioState.OPEN)
    clock.advance(days=20)
    owner, firm = signed_in(cast.owner), signed_in(cast.supplier)
    for deed in ("agree", "invite"):
        assert owner.post(f"/matches/{second.public_id}/{deed}").status_code == 409
    assert firm.post(f"/matches/{first.public_id}/accept").status_code == 409
    assert says_i_can(site, firm, public_id, one) < 400
    states = (state_of(site, first), state_of(site, second))
    assert states == (S.INTERESTED_SUPPLIER, S.INTERESTED_SUPPLIER)
    assert releases(site) == 0
    assert not any(word in firm.get("/answers").text for word in OWNER_CONTACT)
    assert firm.get("/answers").text.count("/withdraw") == 1
    clock.advance(days=20)
    owner = signed_in(cast.owner)
    owner.post(f"/matches/{first.public_id}/agree")
    assert (state_of(site, first), releases(site)) == (S.MUTUAL, 1), "an answer of its own has no such end"


def test_an_answer_with_something_else_settles_the_introduction(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox
) -> None:
    one, two, public_id = supply(site, cast.firm), supply(site, cast.firm, CLOUD), need(site, cast)
    drain()
    first, second = match_with(site, public_id, one), match_with(site, public_id, two)
    for match in (first, second):
        signed_in(cast.curator).post(f"/matches/{match.public_id}/introduce")
    says_i_can(site, signed_in(cast.supplier), public_id, one)
    drain()
    with site.database.reading() as db:
        ended = dict(db.exec(select(col(Introduction.match_id), col(Introduction.ended_at))).all())
    assert (ended[first.id], ended[second.id] is None) == (None, False)
    assert "已婉拒" in str(mailbox.to("curator@example.com")[-1]["Subject"])
