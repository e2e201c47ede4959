"""Who is asked is who was meant, and of an answer only that is read or published which may be."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.accounts.models import Role, RoleGrant
from app.core.acting import act_in
from app.core.limits import MOST_ROWS
from app.core.site import Site
from scenarios.actions.following import follow
from scenarios.lifecycle import Route
from scenarios.matches.figures import Stated, figure_names, with_figures
from scenarios.matches.models import InquiryPoint, Match
from scenarios.models import Secrecy
from scenarios.queries.visibility import by_public_id
from suppliers.actions import update_supply
from suppliers.models import Supply
from suppliers.queries import values_of
from suppliers.values import ParameterValue
from tests.scenarios.helpers import opened, values
from tests.scenarios.matches.asking import KPIS, ask, asked_need, inquiries, said
from tests.scenarios.matches.helpers import CLOUD, ECG, NEED_TEXT, PAPER, match_with, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]


@pytest.fixture
def asked_for(site: Site, cast: Cast, drain: Drain) -> tuple[str, Supply]:
    """A need with two figures of which its one candidate says nothing."""
    return asked_need(site, cast, drain)


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
    public_id, one = asked_need(site, cast, drain, route=Route.TENDER)
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
    public_id, _one = asked_need(site, cast, drain, route=Route.TENDER)
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
    public_id, one = asked_need(site, cast, drain)
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
    public_id, _one = asked_need(site, cast, drain)
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
