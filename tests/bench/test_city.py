"""Pages of a whole city: each opens, and asks the database the same number of questions with few rows and with many."""

from collections.abc import Callable

import pytest

from app.bench.city import Size, populate
from app.bench.desks import PAGES
from app.core.site import Site
from scenarios.matches.queries.answers import SIZE, hers
from scenarios.matches.queries.desks import MOST_DEALINGS
from tests.support import Browser, Cast
from tests.support.statements import counted

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
CARD = '<article class="card answer">'
"""What an invitation, an introduction or an answer is drawn as."""
FEW, MANY = Size(needs=60, pilots=26, demonstrations=8), Size(needs=180, pilots=72, demonstrations=24)


def asked(site: Site, who: dict[str, Browser]) -> dict[str, int]:
    """Statements of each page, opened once before: what a process remembers is asked for once."""
    found = {}
    for name, path in PAGES:
        assert who[name].get(path).status_code == 200, path
        with counted(site) as statements:
            who[name].get(path)
        found[f"{name} {path}"] = len(statements)
    return found


def test_the_number_of_statements_does_not_grow_with_the_city(
    site: Site, cast: Cast, browser: Browser, signed_in: SignedIn
) -> None:
    people = {name: getattr(cast, name) for name, _path in PAGES if name}
    who = {"": browser, **{name: signed_in(person) for name, person in people.items()}}
    populate(site, FEW)
    few = asked(site, who)
    populate(site, MANY)
    assert asked(site, who) == few
    desk, everything = (who["supplier"].get(path).text.count(CARD) for path in ("/desk", "/answers"))
    assert 0 < desk <= 2 * MOST_DEALINGS < everything
    pages = [who["supplier"].get("/answers", params={"page": str(number)}).text.count(CARD) for number in (1, 2)]
    with site.database.reading() as db:
        all_of_them = len(db.exec(hers([cast.firm])).all())
    assert (pages[0], sum(pages)) == (SIZE, all_of_them), "the second page goes on where the first ends"
    assert "看全部邀请、引荐和回应" in who["supplier"].get("/desk").text
