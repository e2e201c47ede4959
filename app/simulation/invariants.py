"""What must hold at the end of every week, each said in a sentence and worked out apart from the code that is to keep it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, Final

from sqlmodel import Session, col, select

from app.accounts.lifecycle import ORGANISATION
from app.accounts.models import Organisation, Person, WeeklyChoice
from app.core.chain import first_broken
from app.core.clock import CITY
from app.core.models import Job, JobState, Mail, MailState, Setback, StatusChange
from app.digests.emails import NAME
from app.digests.models import Digest, DigestState
from app.digests.windows import last_closed, parse
from app.simulation.houses import acquainted, houses_of, may_hear
from app.simulation.people import Inhabitant, text_of
from app.simulation.town import Town
from app.simulation.trespassing import Trespass
from app.simulation.visiting import PHONE
from scenarios.demonstrations.lifecycle import ADOPTION
from scenarios.demonstrations.models import Adoption, Demonstration
from scenarios.demonstrations.queries.progress import STEPS
from scenarios.introductions.lifecycle import MEETING, SLOT
from scenarios.introductions.models import Meeting, MeetingSlot
from scenarios.lifecycle import PUBLIC, SCENARIO
from scenarios.matches.lifecycle import ANSWER, INQUIRY, MATCH
from scenarios.matches.models import Answer, Inquiry, Match
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import PILOT, VERIFICATION
from scenarios.pilots.models import Pilot, Verification
from suppliers.lifecycle import SUPPLY
from suppliers.models import Supply

LIVING: Final = {
    life.name: (life, table)
    for life, table in (
        (ORGANISATION, Organisation),
        (SCENARIO, Scenario),
        (SUPPLY, Supply),
        (MATCH, Match),
        (ANSWER, Answer),
        (INQUIRY, Inquiry),
        (MEETING, Meeting),
        (SLOT, MeetingSlot),
        (PILOT, Pilot),
        (VERIFICATION, Verification),
        (ADOPTION, Adoption),
    )
}
PILOTED: Final = {"confirm": 3, "find_met": 4, "recognise": 5}
"""The place of the step to which each of these moves of a pilot leads."""
WAITING: Final = (MailState.QUEUED, MailState.LEASED, MailState.SENDING)
STUCK: Final = (MailState.FAILED, MailState.PARKED)
COUNT: Final = re.compile(r'class="result-count"[^>]*>[^<]*<b>(\d+)</b>')


@dataclass
class Lived:
    """Everything that an invariant may look at."""

    town: Town
    people: Sequence[Inhabitant]
    trespasses: list[Trespass] = field(default_factory=list)


@dataclass
class Looked:
    """At how many things an invariant looked, and what it found broken."""

    count: int = 0
    broken: list[str] = field(default_factory=list)

    def at(self, holds: bool, what: str) -> None:
        self.count += 1
        if not holds:
            self.broken.append(what)


Invariant = Callable[[Session, Lived, Looked], None]


def no_mail_twice(db: Session, lived: Lived, looked: Looked) -> None:
    """No mail leaves twice, and nothing leaves that the outbox does not know."""
    seen = Counter(str(mail["Message-ID"]) for _at, mail in lived.town.caught.mails)
    known = set(db.exec(select(Mail.message_id).where(Mail.state == MailState.SENT)).all())
    for message, times in seen.items():
        looked.at(times == 1 and message in known, f"{message} left {times} times")
    looked.at(len(known) == len(seen), f"{len(known)} mails are said to have left, {len(seen)} did")


def nobody_hears_of_what_is_not_hers(db: Session, _lived: Lived, looked: Looked) -> None:
    """A mail about a thing goes to its houses and to staff, or the thing is public."""
    houses, sent = houses_of(db), select(Mail).where(Mail.state == MailState.SENT, col(Mail.person_id).is_not(None))
    for mail in db.exec(sent).all():
        allowed = may_hear(db, houses, mail)
        if allowed is not None:
            looked.at(allowed, f"mail {mail.name} about {mail.object_kind} {mail.object_id} to person {mail.person_id}")


def contacts_only_after_two_yeses(db: Session, lived: Lived, looked: Looked) -> None:
    """A number stands on a page or in a mail only for its own house, for staff, or after both sides have said yes."""
    whose = {one.phone: one for one in lived.people if one.phone}
    known, mails = acquainted(db), defaultdict(set)
    for _at, mail in lived.town.caught.mails:
        mails[str(mail["To"])].update(PHONE.findall(text_of(mail)))
    for one in lived.people:
        read = one.visitor.phones | {phone for to, phones in mails.items() if one.email in to for phone in phones}
        for phone in read & whose.keys():
            other = whose[phone]
            allowed = one.is_staff or one.house == other.house or frozenset({one.house, other.house}) in known
            looked.at(allowed, f"{one.name} of {one.house} has read the number of {other.house}")


def one_digest_a_week(db: Session, _lived: Lived, looked: Looked) -> None:
    """Nobody gets two weekly mails in a week."""
    sent = db.exec(select(Mail).where(Mail.name == NAME, Mail.state == MailState.SENT)).all()
    weeks = Counter((mail.person_id, last_closed(mail.created_at).name) for mail in sent)
    for (person, week), times in weeks.items():
        looked.at(times == 1, f"person {person} got {times} digests of {week}")


def every_week_in_one_digest(db: Session, lived: Lived, looked: Looked) -> None:
    """The digests of a person lie side by side: each closed week since she wanted them is in exactly one, once her day has
    come."""
    now = lived.town.clock.now()
    newest = last_closed(now)
    rows = select(Digest).where(Digest.state != DigestState.MERGED).order_by(col(Digest.person_id), col(Digest.week))
    for person, found in groupby(db.exec(rows).all(), key=lambda row: row.person_id):
        digests = list(found)
        for before, after in pairwise(digests):
            week, first = parse(before.week), parse(after.first_week)
            looked.at(week is not None and week.later() == first, f"person {person}: {before.week}, {after.first_week}")
        wants = db.get_one(Person, person).mail_consent_at is not None
        told = digests[-1].week in {newest.name, *([] if is_her_day(db, person, now) else [newest.later(-1).name])}
        looked.at(not wants or told, f"person {person} was last told of {digests[-1].week}")


def is_her_day(db: Session, person: int, now: datetime) -> bool:
    """Whether the day that she has chosen for her weekly mail is not still to come."""
    chosen = db.get(WeeklyChoice, person)
    return chosen is None or chosen.weekday <= now.astimezone(CITY).isoweekday()


def history_is_sealed(db: Session, _lived: Lived, looked: Looked) -> None:
    """Every move is sealed upon the one before it."""
    for thing, moves in _histories(db):
        looked.at(first_broken(moves) is None and all(move.seal for move in moves), f"the chain of {thing} is broken")


def no_state_outside_the_table(db: Session, _lived: Lived, looked: Looked) -> None:
    """Every move is one of its table, begins where the one before ended, and the thing is where its last move led."""
    for (kind, number), moves in _histories(db):
        if kind not in LIVING:
            continue
        life, table = LIVING[kind]
        allowed = {(source.value, event.value, target.value) for (source, event), target in life.moves.items()}
        for move in moves:
            step = (move.from_state, move.event, move.to_state)
            looked.at(step in allowed, f"{kind} {number}: {' '.join(step)}")
        for before, after in pairwise(moves):
            looked.at(before.to_state == after.from_state, f"{kind} {number}: {before.to_state}, {after.from_state}")
        row: Any = db.get(table, number)
        if row is not None:
            looked.at(row.state.value == moves[-1].to_state, f"{kind} {number} is {row.state}")


def progress_counts_rows(db: Session, lived: Lived, looked: Looked) -> None:
    """What /progress shows of each step is what the rows of needs, answers and moves say."""
    visitor, reached = lived.town.visitor(), steps_of(db)
    for place, step in enumerate(STEPS):
        visitor.open(f"/progress?step={step}")
        shown, true = COUNT.search(visitor.text), sum(one >= place for one in reached.values())
        looked.at(
            shown is not None and int(shown[1]) == true, f"{step}: {shown[1] if shown else 'nothing'}, not {true}"
        )


def steps_of(db: Session) -> dict[int, int]:
    """How far each need has come that was published, as the place of its last step."""
    needs = db.exec(select(Scenario).where(col(Scenario.opened_at).is_not(None))).all()
    reached = {need.id: 0 for need in needs if need.state in PUBLIC}
    came = [(answer.scenario_id, 1) for answer in db.exec(select(Answer)).all()]
    matches = {match.id: match.scenario_id for match in db.exec(select(Match)).all()}
    pilots = {pilot.id: pilot.scenario_id for pilot in db.exec(select(Pilot)).all()}
    for move in db.exec(select(StatusChange)).all():
        if (move.object_kind, move.event) == ("match", "hold_meeting"):
            came.append((matches[move.object_id], 2))
        elif move.object_kind == "pilot" and move.event in PILOTED:
            came.append((pilots[move.object_id], PILOTED[move.event]))
    shown = {one.id: pilots[one.pilot_id] for one in db.exec(select(Demonstration)).all()}
    copies = [one for one in db.exec(select(Adoption)).all() if one.adopted_at is not None]
    came += [(shown[one.demonstration_id], 6) for one in copies if one.state.value in {"adopted", "ended"}]
    for need, place in came:
        if need in reached:
            reached[need] = max(reached[need], place)
    return reached


def nothing_waits(db: Session, lived: Lived, looked: Looked) -> None:
    """Once the worker has run, no mail and no job is due, nothing has failed, no timer has stumbled."""
    now = lived.town.clock.now()
    for mail in db.exec(select(Mail)).all():
        waits = mail.state in WAITING and mail.run_at <= now
        looked.at(not waits and mail.state not in STUCK, f"mail {mail.key}: {mail.state} {mail.error}")
    for job in db.exec(select(Job)).all():
        waits = job.state in {JobState.QUEUED, JobState.RUNNING} and job.run_at <= now
        looked.at(not waits and job.state is not JobState.FAILED, f"job {job.kind}: {job.state} {job.error}")
    for setback in db.exec(select(Setback)).all():
        looked.at(False, f"{setback.what} {setback.object_id}: {setback.error}")


def who_has_left_gets_none(_db: Session, lived: Lived, looked: Looked) -> None:
    """Whoever has left a kind of mail by its link gets no more of it."""
    for one in lived.people:
        for at, mail in lived.town.caught.mails:
            left = one.left.get(str(mail["List-ID"]))
            if left is not None and one.email in str(mail["To"]):
                looked.at(at <= left, f"{one.name} has left {mail['List-ID']} and got “{mail['Subject']}”")


def trespassers_are_refused(_db: Session, lived: Lived, looked: Looked) -> None:
    """What the dishonest try is refused, and nothing of it is shown."""
    for each in lived.trespasses:
        looked.at(each.refused, f"{each.who}, {each.what}: answered {each.answer.status}")


def one_answer_a_house(db: Session, _lived: Lived, looked: Looked) -> None:
    """A house has one answer to a need at a time, however often it tries."""
    alive = [row for row in db.exec(select(Answer)).all() if row.state.value != "withdrawn"]
    for (need, house), times in Counter((row.scenario_id, row.organisation_id) for row in alive).items():
        looked.at(times == 1, f"house {house} has {times} answers to need {need}")


def no_page_breaks(_db: Session, lived: Lived, looked: Looked) -> None:
    """No request is answered by an error of the site itself."""
    looked.count += lived.town.wire.requests
    looked.broken += lived.town.wire.faults


def _histories(db: Session) -> Iterator[tuple[tuple[str, int], list[StatusChange]]]:
    """Every thing with its moves, oldest first."""
    order = (col(StatusChange.object_kind), col(StatusChange.object_id), col(StatusChange.id))
    rows = db.exec(select(StatusChange).order_by(*order)).all()
    for thing, moves in groupby(rows, key=lambda row: (row.object_kind, row.object_id)):
        yield thing, list(moves)


INVARIANTS: Final[Sequence[Invariant]] = (
    no_mail_twice,
    nobody_hears_of_what_is_not_hers,
    contacts_only_after_two_yeses,
    one_digest_a_week,
    every_week_in_one_digest,
    history_is_sealed,
    no_state_outside_the_table,
    progress_counts_rows,
    nothing_waits,
    who_has_left_gets_none,
    trespassers_are_refused,
    one_answer_a_house,
    no_page_breaks,
)


def look(lived: Lived, invariants: Sequence[Invariant] = INVARIANTS) -> dict[str, Looked]:
    """All of them, by name."""
    found = {}
    with lived.town.site.database.reading() as db:
        for invariant in invariants:
            found[invariant.__name__] = Looked()
            invariant(db, lived, found[invariant.__name__])
    return found
