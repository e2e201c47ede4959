"""An introduction: both sides are asked, contacts open on two yeses, and the clock ends what nobody answered."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from sqlmodel import col, select

from app.core.clock import FixedClock
from app.core.history import timeline
from app.core.models import AuditEntry
from app.core.site import Site
from scenarios.matches.actions.offering import DAYS, expire, remind
from scenarios.matches.consent import CURRENT
from scenarios.matches.lifecycle import MATCH, MatchState
from scenarios.matches.models import Introduction, Match
from suppliers.models import Supply
from tests.scenarios.matches.helpers import OWNER_CONTACT, SUPPLIER_CONTACT, match_with, need, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
S = MatchState


@pytest.fixture
def offered(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> tuple[str, Match, str]:
    """A need, its one match, and the page of the introduction that a curator has just made."""
    one: Supply = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    match = match_with(site, public_id, one)
    said = text_of(signed_in(cast.curator).post(f"/matches/{match.public_id}/introduce", data={"note": "做过同类项目"}))
    assert "已向双方引荐" in said
    drain()
    with site.database.reading() as db:
        offer = db.exec(select(Introduction)).one()
        assert (offer.match_id, offer.curator_id, offer.venue_id) == (match.id, cast.curator, None)
    return public_id, match, f"/introductions/{offer.public_id}"


def state_of(site: Site, match: Match) -> MatchState:
    with site.database.reading() as db:
        return db.get_one(Match, match.id).state


def hides_contacts(text: str) -> bool:
    return not any(word in text for word in (*OWNER_CONTACT, *SUPPLIER_CONTACT))


def test_two_yeses_open_the_contacts(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    browser: Browser,
    offered: tuple[str, Match, str],
) -> None:
    _public_id, match, page = offered
    owner, firm = signed_in(cast.owner), signed_in(cast.supplier)
    for address in ("owner@example.com", "supplier@example.com"):
        mail = mailbox.last_text(address)
        assert page in mail
        assert "做过同类项目" in mail
        assert hides_contacts(mail)
    location = str(browser.get(page, follow_redirects=False).headers["location"])
    assert unquote(location) == f"/sign-in?next={page}"
    assert all(signed_in(who).get(page).status_code == 404 for who in (cast.rival, cast.stranger, cast.unverified))
    for one in (owner, firm):
        text = text_of(one.get(page))
        assert "同意对接" in text
        assert "做过同类项目" in text
        assert "开放的时间和经办人会记录在案" in text
        assert hides_contacts(text)
    assert page in owner.get("/desk").text
    text = text_of(owner.post(f"/matches/{match.public_id}/agree", data={"next": page}))
    assert page not in owner.get("/desk").text
    assert "已同意对接" in text
    assert "正在等对方" in text
    assert hides_contacts(text)
    assert state_of(site, match) is S.INTERESTED_OWNER
    waiting = text_of(firm.get(page))
    assert hides_contacts(waiting)
    assert "owner" not in waiting, "who of the other side has said yes is told to neither"
    assert OWNER_CONTACT[1] in text_of(firm.post(f"/matches/{match.public_id}/accept", data={"next": page}))
    assert SUPPLIER_CONTACT[1] in text_of(owner.get(page))
    curator = text_of(signed_in(cast.curator).get(page))
    assert "双方有意向" in curator
    assert hides_contacts(curator)
    drain()
    assert "您的引荐有了结果：双方有意向" in str(mailbox.to("curator@example.com")[-1]["Subject"])
    assert "也同意对接" in str(mailbox.to("owner@example.com")[-1]["Subject"])
    with site.database.reading() as db:
        yeses = [move.evidence for move in timeline(db, MATCH.name, match.id)]
        assert yeses[-2:] == [{"consent": CURRENT}] * 2
        released = db.exec(select(AuditEntry).where(AuditEntry.action == "contacts_released")).one()
        assert (released.detail or {})["consent"] == CURRENT
        assert db.exec(select(Introduction)).one().ended_at is not None
    assert owner.post(f"/matches/{match.public_id}/refuse", data={"reason": "budget"}).status_code == 409


def test_a_yes_is_taken_back_before_the_other_s(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    offered: tuple[str, Match, str],
) -> None:
    """The other side never learns of it: neither of the yes nor that it is gone."""
    public_id, match, page = offered
    owner, firm, at = signed_in(cast.owner), signed_in(cast.supplier), f"/matches/{match.public_id}"
    told = len(mailbox.messages)
    before = [text_of(firm.get(where)) for where in (page, "/answers")]
    stale = text_of(owner.post(f"{at}/agree", data={"consent": "0"}))
    assert "同意的内容已经更新" in stale
    assert "开放的时间和经办人会记录在案" in stale
    assert state_of(site, match) is S.OFFERED
    assert hidden(owner.get(page).text, "consent") == CURRENT
    owner.post(f"{at}/agree", data={"consent": CURRENT, "next": page})
    assert [text_of(firm.get(where)) for where in (page, "/answers")] == before
    refused = [firm.post(f"{at}/{deed}") for deed in ("agree", "unagree", "refuse")]
    assert {one.status_code for one in refused} == {403}, "a refusal must not tell how far the other side is"
    assert "同意已收回" in text_of(owner.post(f"{at}/unagree", data={"next": page}))
    assert state_of(site, match) is S.OFFERED
    assert owner.post(f"{at}/unagree").status_code == 409
    assert [text_of(firm.get(where)) for where in (page, "/answers")] == before
    firm.post(f"{at}/accept", data={"next": page})
    assert hides_contacts(text_of(owner.get(page)))
    shown = "".join(text_of(owner.get(where)) for where in (page, f"/scenarios/{public_id}/matches"))
    assert "供给方愿意做" not in shown
    firm.post(f"{at}/unaccept", data={"next": page})
    owner.post(f"{at}/agree", data={"next": page})
    assert state_of(site, match) is S.INTERESTED_OWNER
    drain()
    assert len(mailbox.messages) == told
    firm.post(f"{at}/accept")
    assert owner.post(f"{at}/unagree").status_code == 409
    assert state_of(site, match) is S.MUTUAL
    assert firm.post(f"/scenarios/{public_id}/answer", data={"consent": "0", "body": "能做"}).status_code == 422


def test_a_no_is_coded_and_told(
    cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, site: Site, offered: tuple[str, Match, str]
) -> None:
    public_id, match, page = offered
    url = f"/matches/{match.public_id}/refuse"
    owner = signed_in(cast.owner)
    assert owner.post(url, data={"reason": "made_up"}).status_code == 400
    assert "已答复“暂不对接”" in text_of(owner.post(url, data={"reason": "timing", "reply": "明年再谈", "next": page}))
    drain()
    assert "暂不对接。原因：时间不合适" in mailbox.last_text("supplier@example.com")
    assert "您的引荐有了结果：已婉拒" in str(mailbox.to("curator@example.com")[-1]["Subject"])
    assert state_of(site, match) is S.DECLINED
    assert "对方答复：明年再谈" in text_of(signed_in(cast.supplier).get("/answers"))
    assert "时间不合适" in text_of(owner.get(f"/scenarios/{public_id}/answers"))


def test_the_supplier_s_own_words_are_a_yes_too(
    cast: Cast, signed_in: SignedIn, site: Site, offered: tuple[str, Match, str]
) -> None:
    public_id, match, page = offered
    with site.database.reading() as db:
        chosen = db.get_one(Supply, match.supply_id).public_id
    signed_in(cast.supplier).post(f"/scenarios/{public_id}/answer", data={"supply": chosen, "body": "三周上线"})
    assert state_of(site, match) is S.INTERESTED_SUPPLIER
    assert SUPPLIER_CONTACT[1] in text_of(
        signed_in(cast.owner).post(f"/matches/{match.public_id}/agree", data={"next": page})
    )


def test_the_clock_reminds_once_and_ends_it(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    clock: FixedClock,
    offered: tuple[str, Match, str],
) -> None:
    _public_id, match, page = offered
    signed_in(cast.owner).post(f"/matches/{match.public_id}/agree")
    drain()
    before = len(mailbox.to("owner@example.com"))
    clock.advance(days=DAYS - 3)
    drain()
    remind(site, clock.now())
    drain()
    waiting = [
        str(mail["Subject"]) for mail in mailbox.to("supplier@example.com") if "等您答复" in str(mail["Subject"])
    ]
    assert len(waiting) == 1
    assert len(mailbox.to("owner@example.com")) == before, "whoever has answered is not reminded"
    clock.advance(days=11)  # nothing has run for a week: the page knows all the same
    refused = signed_in(cast.supplier).post(f"/matches/{match.public_id}/accept")
    assert refused.status_code == 409
    assert "这次引荐已失效" in text_of(signed_in(cast.supplier).get(page))
    for _again in range(2):
        expire(site, clock.now())
        drain()
    assert state_of(site, match) is S.EXPIRED
    assert sum("引荐已失效" in str(mail["Subject"]) for mail in mailbox.to("supplier@example.com")) == 1
    assert sum("已过期" in str(mail["Subject"]) for mail in mailbox.to("curator@example.com")) == 1
    again = signed_in(cast.curator).post(f"/matches/{match.public_id}/introduce", data={"note": "再试一次"})
    assert "已向双方引荐" in text_of(again)
    with site.database.reading() as db:
        ended = db.exec(select(Introduction.ended_at).order_by(col(Introduction.id))).all()
    assert [one is None for one in ended] == [False, True]


def test_a_dismissal_without_a_name_needs_words(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    match, curator = match_with(site, public_id, one), signed_in(cast.curator)
    refused = curator.post(f"/matches/{match.public_id}/dismiss", data={"reason": "other"})
    assert refused.status_code == 400
    assert "请写一句原因" in text_of(refused)
    curator.post(f"/matches/{match.public_id}/dismiss", data={"reason": "other", "note": "已有在建系统"})
    assert state_of(site, match) is S.DISMISSED
