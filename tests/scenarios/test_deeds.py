"""Every deed with a need, for everybody of the cast: the button is there exactly where the deed is not refused, and a
refusal has the status and the sentence that the table says."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from app.accounts.policy import Principal
from app.core.site import Site
from scenarios.deeds import OWNING, REVIEWING, NeedDeed
from scenarios.lifecycle import ScenarioState
from tests.scenarios.helpers import read, stand
from tests.scenarios.test_visibility import viewers
from tests.support import Browser, Cast
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
WHO = ("owner", "colleague", "two_hats", "supplier", "reviewer", "other_reviewer", "office", "stranger")
PLACES = {"edit": "edit/basics", "approve": "approval", "amend": "addendum", "hand_over": "hand-over"}


def _at(state: ScenarioState) -> Any:
    return SimpleNamespace(state=state)


def state_for(deed: NeedDeed, *, room: bool) -> ScenarioState | None:
    """A state with room for the deed, or without."""
    return next((s for s in ScenarioState if deed.possible(_at(s)) is room), None)


def expected(deed: NeedDeed, person: Principal, need: Any) -> tuple[int, str]:
    """Status and sentence of a refusal, to somebody whom the page lets in; (0, "") where the deed is done or its form
    comes back."""
    if not deed.possible(need):
        return 409, "您的操作没有生效"
    missing = deed.lacks(person, need)
    return (403, missing) if missing else (0, "")


CELLS = [
    (page, f"{stem}{PLACES.get(name, name) if deeds is OWNING else name}", deed, state, room)
    for page, stem, deeds in (
        ("/scenarios/{}/manage", "/scenarios/{}/", OWNING),
        ("/review/{}", "/review/{}/", REVIEWING),
    )
    for name, deed in deeds.items()
    for room in (True, False)
    if (state := state_for(deed, room=room)) is not None
]


def test_only_handing_over_is_possible_in_every_state() -> None:
    assert len(CELLS) == 2 * (len(OWNING) + len(REVIEWING)) - 1


@pytest.mark.parametrize(("page", "address", "deed", "state", "room"), CELLS)
def test_a_button_is_there_exactly_where_the_deed_is_not_refused(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    page: str,
    address: str,
    deed: NeedDeed,
    state: ScenarioState,
    room: bool,
) -> None:
    columns: dict[str, Any] = {"submitted_at": site.clock.now(), "sent_by": cast.owner, "reviewer_id": cast.reviewer}
    columns |= {"waiver": "应急", "risk_triggers": ["medical_decision"]}
    people, done = viewers(site, cast), 0
    for who in WHO:
        need, person, browser = (
            read(site, stand(site, cast, state, **columns)),
            people[who],
            signed_in(getattr(cast, who)),
        )
        assert person is not None
        shown, url = browser.get(page.format(need.public_id)), address.format(need.public_id)
        if shown.status_code != 200:
            assert browser.post(url).status_code == shown.status_code, who
            continue
        status, sentence = expected(deed, person, need)
        assert (f'"{url}"' in shown.text) is (status == 0), who
        # a form without its page's mark would overwrite what it has not seen
        mark = hidden(browser.get(url).text, "version") if url.endswith("edit/basics") and not status else ""
        answer = browser.post(url, data={"version": mark})
        done += not status
        if status:
            assert (answer.status_code, sentence in text_of(answer)) == (status, True), who
        else:
            assert answer.status_code not in {403, 404, 409}, who
    assert bool(done) is room
