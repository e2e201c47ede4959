"""Loads the demo into an empty development database, through the same actions that people's clicks call.

A need comes to its state move by move, each at a moment of its own in the past weeks, so that timelines, clocks and
desks have something true to show.
"""

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, or_, select
from stdnum.cn import uscc

from app.accounts.actions.grants import grant_role
from app.accounts.actions.members import join
from app.accounts.actions.organisations import create_organisation
from app.accounts.actions.people import lock
from app.accounts.models import MemberRole, Organisation, OrganisationState, Person, Role
from app.core import jobs
from app.core.acting import Act
from app.core.actors import SYSTEM, Actor
from app.core.history import move, revise
from app.core.models import Job, Mail
from app.core.passwords import hash_password
from app.core.site import Site
from app.demo.bids import load_bids
from app.demo.deciding import DecideDemo
from app.demo.demonstrations import load_demonstrations
from app.demo.panels import load_panels
from app.demo.people import invented_person
from app.demo.pilots import load_pilots
from app.demo.reading import need, proven_need, read, supply
from app.vocabulary.queries import working_days_after
from scenarios.actions.drafting import Origin as NeedOrigin
from scenarios.actions.drafting import create_scenarios
from scenarios.demonstrations.models import Demonstration
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Scenario
from scenarios.queries.said import values_of
from scenarios.values import as_content
from suppliers.actions.listing import list_supply, suspend_supply
from suppliers.actions.writing import Origin as SupplyOrigin
from suppliers.actions.writing import create_supplies
from suppliers.models import Supply

DEMO_PASSWORD = "jinghe-demo-2026"  # noqa: S105 - exists on a developer's own machine only, and is printed there
Row = TypeVar("Row")
OPEN_FOR = 40
"""The open needs were opened one by one within so many days, so that some are new and some have waited."""
REASONS = {ScenarioEvent.REJECT: "procurement", ScenarioEvent.WITHDRAW: "changed", ScenarioEvent.CANCEL: "budget_cut"}
NOTES = {
    ScenarioEvent.REQUEST_EDITS: "请补充现状指标的统计口径，并说明数据能否出域。",
    ScenarioEvent.REJECT: "主要内容是土建与设备采购，请按采购程序办理。",
    ScenarioEvent.CANCEL: "年度预算调整，本项目不再实施。",
    ScenarioEvent.SUSPEND: "正在等待上级主管单位明确数据使用范围。",
}

RISK = "不列入高风险清单：只作提示，由人复核后使用，每半年复查一次。"


def looks_empty(db: Session) -> bool:
    """Whether nobody and nothing is in the database yet."""
    return all(db.exec(select(column).limit(1)).first() is None for column in (Person.id, Organisation.id))


def demo_accounts(db: Session) -> list[tuple[str, str]]:
    """(address, what the account is for) of the demo's people who are there."""
    there = set(db.exec(select(Person.email).where(col(Person.demo).is_(True))).all())
    return [(item["email"], item["about"]) for item in read("accounts") if item["email"] in there]


def open_demo_accounts(db: Session) -> int:
    """How many of the demo's people, under whatever address, can still sign in."""
    return len(_open(db))


def lock_demo(act: Act) -> int:
    """Lock the demo's accounts, for a database that real people are to use; returns how many."""
    people = _open(act.db)
    for person in people:
        lock(act, person, "jinghe seed lock")
    return len(people)


def _open(db: Session) -> Sequence[Person]:
    closed = or_(col(Person.locked_at).is_not(None), col(Person.deleted_at).is_not(None))
    return db.exec(select(Person).where(col(Person.demo).is_(True), ~closed)).all()


def load_demo(site: Site) -> None:
    """Everything in one transaction: a start that breaks off leaves an empty database, and the next one begins anew."""
    password, now = hash_password(DEMO_PASSWORD), site.clock.now()
    with site.database.writing() as db:
        act = Act(db, site, SYSTEM, now)
        houses = _organisations(db, now)
        people = _people(act, houses, password)
        supplies = _supplies(act, houses)
        needs = _needs(act, houses, people)
        proven = _proven_needs(act, houses, people)
        keyed = (_by_key(needs, read("needs")), _by_key(supplies, read("capabilities") + read("results")))
        load_pilots(act, houses, *keyed)
        load_bids(act, houses, *keyed, people)
        load_panels(act, keyed[0], people, password)
        load_demonstrations(act, houses, _by_key(proven, read("demonstrations")), keyed[1], people)
        shown = db.exec(select(Demonstration.id).order_by(col(Demonstration.id))).all()
        _forget_mails(db)
        listed = [row.id for row in supplies]
        _forget_single_jobs(db)
        jobs.enqueue_reindex_many(db, "supply", listed, now)
        jobs.enqueue_reindex_many(db, "scenario", [row.id for row in needs], now)
        jobs.enqueue_reindex_many(db, "demonstration", shown, now)
        jobs.enqueue(db, DecideDemo(), now, bulk=True)


def _by_key(rows: Sequence[Row], items: Sequence[dict[str, Any]]) -> dict[str, Row]:
    return {item["key"]: row for item, row in zip(items, rows, strict=True)}


def _forget_mails(db: Session) -> None:
    # What was told in the past weeks is not sent today.
    for mail in db.exec(select(Mail)).all():
        db.delete(mail)
    db.flush()


def _forget_single_jobs(db: Session) -> None:
    # Listing enqueues a job for each supply; together in batches they are encoded several times as fast.
    for job in db.exec(select(Job).where(Job.kind == jobs.Reindex.kind)).all():
        db.delete(job)
    db.flush()


def _organisations(db: Session, now: datetime) -> dict[str, Organisation]:
    items = itertools.chain(read("organisations"), read("suppliers"), read("institutes"))
    return {item["key"]: _organisation(db, item, now) for item in items}


def _organisation(db: Session, item: dict[str, Any], now: datetime) -> Organisation:
    state = OrganisationState.VERIFIED if item["claimed"] else OrganisationState.UNCLAIMED
    return create_organisation(
        db,
        item["name"],
        item["kind"],
        now - timedelta(days=300),
        state=state,
        uscc=invented_code(item["key"]) if item["claimed"] else "",
        district=item["district"],
        intro=item["intro"],
        chain_leader=item.get("chain_leader", False),
        demo=not item.get("real", False),
    )


def invented_code(key: str) -> str:
    """A 统一社会信用代码 with a right check digit, made from `key`; the registrar's digits name no place."""
    digest = hashlib.sha256(key.encode()).hexdigest().upper()
    body = "91" + "999999" + "".join(c if c.isdigit() else str(ord(c) % 10) for c in digest[:9])
    return body + str(uscc.calc_check_digit(body))


def _earlier(act: Act, days: int) -> Act:
    return replace(act, now=act.now - timedelta(days=days))


def _people(act: Act, houses: dict[str, Organisation], password: str) -> dict[str, Person]:
    then, people = _earlier(act, 280), dict[str, Person]()
    for item in read("accounts"):
        person = invented_person(then, item["name"], item["email"], password)
        if "org" in item:
            join(then, person.id, houses[item["org"]].id, role=MemberRole(item["member"]))
        if "role" in item:
            grant_role(then, person, Role(item["role"]))
        people[item["email"].partition("@")[0]] = person
    return people


def _supplies(act: Act, houses: dict[str, Organisation]) -> list[Supply]:
    items, then = read("capabilities") + read("results"), _earlier(act, 60)
    rows = create_supplies(then, [(houses[i["org"]].id, supply(i), SupplyOrigin(demo=True)) for i in items])
    for number, (row, item) in enumerate(zip(rows, items, strict=True)):
        when = then.now + timedelta(hours=4 * number)
        if item["state"] != "draft":
            list_supply(replace(act, now=min(when, act.now)), row, waiver="演示数据")
        if item["state"] == "suspended":
            suspend_supply(replace(act, now=min(when + timedelta(days=3), act.now)), row)
    return rows


def _needs(act: Act, houses: dict[str, Organisation], people: dict[str, Person]) -> list[Scenario]:
    items = read("needs")
    drafts = [(houses[i["owner"]].id, need(i, act.now), NeedOrigin(demo=True)) for i in items]
    rows = create_scenarios(act, drafts)
    piloted = {item["need"]: item["age"] for item in read("pilots")}
    for item, row in zip(items, rows, strict=True):
        # What is in pilot now was opened before that; the rest within the last weeks.
        opened = piloted.get(item["key"], 0) + row.id * 13 % OPEN_FOR
        _bring_to(act, row, houses[item["owner"]], people["reviewer"], ScenarioState(item["state"]), opened)
    return rows


def _proven_needs(act: Act, houses: dict[str, Organisation], people: dict[str, Person]) -> list[Scenario]:
    """The needs behind the demonstrations, opened some weeks before their pilots began."""
    items = read("demonstrations")
    drafts = [(houses[item["owner"]].id, proven_need(item, act.now), NeedOrigin(demo=True)) for item in items]
    rows = create_scenarios(act, drafts)
    for item, row in zip(items, rows, strict=True):
        opened = item["age"] + 10 + row.id * 13 % OPEN_FOR
        _bring_to(act, row, houses[item["owner"]], people["reviewer"], ScenarioState.OPEN, opened)
    return rows


def _bring_to(
    act: Act, row: Scenario, house: Organisation, reviewer: Person, state: ScenarioState, opened: int
) -> None:
    path = list(SCENARIO.path_to(state))
    if house.approval_required and path and path[0] is ScenarioEvent.SUBMIT:
        path.insert(0, ScenarioEvent.SEND_FOR_APPROVAL)
    open_days = opened if state is ScenarioState.OPEN else 0
    end = min(act.now - timedelta(days=open_days), row.deadline or act.now)
    start = end - timedelta(days=3 + len(path) * 2 + row.id % 11)
    row.created_at = row.updated_at = start
    act.db.add(row)
    owner = Actor(None, row.contact_name or house.name, house.id, house.name, "member")
    review = Actor(reviewer.id, reviewer.name, None, "", "reviewer")
    for number, event in enumerate(path, 1):
        at = start + (end - start) * number / (len(path) + 1)
        by_reviewer = event in {
            ScenarioEvent.TAKE,
            ScenarioEvent.REQUEST_EDITS,
            ScenarioEvent.REJECT,
            ScenarioEvent.APPROVE,
        }
        _step(replace(act, now=at, actor=review if by_reviewer else owner), row, event)


def _step(act: Act, row: Scenario, event: ScenarioEvent) -> None:
    values: dict[str, Any] = {}
    match event:
        case ScenarioEvent.SUBMIT:
            values = {"submitted_at": act.now, "review_due_at": working_days_after(act.db, act.now, 5)}
        case ScenarioEvent.TAKE:
            values = {"reviewer_id": act.actor.person_id}
        case ScenarioEvent.APPROVE if row.risk_triggers:
            values = {"risk_decision": RISK}
        case ScenarioEvent.OPEN:
            values = {"opened_at": act.now, "opens_at": act.now, "valid_until": row.valid_until or row.deadline}
        case ScenarioEvent.SUSPEND:
            values = {"suspended_at": act.now}
        case _:
            pass
    move(act, row, SCENARIO, event, note=NOTES.get(event, ""), reason=REASONS.get(event, ""), **values)
    if event is ScenarioEvent.SUBMIT:
        revise(act, "scenario", row.id, "submission", as_content(values_of(act.db, row)))
