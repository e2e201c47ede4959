"""Every deed with a match or an answer, for everybody of the cast: the button is on some page of hers exactly where the
deed is not refused, and a refusal has the status and the sentence that the table says."""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from app.core.site import Site
from scenarios.matches.actions.deciding import WAIT
from scenarios.matches.deeds import ANSWERS, MATCHES, PairDeed, Side
from scenarios.matches.lifecycle import AnswerState, MatchState
from scenarios.matches.models import Answer, Introduction, Match, MatchSource
from scenarios.matches.queries.sides import Pair, pair_of
from tests.scenarios.helpers import read
from tests.scenarios.matches.helpers import need, supply
from tests.scenarios.test_visibility import viewers
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
WHO = ("owner", "supplier", "rival", "curator", "reviewer", "office")


BEHIND = {
    AnswerState.SENT: MatchState.INTERESTED_SUPPLIER,
    AnswerState.WANTED: MatchState.MUTUAL,
    AnswerState.NOT_NOW: MatchState.DECLINED,
    AnswerState.WITHDRAWN: MatchState.DECLINED,
    AnswerState.LAPSED: MatchState.EXPIRED,
}
"""The state of the match behind an answer."""


def reason_behind(state: AnswerState) -> str:
    """What the owner gave as reason where it was she who ended it."""
    return "timing" if state is AnswerState.NOT_NOW else ""


def match_in(state: MatchState) -> Any:
    match = SimpleNamespace(state=state, invite_at=None)
    return SimpleNamespace(match=match, answerable=True, lapsed=False, introduction=None, answer=None)


def answer_in(state: AnswerState) -> Any:
    match = SimpleNamespace(state=BEHIND[state], reason=reason_behind(state))
    return SimpleNamespace(answer=SimpleNamespace(state=state), match=match, introduction=None)


def telling(deed: PairDeed, states: Iterable[Any], of: Callable[[Any], Any]) -> list[Any]:
    """Every state with room for the deed, and one without."""
    room = [state for state in states if deed.possible(of(state))]
    return [*room, next(state for state in states if state not in room)]


REPLIED = ("invite", MatchState.INTERESTED_SUPPLIER)
"""Here the button is the reply to the answer; an invitation sent from an older page counts as that."""
TAKE_BACK = "take-back"
"""Possible by the instant of the row and not by its state; it has a test of its own."""
UNSAYING = {"unagree": MatchState.INTERESTED_OWNER, "unaccept": MatchState.INTERESTED_SUPPLIER}
"""Possible only while an introduction runs, in the state that this side's own yes has brought about."""
WITH_MATCH = [
    (name, state)
    for name, deed in MATCHES.items()
    if name != TAKE_BACK and name not in UNSAYING
    for state in telling(deed, MatchState, match_in)
]
WITH_ANSWER = [(name, state) for name, deed in ANSWERS.items() for state in telling(deed, AnswerState, answer_in)]


def a_pair(
    site: Site,
    cast: Cast,
    state: MatchState,
    answered: AnswerState | None = None,
    *,
    inviting: bool = False,
    introduced: bool = False,
) -> Pair:
    """A pair in this state."""
    public_id, one, now = need(site, cast), supply(site, cast.firm), site.clock.now()
    with site.database.writing() as db:
        ids: dict[str, Any] = {"scenario_id": read(site, public_id).id, "supply_id": one.id}
        match = Match(**ids, source=MatchSource.CURATOR, state=state, score=50, created_at=now, updated_at=now)
        match.invite_at = now + WAIT if inviting else None
        match.reason = reason_behind(answered) if answered else ""
        db.add(match)
        db.flush()
        said: dict[str, Any] = {
            "organisation_id": cast.firm,
            "person_id": cast.supplier,
            "match_id": match.id,
            "body": "能做",
        }
        if introduced:
            db.add(Introduction(match_id=match.id, curator_id=cast.curator, offered_at=now, due_at=now + WAIT))
        answer = Answer(**ids, **said, state=answered, reply_due_at=now, created_at=now) if answered else None
        if answer is not None:
            db.add(answer)
            db.flush()
        pair = pair_of(db, match, now, answer)
        for row in (pair.need, pair.supply, match, answer, pair.introduction):
            if row is not None:
                db.refresh(row)
        db.expunge_all()
    return pair


def check(site: Site, cast: Cast, signed_in: SignedIn, deed: PairDeed, pair: Pair, url: str) -> None:
    """One refused or carried out for each; whoever may do it comes last, since it moves the pair on."""
    people = viewers(site, cast)
    pages = [f"/scenarios/{pair.need.public_id}/matches", f"/scenarios/{pair.need.public_id}/answers", "/answers"]
    for who in sorted(WHO, key=lambda name: deed.allowed(people[name], pair)):
        browser, allowed = signed_in(getattr(cast, who)), deed.allowed(people[who], pair)
        shown = any(f'"{url}"' in browser.get(page).text for page in pages)
        assert shown is allowed, who
        answer = browser.post(url)
        if answer.status_code == 404 and not allowed:
            continue
        missing = deed.lacks(people[who], pair)
        one_sides = deed.side in {Side.OWNER, Side.SUPPLIER}  # whose refusal tells nobody else of the state
        if not deed.possible(pair) and not (one_sides and missing):
            assert (answer.status_code, "您的操作没有生效" in text_of(answer)) == (409, True), who
        elif missing:
            assert (answer.status_code, missing in text_of(answer)) == (403, True), who
        else:
            assert answer.status_code not in {403, 404, 409}, who
            return


@pytest.mark.parametrize(("name", "state"), [cell for cell in WITH_MATCH if cell != REPLIED])
def test_deeds_with_a_match(site: Site, cast: Cast, signed_in: SignedIn, name: str, state: MatchState) -> None:
    pair = a_pair(site, cast, state)
    check(site, cast, signed_in, MATCHES[name], pair, f"/matches/{pair.match.public_id}/{name}")


@pytest.mark.parametrize("name", UNSAYING)
@pytest.mark.parametrize("state", [*UNSAYING.values(), MatchState.MUTUAL])
def test_taking_back_a_yes_to_an_introduction(
    site: Site, cast: Cast, signed_in: SignedIn, name: str, state: MatchState
) -> None:
    pair = a_pair(site, cast, state, introduced=True)
    assert MATCHES[name].possible(pair) is (state is UNSAYING[name])
    check(site, cast, signed_in, MATCHES[name], pair, f"/matches/{pair.match.public_id}/{name}")


@pytest.mark.parametrize("inviting", [True, False])
def test_taking_an_invitation_back(site: Site, cast: Cast, signed_in: SignedIn, inviting: bool) -> None:
    pair = a_pair(site, cast, MatchState.SHORTLISTED, inviting=inviting)
    check(site, cast, signed_in, MATCHES[TAKE_BACK], pair, f"/matches/{pair.match.public_id}/{TAKE_BACK}")


@pytest.mark.parametrize("name", [name for name in MATCHES if name not in {TAKE_BACK, "decline", *UNSAYING}])
def test_while_an_invitation_waits_nothing_else_happens(site: Site, cast: Cast, signed_in: SignedIn, name: str) -> None:
    pair = a_pair(site, cast, MatchState.SHORTLISTED, inviting=True)
    check(site, cast, signed_in, MATCHES[name], pair, f"/matches/{pair.match.public_id}/{name}")


@pytest.mark.parametrize(("name", "state"), WITH_ANSWER)
def test_deeds_with_an_answer(site: Site, cast: Cast, signed_in: SignedIn, name: str, state: AnswerState) -> None:
    pair = a_pair(site, cast, BEHIND[state], state)
    assert pair.answer is not None
    check(site, cast, signed_in, ANSWERS[name], pair, f"/answers/{pair.answer.public_id}/{name}")
