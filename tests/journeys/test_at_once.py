"""The same form twenty times at the same moment: one thing is made, everybody is led to it, nobody meets an error."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, func, select

from app.accounts.actions import invite
from app.accounts.models import (
    Claim,
    Invitation,
    MemberRole,
    Membership,
    Organisation,
    OrganisationState,
    Person,
    Role,
    RoleGrant,
    Stake,
)
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.models import Mail, StatusChange, StoredFile
from app.core.site import Site
from app.exchange.models import Upload
from app.vocabulary.models import Term
from scenarios.lifecycle import ScenarioState
from scenarios.matches.models import Answer, Watch
from scenarios.models import Batch, Scenario
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from tests.scenarios.helpers import SIX, TICKS, stand, taken
from tests.scenarios.matches.helpers import BODY, need, supply
from tests.suppliers.helpers import make, six_fields
from tests.support import Browser, Cast
from tests.support.at_once import at_once, post_at_once
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

COUNT = 20
ONCE = {"once": "drawnonce"}


@dataclass(frozen=True)
class Sent:
    """Who sends what where, and the rows of which there must be one afterwards."""

    person_id: int
    path: str
    data: dict[str, Any]
    table: type[SQLModel]
    where: tuple[Any, ...] = ()
    files: dict[str, Any] = field(default_factory=dict)


Case = Callable[[Site, Cast], Sent]
SignedIn = Callable[[int], Browser]


def house(site: Site, number: int) -> str:
    with site.database.reading() as db:
        return db.get_one(Organisation, number).public_id


def organisation(_site: Site, cast: Cast) -> Sent:
    data = {"organisation": "新来智能科技", "kind": "firm", "choice": "new"}
    return Sent(cast.stranger, "/organisations/new", data, Organisation, (Organisation.name == "新来智能科技",))


def claim(site: Site, cast: Cast) -> Sent:
    return Sent(cast.stranger, f"/organisations/{house(site, cast.firm)}/claim", {"statement": "我在这里上班"}, Claim)


def invitation(site: Site, cast: Cast) -> Sent:
    data = {"email": "new@example.com", "role": "member"}
    return Sent(cast.supplier, f"/organisations/{house(site, cast.firm)}/invitations", data, Invitation)


def accepted_invitation(site: Site, cast: Cast) -> Sent:
    with site.database.writing() as db:
        actor = Actor(cast.supplier, "供给方")
        secret = invite(act_in(db, site, actor), cast.firm, "stranger@example.com", MemberRole.MEMBER)[1]
    return Sent(cast.stranger, "/invitation", {"token": secret}, Membership, (Membership.person_id == cast.stranger,))


def accepted_claim(site: Site, cast: Cast) -> Sent:
    with site.database.writing() as db:
        row = Claim(
            person_id=cast.unverified,
            organisation_id=cast.new_firm,
            due_at=site.clock.now(),
            created_at=site.clock.now(),
        )
        db.add(row)
        db.flush()
        path = f"/office/claims/{row.public_id}/accept"
    moved = StatusChange.to_state == OrganisationState.VERIFIED
    return Sent(cast.curator, path, {"override": "代码稍后补报，先行核验"}, StatusChange, (moved,))


def stake(site: Site, cast: Cast) -> Sent:
    return Sent(cast.curator, "/account/stakes", {"organisation": house(site, cast.firm), "note": "持股"}, Stake)


def grant(_site: Site, cast: Cast) -> Sent:
    data = {"email": "stranger@example.com", "role": "reviewer", "field": "health", "note": "分工"}
    return Sent(cast.office, "/office/grants", data, RoleGrant, (RoleGrant.person_id == cast.stranger,))


def term(_site: Site, cast: Cast) -> Sent:
    data = {"code": "energy", "label_zh": "能源", "label_en": "Energy"}
    return Sent(cast.office, "/office/vocabulary/field", data, Term, (Term.kind == "field", Term.code == "energy"))


def capability(_site: Site, cast: Cast) -> Sent:
    return Sent(cast.supplier, "/supplies", six_fields(ticket=""), Supply)


def capability_with_ticket(_site: Site, cast: Cast) -> Sent:
    return Sent(cast.supplier, "/supplies", six_fields(), Supply)


def scenario(_site: Site, cast: Cast) -> Sent:
    return Sent(cast.owner, "/scenarios", {**SIX, "do": "check", "version": "0"}, Scenario)


def scenario_with_key(_site: Site, cast: Cast) -> Sent:
    return Sent(cast.owner, "/scenarios", {**SIX, "do": "check", "form_key": "k", "version": "0"}, Scenario)


def answer(site: Site, cast: Cast) -> Sent:
    path = f"/scenarios/{need(site, cast)}/answer"
    return Sent(cast.supplier, path, {"supply": supply(site, cast.firm).public_id, "body": BODY}, Answer)


def watch(site: Site, cast: Cast) -> Sent:
    return Sent(cast.supplier, f"/scenarios/{need(site, cast)}/watch", {}, Watch)


def batch(_site: Site, cast: Cast) -> Sent:
    return Sent(cast.office, "/batches", {"title": "二〇二六年第一批"}, Batch)


def numbered_batch(_site: Site, cast: Cast) -> Sent:
    return Sent(cast.office, "/batches", {"number": "1", "title": "二〇二六年第一批"}, Batch)


def published_batch(site: Site, cast: Cast) -> Sent:
    with site.database.writing() as db:
        row = Batch(number=1, title="第一批", created_at=site.clock.now())
        db.add(row)
        db.flush()
        number = row.id
    stand(site, cast, ScenarioState.APPROVED, submitted_at=site.clock.now(), batch_id=number)
    return Sent(cast.office, "/batches/1/publish", {}, StatusChange, (StatusChange.to_state == ScenarioState.OPEN,))


def submission(site: Site, cast: Cast) -> Sent:
    path = f"/scenarios/{stand(site, cast)}/submit"
    moved = StatusChange.to_state == ScenarioState.AWAITING_APPROVAL
    return Sent(cast.owner, path, {"checklist": TICKS}, StatusChange, (moved,))


def approval_inside(site: Site, cast: Cast) -> Sent:
    path = f"/scenarios/{stand(site, cast, ScenarioState.AWAITING_APPROVAL, sent_by=cast.owner)}/approval"
    moved = StatusChange.to_state == ScenarioState.SUBMITTED
    return Sent(cast.colleague, path, {"do": "approve", "note": "同意"}, StatusChange, (moved,))


def approval(site: Site, cast: Cast) -> Sent:
    path = f"/review/{taken(site, cast)}/approve"
    return Sent(cast.reviewer, path, {"when": "now"}, StatusChange, (StatusChange.to_state == ScenarioState.OPEN,))


def listing(site: Site, cast: Cast) -> Sent:
    public_id = make(site, cast.firm, state=SupplyState.DRAFT).public_id
    moved = StatusChange.to_state == SupplyState.LISTED
    return Sent(cast.supplier, f"/supplies/{public_id}/moves/list", {}, StatusChange, (moved,))


def need_file(site: Site, cast: Cast) -> Sent:
    files = {"file": ("说明.txt", "数据说明".encode(), "text/plain")}
    return Sent(cast.owner, f"/scenarios/{stand(site, cast)}/edit/files", {}, StoredFile, files=files)


def supply_file(site: Site, cast: Cast) -> Sent:
    path = f"/supplies/{make(site, cast.firm).public_id}/files"
    files = {"file": ("说明.txt", "产品说明".encode(), "text/plain")}
    return Sent(cast.supplier, path, {}, StoredFile, files=files)


def upload(_site: Site, cast: Cast) -> Sent:
    text = "序号,场景机会名称,单位名称,需求描述\n1,病历质控,第一医院,自动检查病历缺项\n"
    files = {"file": ("清单.csv", text.encode(), "text/csv")}
    return Sent(cast.office, "/imports", {"kind": "opportunities"}, Upload, files=files)


CREATING: tuple[Case, ...] = (
    organisation, claim, invitation, accepted_invitation, accepted_claim, stake, grant, term, capability, scenario,
    answer, watch, batch, published_batch, submission, approval_inside, approval, listing, need_file, supply_file,
    upload,
)  # fmt: skip
"""Forms that make something or move it on, as a browser sends them twice."""
NATURALLY_ONE: tuple[Case, ...] = (
    organisation, claim, accepted_invitation, accepted_claim, stake, grant, term, capability_with_ticket,
    scenario_with_key, answer, watch, numbered_batch, published_batch, submission, approval_inside, approval, listing,
)  # fmt: skip
"""Those of which there can be one only, whatever form asks for it."""


def rows(db: Session, sent: Sent) -> int:
    return db.exec(select(func.count()).select_from(sent.table).where(*sent.where)).one()


def send_and_check(site: Site, visitor: Browser, sent: Sent, data: dict[str, Any]) -> None:
    more = {"files": sent.files} if sent.files else {}
    answers = post_at_once(visitor, COUNT, sent.path, data, **more)
    assert [one.status_code for one in answers] == [303] * COUNT
    assert len({one.headers["location"] for one in answers}) == 1
    with site.database.reading() as db:
        assert rows(db, sent) == 1
        mails = db.exec(select(Mail.name, Mail.recipient)).all()
        assert len(set(mails)) == len(mails)


@pytest.mark.parametrize("case", CREATING, ids=lambda case: case.__name__)
def test_a_form_sent_often_is_carried_out_once(case: Case, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    sent = case(site, cast)
    send_and_check(site, signed_in(sent.person_id), sent, sent.data | ONCE)


@pytest.mark.parametrize("case", NATURALLY_ONE, ids=lambda case: case.__name__)
def test_what_there_can_be_one_of_is_made_once(case: Case, site: Site, cast: Cast, signed_in: SignedIn) -> None:
    """Without the value that tells forms apart: the winner's own other clicks are led to what they wanted."""
    sent = case(site, cast)
    send_and_check(site, signed_in(sent.person_id), sent, sent.data)


def test_autosaves_at_once_keep_one_draft(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    data = {"title": "半句话", "form_key": "k", "version": "0"}
    answers = post_at_once(signed_in(cast.owner), COUNT, "/scenarios/autosave", data)
    assert {one.status_code for one in answers} <= {200, 409}  # the page stays, and saves again two seconds later
    with site.database.reading() as db:
        assert len(db.exec(select(Scenario.id)).all()) == 1


def test_twenty_sign_ups_with_one_address_make_one_account(site: Site, browser: Browser) -> None:
    form = {"name": "周敏", "email": "zhou@example.com", "password": "correct horse 42", "accept_terms": "true"}
    answers = [one.status_code for one in post_at_once(browser, COUNT, "/sign-up", form)]
    assert (answers.count(303), answers.count(429)) == (10, COUNT - 10)
    with site.database.reading() as db:
        assert len(db.exec(select(Person.id)).all()) == 1


def test_nobody_enters_houses_without_end(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    names = [f"{c}号新厂" for c in "甲乙丙丁戊己庚辛壬癸子丑"]
    stranger, form = signed_in(cast.stranger), {"kind": "firm", "choice": "new"}
    at_the_same_time = at_once(12, lambda n: _enter(stranger, form | {"organisation": names[n]}))
    assert sorted(at_the_same_time) == [303] * 10 + [429] * 2
    late = stranger.post("/organisations/new", data=form | {"organisation": "寅号新厂"})
    assert "一天最多登记或申请加入 10 个单位" in text_of(late)
    assert "寅号新厂" in late.text
    with site.database.reading() as db:
        assert len(db.exec(select(Claim.id).where(Claim.person_id == cast.stranger)).all()) == 10
        assert len(db.exec(select(Membership.id).where(Membership.person_id == cast.stranger)).all()) == 10


def _enter(visitor: Browser, form: dict[str, str]) -> int:
    return post_at_once(visitor, 1, "/organisations/new", form)[0].status_code


def test_different_people_at_once_are_told_who_was_quicker(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    """Only one's own deed is no conflict."""
    with site.database.writing() as db:
        db.add(RoleGrant(person_id=cast.colleague, role=Role.OFFICE, starts_at=site.clock.now()))
    sent = term(site, cast)
    two = [signed_in(cast.office), signed_in(cast.colleague)]
    answers = at_once(2, lambda n: two[n].post(sent.path, data=sent.data, follow_redirects=False).status_code)
    assert sorted(answers) == [303, 409]
