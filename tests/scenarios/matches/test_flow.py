"""A need is answered: found, invited, answered, replied to; contacts appear when both have said yes and not before."""

from collections.abc import Callable

import pytest

from app.accounts.models import Organisation
from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.matches.lifecycle import AnswerState, MatchState
from tests.scenarios.matches.helpers import (
    BODY,
    CLOUD,
    ECG,
    OWNER_CONTACT,
    PAPER,
    SUPPLIER_CONTACT,
    TUNNEL,
    answers_of,
    match_with,
    matches_of,
    need,
    refresh_of,
    supply,
)
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]


def contacts_in(text: str) -> set[str]:
    return {word for word in (*OWNER_CONTACT, *SUPPLIER_CONTACT) if word in text}


def test_finds_suppliers_and_results_and_says_why(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    supply(site, cast.rival_firm, CLOUD)
    supply(site, cast.rival_firm, TUNNEL)
    public_id = need(site, cast)
    waiting = signed_in(cast.owner).get(f"/scenarios/{public_id}/matches")
    assert "hx-trigger" in waiting.text
    assert "正在查找" in text_of(waiting)
    drain()
    page = signed_in(cast.owner).get(f"/scenarios/{public_id}/matches")
    text = text_of(page)
    assert "every 1s" not in page.text
    assert ECG.name in text
    assert PAPER.name in text
    assert TUNNEL.name not in text
    assert "差一点就合适" in text
    assert text.index("差一点就合适") < text.index(CLOUD.name)
    quotes = (matches_of(site, public_id)[0].evidence or {})["pairs"]
    assert quotes
    assert any(quote["asked"] in text and quote["found"] in text for quote in quotes)
    assert "满足" in text
    assert not contacts_in(text)


def test_nothing_close_enough_is_an_answer(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    supply(site, cast.rival_firm, TUNNEL)
    public_id = need(site, cast)
    drain()
    refresh = refresh_of(site, public_id)
    assert refresh is not None
    assert refresh.no_match
    assert "目前没有足够合适的供给方" in text_of(signed_in(cast.owner).get(f"/scenarios/{public_id}/matches"))


def test_the_supply_of_a_suspended_house_goes_and_comes_back(
    site: Site, cast: Cast, signed_in: SignedIn, browser: Browser, drain: Drain
) -> None:
    wanted, offered = need(site, cast), supply(site, cast.firm)
    drain()
    office, owner, firm = signed_in(cast.office), signed_in(cast.owner), signed_in(cast.supplier)
    with site.database.reading() as db:
        house = db.get_one(Organisation, cast.firm).public_id
    public = ["/supplies", "/supplies?q=心电图实时预警", "/search?q=心电图实时预警", f"/supplies/{offered.public_id}"]

    def found() -> list[bool]:
        pages = [*map(browser.get, public), owner.get(f"/scenarios/{wanted}/matches"), office.get(public[2])]
        return [ECG.name in text_of(page) for page in pages]

    assert all(found())
    office.post(f"/office/organisations/{house}/suspend", data={"reason": "多次失联，整改中"})
    assert not any(found())  # at once, by the rule; the index follows
    assert browser.get(public[3]).status_code == 404
    assert "单位已被专班暂停" in text_of(firm.get(public[3]))
    drain()
    assert site.index.text_of("supply", offered.id) == ""
    assert "还没有公开" in text_of(firm.get(f"{public[3]}/needs"))
    office.post(f"/office/organisations/{house}/reinstate", data={"reason": "整改完成"})
    drain()
    assert all(found())


def test_filters_narrow_both_columns(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    public_id = need(site, cast)
    drain()
    owner = signed_in(cast.owner)
    url = f"/scenarios/{public_id}/matches"
    assert PAPER.name not in text_of(owner.get(f"{url}?trl=7"))
    assert ECG.name not in text_of(owner.get(f"{url}?kind=result"))
    assert ECG.name not in text_of(owner.get(f"{url}?deployment=edge"))
    assert "没有符合这些条件的匹配" in text_of(owner.get(f"{url}?district=erqi"))
    assert ECG.name in text_of(owner.get(f"{url}?kind=nonsense&trl=99&verified=true"))


def test_the_whole_way_to_a_contact(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox
) -> None:
    """我能做 → 想见 → contacts for both; every page on the way shows none."""
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    firm, owner = signed_in(cast.supplier), signed_in(cast.owner)
    box = firm.fragment(f"/scenarios/{public_id}/answer")
    assert "我能做" in text_of(box)
    assert "<html" not in box.text
    sent = firm.post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": BODY})
    assert sent.status_code == 200
    assert BODY in text_of(sent)
    drain()
    assert "我能做" in str(mailbox.to("owner@example.com")[-1]["Subject"])
    pages = [
        owner.get(f"/scenarios/{public_id}/answers"),
        owner.get(f"/scenarios/{public_id}/matches"),
        firm.get("/answers"),
        firm.get(f"/scenarios/{public_id}/answer"),
        firm.get(f"/supplies/{one.public_id}/needs"),
    ]
    assert [contacts_in(text_of(page)) & set(SUPPLIER_CONTACT) for page in pages[:2]] == [set(), set()]
    assert [contacts_in(text_of(page)) & set(OWNER_CONTACT) for page in pages[2:]] == [set(), set(), set()]
    assert not contacts_in("".join(str(m.get_body(("plain",))) for m in mailbox.messages))
    (answer,) = answers_of(site, public_id)
    assert match_with(site, public_id, one).state is MatchState.INTERESTED_SUPPLIER
    done = owner.post(f"/answers/{answer.public_id}/want", data={"reply": "周三下午方便"})
    assert set(SUPPLIER_CONTACT) <= contacts_in(text_of(done))
    drain()
    assert "想见贵单位" in str(mailbox.to("supplier@example.com")[-1]["Subject"])
    assert "周三下午方便" in mailbox.last_text("supplier@example.com")
    assert set(OWNER_CONTACT) <= contacts_in(text_of(firm.get("/answers")))
    assert match_with(site, public_id, one).state is MatchState.MUTUAL


def test_contacts_are_for_the_two_sides_only(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    signed_in(cast.supplier).post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": BODY})
    (answer,) = answers_of(site, public_id)
    profile, owner = f"/supplies/{one.public_id}", signed_in(cast.owner)
    assert not contacts_in(text_of(owner.get(profile)))
    owner.post(f"/answers/{answer.public_id}/want")
    assert set(SUPPLIER_CONTACT) <= contacts_in(text_of(owner.get(profile)))
    curator = signed_in(cast.curator).get(f"/scenarios/{public_id}/answers")
    assert curator.status_code == 200
    assert not contacts_in(text_of(curator))
    for person in (cast.rival, cast.stranger, cast.reviewer, cast.institute, cast.auditor):
        assert signed_in(person).get(f"/scenarios/{public_id}/answers").status_code == 404
        assert not contacts_in(text_of(signed_in(person).get("/answers")))
        assert not contacts_in(text_of(signed_in(person).get(profile)))


def test_an_invitation_that_is_accepted_opens_contacts_at_once(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    match = match_with(site, public_id, one)
    signed_in(cast.owner).post(f"/matches/{match.public_id}/invite")
    clock.advance(minutes=30)
    drain()
    firm = signed_in(cast.supplier)
    assert "婉拒" in text_of(firm.get("/answers"))
    firm.post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": BODY})
    assert set(OWNER_CONTACT) <= contacts_in(text_of(firm.get("/answers")))
    (answer,) = answers_of(site, public_id)
    assert answer.state is AnswerState.WANTED
    drain()
    assert "接受了您的邀请" in str(mailbox.to("owner@example.com")[-1]["Subject"])


def test_not_now_tells_the_reason_and_can_become_yes(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    firm, owner = signed_in(cast.supplier), signed_in(cast.owner)
    firm.post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": BODY})
    (answer,) = answers_of(site, public_id)
    refused = owner.post(f"/answers/{answer.public_id}/not-now", data={"reason": "", "reply": "写了一半的话"})
    assert refused.status_code == 422
    assert "写了一半的话" in refused.text
    owner.post(f"/answers/{answer.public_id}/not-now", data={"reason": "budget", "reply": "明年再谈"})
    drain()
    assert "预算不符" in mailbox.last_text("supplier@example.com")
    assert not contacts_in(text_of(firm.get("/answers")))
    assert match_with(site, public_id, one).state is MatchState.DECLINED
    owner.post(f"/answers/{answer.public_id}/want")
    assert match_with(site, public_id, one).state is MatchState.MUTUAL
    assert set(OWNER_CONTACT) <= contacts_in(text_of(firm.get("/answers")))


@pytest.mark.parametrize("gone", ["supply", "need"])
def test_what_somebody_wrote_stays_when_it_cannot_be_sent(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, clock: FixedClock, gone: str
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    firm = signed_in(cast.supplier)
    if gone == "supply":
        firm.post(f"/supplies/{one.public_id}/moves/suspend")
    else:
        clock.advance(days=200)
        firm = signed_in(cast.supplier)
    refused = firm.post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": BODY})
    assert refused.status_code == 422
    assert BODY in refused.text
    assert {"supply": "请选择本单位一项已发布的能力或成果", "need": "现在不接受回应"}[gone] in text_of(refused)
    assert answers_of(site, public_id) == []


def test_withdrawn_and_answered_again(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    firm = signed_in(cast.supplier)
    form = {"supply": one.public_id, "body": BODY}
    firm.post(f"/scenarios/{public_id}/answer", data=form)
    clock.advance(minutes=2)
    again = firm.post(f"/scenarios/{public_id}/answer", data=form)
    assert again.status_code == 409
    assert "每个单位只能有一条有效回应" in text_of(again)
    (answer,) = answers_of(site, public_id)
    firm.post(f"/answers/{answer.public_id}/withdraw")
    drain()
    assert "撤回了" in str(mailbox.to("owner@example.com")[-1]["Subject"])
    assert firm.post(f"/scenarios/{public_id}/answer", data=form).status_code == 200
    assert [row.state for row in answers_of(site, public_id)] == [AnswerState.WITHDRAWN, AnswerState.SENT]
    clock.advance(minutes=2)
    assert firm.post(f"/answers/{answer.public_id}/withdraw").status_code == 409


def test_the_reverse_shows_fitting_needs_with_reasons(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain
) -> None:
    one = supply(site, cast.firm)
    other = supply(site, cast.rival_firm, TUNNEL)
    need(site, cast)
    drain()
    text = text_of(signed_in(cast.supplier).get(f"/supplies/{one.public_id}/needs"))
    assert "急诊胸痛患者心电图实时预警" in text
    assert "夜间只有一名医师值守" in text
    assert "没有足够合适的开放需求" in text_of(signed_in(cast.rival).get(f"/supplies/{other.public_id}/needs"))
    assert signed_in(cast.rival).get(f"/supplies/{one.public_id}/needs").status_code == 404
    assert signed_in(cast.curator).get(f"/supplies/{one.public_id}/needs").status_code == 200


def test_a_curator_introduces_both_sides(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    curator = signed_in(cast.curator)
    assert "待引荐 1" in text_of(curator.get("/curation"))
    match = match_with(site, public_id, one)
    curator.post(f"/matches/{match.public_id}/introduce", data={"note": "做过同类项目"})
    drain()
    assert "做过同类项目" in mailbox.last_text("owner@example.com")
    assert "做过同类项目" in mailbox.last_text("supplier@example.com")
    assert match_with(site, public_id, one).state is MatchState.OFFERED
    assert "等答复 1" in text_of(curator.get("/curation"))


def test_of_two_clicks_one_wins(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    curator = signed_in(cast.curator)
    match = match_with(site, public_id, one)
    first = curator.post(f"/matches/{match.public_id}/dismiss", data={"reason": "too_early"})
    second = curator.post(f"/matches/{match.public_id}/shortlist")
    assert first.status_code == 200
    assert second.status_code == 409
    assert match_with(site, public_id, one).reason == "too_early"
    assert curator.post(f"/matches/{match.public_id}/reconsider").status_code == 200


def test_a_curator_adds_by_hand(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one = supply(site, cast.rival_firm, TUNNEL)
    public_id = need(site, cast)
    drain()
    assert matches_of(site, public_id) == []
    curator = signed_in(cast.curator)
    url = f"/scenarios/{public_id}/matches/add"
    assert TUNNEL.name in text_of(curator.get(url, params={"q": "盾构刀盘磨损监测"}))
    refused = curator.post(url, data={"supply": one.public_id, "note": "", "q": "盾构刀盘磨损监测"})
    assert refused.status_code == 422
    curator.post(url, data={"supply": one.public_id, "note": "他们也做医疗"})
    match = match_with(site, public_id, one)
    assert (match.state, match.note) == (MatchState.SHORTLISTED, "他们也做医疗")
    assert "他们也做医疗" in text_of(signed_in(cast.owner).get(f"/scenarios/{public_id}/matches"))
    assert curator.post(url, data={"supply": one.public_id, "note": "再来"}).status_code == 409


def test_an_owner_hands_over_to_a_curator(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox
) -> None:
    public_id = need(site, cast)
    drain()
    owner = signed_in(cast.owner)
    page = owner.get(f"/scenarios/{public_id}/matches")
    chosen = page.text.split('<option value="')[-1].split('"')[0]
    assert owner.post(f"/scenarios/{public_id}/curator", data={"curator": "nobody"}).status_code == 422
    owner.post(f"/scenarios/{public_id}/curator", data={"curator": chosen, "note": "要能去现场的"})
    drain()
    assert "要能去现场的" in mailbox.last_text("curator@example.com")
    assert "托付给我" in text_of(signed_in(cast.curator).get("/curation"))


def test_silence_is_told_once_to_both_at_the_boundary(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    signed_in(cast.supplier).post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": BODY})
    (answer,) = answers_of(site, public_id)
    drain()
    before = len(mailbox.messages)
    clock.at = answer.reply_due_at
    clock.advance(microseconds=-1)
    drain()
    assert len(mailbox.messages) == before
    clock.advance(microseconds=1)
    drain()
    drain()
    told = [(str(m["To"]), str(m["Subject"])) for m in mailbox.messages[before:]]
    assert sorted(address for address, _subject in told) == ["owner@example.com", "supplier@example.com"]


def test_an_ended_need_lets_its_answers_lapse(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    firm = signed_in(cast.supplier)
    firm.post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": BODY})
    clock.advance(days=60)
    drain()
    (answer,) = answers_of(site, public_id)
    assert answer.state is AnswerState.LAPSED
    assert "未获答复" in "".join(str(m["Subject"]) for m in mailbox.to("supplier@example.com"))
    late = signed_in(cast.supplier).post(
        f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": "来晚了的话"}
    )
    assert late.status_code == 422
    assert "不接受回应" in text_of(late)
    signed_in(cast.owner).post(f"/answers/{answer.public_id}/want")
    assert match_with(site, public_id, one).state is MatchState.MUTUAL
