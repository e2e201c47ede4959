"""A partner: proposed by one side, agreed to by the other, confirmed by itself; it sees what a partner may see, from then
until it goes."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.accounts.models import TieKind
from app.core.site import Site
from scenarios.pilots.deeds import DEEDS, Row
from scenarios.pilots.lifecycle import PARTNERABLE, PartnerState, PilotState
from scenarios.pilots.models import Pilot, PilotPartner, PilotParty, Side, Verification, VerificationKind
from scenarios.pilots.policy import may_see_contract, may_see_course, may_see_inside, may_see_surveys
from scenarios.pilots.queries.cases import case_of
from scenarios.pilots.queries.pages import partner_moments
from tests.scenarios.helpers import opened, outbox, read
from tests.scenarios.pilots.helpers import EXIT, MONEY, SCOPE, a_house, hand_in, pilot_row, planned
from tests.scenarios.pilots.test_policy import make
from tests.scenarios.pilots.test_verifying import tie
from tests.scenarios.test_visibility import viewers
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
S, P = PilotState, PartnerState
SAID = {"partner": "中岳智能研究院", "part": "负责院内网络接入和数据脱敏"}


def partner(site: Site) -> PilotPartner:
    with site.database.reading() as db:
        row = db.exec(select(PilotPartner)).one()
        db.expunge(row)
        return row


def test_asked_by_both_and_confirmed_by_itself(site: Site, cast: Cast, signed_in: SignedIn, mailbox: Mailbox) -> None:
    here = planned(site, cast, signed_in)
    owner, supplier, house = signed_in(cast.owner), signed_in(cast.supplier), signed_in(cast.institute)
    for key, said in (("scope", SCOPE), ("money", MONEY), ("exit", EXIT)):
        owner.save(f"{here}/agreement/{key}", said)
    hand_in(owner, here)
    unknown = owner.post(f"{here}/propose-partner", data=SAID | {"partner": "没有这家单位"})
    assert (unknown.status_code, "没有找到" in text_of(unknown), "没有这家单位" in unknown.text) == (422, True, True)
    assert "已经参加" in text_of(owner.post(f"{here}/propose-partner", data=SAID | {"partner": "启明医智科技"}))
    owner.post(f"{here}/propose-partner", data=SAID)
    assert owner.post(f"{here}/propose-partner", data=SAID | {"part": "另一件事"}).status_code == 409
    row = partner(site)
    at, mine = f"{here}/partners/{row.public_id}", f"/partners/{row.public_id}"
    # One side alone lets nobody in, and the house knows nothing of it.
    assert (house.get(mine).status_code, house.get(here).status_code) == (404, 404)
    assert owner.post(f"{at}/agree").status_code == 403
    assert "请确认对方提议的参与单位" in text_of(supplier.get("/desk"))
    supplier.post(f"{at}/agree")
    assert house.get(here).status_code == 404
    assert "请决定是否参加试点" in text_of(house.get("/desk"))
    asked = text_of(house.get(mine))
    assert ("数据脱敏" in asked, "急诊胸痛患者心电图预警，夜间" in asked) == (True, False)  # its part, not the terms
    for who in (cast.owner, cast.supplier, cast.rival, cast.stranger, cast.curator):
        assert signed_in(who).get(mine).status_code == signed_in(who).post(f"{mine}/join").status_code == 404
    assert "SHA-256" in text_of(owner.get(f"{here}/agreement"))
    house.post(f"{mine}/join")
    assert (partner(site).state, house.get(f"{here}/agreement").status_code) == (P.JOINED, 200)
    # It stands in the agreement now: the scan of a text without it is none any more.
    assert "SHA-256" not in text_of(owner.get(f"{here}/agreement")).partition("签署")[2].partition("打印稿")[0]
    paper = text_of(owner.post(f"{here}/papers/agreement"))
    assert all(text in paper for text in ("参与单位", "中岳智能研究院", "负责院内网络接入和数据脱敏"))
    assert "心电图" in text_of(house.get("/pilots"))
    assert house.post(f"{here}/call-off", data={"note": "不想做了"}).status_code == 403
    assert house.post(f"{mine}/decline", data={"note": "晚了一步"}).status_code == 409
    house.post(f"{at}/leave", data={"note": "项目组解散"})
    assert (partner(site).state, house.get(here).status_code) == (P.LEFT, 404)
    course = text_of(owner.get(here)).partition("参与单位加入")[2]
    assert "中岳智能研究院：项目组解散" in course.partition("参与单位退出")[2]
    with site.database.reading() as db:
        told = partner_moments(db, row.pilot_id, inside=False)
        assert [(one.title, one.actor, one.note) for one in told] == [
            ("参与单位加入", "", ""),
            ("参与单位退出", "", ""),
        ]
    outbox(site, mailbox)
    subjects = [str(one["Subject"]).partition("：")[0] for one in mailbox.messages]
    for subject, count in (("请确认参与单位", 1), ("邀请参加试点", 1), ("参与单位已确认", 2), ("参与单位退出", 2)):
        assert subjects.count(subject) == count, subject


def test_declined_withdrawn_and_not_independent(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = planned(site, cast, signed_in)
    owner, supplier, house = signed_in(cast.owner), signed_in(cast.supplier), signed_in(cast.institute)
    centre, _number, _tester = a_house(site, "中原软件评测中心")
    with site.database.writing() as db:
        kind, pilot = VerificationKind.THIRD_PARTY, db.exec(select(Pilot)).one()
        db.add(Verification(pilot_id=pilot.id, kind=kind, organisation_id=centre, created_at=site.clock.now()))
    for name in ("中原软件评测中心", "大河装备厂"):
        tie(site, centre, cast.factory, TieKind.GROUP) if name == "大河装备厂" else None
        refused = owner.post(f"{here}/propose-partner", data=SAID | {"partner": name})
        assert (refused.status_code, "与验证单位有关联" in text_of(refused)) == (422, True), name
    owner.post(f"{here}/propose-partner", data=SAID)
    supplier.post(f"{here}/partners/{partner(site).public_id}/agree")
    mine = f"/partners/{partner(site).public_id}"
    assert house.post(f"{mine}/decline", data={"note": ""}).status_code == 422
    house.post(f"{mine}/decline", data={"note": "人手不够"})
    assert (partner(site).state, house.get(mine).status_code) == (P.DECLINED, 200)
    owner.post(f"{here}/propose-partner", data=SAID | {"part": "只做数据脱敏"})
    with site.database.reading() as db:
        again = db.exec(select(PilotPartner).where(PilotPartner.state == P.PROPOSED)).one()
    signed_in(cast.owner).post(f"{here}/call-off", data={"note": "先不做了"})
    with site.database.reading() as db:
        assert db.get_one(PilotPartner, again.id).state is P.WITHDRAWN
    assert house.get(f"/partners/{again.public_id}").status_code == 404  # it was never asked


WHO = ("owner", "supplier", "institute", "rival", "curator", "office", "reviewer", "anonymous")


@pytest.mark.parametrize("state", sorted(PilotState))
def test_partner_by_state_person_and_deed(site: Site, cast: Cast, state: PilotState) -> None:
    """Partner × state of the pilot × state of the partner × person × deed, and what it sees."""
    row = make(site, cast, read(site, opened(site, cast)).id, state)
    people, now = viewers(site, cast), site.clock.now()
    with site.database.writing() as db:
        house = PilotPartner(
            pilot_id=row.id, organisation_id=cast.research, part="数据脱敏", side=Side.OWNER, at=now, asked_at=now
        )
        db.add(house)
        db.flush()
        for joined in (False, True):
            if joined:
                db.add(PilotParty(pilot_id=row.id, organisation_id=cast.research, side=Side.PARTNER, at=now))
                db.flush()
            case = case_of(db, db.get_one(Pilot, row.id), now)
            for see in (may_see_inside, may_see_contract, may_see_course):
                assert see(people["institute"], case) is joined
            assert not may_see_surveys(people["institute"], case)
            for one in PartnerState:
                house.state = one
                able = {
                    (who, name)
                    for who in WHO
                    for kind in ("partners", "invitations")
                    for name, deed in DEEDS[kind].items()
                    if deed.allowed(people[who], Row(case, house))
                }
                assert able == _allowed(state, one), (state, one)
        db.rollback()


def _allowed(state: PilotState, one: PartnerState) -> set[tuple[str, str]]:
    """Written out by hand."""
    live = state in PARTNERABLE
    sides = {"owner", "supplier"}
    table = {
        P.PROPOSED: {(who, "withdraw") for who in sides} | ({(who, "agree") for who in sides} if live else set()),
        P.ASKED: {(who, "withdraw") for who in sides}
        | {("institute", "decline")}
        | ({("institute", "join")} if live else set()),
        P.JOINED: {(who, "leave") for who in {*sides, "institute"}} if live else set(),
    }
    return table.get(one, set())


def test_the_cells_hold_who_never_agreed(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    """Until the other side agrees nothing at all is open to the house, whatever address it tries."""
    here = planned(site, cast, signed_in)
    signed_in(cast.supplier).post(f"{here}/propose-partner", data=SAID)
    number, house = partner(site).public_id, signed_in(cast.institute)
    for address in (f"/partners/{number}", here, f"{here}/agreement", f"{here}/kpis"):
        assert house.get(address).status_code == 404
    for form in (f"/partners/{number}/join", f"/partners/{number}/decline", f"{here}/partners/{number}/leave"):
        assert house.post(form, data={"note": "试试"}).status_code == 404
    assert pilot_row(site).state is S.PLANNED
