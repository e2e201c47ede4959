"""Everything that the clock decides, of needs, matches, pilots and demonstrations: each is done once, at its time, and once as
well where no worker ran for a week."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, func, or_, select

from app.accounts.models import Claim
from app.core.acting import Act, act_in
from app.core.actors import SYSTEM, Actor
from app.core.clock import FixedClock, city_date, start_of
from app.core.models import Mail, Setback, StatusChange
from app.core.site import Site
from app.registry import make_worker
from app.worker import Worker
from scenarios.demonstrations.actions.applying import announce, apply, conclude
from scenarios.demonstrations.forms import ApplicationForm
from scenarios.demonstrations.models import Demonstration
from scenarios.demonstrations.queries.cases import shown_of
from scenarios.emails.reviewing import ending_occasion
from scenarios.lifecycle import Route, ScenarioState
from scenarios.matches.actions.inquiring import ask
from scenarios.matches.lifecycle import AnswerState, MatchState
from scenarios.matches.models import Answer, Introduction, Match, MatchSource
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import ItemState, PilotState
from scenarios.pilots.models import Alarm, Milestone, Pilot, ReadinessItem, Side, Survey
from scenarios.pilots.queries.cases import case_of
from suppliers.models import Supply
from tests.scenarios.demonstrations.helpers import APPLICATION, verified
from tests.scenarios.helpers import read, stand, submitted, values
from tests.scenarios.matches.helpers import ECG, supply
from tests.scenarios.pilots.test_policy import make
from tests.support import Cast

Count = Callable[[Session], int]


@dataclass(frozen=True)
class Deadline:
    """Something that falls due: how often it was done so far, and who was written to."""

    name: str
    due: datetime
    done: Count
    mail: str = ""
    """Part of the key or of the subject of its mails, of no other's; "" where nobody is told."""
    alarm: str = ""
    """Instead, the key of the alarm that it raises."""

    def written(self, db: Session) -> list[str]:
        raised = db.exec(select(Alarm.id).where(Alarm.key == self.alarm)).first()
        mail = f":alarm:{raised}:" if raised is not None else self.mail
        if not mail:
            return []
        which = or_(col(Mail.key).contains(mail), col(Mail.subject).contains(mail))
        return list(db.exec(select(Mail.recipient).where(which)).all())


def moved(kind: str, number: int, event: str) -> Count:
    query = select(func.count()).where(
        StatusChange.object_kind == kind, StatusChange.object_id == number, StatusChange.event == event
    )
    return lambda db: db.exec(query).one()


def stamped(column: Any, number: int) -> Count:
    """Whether a row has this instant."""
    query = select(func.count()).where(column.class_.id == number, col(column).is_not(None))
    return lambda db: db.exec(query).one()


@dataclass
class World:
    site: Site
    cast: Cast
    deadlines: list[Deadline] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.site.clock.now()

    def at(self, **span: float) -> datetime:
        return self.now + timedelta(**span)

    def add(self, name: str, due: datetime, done: Count, mail: str = "", alarm: str = "") -> None:
        self.deadlines.append(Deadline(name, due, done, mail, alarm))

    def need(self, title: str, **more: Any) -> Scenario:
        """An open need of this title; `content` may be said, other words are columns."""
        content = values(**{"title": title, **more.pop("content", {})})
        said = {"state": ScenarioState.OPEN, "submitted_at": self.now, "opened_at": self.now, "code": None, **more}
        return read(self.site, stand(self.site, self.cast, content=content, **said))

    def match(self, need: Scenario, one: Supply, state: MatchState, **more: Any) -> Match:
        said: dict[str, Any] = {"source": MatchSource.CURATOR, "score": 60, **more}
        with self.site.database.writing() as db:
            row = Match(
                scenario_id=need.id, supply_id=one.id, state=state, created_at=self.now, updated_at=self.now, **said
            )
            db.add(row)
            db.flush()
            db.refresh(row)
            db.expunge(row)
        return row

    def keep(self, row: Any) -> int:
        with self.site.database.writing() as db:
            db.add(row)
            db.flush()
            return int(row.id)


@pytest.fixture
def world(site: Site, cast: Cast) -> World:
    made = World(site, cast)
    one = supply(site, cast.firm, ECG)
    for part in (of_needs, of_pilots, of_demonstrations):
        part(made)
    of_matches(made, one)
    return made


def of_needs(world: World) -> None:
    waits = submitted(world.site, world.cast, content=values(title="等审核的需求"), review_due_at=world.at(days=2))
    number = read(world.site, waits).id
    world.add("review", world.at(days=2), stamped(col(Scenario.escalated_at), number), "等审核的需求")
    planned = stand(
        world.site,
        world.cast,
        ScenarioState.APPROVED,
        content=values(title="到点发布的需求"),
        submitted_at=world.now,
        opens_at=world.at(days=1),
    )
    world.add("opening", world.at(days=1), moved("scenario", read(world.site, planned).id, "open"))
    until = world.at(days=41, hours=1)
    ends = world.need("快到期的登记", opened_at=world.at(days=-60), valid_until=until)
    for days in (30, 7):
        due, occasion = until - timedelta(days=days), ending_occasion(until, days)
        world.add(f"listing {days}", due, lambda _db: 1, f"scenario:{ends.id}:{occasion}:")
    world.add("listing ends", until, moved("scenario", ends.id, "expire"), f"scenario:{ends.id}:change:")
    over = world.need(
        "过期的登记", opened_at=world.at(days=-90), valid_until=world.at(days=-22), state=ScenarioState.EXPIRED
    )
    world.add("archive", world.at(days=8), moved("scenario", over.id, "archive"), f"scenario:{over.id}:change:")
    claim = Claim(
        person_id=world.cast.stranger, organisation_id=world.cast.factory, due_at=world.at(days=3), created_at=world.now
    )
    number = world.keep(claim)
    world.add("claim", world.at(days=3), stamped(col(Claim.escalated_at), number), "claim")


def of_matches(world: World, one: Supply) -> None:
    cast = world.cast
    invited = world.match(world.need("邀请的需求"), one, MatchState.SHORTLISTED, invite_at=world.at(minutes=10))
    world.add("invitation", world.at(minutes=10), moved("match", invited.id, "owner_interested"), "邀请贵单位对接")
    offered = world.match(world.need("引荐的需求"), one, MatchState.OFFERED)
    until = world.at(days=9)
    offer = world.keep(Introduction(match_id=offered.id, curator_id=cast.curator, offered_at=world.now, due_at=until))
    world.add(
        "reminder", world.at(days=5), stamped(col(Introduction.reminded_at), offer), f"introduction:{offer}:reminder"
    )
    world.add("offer", until, moved("match", offered.id, "expire"), f"introduction:{offer}:expired")
    silent = answered(world, world.need("没有答复的需求"), one, world.at(days=4))
    world.add("silence", world.at(days=4), stamped(col(Answer.reminded_at), silent), "还在等您的答复")
    world.add("silence told", world.at(days=4), lambda _db: 1, "对方还没有答复")
    closing = world.need("截止的揭榜", content={"route": Route.TENDER, "deadline": world.at(days=6)})
    lapsing = answered(world, closing, one, world.at(days=300))
    with world.site.database.writing() as db:
        act = act_in(db, world.site, Actor(cast.owner, "作者"))
        inquiry = ask(
            act,
            db.get_one(Scenario, closing.id),
            db.get_one(Supply, one.id),
            {("deployment", "constraint", "本地部署"): {}},
        ).id
    world.add("deadline", world.at(days=6), moved("scenario", closing.id, "close"), f"scenario:{closing.id}:change:")
    world.add(
        "answer lapses", world.at(days=6), moved("answer", lapsing, "lapse"), "截止的揭榜”已结束，贵单位的回应未获答复"
    )
    world.add("question lapses", world.at(days=6), moved("inquiry", inquiry, "expire"))


def answered(world: World, need: Scenario, one: Supply, due: datetime) -> int:
    match = world.match(need, one, MatchState.INTERESTED_SUPPLIER, source=MatchSource.SUPPLIER)
    said: dict[str, Any] = {"organisation_id": world.cast.firm, "person_id": world.cast.supplier, "body": "我们能做"}
    ids: dict[str, Any] = {"scenario_id": need.id, "supply_id": one.id, "match_id": match.id}
    return world.keep(Answer(**ids, **said, state=AnswerState.SENT, reply_due_at=due, created_at=world.now))


def of_pilots(world: World) -> None:
    today = city_date(world.now)

    def running(title: str, **more: Any) -> int:
        need = world.need(title, state=ScenarioState.PILOTING)
        return make(world.site, world.cast, need.id, PilotState.RUNNING, **{"runs_from": today, **more}).id

    asked = running("问询的试点", runs_from=today - timedelta(days=26))
    rounds = select(func.count()).where(Survey.pilot_id == asked, Survey.round == 1, Survey.side == Side.OWNER)
    world.add(
        "survey", start_of(today + timedelta(days=2)), lambda db: db.exec(rounds).one(), f"pilot:{asked}:asked:1:"
    )
    still = running("沉默的试点")
    survey = Survey(pilot_id=still, round=1, side=Side.SUPPLIER, asked_at=world.now, due_at=world.at(days=3))
    _alarm(world, "silence of a side", world.at(days=3), still, f"silence:{world.keep(survey)}")
    late = running("逾期的试点")
    due = today + timedelta(days=4)
    step = world.keep(Milestone(pilot_id=late, name="设备接入", due_on=due))
    _alarm(world, "milestone", start_of(due + timedelta(days=1)), late, f"milestone:{step}:{due}")
    over = running("届满的试点", runs_until=world.at(days=10))
    _alarm(world, "period", world.at(days=10), over, f"overdue:{world.at(days=10):%Y%m%d}")
    road = running("上路的试点")
    until = today + timedelta(days=11)
    permit = ReadinessItem(pilot_id=road, code="road_permit", state=ItemState.DONE, valid_until=until)
    ends = start_of(until + timedelta(days=1))
    world.add("permit", ends, moved("readiness", world.keep(permit), "end"))
    world.add("permit pauses", ends, moved("pilot", road, "pause"), "试点预警：上路的试点（")


def _alarm(world: World, name: str, due: datetime, pilot: int, key: str) -> None:
    query = select(func.count()).where(Alarm.pilot_id == pilot, Alarm.key == key)
    world.add(name, due, lambda db: db.exec(query).one(), alarm=key)


def of_demonstrations(world: World) -> None:
    shown = _put_forward(world, "公示的应用")
    world.add(
        "publicity",
        _kept(world, shown).publicity_until or world.now,
        moved("pilot", shown[1], "recognise"),
        f"demonstration:{shown[0]}:recorded",
    )
    ends = _put_forward(world, "到期的应用", valid_until=world.at(days=36), reminded=90)
    for days in (30, 7):
        world.add(f"record {days}", world.at(days=36 - days), lambda _db: 1, f"验证记录 {days} 天内到期：到期的应用")
    world.add("record ends", world.at(days=36), moved("pilot", ends[1], "expire"), f"demonstration:{ends[0]}:expired")
    _put_forward(world, "早着的应用", valid_until=world.at(days=93), reminded=None)
    world.add("record 90", world.at(days=3), lambda _db: 1, "验证记录 90 天内到期：早着的应用")


def _put_forward(world: World, title: str, **recorded: Any) -> tuple[int, int]:
    """A demonstration in publicity, or on record with these columns; its id and its pilot's."""
    here = verified(world.site, world.cast)
    with world.site.database.writing() as db:
        act = Act(db, world.site, SYSTEM, world.now)
        pilot = db.exec(select(Pilot).where(Pilot.public_id == here.rpartition("/")[2])).one()
        row = apply(act, case_of(db, pilot, act.now), ApplicationForm(**APPLICATION | {"title": title}))
        announce(act, shown_of(db, row, act.now), "材料齐全，同意公示。")
        if recorded:
            row.publicity_until = act.now
            conclude(act, shown_of(db, row, act.now))
            row.sqlmodel_update(recorded)
        db.add(row)
        return row.id, pilot.id


def _kept(world: World, shown: tuple[int, int]) -> Demonstration:
    with world.site.database.reading() as db:
        row = db.get_one(Demonstration, shown[0])
        db.expunge(row)
        return row


def at_each(deadlines: Sequence[Deadline], _now: datetime) -> list[datetime]:
    """A minute before each, and when it is due."""
    moments = {one.due for one in deadlines}
    return sorted(moments | {one - timedelta(minutes=1) for one in moments})


def once_a_week(_deadlines: Sequence[Deadline], now: datetime) -> list[datetime]:
    """The worker stands still for a week again and again."""
    return [now + timedelta(weeks=number) for number in range(1, 7)]


@pytest.mark.parametrize("schedule", [at_each, once_a_week])
def test_each_is_done_once(
    site: Site, clock: FixedClock, world: World, schedule: Callable[[Sequence[Deadline], datetime], list[datetime]]
) -> None:
    worker, before = make_worker(site), _standing(world)
    for moment in schedule(world.deadlines, world.now):
        clock.at = moment
        _ask_all(worker)
        first = _standing(world)
        _ask_all(worker)
        assert _standing(world) == first, "what was done is not done again"
        for one in world.deadlines:
            done, written = first[one.name]
            if moment < one.due:
                assert first[one.name] == before[one.name], (one.name, "too early")
            else:
                assert done == 1, one.name
                assert len(written) == len(set(written)), (one.name, "nobody hears of it twice")
                assert bool(written) is bool(one.mail or one.alarm), one.name
    with site.database.reading() as db:
        assert [(one.what, one.error) for one in db.exec(select(Setback)).all()] == []


def _ask_all(worker: Worker) -> None:
    for timer in worker.timers:
        timer.turn()


def _standing(world: World) -> dict[str, tuple[int, list[str]]]:
    with world.site.database.reading() as db:
        return {one.name: (one.done(db), sorted(one.written(db))) for one in world.deadlines}
