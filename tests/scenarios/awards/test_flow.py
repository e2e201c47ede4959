"""From a signed result to a pilot, over HTTP: decided, objected to, evaluated anew, awarded, declined, moved up."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from app.core.clock import FixedClock
from app.core.models import Declaration
from app.core.site import Site
from scenarios.awards.actions.objecting import MOST_WAITING
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.pilots.models import Origin
from tests.scenarios.awards import helpers as h
from tests.scenarios.bids import helpers as b
from tests.scenarios.helpers import read
from tests.scenarios.panels import helpers as p
from tests.scenarios.panels.helpers import SignedIn
from tests.scenarios.pilots.helpers import pilot_row
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

GROUNDS = "第二份应标书的技术得分与公布的评分项说明不符，请复核。"
REPORT = "有评委与应标单位一起办过会，请查实。"
ANSWER = {"answer": "已逐项复核，依据见评审记录第三页。", "next_instance": "市科技主管部门"}


def states(site: Site) -> list[str]:
    return [one.state.value for one in b.bids(site)]


def test_from_a_signed_result_to_a_pilot(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int], mailbox: Mailbox
) -> None:
    need, people = h.signed(site, cast, signed_in, clock, drain)
    here, owner = f"/scenarios/{need}/award", signed_in(cast.owner)
    assert signed_in(cast.stranger).get(here).status_code == 404
    assert signed_in(people[0]).get(f"/bids/{b.bids(site)[0].public_id}/letter").status_code == 404
    second = owner.post(f"{here}/decide", data=h.DECISION | {"number": "2"})
    assert (second.status_code, "没有选第一名的，请写明理由" in second.text) == (422, True)
    early = owner.post(f"{here}/decide", data=h.DECISION | {"held_on": "2026-12-03"})
    assert (early.status_code, "会议不能早于这一天" in early.text) == (422, True)
    said = declared("reason", "会议纪要可向院办 13812345678 查询。")
    assert "决定已记录并公布" in owner.post(f"{here}/decide", data=h.DECISION | said).text
    assert (states(site), read(site, need).state) == (["recommended", "reserve", "reserve"], "publicity")

    _everybody_is_told_what_was_decided(cast, drain, mailbox)
    _everybody_reads_why(site, cast, signed_in, need, people)
    _one_upheld_one_dismissed(site, cast, signed_in, need, people)
    assert (states(site), read(site, need).state) == (["scoring"] * 3, "evaluating")
    assert "院办纪〔2026〕31号" not in owner.get(here).text  # what was overturned is not the decision any more
    earlier = p.results(site)[0].sha256
    p.all_signed(site, signed_in, need, first=3)
    assert [one.round for one in p.results(site)] == [1, 2]
    assert p.results(site)[0].sha256 == earlier
    owner.post(f"{here}/decide", data=h.DECISION | {"number": "3"})

    clock.advance(days=8)
    drain()
    assert read(site, need).state == "publicity"  # objections may come for seven working days still
    clock.advance(days=4)
    drain()
    assert (states(site)[2], read(site, need).state) == ("awarded", "awarded")
    winner = signed_in(people[2])
    assert "已放弃" in winner.post(f"{here}/decline", data={"reason": "核心人员变动，无法投入"}).text
    last = h.decisions(site)[-1]
    order = [line["number"] for line in p.results(site)[1].lines]
    assert (last.moved_up, last.number, states(site)[2]) == (True, order[1], "declined")
    _a_pilot_follows(site, signed_in, need, owner, signed_in(people[order[1] - 1]))
    drain()
    told = [str(one["Subject"]) for one in mailbox.messages]
    for subject, count in (
        ("评审结果", 6),
        ("收到异议", 6),
        ("异议的答复", 3),
        ("揭榜已确定", 8),
        ("被确定的单位已放弃", 1),
    ):
        assert sum(one.startswith(subject) for one in told) == count, subject
    protocol = text_of(signed_in(cast.stranger).get(f"{here}/protocol"))
    assert (p.panel(site).seed in protocol, "院办纪〔2026〕31号" in protocol, "招标" in protocol) == (True, True, False)


def _everybody_is_told_what_was_decided(cast: Cast, drain: Callable[[], int], mailbox: Mailbox) -> None:
    drain()
    (told,) = (one for one in mailbox.texts("supplier@example.com") if "反馈信写明" in one)
    assert ("开始公示" in told, "前提出质疑" in told, "没有确定任何一家" in told) == (True, True, False)


def _everybody_reads_why(site: Site, cast: Cast, signed_in: SignedIn, need: str, people: list[int]) -> None:
    """The chosen house by name, the others by number; each bidder its own letter."""
    here = f"/scenarios/{need}/award"
    public = text_of(signed_in(cast.stranger).get(here))
    assert ("院办纪〔2026〕31号" in public, "应标方 1 ·" in public, "应标方 2 ·" in public) == (True, True, False)
    assert "专家0" in text_of(signed_in(cast.stranger).get(f"/scenarios/{need}/evaluation"))
    letter = text_of(signed_in(people[1]).get(f"/bids/{b.bids(site)[1].public_id}/letter"))
    assert ("比第一名低" in letter, "意见2" in letter, "名，共 3 份" in letter) == (True, True, True)
    assert signed_in(people[0]).get(f"/bids/{b.bids(site)[1].public_id}/letter").status_code == 404


def _one_upheld_one_dismissed(site: Site, cast: Cast, signed_in: SignedIn, need: str, people: list[int]) -> None:
    """A bidder's objection is upheld, what a stranger reports is dismissed; the parties read nothing of the report."""
    here, owner, office = f"/scenarios/{need}/award", signed_in(cast.owner), signed_in(cast.office)
    refused = signed_in(cast.stranger).post(f"{here}/object", data={"text": GROUNDS})
    assert (refused.status_code, "只有应标单位可以提出质疑" in refused.text) == (403, True)
    said = declared("text", f"{REPORT}可问 13812345678。")
    assert "已提交" in signed_in(cast.stranger).post(f"{here}/report", data=said).text
    assert "质疑已提交" in signed_in(people[1]).post(f"{here}/object", data={"text": GROUNDS}).text
    report, objection = (f"/objections/{one.public_id}" for one in h.objections(site))
    for who in (owner, *(signed_in(one) for one in people)):
        assert who.get(report).status_code == 404
        page = text_of(who.get(here))
        assert (REPORT in page, "已提交，待受理 · 1" in page) == (False, True)  # of two that were submitted
    assert (owner.get(objection).status_code, signed_in(people[0]).get(objection).status_code) == (200, 404)
    assert owner.post(f"{objection}/accept").status_code == 403
    _nobody_answers_her_own_nor_asks_without_end(site, signed_in, here, office, signed_in(people[2]))
    judge = next(one.person_id for one in p.seats(site))
    assert signed_in(judge).get(objection).status_code == 404
    for address, outcome in ((report, "dismiss"), (objection, "uphold")):
        office.post(f"{address}/accept")
        missing = office.post(f"{address}/answer", data=ANSWER | {"outcome": outcome, "next_instance": ""})
        assert missing.status_code == 422
        assert "已答复" in office.post(f"{address}/answer", data=ANSWER | {"outcome": outcome}).text
    assert "市科技主管部门" in signed_in(people[1]).get(objection).text


def _nobody_answers_her_own_nor_asks_without_end(
    site: Site, signed_in: SignedIn, here: str, office: Browser, bidder: Browser
) -> None:
    office.post(f"{here}/report", data={"text": REPORT})
    own = f"/objections/{h.objections(site)[-1].public_id}"
    assert office.post(f"{own}/accept").status_code == 403
    office.post(f"{own}/withdraw")
    for place in range(MOST_WAITING):
        bidder.post(f"{here}/object", data={"text": f"{GROUNDS}{place}"})
    more = bidder.post(f"{here}/object", data={"text": GROUNDS})
    assert (more.status_code, "已有 3 件在等答复" in more.text) == (422, True)
    first, *rest = (f"/objections/{one.public_id}" for one in h.objections(site)[-MOST_WAITING:])
    office.post(f"{first}/refuse", data={"reason": "repeated"})
    assert "同一事项已经答复过" in bidder.get(first).text
    assert "/letter" in bidder.get(here).text
    for one in rest:
        bidder.post(f"{one}/withdraw")
    with site.database.reading() as db:
        kept = {one.parent_kind for one in db.exec(select(Declaration)).all()}
    assert kept == {"award_decision", "award_objection"}  # each with what was written, and a report's with nothing else


def declared(field: str, text: str) -> dict[str, str]:
    """A text with a number in it, and why it may stand there."""
    seen = {f"seen:{field}": "mobile:13812345678", f"declared:{field}": "unit", f"why:{field}": "单位电话，官网公示"}
    return {field: text, **seen}


def _a_pilot_follows(site: Site, signed_in: SignedIn, need: str, owner: Browser, winner: Browser) -> None:
    assert "已发起试点" in owner.post(f"/scenarios/{need}/award/pilot").text
    pilot = pilot_row(site)
    assert (pilot.origin, pilot.state) == (Origin.AWARD, "proposed")
    assert owner.post(f"/scenarios/{need}/award/pilot", data={"again": "1"}).status_code == 409
    assert winner.post(f"/scenarios/{need}/award/decline", data={"reason": "现在放弃"}).status_code == 409
    assert winner.post(f"/pilots/{pilot.public_id}/confirm").status_code == 200
    assert (pilot_row(site).state, read(site, need).state) == ("planned", "piloting")


def test_nobody_is_awarded_with_published_reasons_and_two_people_disqualify(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int], mailbox: Mailbox
) -> None:
    need, _people = h.signed(site, cast, signed_in, clock, drain)
    here, owner, office = f"/scenarios/{need}/award", signed_in(cast.owner), signed_in(cast.office)
    owner.post(f"{here}/decide", data=h.DECISION)
    reason = {"number": "1", "reason": "提供的业绩证明经核实不属实。"}
    assert "已提出" in owner.post(f"{here}/disqualify", data=reason).text
    assert owner.post(f"{here}/confirm", data={"number": "1"}).status_code == 403
    assert "资格已取消" in office.post(f"{here}/confirm", data={"number": "1"}).text
    drain()
    told = [one for one in mailbox.messages if str(one["Subject"]).startswith("应标书被取消资格")]
    assert len(told) == 1
    following = states(site)
    assert (following[0], sorted(following[1:]), read(site, need).state) == (
        "disqualified",
        ["recommended", "reserve"],
        "publicity",
    )
    assert h.decisions(site)[-1].moved_up
    clock.at = (h.decisions(site)[-1].objections_until or clock.at) + timedelta(hours=1)
    drain()
    assert read(site, need).state == "awarded"


def test_a_round_may_end_without_an_award(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    need, people = p.weighed(site, cast), p.bidders(site, cast)
    p.handed_in(signed_in, need, people)
    p.checked(clock, drain)
    here, owner = f"/scenarios/{need}/award", signed_in(cast.owner)
    early = owner.post(f"{here}/decide", data=h.DECISION)
    assert (early.status_code, "评委还没有全部签名" in early.text) == (422, True)
    tomorrow = owner.post(f"{here}/decide", data=h.DECISION | {"held_on": "2027-01-04"})
    assert (tomorrow.status_code, "会议日期不能晚于今天" in tomorrow.text) == (422, True)
    none = h.DECISION | {"outcome": "no_award", "number": ""}
    assert owner.post(f"{here}/decide", data=none).status_code == 422
    assert owner.post(f"{here}/decide", data=none | {"reason": "预算取消，本轮不再继续。"}).status_code == 200
    assert (states(site), read(site, need).state) == (["not_awarded"] * 3, "no_award")
    assert "预算取消" in signed_in(cast.stranger).get(here).text


def test_who_waits_in_a_need_that_is_cancelled_is_told(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int], mailbox: Mailbox
) -> None:
    need = p.weighed(site, cast)
    p.handed_in(signed_in, need, p.bidders(site, cast))
    p.checked(clock, drain)
    with site.database.writing() as db:
        row = db.get_one(Scenario, read(site, need).id)
        row.state = ScenarioState.CANCELLED
        db.add(row)
    drain()
    assert states(site) == ["not_awarded"] * 3
    assert sum(str(one["Subject"]).startswith("评审结果") for one in mailbox.messages) == 3
