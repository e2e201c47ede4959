"""A house that was invited with one of its supplies answers with another; what it will answer with stands chosen."""

from collections.abc import Callable

from app.core.acting import act_in
from app.core.site import Site
from scenarios.matches.actions.deciding import decide
from scenarios.matches.lifecycle import AnswerState, MatchEvent, MatchState
from suppliers.models import Supply
from tests.scenarios.matches.helpers import BODY, CLOUD, ECG, answers_of, match_with, need, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
E = MatchEvent


def invite(site: Site, public_id: str, one: Supply, event: MatchEvent = E.OWNER_INTERESTED) -> None:
    match = match_with(site, public_id, one)
    with site.database.writing() as db:
        db.add(match)
        if event is E.OWNER_INTERESTED:
            decide(act_in(db, site), match, E.SHORTLIST)
        decide(act_in(db, site), match, event)


def chosen(page: str) -> str:
    """The public id of what is chosen in the box."""
    before, _mark, _rest = page.partition(" selected")
    return before.rpartition('value="')[2].rstrip('"')


def test_an_invitation_is_answered_by_another_supply(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one, other = supply(site, cast.firm), supply(site, cast.firm, CLOUD)
    public_id = need(site, cast)
    drain()
    invite(site, public_id, one)
    firm = signed_in(cast.supplier)
    assert "婉拒" in text_of(firm.get("/answers"))
    firm.post(f"/scenarios/{public_id}/answer", data={"supply": other.public_id, "body": BODY})
    (answer,) = answers_of(site, public_id)
    assert (answer.supply_id, answer.state) == (other.id, AnswerState.SENT), (
        "the owner decides about what she did not name"
    )
    assert match_with(site, public_id, one).state is MatchState.DECLINED
    assert match_with(site, public_id, one).note == f"改用“{CLOUD.name}”回应"
    assert match_with(site, public_id, other).state is MatchState.INTERESTED_SUPPLIER
    assert "/decline" not in firm.get("/answers").text, "nothing waits for the house any more"
    assert f"改用“{CLOUD.name}”回应" in text_of(firm.get("/answers"))
    assert f"改用“{CLOUD.name}”回应" in text_of(signed_in(cast.owner).get(f"/scenarios/{public_id}/answers"))


def test_an_introduction_of_another_house_stays(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one, theirs = supply(site, cast.firm), supply(site, cast.rival_firm, CLOUD)
    public_id = need(site, cast)
    drain()
    invite(site, public_id, theirs, E.OFFER)
    signed_in(cast.supplier).post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": BODY})
    assert match_with(site, public_id, theirs).state is MatchState.OFFERED


def test_one_s_own_product_stands_chosen(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    firm, box = signed_in(cast.supplier), f"/scenarios/{public_id}/answer"
    assert chosen(firm.get(box).text) == one.public_id, "the only one"
    other = supply(site, cast.firm, CLOUD)
    drain()
    assert " selected" not in firm.get(box).text
    assert chosen(firm.get(box, params={"supply": other.public_id}).text) == other.public_id
    assert " selected" not in firm.get(box, params={"supply": "nobody"}).text
    assert f"{box}?supply={other.public_id}" in firm.get(f"/supplies/{other.public_id}/needs").text
    invite(site, public_id, one)
    assert chosen(firm.get(box).text) == one.public_id, "what it was invited for"
    assert ECG.name in text_of(firm.get(box))
