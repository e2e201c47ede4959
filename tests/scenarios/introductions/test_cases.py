"""What curators keep of a need: on the desk when it falls due, and never before the eyes of a side."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from app.accounts.models import Stake
from app.core.clock import FixedClock, city_date
from app.core.site import Site
from scenarios.introductions.models import CaseStep
from tests.scenarios.matches.helpers import match_with, need, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
SECRET = "院长担心预算，先别告诉供给方"


def test_notes_and_steps(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    match, curator, url = match_with(site, public_id, one), signed_in(cast.curator), f"/curation/{public_id}"
    curator.post(f"/matches/{match.public_id}/introduce")
    today = city_date(clock.now())
    said = {"kind": "call", "happened_on": today.isoformat(), "match": match.public_id, "body": SECRET}
    assert SECRET in text_of(curator.post(f"{url}/entries", data=said))
    late = curator.post(f"{url}/entries", data=said | {"happened_on": (today + timedelta(days=1)).isoformat()})
    assert (late.status_code, "日期不能晚于今天" in text_of(late)) == (422, True)
    assert SECRET in late.text, "what was typed is kept"
    assert curator.post(f"{url}/entries", data=said | {"match": "nobody"}).status_code == 422
    assert curator.post(f"{url}/entries", data=said | {"kind": "made_up"}).status_code == 422
    past = curator.post(f"{url}/steps", data={"body": "回访", "due_on": (today - timedelta(days=1)).isoformat()})
    assert (past.status_code, "日期已经过去了" in text_of(past)) == (422, True)
    curator.post(f"{url}/steps", data={"body": "约设备科看现场", "due_on": (today + timedelta(days=5)).isoformat()})
    assert "没有符合这些条件" in text_of(curator.get("/curation?state=step"))
    clock.advance(days=5)
    assert "约设备科看现场" in text_of(curator.get("/curation?state=step"))
    with site.database.reading() as db:
        step = db.exec(select(CaseStep)).one()
    assert "已完成" in text_of(curator.post(f"{url}/steps/{step.public_id}/done"))
    assert signed_in(cast.office).post(f"{url}/steps/{step.public_id}/done").status_code == 409
    assert curator.post(f"{url}/steps/nobody/done").status_code == 404
    drain()
    reached = ("owner", "colleague", "supplier", "two_hats", "rival", "reviewer", "stranger", "auditor")
    pages = [url, f"/scenarios/{public_id}", f"/scenarios/{public_id}/matches", f"/scenarios/{public_id}/answers",
             "/answers", "/desk", "/curation"]  # fmt: skip
    for who in reached:
        browser = signed_in(getattr(cast, who))
        assert browser.get(url).status_code == 404
        assert browser.post(f"{url}/entries", data=said).status_code in {403, 404}
        assert browser.post(f"{url}/steps", data={"body": "x", "due_on": "2027-01-01"}).status_code in {403, 404}
        assert not any(SECRET in browser.get(page).text for page in pages), who
    assert not any(SECRET in text for address in reached for text in mailbox.texts(f"{address}@example.com"))
    assert SECRET in text_of(signed_in(cast.office).get(url))


def test_a_curator_with_a_stake_in_who_is_talking_steps_aside(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    match, office = match_with(site, public_id, one), signed_in(cast.office)
    office.post(f"/matches/{match.public_id}/introduce")
    tomorrow = (city_date(site.clock.now()) + timedelta(days=1)).isoformat()
    office.post(f"/curation/{public_id}/steps", data={"body": "问清启明的底价", "due_on": tomorrow})
    assert "底价" in signed_in(cast.curator).get("/curation").text
    with site.database.writing() as db:
        db.add(Stake(person_id=cast.curator, organisation_id=cast.firm, declared_at=site.clock.now()))
    curator = signed_in(cast.curator)
    for _talks in ("go on", "are over"):
        refused = curator.get(f"/curation/{public_id}")
        assert (refused.status_code, "应当回避" in text_of(refused)) == (403, True)
        desk = curator.get("/curation").text
        assert ("下一步" in desk, "底价" in desk) == (True, False)
        signed_in(cast.supplier).post(f"/matches/{match.public_id}/decline")
