"""Every move of a supply, for everybody of the cast: the button is there exactly where the move is not refused, and a
refusal has the status and the sentence that the table says."""

from collections.abc import Callable

import pytest

from app.core.site import Site
from suppliers.deeds import MOVES, standing
from suppliers.lifecycle import SupplyState
from tests.scenarios.test_visibility import viewers
from tests.suppliers.helpers import make
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
WHO = ("supplier", "rival", "owner", "office", "curator", "stranger")


@pytest.mark.parametrize("state", SupplyState)
@pytest.mark.parametrize("event", MOVES)
def test_a_button_is_there_exactly_where_the_move_is_not_refused(
    site: Site, cast: Cast, signed_in: SignedIn, event: str, state: SupplyState
) -> None:
    people, deed = viewers(site, cast), MOVES[event]
    for who in WHO:
        supply, browser = make(site, cast.firm, state=state), signed_in(getattr(cast, who))
        with site.database.reading() as db:
            one = standing(db, supply)
        here, url = f"/supplies/{supply.public_id}", f"/supplies/{supply.public_id}/moves/{event}"
        shown = browser.get(here)
        if shown.status_code == 404:
            assert browser.post(url).status_code == 404, who
            continue
        assert (f'"{url}"' in shown.text) is deed.allowed(people[who], one), who
        answer, missing = browser.post(url), deed.lacks(people[who], one)
        if not deed.possible(one):
            assert (answer.status_code, "您的操作没有生效" in text_of(answer)) == (409, True), who
        elif missing:
            assert (answer.status_code, missing in text_of(answer)) == (403, True), who
        else:
            assert answer.status_code == 200, who
