"""Open points become one question a supplier: asked once, answered in one form, and the verdicts move for both."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.accounts.models import Role, RoleGrant
from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.limits import MOST_ROWS
from app.core.site import Site
from scenarios.actions.following import follow
from scenarios.lifecycle import Route
from scenarios.matches.figures import Stated, figure_names, with_figures
from scenarios.matches.lifecycle import INQUIRY, InquiryState
from scenarios.matches.models import Inquiry, InquiryPoint, Match
from scenarios.models import Secrecy
from scenarios.queries.visibility import by_public_id
from scenarios.values import KpiValues
from suppliers.actions import update_supply
from suppliers.models import Supply
from suppliers.queries import values_of
from suppliers.values import ParameterValue
from tests.scenarios.helpers import opened, values
from tests.scenarios.matches.helpers import CLOUD, ECG, NEED_TEXT, PAPER, match_with, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import hidden, text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
KPIS = [KpiValues("预警准确率", "90", "%", "", "up"), KpiValues("漏报率", "2", "%", "", "down")]


@pytest.fixture
def asked_for(site: Site, cast: Cast, drain: Drain) -> tuple[str, Supply]:
    """A need with two figures of which its one candidate says nothing."""
    return _need(site, cast, drain)


def _need(site: Site, cast: Cast, drain: Drain, **columns: Any) -> tuple[str, Supply]:
    one = supply(site, cast.firm)
    content = values(title="急诊胸痛患者心电图实时预警", description=NEED_TEXT, kpis=KPIS)
    public_id = opened(site, cast, content=content, **columns)
    with site.database.writing() as db:
        scenario = by_public_id(db, public_id)
        assert scenario is not None
        follow(db, scenario, site.clock.now())
    drain()
    return public_id, one


def inquiries(site: Site) -> list[tuple[Inquiry, list[InquiryPoint]]]:
    with site.database.reading() as db:
        rows = db.exec(select(Inquiry).order_by(col(Inquiry.id))).all()
        points = select(InquiryPoint).order_by(col(InquiryPoint.position))
        found = [(row, list(db.exec(points.where(InquiryPoint.inquiry_id == row.id)).all())) for row in rows]
        db.expunge_all()
        return found


def ask(browser: Browser, public_id: str) -> Any:
    url = f"/scenarios/{public_id}/matches/ask"
    named = re.findall(r'name="with" value="(\w+)"', browser.get(url).text)
    return browser.post(url, data={"with": named})


def said(points: list[InquiryPoint], *answers: tuple[str, str], consent: bool = False) -> dict[str, Any]:
    form: dict[str, Any] = {"consent": "true"} if consent else {}
    for place, (point, (outcome, words)) in enumerate(zip(points, answers, strict=True)):
        form |= {
            f"points-{place}-key": str(point.id),
            f"points-{place}-outcome": outcome,
            f"points-{place}-words": words,
        }
    return form


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


def test_it_ends_with_the_need(
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
    public_id, _one = _need(site, cast, drain, route=Route.TENDER)
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


def named(browser: Browser, url: str) -> list[str]:
    return re.findall(r'name="with" value="(\w+)"', browser.get(url).text)


def test_who_was_confirmed_is_asked_and_nobody_in_her_place(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, asked_for: tuple[str, Supply]
) -> None:
    """A refresh between looking and confirming makes new rows: the same supply is asked; one that is gone is named."""
    public_id, one = asked_for
    other = supply(site, cast.research, PAPER)
    drain()
    owner, url = signed_in(cast.owner), f"/scenarios/{public_id}/matches/ask"
    confirmed = named(owner, f"{url}?with={one.public_id}")
    assert confirmed == [one.public_id]
    first = match_with(site, public_id, one)
    with site.database.writing() as db:
        update_supply(
            act_in(db, site), db.get_one(Supply, one.id), replace(ECG, description=f"{ECG.description}已上线。")
        )
    drain()
    assert match_with(site, public_id, one).supersedes == first.id
    gone = owner.post(url, data={"with": ["nobody"]})
    assert gone.status_code == 409
    changed = owner.post(url, data={"with": [*confirmed, "nobody"]})
    assert changed.status_code == 409
    assert "列表刚刚更新，请重新确认" in text_of(changed)
    assert re.findall(r'name="with" value="(\w+)"', changed.text) == confirmed
    assert not inquiries(site)
    assert owner.post(url, data={"with": confirmed}).status_code == 200
    ((inquiry, _points),) = inquiries(site)
    assert inquiry.supply_id == one.id != other.id


def test_on_a_tender_a_candidate_that_came_up_is_confirmed_first(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain
) -> None:
    public_id, one = _need(site, cast, drain, route=Route.TENDER)
    owner, url = signed_in(cast.owner), f"/scenarios/{public_id}/matches/ask"
    confirmed = named(owner, url)
    assert confirmed == [one.public_id]
    supply(site, cast.research, PAPER)
    drain()
    assert owner.post(url, data={"with": confirmed}).status_code == 409
    assert not inquiries(site)
    assert ask(owner, public_id).status_code == 200
    assert len(inquiries(site)) == 2


def test_on_a_tender_only_other_houses_are_read_and_only_after_answering(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox
) -> None:
    supply(site, cast.firm, CLOUD)
    supply(site, cast.research, PAPER)
    public_id, _one = _need(site, cast, drain, route=Route.TENDER)
    owner, firm, lab = signed_in(cast.owner), signed_in(cast.supplier), signed_in(cast.institute)
    ask(owner, public_id)
    drain()
    assert "没有写明" not in mailbox.last_text("supplier@example.com")
    hers = [row for row in inquiries(site) if firm.get(f"/inquiries/{row[0].public_id}").status_code == 200]
    (theirs,) = [row for row in inquiries(site) if lab.get(f"/inquiries/{row[0].public_id}").status_code == 200]
    page = text_of(lab.get(f"/inquiries/{theirs[0].public_id}"))
    assert "只有询问的一方看得到" not in page
    for inquiry, points in hers:
        answer = firm.post(
            f"/inquiries/{inquiry.public_id}/answer", data=said(points, *[("met", "九成三")] * len(points))
        )
        assert "不具名给答完的各家看" in text_of(answer)
        assert "另一家答复" not in text_of(answer), "the house's own other supply"
    owner.post(f"/inquiries/{theirs[0].public_id}/withdraw")
    assert "九成三" not in text_of(lab.get(f"/inquiries/{theirs[0].public_id}")), "it has not answered"


def test_what_an_owner_pays_and_what_is_restricted_is_never_published(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain
) -> None:
    """Each point says beforehand under which name it would be published, or that it never is."""
    public_id, one = _need(site, cast, drain)
    owner, firm = signed_in(cast.owner), signed_in(cast.supplier)
    ask(owner, public_id)
    ((inquiry, points),) = inquiries(site)
    with site.database.writing() as db:
        for place, (kind, origin, text) in enumerate(
            [("budget", "budget_max_yuan", "3000000"), ("deployment", "description", "需私有化部署")], start=2
        ):
            db.add(InquiryPoint(inquiry_id=inquiry.id, position=place, kind=kind, origin=origin, text=text))
    ((_row, points),) = inquiries(site)
    url = f"/inquiries/{inquiry.public_id}"
    page = text_of(firm.get(url))
    assert "会成为关键参数“预警准确率”" in page
    assert "会成为关键参数“部署方式”" in page
    assert page.count("这一项不会公开") == 1
    form = said(points, ("met", "≥93%"), ("not_met", ""), ("met", "够用"), ("met", "可私有化部署"), consent=True)
    assert "写进关键参数 2 项" in text_of(firm.post(f"{url}/answer", data=form))
    with site.database.reading() as db:
        figures = {row.name: row.value for row in values_of(db, db.get_one(Supply, one.id)).parameters}
    assert figures == {"预警时间": "≤1", "预警准确率": "≥93%", "部署方式": "可私有化部署"}


def test_figures_keep_to_their_room_and_names() -> None:
    def point(number: int, kind: str, origin: str, text: str, words: str = "有") -> InquiryPoint:
        return InquiryPoint(id=number, inquiry_id=1, kind=kind, origin=origin, text=text, outcome="met", words=words)

    points = [
        point(1, "kpi", "kpis[0]", "漏报率 2 %"),
        point(2, "kpi", "description", "一分钟内"),
        point(3, "region", "", "x"),
    ]
    assert figure_names(points, ["漏报率"], everybody_sees=True) == {1: "漏报率", 3: "地域要求"}
    assert figure_names(points, ["漏报率"], everybody_sees=False) == {3: "地域要求"}
    assert figure_names(points, ["别的指标"], everybody_sees=True) == {3: "地域要求"}, "the row has moved"
    full = [ParameterValue(f"参数{n}", "1") for n in range(MOST_ROWS)]
    figures, stated = with_figures(full, points, {3: "地域要求"})
    assert (len(figures), stated) == (MOST_ROWS, Stated(0, 1))
    figures, stated = with_figures([*full[1:], ParameterValue("漏报率", "9")], points, {1: "漏报率"})
    assert (figures[-1], len(figures), stated.left_out) == (ParameterValue("漏报率", "有"), MOST_ROWS, 0)


def test_more_points_than_a_form_holds_are_asked_in_turns(
    site: Site, cast: Cast, signed_in: SignedIn, asked_for: tuple[str, Supply]
) -> None:
    public_id, one = asked_for
    with site.database.writing() as db:
        row = db.get_one(Match, match_with(site, public_id, one).id)
        verdicts = (row.evidence or {})["verdicts"]
        first = next(v for v in verdicts if v["outcome"] == "unclear")
        more = [{**first, "origin": "description", "text": f"第{n}项"} for n in range(MOST_ROWS)]
        row.evidence = {**(row.evidence or {}), "verdicts": [*verdicts, *more]}
        db.add(row)
    owner = signed_in(cast.owner)
    assert "另外 2 项等对方答复后再问" in text_of(owner.get(f"/scenarios/{public_id}/matches/ask"))
    ask(owner, public_id)
    ((inquiry, points),) = inquiries(site)
    assert len(points) == MOST_ROWS
    form = said(points, *[("unsure", "")] * MOST_ROWS)
    assert signed_in(cast.supplier).post(f"/inquiries/{inquiry.public_id}/answer", data=form).status_code == 200
    ask(owner, public_id)
    assert len(inquiries(site)[1][1]) == 2


def test_who_may_not_be_told_is_not_asked(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    """A restricted need, and a supplier that is not verified: the mail would be dropped, so nobody waits for it."""
    supply(site, cast.new_firm, ECG)
    content = values(title="急诊胸痛患者心电图实时预警", description=NEED_TEXT, kpis=KPIS)
    public_id = opened(site, cast, content=content, secrecy=Secrecy.RESTRICTED)
    with site.database.writing() as db:
        scenario = by_public_id(db, public_id)
        assert scenario is not None
        follow(db, scenario, site.clock.now())
    drain()
    owner = signed_in(cast.owner)
    page = text_of(owner.get(f"/scenarios/{public_id}/matches/ask"))
    assert "那边没有人能收到" in page
    assert ask(owner, public_id).status_code == 409
    assert not inquiries(site)
    with site.database.reading() as db:
        match = db.exec(select(Match)).one()
        number = match.public_id
    assert "没有人能收到通知" in text_of(owner.post(f"/matches/{number}/invite"))


def test_a_question_about_what_is_hidden_stands_on_no_desk(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain
) -> None:
    supply(site, cast.new_firm, ECG)
    public_id, _one = _need(site, cast, drain)
    with site.database.reading() as db:
        unverified = db.exec(select(Supply).where(Supply.organisation_id == cast.new_firm)).one().public_id
    owner, theirs = signed_in(cast.owner), signed_in(cast.unverified)
    owner.post(f"/scenarios/{public_id}/matches/ask", data={"with": [unverified]})
    ((inquiry, _points),) = inquiries(site)
    assert inquiry.public_id in theirs.get("/desk").text
    with site.database.writing() as db:
        scenario = by_public_id(db, public_id)
        assert scenario is not None
        scenario.secrecy = Secrecy.RESTRICTED
        db.add(scenario)
    assert theirs.get(f"/inquiries/{inquiry.public_id}").status_code == 404
    assert inquiry.public_id not in theirs.get("/desk").text


def test_answers_are_read_by_whoever_sees_the_matches(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, asked_for: tuple[str, Supply]
) -> None:
    """A curator of another field sees which needs a supply fits, and nothing of what it was asked about them."""
    public_id, one = asked_for
    ask(signed_in(cast.owner), public_id)
    ((inquiry, points),) = inquiries(site)
    form = said(points, ("met", "院内实测 93%"), ("unsure", ""))
    firm = signed_in(cast.supplier)
    firm.post(f"/inquiries/{inquiry.public_id}/answer", data=form)
    pages = (f"/supplies/{one.public_id}/needs", f"/why?need={public_id}&supply={one.public_id}")
    curator = signed_in(cast.curator)
    for page in pages:
        assert "院内实测" in text_of(firm.get(page))
        assert "院内实测" in text_of(curator.get(page))
    with site.database.writing() as db:
        db.connection().execute(update(RoleGrant).where(col(RoleGrant.role) == Role.CURATOR).values(field="industry"))
    other = text_of(curator.get(pages[0]))
    assert ECG.name in other
    assert "院内实测" not in other
    assert inquiry.public_id not in curator.get(pages[0]).text
    assert "院内实测" not in curator.get(pages[1]).text


def test_the_button_is_there_for_whoever_may_ask(
    cast: Cast, signed_in: SignedIn, asked_for: tuple[str, Supply]
) -> None:
    url = f"/scenarios/{asked_for[0]}/matches"
    assert "/matches/ask" in signed_in(cast.owner).get(url).text
    assert "/matches/ask" not in signed_in(cast.reviewer).get(url).text


def test_the_lifecycle_reaches_every_state() -> None:
    assert INQUIRY.reachable() == INQUIRY.states() == frozenset(InquiryState)
