"""Open points become one question a supplier: asked once, answered in one form, and the verdicts move for both."""

from collections.abc import Callable

import pytest

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.lifecycle import Route
from scenarios.matches.lifecycle import INQUIRY, InquiryState
from suppliers.models import Supply
from suppliers.queries import values_of
from tests.scenarios.matches.asking import ask, asked_need, inquiries, said
from tests.scenarios.matches.helpers import ECG, PAPER, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]


@pytest.fixture
def asked_for(site: Site, cast: Cast, drain: Drain) -> tuple[str, Supply]:
    """A need with two figures of which its one candidate says nothing."""
    return asked_need(site, cast, drain)


def test_the_whole_way(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, asked_for: tuple[str, Supply]
) -> None:
    """Asked, answered with consent: the figures stand in the capability, and the verdicts of both have moved."""
    public_id, one = asked_for
    owner, firm = signed_in(cast.owner), signed_in(cast.supplier)
    assert "待确认 2" in text_of(owner.get(f"/scenarios/{public_id}/matches"))
    page = text_of(owner.get(f"/scenarios/{public_id}/matches/ask"))
    assert "向 1 家询问 2 个待确认项" in page
    assert "预警准确率" in page
    assert not inquiries(site)
    assert "已向 1 家询问 2 个待确认项" in text_of(ask(owner, public_id))
    ((inquiry, points),) = inquiries(site)
    url = f"/inquiries/{inquiry.public_id}"
    drain()
    assert url in mailbox.last_text("supplier@example.com")
    assert url in firm.get("/desk").text
    form = said(points, ("met", "≥93%"), ("not_met", "3%"), consent=True)
    done = firm.post(f"{url}/answer", data=form)
    assert "答复已发给对方" in text_of(done)
    assert url not in firm.get("/desk").text
    drain()
    assert "答复了您的询问" in str(mailbox.to("owner@example.com")[-1]["Subject"])
    with site.database.reading() as db:
        figures = {row.name: row.value for row in values_of(db, db.get_one(Supply, one.id)).parameters}
    assert figures == {"预警时间": "≤1", "预警准确率": "≥93%", "漏报率": "3%"}
    for browser, path in ((owner, f"/scenarios/{public_id}/matches"), (firm, f"/supplies/{one.public_id}/needs")):
        text = text_of(browser.get(path))
        assert "待确认" not in text.partition("依据和逐条要求")[0].rpartition(ECG.name)[2]
        assert "不满足 1" in text
    assert "93%" in text_of(owner.get(url))


def test_without_consent_the_verdicts_move_and_the_capability_does_not(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, asked_for: tuple[str, Supply]
) -> None:
    public_id, one = asked_for
    owner = signed_in(cast.owner)
    ask(owner, public_id)
    ((inquiry, points),) = inquiries(site)
    form = said(points, ("met", "院内实测 93%"), ("unsure", ""))
    signed_in(cast.supplier).post(f"/inquiries/{inquiry.public_id}/answer", data=form)
    with site.database.reading() as db:
        assert len(values_of(db, db.get_one(Supply, one.id)).parameters) == 1
    text = text_of(owner.get(f"/scenarios/{public_id}/matches"))
    assert "院内实测 93%" in text
    assert "说不准" in text
    assert "待确认 1" in text
    # Nothing is asked twice, not even what the supplier was not sure of.
    assert "没有待确认的项" in text_of(owner.get(f"/scenarios/{public_id}/matches/ask"))
    assert ask(owner, public_id).status_code == 409


def test_what_is_missing_is_said_where_it_stands_and_nothing_typed_is_lost(
    site: Site, cast: Cast, signed_in: SignedIn, asked_for: tuple[str, Supply]
) -> None:
    public_id, _one = asked_for
    ask(signed_in(cast.owner), public_id)
    ((inquiry, points),) = inquiries(site)
    firm, url = signed_in(cast.supplier), f"/inquiries/{inquiry.public_id}/answer"
    form = said(points, ("met", ""), ("unsure", "还在测"), consent=True)
    refused = firm.post(url, data=form)
    assert refused.status_code == 422
    assert "请写出数字" in text_of(refused)
    assert "还在测" in refused.text
    assert hidden(refused.text, "points-1-key") == str(points[1].id)
    for broken in ({}, {"points-0-key": "x"}, {"points-0-key": "999", "points-0-outcome": "met"}):
        assert firm.post(url, data=broken).status_code == 422
    assert inquiries(site)[0][0].state is InquiryState.ASKED


def test_one_question_at_a_time(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, asked_for: tuple[str, Supply]
) -> None:
    public_id, _one = asked_for
    assert ask(signed_in(cast.owner), public_id).status_code == 200
    page = text_of(signed_in(cast.curator).get(f"/scenarios/{public_id}/matches/ask"))
    assert "已经问过，正在等对方答复" in page
    url = f"/scenarios/{public_id}/matches/ask"
    assert signed_in(cast.curator).post(url, data={"with": [_one.public_id]}).status_code == 409
    ((inquiry, points),) = inquiries(site)
    firm, answer = signed_in(cast.supplier), f"/inquiries/{inquiry.public_id}/answer"
    form = said(points, ("met", "93%"), ("not_met", ""))
    assert firm.post(answer, data=form).status_code == 200
    late = firm.post(answer, data={**form, "consent": "true"})
    assert late.status_code == 409
    assert "您的操作没有生效" in text_of(late)


def test_taken_back_it_may_be_asked_again(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, asked_for: tuple[str, Supply]
) -> None:
    public_id, _one = asked_for
    owner = signed_in(cast.owner)
    ask(owner, public_id)
    ((inquiry, points),) = inquiries(site)
    owner.post(f"/inquiries/{inquiry.public_id}/withdraw")
    drain()
    assert "撤回了关于" in str(mailbox.to("supplier@example.com")[-1]["Subject"])
    late = signed_in(cast.supplier).post(
        f"/inquiries/{inquiry.public_id}/answer", data=said(points, ("met", "9"), ("met", "9"))
    )
    assert late.status_code == 409
    assert ask(owner, public_id).status_code == 200
    assert [row.state for row, _points in inquiries(site)] == [InquiryState.WITHDRAWN, InquiryState.ASKED]


def test_it_ends_with_theasked_need(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, clock: FixedClock, asked_for: tuple[str, Supply]
) -> None:
    public_id, _one = asked_for
    ask(signed_in(cast.owner), public_id)
    ((inquiry, points),) = inquiries(site)
    clock.advance(days=90)
    late = signed_in(cast.supplier).post(
        f"/inquiries/{inquiry.public_id}/answer", data=said(points, ("met", "9"), ("met", "9"))
    )
    assert late.status_code == 409
    assert "不用再答复了" in text_of(late)
    drain()
    assert inquiries(site)[0][0].state is InquiryState.EXPIRED


def test_who_may_ask_and_who_may_read(
    site: Site, cast: Cast, signed_in: SignedIn, asked_for: tuple[str, Supply]
) -> None:
    public_id, _one = asked_for
    url = f"/scenarios/{public_id}/matches/ask"
    for who, status in (("stranger", 404), ("rival", 404), ("supplier", 404), ("reviewer", 403), ("auditor", 404)):
        assert signed_in(getattr(cast, who)).get(url).status_code == status, who
        assert signed_in(getattr(cast, who)).post(url).status_code == status, who
    assert ask(signed_in(cast.curator), public_id).status_code == 200
    ((inquiry, points),) = inquiries(site)
    page = f"/inquiries/{inquiry.public_id}"
    form = said(points, ("met", "9"), ("met", "9"))
    for who, status in (("stranger", 404), ("rival", 404), ("institute", 404), ("owner", 403), ("curator", 403)):
        assert signed_in(getattr(cast, who)).post(f"{page}/answer", data=form).status_code == status, who
    for who, status in (("supplier", 403), ("rival", 404)):
        assert signed_in(getattr(cast, who)).post(f"{page}/withdraw").status_code == status, who
    for who in ("owner", "curator", "supplier"):
        assert signed_in(getattr(cast, who)).get(page).status_code == 200, who


def test_on_a_tender_everybody_is_asked_the_same_and_reads_all_answers(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain
) -> None:
    supply(site, cast.research, PAPER)
    public_id, _one = asked_need(site, cast, drain, route=Route.TENDER)
    owner = signed_in(cast.owner)
    assert "揭榜" in text_of(owner.get(f"/scenarios/{public_id}/matches/ask"))
    ask(owner, public_id)
    (first, its), (second, others) = inquiries(site)
    assert {point.text for point in its} == {point.text for point in others}
    assert len(its) == 3  # two figures with both, and where it runs, which only the paper leaves open
    by_firm, by_lab = signed_in(cast.supplier), signed_in(cast.institute)
    mine, theirs = (
        (first, second) if by_firm.get(f"/inquiries/{first.public_id}").status_code == 200 else (second, first)
    )
    points = its if mine is first else others
    form = said(points, *[("met", "九成三")] * len(points))
    by_firm.post(f"/inquiries/{mine.public_id}/answer", data=form)
    url = f"/inquiries/{theirs.public_id}"
    assert "九成三" not in text_of(by_lab.get(url))
    points = others if mine is first else its
    page = text_of(by_lab.post(f"{url}/answer", data=said(points, *[("unsure", "")] * len(points))))
    assert "另一家答复：满足：九成三" in page
    assert "启明医智" not in page


def test_the_lifecycle_reaches_every_state() -> None:
    assert INQUIRY.reachable() == INQUIRY.states() == frozenset(InquiryState)
