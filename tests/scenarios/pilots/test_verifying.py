"""Measured by somebody independent; the verdicts follow; the public sees what both agreed, everywhere."""

from collections.abc import Callable
from datetime import date

from sqlmodel import col, select

from app.accounts.models import MemberRole, Membership, Organisation, OrganisationTie, Person, Stake, TieKind
from app.core.clock import FixedClock, city_date
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.pilots.actions.clockwork import tick
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Verification
from tests.scenarios.helpers import outbox
from tests.scenarios.pilots.helpers import a_house, kpis_of, pilot_row, report, rows, running, settle_all
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
S = PilotState


def tie(site: Site, one: int, other: int, kind: TieKind = TieKind.GROUP) -> None:
    with site.database.writing() as db:
        db.add(
            OrganisationTie(
                organisation_id=one,
                other_id=other,
                kind=kind,
                source="年报",
                since=date(2026, 1, 1),
                recorded_at=site.clock.now(),
            )
        )


def test_from_the_choice_of_a_verifier_to_the_report(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    here = running(site, cast, signed_in)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    _centre, centre_id, tester = a_house(site, "中原软件评测中心")
    sister, sister_id, _somebody = a_house(site, "启明检测")
    holding, _holding_id, _nobody = a_house(site, "启明控股", "enterprise")
    tie(site, holding, cast.firm, TieKind.PARENT)
    tie(site, holding, sister)
    assert sister_id not in owner.get(f"{here}/verification").text
    for number, sentence in (
        (sister_id, "同一集团"),
        (_public_id(site, cast.firm), "第三方检测只能"),
        ("", "通过核验的验证单位"),
    ):
        refused = owner.post(f"{here}/propose-verifier", data={"kind": "third_party", "organisation": number})
        assert (refused.status_code, sentence in text_of(refused)) == (422, True), sentence
    panel = owner.post(f"{here}/propose-verifier", data={"kind": "panel", "organisation": _public_id(site, cast.firm)})
    assert "参加单位不能验证" in text_of(panel)
    assert signed_in(tester).get(here).status_code == 404
    owner.post(f"{here}/propose-verifier", data={"kind": "third_party", "organisation": centre_id})
    (number,) = set(rows(supplier.get(f"{here}/verification").text, "verifications", "agree"))
    assert owner.post(f"{here}/verifications/{number}/agree").status_code == 403
    assert ("请确认验证单位" in text_of(supplier.get("/desk")), "请确认验证单位" in text_of(owner.get("/desk"))) == (
        True,
        False,
    )
    supplier.post(f"{here}/verifications/{number}/agree")
    assert pilot_row(site).state is S.UNDER_VERIFICATION
    assert "请测量并填报结果" in text_of(signed_in(tester).get("/desk"))
    at, measures = f"{here}/verifications/{number}/report", signed_in(tester)
    assert "状态问询" not in text_of(measures.get(f"{here}/running"))
    said = report(site, "0.09 %", "6 分钟", **{"readings-1-uncertainty": "1.5"})
    assert owner.post(at, data=said).status_code == 403
    assert supplier.post(at, data=said).status_code == 403
    short = measures.post(at, data={**said, "report_number": ""})
    assert (short.status_code, "请填写报告编号" in text_of(short)) == (422, True)
    assert "读数" in text_of(measures.post(at, data={k: v for k, v in said.items() if not k.startswith("readings-1")}))
    with site.database.writing() as db:  # a stake that was declared meanwhile
        stake = Stake(person_id=tester, organisation_id=cast.firm, note="持股", declared_at=clock.now())
        db.add(stake)
        db.flush()
        declared = stake.id
    assert "应当回避" in text_of(measures.post(at, data=said))
    with site.database.writing() as db:
        db.get_one(Stake, declared).ended_at = clock.now()
    measures.post(at, data=said)
    assert pilot_row(site).state is S.PARTIALLY_VERIFIED
    assert measures.post(at, data=report(site, "0.5", "4")).status_code == 409


def test_the_report_inside_and_in_public(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = running(site, cast, signed_in)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    _house, centre_id, tester = a_house(site, "中原软件评测中心")
    owner.post(f"{here}/propose-verifier", data={"kind": "third_party", "organisation": centre_id})
    (number,) = set(rows(supplier.get(f"{here}/verification").text, "verifications", "agree"))
    supplier.post(f"{here}/verifications/{number}/agree")
    said = report(site, "0.09 %", "6 分钟", **{"readings-1-uncertainty": "1.5"})
    signed_in(tester).post(f"{here}/verifications/{number}/report", data=said)
    page = text_of(owner.get(f"{here}/verification"))
    assert all(
        text in page
        for text in ("0.9 ‰", "6 分钟", "±", "-80.0%", "部分达到", "按权重达到 83%", "JC-2027-031", "供给方")
    )
    supplier.post(f"{here}/verifications/{number}/comment", data={"body": "报告时间含人工签发环节"})
    paper = owner.post(f"{here}/papers/report")
    assert all(text in text_of(paper) for text in ("试点验证报告", "人工签发", "没有变更", "校验码", "两名医师复核"))
    assert "结项前还要落实" in text_of(owner.post(f"{here}/complete"))
    settle_all(owner, here)
    owner.post(f"{here}/complete")
    with site.database.reading() as db:
        assert db.get_one(Scenario, pilot_row(site).scenario_id).state is ScenarioState.COMPLETED
    seen = signed_in(cast.rival).get(here)
    assert "部分达到" in text_of(seen)
    for hidden in ("0.9", "0.3 %", "≤1", "3 ‰", "30 分钟", "6 分钟", "人工签发"):
        assert hidden not in text_of(seen), hidden
    assert "约 -80%" in text_of(seen)  # of the second figure the change is public, about
    assert text_of(seen).count("-70.0%") == 0  # of the first the verdict alone


def test_a_tie_that_is_recorded_meanwhile_counts(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = running(site, cast, signed_in)
    house, number, tester = a_house(site, "中原软件评测中心")
    assert signed_in(cast.owner).post(f"{here}/assign-verifier", data={"kind": "third_party"}).status_code == 403
    office = signed_in(cast.office)
    office.post(f"{here}/assign-verifier", data={"kind": "third_party", "organisation": number})
    tie(site, house, cast.hospital, TieKind.SHAREHOLDER)
    with site.database.reading() as db:
        row = db.exec(select(Verification)).one()
    at = f"{here}/verifications/{row.public_id}"
    refused = signed_in(tester).post(f"{at}/report", data=report(site, "0.9", "4"))
    assert (refused.status_code, "持股" in text_of(refused)) == (403, True)
    assert signed_in(cast.supplier).post(f"{at}/withdraw", data={"note": "结果不好看"}).status_code == 403
    office.post(f"{at}/withdraw", data={"note": "发现持股关系"})
    assert pilot_row(site).state is S.RUNNING
    assert signed_in(tester).get(here).status_code == 404


def test_a_verifier_is_nobodys_own_and_nobody_escapes_it(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, mailbox: Mailbox
) -> None:
    here = running(site, cast, signed_in, traits=["road"])
    own, own_number, _somebody = a_house(site, "专班某人的评测中心")
    _house, number, tester = a_house(site, "中原软件评测中心")
    with site.database.writing() as db:
        hers = Membership(person_id=cast.office, organisation_id=own, role=MemberRole.MEMBER, started_at=clock.now())
        db.add(hers)
    office, owner, supplier = signed_in(cast.office), signed_in(cast.owner), signed_in(cast.supplier)
    refused = office.post(f"{here}/assign-verifier", data={"kind": "third_party", "organisation": own_number})
    assert (refused.status_code, "应当回避" in text_of(refused)) == (422, True)
    supplier.post(f"{here}/propose-verifier", data={"kind": "third_party", "organisation": own_number})
    assigned = office.post(f"{here}/assign-verifier", data={"kind": "third_party", "organisation": number})
    assert "此前的提议已撤下" in text_of(assigned)
    assert pilot_row(site).state is S.UNDER_VERIFICATION
    stop = {"stop_reason": "other", "lesson": "我方决定不再继续这项试点。"}
    assert supplier.post(f"{here}/stop", data=stop).status_code == 409
    measures = signed_in(tester)
    seen = {tab: measures.get(f"{here}{tab}").status_code for tab in ("", "/kpis", "/verification")}
    assert (set(seen.values()), "协议" in text_of(measures.get(here))) == ({200}, False)
    scan_at = owner.get(f"{here}/agreement").text.partition(f"{here}/files/")[2].partition('"')[0]
    closed = ("/agreement", "/readiness", "/running", f"/files/{scan_at}")
    assert {measures.get(f"{here}{tab}").status_code for tab in closed} == {404}
    proof = owner.get(f"{here}/readiness").text.partition(f"{here}/files/")[2].partition('"')[0]
    reviewer = signed_in(cast.reviewer)  # reads how it goes and what was measured, and no terms
    seen = {tab: reviewer.get(f"{here}{tab}").status_code for tab in (*closed, f"/files/{proof}", "", "/kpis")}
    assert {tab for tab, status in seen.items() if status == 404} == {"/agreement", f"/files/{scan_at}"}
    clock.advance(days=30)  # the permit ended on 10 December
    tick(site, clock.now())
    at = f"{here}/verifications/{_last(site).public_id}"
    signed_in(cast.office).post(f"{at}/withdraw", data={"note": "换一家"})
    row = pilot_row(site)
    assert (row.state, row.paused_at and city_date(row.paused_at)) == (S.PAUSED, date(2026, 12, 11))
    outbox(site, mailbox)
    told = {(str(one["To"]), str(one["Subject"]).partition("：")[0]) for one in mailbox.messages}
    with site.database.reading() as db:
        email = db.get_one(Person, tester).email
    assert {(email, "验证开始"), (email, "验证委托撤销")} <= told


def test_a_permit_that_ended_begins_no_measuring(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    here = running(site, cast, signed_in, traits=["road"])
    _house, number, _tester = a_house(site, "中原软件评测中心")
    clock.advance(days=30)  # and the worker stands still
    refused = signed_in(cast.office).post(
        f"{here}/assign-verifier", data={"kind": "third_party", "organisation": number}
    )
    assert (refused.status_code, "还没有落实" in text_of(refused)) == (422, True)


def test_a_self_test_proves_nothing(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = running(site, cast, signed_in)
    _house, number, _tester = a_house(site, "中原软件评测中心")
    owner, supplier, office = signed_in(cast.owner), signed_in(cast.supplier), signed_in(cast.office)
    supplier.post(f"{here}/propose-verifier", data={"kind": "self"})
    owner.post(f"{here}/verifications/{_last(site).public_id}/agree")
    at = f"{here}/verifications/{_last(site).public_id}/report"
    early = owner.post(at, data=report(site, "9", "60", measured_from="2026-11-01"))
    assert (early.status_code, "不能早于试点开始" in text_of(early)) == (422, True)
    owner.post(at, data=report(site, "9", "60"))
    office.post(f"{here}/assign-verifier", data={"kind": "third_party", "organisation": number})
    office.post(f"{here}/verifications/{_last(site).public_id}/withdraw", data={"note": "换一家"})
    assert pilot_row(site).state is S.SELF_TESTED  # what was found before stays found
    settle_all(owner, here)
    owner.post(f"{here}/complete")
    with site.database.reading() as db:
        assert db.get_one(Scenario, pilot_row(site).scenario_id).state is ScenarioState.OPEN
    again = office.post(f"{here}/assign-verifier", data={"kind": "panel", "organisation": number})
    assert (again.status_code, pilot_row(site).state) == (409, S.SELF_TESTED)


def test_a_self_test_is_called_so(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = running(site, cast, signed_in)
    owner, supplier = signed_in(cast.owner), signed_in(cast.supplier)
    supplier.post(f"{here}/propose-verifier", data={"kind": "self"})
    (number,) = set(rows(owner.get(f"{here}/verification").text, "verifications", "agree"))
    owner.post(f"{here}/verifications/{number}/agree")
    assert supplier.post(f"{here}/verifications/{number}/report", data=report(site, "0.9", "4")).status_code == 403
    owner.post(f"{here}/verifications/{number}/report", data=report(site, "0.9", "4"))
    assert pilot_row(site).state is S.SELF_TESTED
    assert "不作为示范依据" in text_of(owner.get(f"{here}/verification"))
    assert signed_in(cast.stranger).get(here).status_code == 404
    assert len(kpis_of(site)) == 2


def _last(site: Site) -> Verification:
    with site.database.reading() as db:
        return db.exec(select(Verification).order_by(col(Verification.id).desc())).all()[0]


def _public_id(site: Site, house: int) -> str:
    with site.database.reading() as db:
        return db.get_one(Organisation, house).public_id
