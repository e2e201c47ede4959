"""Three houses bid for a need, one with a partner; everything over HTTP, from the owner's terms to the unsealing."""

import hashlib
from collections.abc import Callable

from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.bids.lifecycle import BidState
from tests.scenarios.bids import helpers as h
from tests.scenarios.helpers import opened, read, stand, tender
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]


def test_a_partner_reads_once_it_has_said_yes(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    """And is in one bid of a need alone; whether it is in another one, the lead does not learn."""
    need, firm, institute = h.watched(site, cast), signed_in(cast.supplier), signed_in(cast.institute)
    here, partner = h.written(firm, need, promise="0.5 %"), {"organisation": "中岳智能研究院"}
    assert "达到需求的目标" in firm.get(here).text
    assert "已邀请" in firm.post(f"{here}/invite", data=partner).text
    asked = institute.get(here)
    assert "启明医智科技" in asked.text
    assert h.PLAN["approach"] not in asked.text
    assert institute.get(f"{here}/paper").status_code == 404
    refused = firm.post(f"{here}/submit", data={"terms": "true"})
    assert refused.status_code == 422
    assert "还有合作单位没有答复" in refused.text
    other = h.begun(signed_in(cast.rival), need)
    assert "已邀请" in signed_in(cast.rival).post(f"{other}/invite", data=partner).text
    institute.post(f"{here}/join")
    assert h.PLAN["approach"] in institute.get(here).text
    assert institute.post(f"{other}/join").status_code == 409
    assert institute.post(f"/bids/for/{need}").status_code == 409
    assert institute.get(f"{here}/edit/plan").status_code == 403
    assert "待答复" in signed_in(cast.rival).get(other).text
    assert "应标书已封存" in firm.post(f"{here}/submit", data={"terms": "true"}).text
    assert institute.post(f"{here}/leave").status_code == 409


def test_three_bid_and_are_unsealed(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int], mailbox: Mailbox
) -> None:
    need, firm, rival = h.watched(site, cast), signed_in(cast.supplier), signed_in(cast.rival)
    public = text_of(firm.get(f"/scenarios/{need}/tender"))
    assert "不是政府采购" in public
    assert "招标" not in public
    assert "中标" not in public
    here, theirs = h.sealed(firm, need), h.sealed(rival, need)
    text = firm.get(f"{here}/text").content
    receipt = hashlib.sha256(text).hexdigest()
    assert receipt in firm.get(here).text
    assert firm.get(f"{here}/edit/plan").status_code == 409
    with site.database.writing() as db:
        _house, person = h.house(db, site, "岱川数据")
    third = signed_in(person)
    last = h.sealed(third, need)
    assert rival.get(here).status_code == third.post(f"{theirs}/withdraw").status_code == 404
    third.post(f"{last}/withdraw")
    third.save(f"{last}/edit/named", {**h.NAMED, "price": "990000"})
    third.post(f"{last}/submit", data={"terms": "true"})

    clock.at = h.END
    late = third.post(f"{last}/withdraw")
    assert late.status_code == 409
    assert "截止时间是 2026-11-28 00:00:00.000" in late.text
    drain()
    assert read(site, need).state == "closed"  # what had arrived before may still be under way
    assert not any("应标" in str(mail["Subject"]) for mail in mailbox.messages)
    h.after_the_deadline(clock)
    drain()
    record = h.record(site)
    assert [(one["number"], one["verified"]) for one in record.entries] == [(1, True), (2, True), (3, True)]
    assert read(site, need).state == "evaluating"
    assert receipt in signed_in(cast.stranger).get(f"/scenarios/{need}/tender").text
    assert "启明医智科技" not in signed_in(cast.owner).get(f"/scenarios/{need}/tender").text
    assert h.bids(site)[0].number == 1
    assert sum("应标书已拆封" in str(mail["Subject"]) for mail in mailbox.messages) == 3


def test_papers_may_be_put_right_and_nothing_else(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    need, firm = h.watched(site, cast, least=1), signed_in(cast.supplier)
    here = h.written(firm, need)
    h.paper(firm, here)
    firm.post(f"{here}/submit", data={"terms": "true"})
    confirm = f"/scenarios/{need}/tender/confirm"
    assert signed_in(cast.auditor).post(confirm).status_code == 409
    h.after_the_deadline(clock)
    drain()
    page = firm.get(here)
    assert "缺盖章扫描件" in page.text
    assert "缺授权书" not in page.text
    assert h.paper(firm, here, "technical", "方案.pdf").status_code == 409
    assert "材料已补正" in h.paper(firm, here, "stamped", "盖章.pdf").text
    assert "缺盖章扫描件" not in firm.get(here).text
    assert firm.post(f"{here}/edit/named", data={**h.NAMED, "price": "1"}).status_code == 409
    assert signed_in(cast.office).post(confirm).status_code == 403
    assert "拆封记录已确认" in signed_in(cast.auditor).post(confirm).text
    clock.advance(days=10)
    assert h.paper(firm, here, "stamped", "又一份.pdf").status_code == 409


def test_too_few_are_not_opened(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    need, firm = h.watched(site, cast), signed_in(cast.supplier)
    here = h.sealed(firm, need)
    draft = h.begun(signed_in(cast.rival), need)
    h.after_the_deadline(clock)
    drain()
    assert read(site, need).state == "no_bid"
    assert {bid.state for bid in h.bids(site)} == {BidState.RETURNED, BidState.LAPSED}
    record = h.record(site)
    assert (record.received, record.least, record.entries) == (1, 3, [])
    assert "没有拆封" in firm.get(here).text
    assert signed_in(cast.rival).get(draft).status_code == 200
    assert "份数不足" in signed_in(cast.stranger).get(f"/scenarios/{need}/tender").text


def test_a_tender_says_first_how_it_is_decided(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    need, owner = stand(site, cast, content=tender()), signed_in(cast.owner)
    assert "要先写好评审办法" in owner.get(f"/scenarios/{need}/check").text
    page = f"/scenarios/{need}/tender/edit"
    wrong = owner.post(page, data={**h.TERMS, "criteria-0-weight": "70", "supervisor_email": "auditor@example.com"})
    assert wrong.status_code == 422
    assert "现在是 110" in wrong.text
    assert "经办人不能担任监督人" in owner.post(page, data={**h.TERMS, "supervisor_email": "owner@example.com"}).text
    few = owner.post(page, data={**h.TERMS, "least_bids": "2", "supervisor_email": "auditor@example.com"})
    assert "至少要有三份" in few.text
    saved = owner.post(page, data={**h.TERMS, "supervisor_email": "auditor@example.com"})
    assert "评审办法已保存" in saved.text
    assert "先试后定" in saved.text
    assert "要先写好评审办法" not in owner.get(f"/scenarios/{need}/check").text
    assert signed_in(cast.rival).get(page).status_code == 404
    other = opened(site, cast, content=tender())
    assert owner.get(f"/scenarios/{other}/tender/edit").status_code == 403
    assert signed_in(cast.supplier).post(f"/bids/for/{other}").status_code == 409


def test_who_will_not_bid_says_why_and_is_not_named(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    need, firm, owner = h.watched(site, cast), signed_in(cast.supplier), signed_in(cast.owner)
    assert firm.post(f"/scenarios/{need}/tender/no-bid", data={"reason": "bribe"}).status_code == 422
    firm.post(f"/scenarios/{need}/tender/no-bid", data={"reason": "time"})
    assert "已记录原因：时间太紧" in text_of(firm.get(f"/scenarios/{need}/tender"))
    assert "时间太紧" not in owner.get(f"/scenarios/{need}/tender").text
    h.after_the_deadline(clock)
    told = text_of(owner.get(f"/scenarios/{need}/tender"))
    assert "时间太紧，来不及准备 1 家" in told
    assert "启明医智科技" not in told
    assert "时间太紧" not in firm.get(f"/scenarios/{need}/tender").text


def test_what_is_typed_is_checked_where_it_stands(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    need, firm = h.watched(site, cast), signed_in(cast.supplier)
    here = h.written(firm, need)
    wrong = {"commitments-0-kpi": "漏判率", "commitments-0-promise": "3 分钟"}
    refused = firm.save(f"{here}/edit/kpis", wrong)
    assert refused.status_code == 422
    assert "单位对不上" in refused.text
    assert "3 分钟" in firm.get(f"{here}/edit/kpis").text  # kept as typed, and in the way of handing in
    assert "还没保存的内容" in firm.post(f"{here}/submit", data={"terms": "true"}).text
    firm.save(f"{here}/edit/kpis", wrong | {"commitments-0-promise": "2%"})
    assert "低于需求的目标" in firm.get(here).text
    assert firm.save(f"{here}/edit/named", {**h.NAMED, "price": "约百万"}).status_code == 422
    firm.save(f"{here}/edit/named", h.NAMED)
    firm.save(f"{here}/edit/plan", {**h.PLAN, "approach": "启明医智科技的方案"})
    named = firm.post(f"{here}/submit", data={"terms": "true"})
    assert "技术部分里出现了单位名称" in named.text
    firm.save(f"{here}/edit/plan", h.PLAN)
    assert "请先确认应标承诺" in firm.post(f"{here}/submit").text
    autosaved = firm.save(f"{here}/edit/plan", {**h.PLAN, "risks": "夜间网络中断"}, f"{here}/edit/plan/autosave")
    assert "已自动保存" in autosaved.text
    assert "夜间网络中断" in firm.get(f"{here}/edit/plan").text
