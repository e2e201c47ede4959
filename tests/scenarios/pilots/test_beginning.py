"""A pilot begins from a match or from an agreement reached elsewhere; both confirm, the need follows, the paper is signed."""

import hashlib
from collections.abc import Callable

from sqlmodel import select

from app.accounts.models import Organisation, OrganisationState, Person
from app.core.site import Site
from scenarios.lifecycle import Route, ScenarioState
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Origin
from scenarios.policy import may_pilot
from tests.scenarios.helpers import opened, outbox, read, stand, values
from tests.scenarios.matches.helpers import matches_of
from tests.scenarios.pilots.helpers import (
    EXIT,
    FREE,
    MONEY,
    PDF,
    SCOPE,
    hand_in,
    mutual,
    pilot_row,
    planned,
    proposed,
    scan,
)
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
S = PilotState


def test_from_a_match_to_a_signed_agreement(site: Site, cast: Cast, signed_in: SignedIn, mailbox: Mailbox) -> None:
    need, match = mutual(site, cast)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    assert f"/pilots/new?match={match.public_id}" in owner.get(f"/scenarios/{need}/answers").text
    new = f"/pilots/new?match={match.public_id}"
    assert "后续采购可能受限" in text_of(owner.get(new))
    refused = owner.post(new, data={"purchase": "purchased", "public_money": "true"})
    assert (refused.status_code, "请填写采购方式和编号" in text_of(refused)) == (422, True)
    assert owner.post(new, data={"purchase": "free"}).status_code == 422  # without the declaration
    owner.post(new, data=FREE)
    here = f"/pilots/{pilot_row(site).public_id}"
    assert (pilot_row(site).state, pilot_row(site).origin) == (S.PROPOSED, Origin.MATCH)
    assert owner.post(f"{here}/confirm").status_code == 403  # her side has said yes already
    assert read(site, need).state is ScenarioState.OPEN
    assert "确认参加试点" in text_of(supplier.get(here))
    assert "请确认是否参加试点" in text_of(supplier.get("/desk"))
    assert "请确认是否参加试点" not in text_of(owner.get("/desk"))
    supplier.post(f"{here}/confirm")
    assert (pilot_row(site).state, read(site, need).state) == (S.PLANNED, ScenarioState.PILOTING)
    assert matches_of(site, need)[0].state == "pilot_linked"
    assert owner.post(f"{here}/confirm").status_code == 409
    early = owner.post(f"{here}/hand-in", data={"code": "a" * 16}, files=scan())
    assert (early.status_code, "请写明试点范围" in text_of(early)) == (422, True)
    for who, key, said in ((owner, "scope", SCOPE), (supplier, "money", MONEY), (owner, "exit", EXIT)):
        assert "已保存" in text_of(who.save(f"{here}/agreement/{key}", said))
    paper = owner.post(f"{here}/papers/agreement")
    assert all(text in text_of(paper) for text in ("试点协议", "急诊楼", "漏诊率", "16 周", "盖章", "校验码"))
    code = str(paper.url).rpartition("/")[2]
    empty = owner.post(f"{here}/hand-in", data={"code": code})
    assert (empty.status_code, "请先选择一个文件" in text_of(empty)) == (422, True)
    assert "没有这个校验码" in text_of(owner.post(f"{here}/hand-in", data={"code": "a" * 16}, files=scan()))
    owner.post(f"{here}/hand-in", data={"code": code}, files=scan())
    digest = hashlib.sha256(PDF).hexdigest()
    assert digest in supplier.get(f"{here}/agreement").text
    # Whoever changes a word afterwards has everybody sign again.
    supplier.save(f"{here}/agreement/scope", SCOPE | {"site": "嵩云医院东院"})
    assert supplier.post(f"{here}/countersign").status_code == 409
    old = supplier.post(f"{here}/hand-in", data={"code": code}, files=scan())
    assert (old.status_code, "协议又改过" in text_of(old)) == (422, True)
    hand_in(supplier, here)
    assert supplier.post(f"{here}/countersign").status_code == 403
    owner.post(f"{here}/countersign")
    assert pilot_row(site).state is S.AGREEMENT_SIGNED
    assert owner.get(f"{here}/agreement/scope").status_code == 409  # what is signed nobody writes any more
    assert _subjects(site, mailbox) == [1, 1, 2, 1]


def test_a_wrong_scan_is_sent_back(site: Site, cast: Cast, signed_in: SignedIn, mailbox: Mailbox) -> None:
    here = planned(site, cast, signed_in)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    for key, said in (("scope", SCOPE), ("money", MONEY), ("exit", EXIT)):
        owner.save(f"{here}/agreement/{key}", said)
    hand_in(owner, here)
    supplier.post(f"{here}/send-back", data={"note": "缺最后一页"})
    assert supplier.post(f"{here}/countersign").status_code == 409
    hand_in(owner, here, note="已补齐")
    supplier.post(f"{here}/countersign")
    assert pilot_row(site).state is S.AGREEMENT_SIGNED
    outbox(site, mailbox)
    assert sum("扫描件被退回" in str(mail["Subject"]) for mail in mailbox.messages) == 1


def _subjects(site: Site, mailbox: Mailbox) -> list[int]:
    """How often each mail of the beginning was sent."""
    outbox(site, mailbox)
    subjects = [str(mail["Subject"]) for mail in mailbox.messages]
    begins = ("请确认试点：", "试点已确认", "请确认试点协议", "试点协议已签署")
    return [sum(subject.startswith(begin) for subject in subjects) for begin in begins]


def test_reached_elsewhere_and_called_off(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    need = opened(site, cast, content=values(route=Route.TEST_ONLY))
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    new = f"/pilots/new?need={need}"
    found = owner.get(f"{new}&q=启明")
    house = found.text.partition('name="organisation" value="')[2].partition('"')[0]
    assert owner.post(new, data={"organisation": house, **FREE}).status_code == 422  # it comes with its reason
    owner.post(new, data={"organisation": house, "origin_reason": "去年已在本院试用，经院务会同意", **FREE})
    here = f"/pilots/{pilot_row(site).public_id}"
    assert pilot_row(site).origin is Origin.AGREEMENT
    assert signed_in(cast.rival).post(f"{here}/confirm").status_code == 404
    supplier.post(f"{here}/confirm")
    assert read(site, need).state is ScenarioState.PILOTING
    assert "院务会" in text_of(supplier.get(here))
    assert supplier.post(f"{here}/call-off", data={"note": ""}).status_code == 422
    supplier.post(f"{here}/call-off", data={"note": "人员变动，暂时无法投入"})
    assert (pilot_row(site).state, read(site, need).state) == (S.CALLED_OFF, ScenarioState.OPEN)
    assert "人员变动" in text_of(owner.get(here))


def test_a_need_waits_for_the_last_of_its_pilots(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = planned(site, cast, signed_in)
    need, owner, supplier = need_of(site), signed_in(cast.owner), signed_in(cast.supplier)
    new = f"/pilots/new?need={need}"
    house = owner.get(f"{new}&q=中岳").text.partition('name="organisation" value="')[2].partition('"')[0]
    owner.post(new, data={"organisation": house, "origin_reason": "与研究院另有合作协议", **FREE})
    second = f"/pilots/{pilot_row(site).public_id}"
    signed_in(cast.institute).post(f"{second}/confirm")
    supplier.post(f"{here}/call-off", data={"note": "先不做了"})
    assert read(site, need).state is ScenarioState.PILOTING
    assert "与这家开始试点" in text_of(owner.get(new))  # of a match whose pilot was called off another may follow
    owner.post(f"{second}/call-off", data={"note": "经费没有落实"})
    assert read(site, need).state is ScenarioState.OPEN


def test_nobody_else_begins_or_sees_anything(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    need, match = mutual(site, cast)
    for who in ("rival", "stranger", "curator", "reviewer", "office"):
        for address in (f"/pilots/new?match={match.public_id}", f"/pilots/new?need={need}"):
            assert signed_in(getattr(cast, who)).get(address).status_code == 404, who
    assert signed_in(cast.supplier).get(f"/pilots/new?need={need}").status_code == 404
    signed_in(cast.supplier).post(f"/pilots/new?match={match.public_id}", data=FREE)
    here = f"/pilots/{pilot_row(site).public_id}"
    twice = signed_in(cast.owner).post(f"/pilots/new?match={match.public_id}", data=FREE)
    assert (twice.status_code, "已经开始了一项试点" in text_of(twice)) == (409, True)
    for who in ("rival", "stranger", "admin", "auditor", "unverified"):
        browser = signed_in(getattr(cast, who))
        assert browser.get(here).status_code == 404, who
        assert browser.get(f"{here}/agreement").status_code == 404, who
        assert "心电图" not in text_of(browser.get("/pilots")), who
    assert "心电图" not in text_of(signed_in(cast.owner).another().get(here))
    assert "心电图" in text_of(signed_in(cast.office).get("/pilots"))


def test_a_pilot_passes_to_a_colleague(site: Site, cast: Cast, signed_in: SignedIn, mailbox: Mailbox) -> None:
    here, owner = planned(site, cast, signed_in), signed_in(cast.owner)
    with site.database.reading() as db:
        house = db.get_one(Organisation, cast.hospital).public_id
        giver, taker = (db.get_one(Person, one).public_id for one in (cast.owner, cast.colleague))
    url = f"/organisations/{house}/members/{giver}/hand-over"
    assert "试点 1" in text_of(owner.get(url))
    owner.post(url, data={"taker": taker})
    signed_in(cast.supplier).post(f"{here}/call-off", data={"note": "人员变动，暂时无法投入"})
    outbox(site, mailbox)
    told = [str(one["To"]) for one in mailbox.messages if str(one["Subject"]).startswith("试点已取消")]
    assert told == ["colleague@example.com"]


def test_what_has_changed_since_the_proposal_counts(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here, supplier = proposed(site, cast, signed_in), signed_in(cast.supplier)
    with site.database.writing() as db:
        match = db.exec(select(Match)).one()
        match.state = MatchState.NO_FIT
        db.add(match)
    refused = supplier.post(f"{here}/confirm")
    assert (refused.status_code, "不再有效" in text_of(refused)) == (409, True)
    with site.database.writing() as db:
        match = db.exec(select(Match)).one()
        match.state = MatchState.MUTUAL
        db.get_one(Organisation, cast.hospital).state = OrganisationState.SUSPENDED
        db.add(match)
    assert (supplier.post(f"{here}/confirm").status_code, pilot_row(site).state) == (409, S.PROPOSED)
    tender = stand(site, cast, ScenarioState.AWARDED, content=values(route=Route.TENDER))
    assert not may_pilot(read(site, tender))  # its award alone leads to a pilot, with the house that was awarded


def test_what_one_side_types_the_other_does_not_read(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = planned(site, cast, signed_in)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    page = f"{here}/agreement/money"
    typed = {"ip": "separate", "money_text": "底线三十七万五，先报三十"}
    assert "已自动保存" in text_of(owner.save(page, typed, to=f"{page}/autosave"))
    assert "底线" in owner.get(page).text
    assert "底线" not in supplier.get(page).text
    supplier.save(page, {"ip": "separate", "money_text": "分两次支付"})
    apart = text_of(owner.get(page))  # her words are kept, beside those that were saved meanwhile
    assert ("底线" in apart, "分两次支付" in apart) == (True, True)
    stale = owner.post(page, data={"version": "another", "ip": "separate", "money_text": "底线"})
    assert (stale.status_code, "分两次支付" in text_of(stale)) == (409, True)
    owner.save(page, typed)
    assert "底线" in supplier.get(page).text  # saved, it is what both write


def test_a_paper_is_checked_by_its_code(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here, owner = planned(site, cast, signed_in), signed_in(cast.owner)
    for key, said_ in (("scope", SCOPE), ("money", MONEY), ("exit", EXIT)):
        owner.save(f"{here}/agreement/{key}", said_)
    made = owner.post(f"{here}/papers/agreement")
    code = str(made.url).rpartition("/")[2]
    stranger = owner.another()
    said = text_of(stranger.get(f"/check?code={code[:4].upper()}-{code[4:8]}-{code[8:]}"))
    assert ("最新一份" in said, "试点协议" in said, "急诊" in said) == (True, True, False)
    assert "没有这个校验码" in text_of(stranger.get("/check?code=2222-3333-4444"))
    assert "急诊楼" not in text_of(stranger.get(f"{here}/papers/{code}"))
    # Changed, it is the newest no more, printed again or not; changed back, it is.
    owner.save(f"{here}/agreement/scope", SCOPE | {"weeks": "20"})
    assert "最新一份" not in text_of(stranger.get(f"/check?code={code}"))
    other = str(owner.post(f"{here}/papers/agreement").url).rpartition("/")[2]
    owner.save(f"{here}/agreement/scope", SCOPE)
    again = owner.post(f"{here}/papers/agreement")
    assert (str(again.url).rpartition("/")[2], "不是最新" in text_of(again)) == (code, False)
    assert ("最新一份" in text_of(stranger.get(f"/check?code={other}")), other != code) == (False, True)


def need_of(site: Site) -> str:
    with site.database.reading() as db:
        return db.get_one(Scenario, pilot_row(site).scenario_id).public_id
