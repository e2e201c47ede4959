"""The demo's people decide on matches, through the same actions that their clicks call.

Matches exist only when the demo's texts are encoded, so this is a job that waits behind that. Each decision has a
moment of its own between the day on which both texts were there and now, as the needs have for their moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlmodel import Session, col, select

from app.accounts.access import principal_of
from app.accounts.models import Person, Role
from app.core.acting import Act
from app.core.actors import SYSTEM, Actor
from app.core.jobs import Learn, RefreshMatches, ReindexMany, enqueue, under_way
from app.core.site import Site
from app.core.tasks import Task
from app.demo.introducing import introduce_demo
from app.demo.reading import read
from scenarios.matches.actions.answering import answer, put_off, want
from scenarios.matches.actions.deciding import WAIT, add_by_hand, decide, decline, deliver_invitation, invite
from scenarios.matches.actions.offering import accept, agree, introduce, refuse
from scenarios.matches.lifecycle import MatchEvent
from scenarios.matches.models import Answer, Match
from scenarios.matches.opinions import TOUCHED
from scenarios.matches.queries.sides import live_match
from scenarios.models import Scenario
from scenarios.timing import is_answerable
from suppliers.models import Supply

LATER = timedelta(seconds=10)


@dataclass(frozen=True)
class DecideDemo:
    """Let the demo's people decide on the matches of its needs."""

    kind: ClassVar[str] = "decide_demo"


@dataclass(frozen=True)
class Said:
    """One decision: who says it of which pair and when; `reason` is a code, `note` her words."""

    need: Scenario
    supply: Supply
    actor: Actor
    at: datetime
    reason: str
    note: str


def decide_demo(task: Task) -> None:
    """The handler of `DecideDemo`: one transaction a need; afterwards the site tries to learn from it all."""
    site, now = task.site, task.site.clock.now()
    if not site.settings.demo_allowed:
        return
    with site.database.writing() as db:
        if under_way(db, ReindexMany.kind) or under_way(db, RefreshMatches.kind):  # another worker is not done yet
            enqueue(db, DecideDemo(), now, key=DecideDemo.kind, run_at=now + LATER, bulk=True)
            return
    site.index.refresh()
    items, names = read("decisions"), _names()
    for done, item in enumerate(items):
        task.step(done, len(items))
        with site.database.writing() as db:
            _decide_need(db, site, item, names, now)
    with site.database.writing() as db:
        introduce_demo(db, site, names, now)
        enqueue(db, Learn(), now, key=Learn.kind)


def _names() -> Mapping[str, str]:
    """The title of each of the demo's needs and the name of each of its supplies, by key."""
    titles = {item["key"]: item["title"] for item in read("needs")}
    return titles | {item["key"]: item["name"] for item in read("capabilities") + read("results")}


def _decide_need(db: Session, site: Site, item: dict[str, Any], names: Mapping[str, str], now: datetime) -> None:
    """Everything said of one need, unless somebody has decided on its matches already: a person, or this job before."""
    need = db.exec(select(Scenario).where(Scenario.title == names[item["need"]], col(Scenario.demo))).first()
    if need is None or not is_answerable(need, now) or _is_touched(db, need):
        return
    rows, last = item["decisions"], dict[int, datetime]()
    for number, row in enumerate(rows, 1):
        supply = db.exec(select(Supply).where(Supply.name == names[row["supply"]], col(Supply.demo))).first()
        person = db.exec(select(Person).where(Person.email == f"{row['by']}@example.com", col(Person.demo))).first()
        if supply is not None and person is not None:
            born = max(need.opened_at or need.created_at, supply.listed_at or supply.created_at)
            at = _moment(row, last.get(supply.id, born), born + (now - born) * number / (len(rows) + 1), now)
            last[supply.id] = at
            _backdate(db, need, supply, born, at)
            said = Said(need, supply, _acting(db, person, now), at, row.get("reason", ""), row.get("note", ""))
            _say(db, site, row["deed"], said)


def _moment(row: dict[str, Any], last: datetime, between: datetime, now: datetime) -> datetime:
    """So many days ago where the row says so, else somewhere between; never before what was decided of the pair last."""
    return max(last, now - timedelta(days=row["days_ago"]) if "days_ago" in row else between)


def _is_touched(db: Session, need: Scenario) -> bool:
    query = select(Match.id).where(Match.scenario_id == need.id, col(Match.state).in_(TOUCHED))
    return db.exec(query.limit(1)).first() is not None


def _backdate(db: Session, need: Scenario, supply: Supply, born: datetime, at: datetime) -> None:
    """The site would have suggested the pair as soon as both texts were there, and nobody decides before that."""
    match = live_match(db, need.id, supply.id)
    if match is not None and match.created_at > at:
        match.created_at = born
        db.add(match)


def _acting(db: Session, person: Person, now: datetime) -> Actor:
    """In her role if she is a curator, else for her house; each of the demo's people has one."""
    viewer = principal_of(db, person, now)
    if viewer.has(Role.CURATOR):
        return viewer.acting(role=Role.CURATOR.value)
    return viewer.acting(viewer.belongings[0].organisation_id)


def _say(db: Session, site: Site, deed: str, said: Said) -> None:
    """Two deeds can make a match, by hand where the site did not find it; the others need one."""
    need, supply, actor, at, note = said.need, said.supply, said.actor, said.at, said.note
    match = live_match(db, need.id, supply.id)
    if deed == "shortlist":
        add_by_hand(Act(db, site, actor, at), need, supply, note)
    elif deed == "answer":
        answer(Act(db, site, actor, at), need, supply, note)
    elif match is not None:
        _say_of(db, site, deed, match, said)


def _say_of(db: Session, site: Site, deed: str, match: Match, said: Said) -> None:
    actor, at, reason, note = said.actor, said.at, said.reason, said.note
    match deed:
        case "dismiss":
            decide(Act(db, site, actor, at), match, MatchEvent.DISMISS, reason=reason, note=note)
        case "introduce":
            introduce(Act(db, site, actor, at), match, note)
        case "invite":
            invite(Act(db, site, actor, at), match)
            deliver_invitation(Act(db, site, SYSTEM, at + WAIT), match)
        case "agree" | "accept":
            (agree if deed == "agree" else accept)(Act(db, site, actor, at), match)
        case "refuse":
            refuse(Act(db, site, actor, at), match, reason, note)
        case "decline":
            decline(Act(db, site, actor, at), match, note)
        case "meeting":
            decide(Act(db, site, actor, at), match, MatchEvent.HOLD_MEETING, note=note)
        case "want":
            want(Act(db, site, actor, at), _answer_of(db, match), note)
        case "put_off":
            put_off(Act(db, site, actor, at), _answer_of(db, match), reason, note)


def _answer_of(db: Session, match: Match) -> Answer:
    return db.exec(select(Answer).where(Answer.match_id == match.id)).one()


HANDLERS = {DecideDemo.kind: decide_demo}
