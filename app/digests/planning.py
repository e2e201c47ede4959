"""Planning digests: a row a person and closed week, whoever plans, how often and how late.

People are taken some at a time: what they are told is gathered in a transaction that only reads, then written in a short
one that holds their rows and asks again what was planned for them meanwhile.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Final

from sqlalchemy import ColumnElement, update
from sqlalchemy import select as rows_of
from sqlmodel import Session, and_, col, func, select

from app.accounts.access import principals_of
from app.accounts.models import Person
from app.accounts.queries.mailing import Weekly, weekly_of
from app.core.clock import city_date, is_working
from app.core.site import Site
from app.core.upserts import insert_into
from app.digests.gathering import Reader, Shared, gather
from app.digests.items import Item, news
from app.digests.models import Digest, DigestState
from app.digests.quoting import explained
from app.digests.windows import Week, due_weekdays, first_covered, parse, send_moment, week_of
from app.digests.wishes import is_on, is_wanted, tells
from app.vocabulary.queries import special_days

TOGETHER: Final = 400
"""People whose digests are gathered together: memory does not grow with how many there are."""


@dataclass
class Planned:
    """How many rows a run has written, by state, and for how many people nothing was left to plan."""

    week: Week
    planned: int = 0
    empty: int = 0
    already: int = 0

    def add(self, other: "Planned") -> None:
        self.planned, self.empty = self.planned + other.planned, self.empty + other.empty
        self.already += other.already


@dataclass
class Run:
    """One run of planning for a week: what is the same for everybody in it. A look at a week that is not over yet is told of
    what happened `until` a moment of it."""

    site: Site
    week: Week
    now: datetime
    shared: Shared = field(default_factory=Shared)
    until: datetime | None = None

    @cached_property
    def began(self) -> Week:
        """The first week that any digest was planned for: before it there was nothing to miss."""
        with self.site.database.reading() as db:
            first = db.exec(select(func.min(Digest.week))).first()
        return min(parse(first or "") or self.week, self.week)

    @cached_property
    def is_working(self) -> Callable[[date], bool]:
        """Whether a day of the week in which its digests go out is worked."""
        with self.site.database.reading() as db:
            return working_days(db, self.week)

    def row(self, reader: Reader, items: Sequence[Item], wishes: Mapping[int, Weekly]) -> Digest:
        """What was gathered for somebody, as it is kept."""
        wish = wishes[reader.person.id]
        return Digest(
            person_id=reader.person.id,
            week=self.week.name,
            first_week=week_of(reader.start).name,
            language=reader.language,
            state=DigestState.PLANNED if tells(wish, news(items)) else DigestState.EMPTY,
            items=[item.as_json() for item in items],
            send_at=send_moment(self.week, wish.weekday, self.is_working),
            planned_at=self.now,
        )


def working_days(db: Session, week: Week) -> Callable[[date], bool]:
    """Whether a day from the end of this week on is worked, by the calendar that the office keeps."""
    special = {day.day: day.working for day in special_days(db, city_date(week.end))}
    holidays = [day for day, working in special.items() if not working]
    worked = [day for day, working in special.items() if working]
    return lambda day: is_working(day, holidays, worked)


def plan(site: Site, week: Week, now: datetime) -> Planned:
    """Plan the digests of a closed week for everybody who wants one and whose day has come; again changes nothing. Weeks
    since the last digest of somebody are told along with it."""
    run, done = Run(site, week, now), Planned(week)
    for ids in _people(run):
        done.add(_plan_some(run, ids))
    return done


def anybody_left(db: Session, week: Week, now: datetime) -> bool:
    """Whether somebody who wants digests, and whose day has come, has none of this week or a later one; a cheap look for
    the clock."""
    which = _unplanned(week, now, working_days(db, week))
    return db.exec(select(Person.id).where(which).limit(1)).first() is not None


def _unplanned(week: Week, now: datetime, is_working: Callable[[date], bool]) -> ColumnElement[bool]:
    planned = select(Digest.id).where(Digest.person_id == Person.id, Digest.week >= week.name)
    due = is_on(due_weekdays(week, city_date(now), is_working))
    return and_(is_wanted(), due, col(Person.mail_consent_at) < week.end, ~planned.exists())


def _people(run: Run) -> Iterator[list[int]]:
    """Ids of those for whom nothing is planned yet, some at a time, in order."""
    after, which = 0, _unplanned(run.week, run.now, run.is_working)
    while True:
        query = select(Person.id).where(which, col(Person.id) > after).order_by(col(Person.id))
        with run.site.database.reading() as db:
            ids = list(db.exec(query.limit(TOGETHER)).all())
        if not ids:
            return
        yield ids
        after = ids[-1]


@dataclass(frozen=True)
class Last:
    """The newest digest of somebody: to plan anew, it must still be this, in this state."""

    id: int
    week: Week
    first: Week
    state: DigestState

    @property
    def told(self) -> Week:
        """The last week that she will have been told of without the next digest: what was planned and has not gone out is
        told with that."""
        return self.first.later(-1) if self.state is DigestState.PLANNED else self.week


def last_of(db: Session, ids: Sequence[int]) -> dict[int, Last]:
    """The newest digest of each of these people, who have any."""
    newest = select(Digest.person_id, func.max(Digest.week).label("week")).where(col(Digest.person_id).in_(ids))
    of_each = newest.group_by(col(Digest.person_id)).subquery()
    joined = and_(of_each.c.person_id == Digest.person_id, of_each.c.week == Digest.week)
    found = {}
    columns = (Digest.id, Digest.person_id, Digest.week, Digest.first_week, Digest.state)
    for id_, person, week, first, state in db.execute(rows_of(*map(col, columns)).join(of_each, joined)).all():
        named, begun = parse(week), parse(first)
        assert named is not None
        assert begun is not None
        found[person] = Last(id_, named, begun, DigestState(state))
    return found


def _plan_some(run: Run, ids: Sequence[int]) -> Planned:
    with run.site.database.reading() as db:
        people = db.exec(select(Person).where(col(Person.id).in_(ids))).all()
        last, wishes = last_of(db, ids), weekly_of(db, people)
        due = [person for person in people if person.id not in last or last[person.id].week < run.week]
        readers = readers_of(db, run, due, last, wishes)
        items = gather(db, run.site, readers, run.now, run.shared)
    known: dict[object, object] = run.shared.kept.setdefault("quotes", {})
    told = {r.person.id: explained(run.site, items[r.person.id], r.language, known) for r in readers}
    rows = [run.row(reader, told[reader.person.id], wishes) for reader in readers]
    return _write(run, rows, last)


def readers_of(
    db: Session, run: Run, people: Sequence[Person], last: Mapping[int, Last], wishes: Mapping[int, Weekly]
) -> list[Reader]:
    """Who is told of which days."""
    principals = principals_of(db, people, run.now)
    found = []
    for person in people:
        told = last[person.id].told if person.id in last else None
        first = first_covered(run.week, told, person.mail_consent_at or run.now, run.began)
        found.append(
            Reader(person, principals[person.id], first.start, run.until or run.week.end, wishes[person.id].language)
        )
    return found


def _write(run: Run, rows: Sequence[Digest], before: Mapping[int, Last]) -> Planned:
    """Keep what was gathered, but for those for whom somebody else has planned or sent something since."""
    done, ids = Planned(run.week), [row.person_id for row in rows]
    with run.site.database.writing() as db:
        # Held one after the other: of two planners the second reads what the first has written.
        db.exec(select(Person.id).where(col(Person.id).in_(ids)).order_by(col(Person.id)).with_for_update()).all()
        now = last_of(db, ids)
        same = [row for row in rows if now.get(row.person_id) == before.get(row.person_id)]
        sent = _merge(db, [before[row.person_id] for row in same if row.person_id in before])
        waits = [row for row in same if row.person_id not in before or before[row.person_id].id not in sent]
        written = _insert(db, waits)
    done.already = len(rows) - len(written)
    for row in rows:
        if row.person_id in written:
            done.planned += row.state is DigestState.PLANNED
            done.empty += row.state is DigestState.EMPTY
    return done


def _merge(db: Session, last: Sequence[Last]) -> set[int]:
    """What was not sent goes out with the next one; ids of those that were sent just now."""
    planned = {one.id for one in last if one.state is DigestState.PLANNED}
    still = update(Digest).where(col(Digest.id).in_(planned), col(Digest.state) == DigestState.PLANNED)
    merged = still.values(state=DigestState.MERGED).returning(col(Digest.id))
    return planned - set(db.connection().execute(merged).scalars()) if planned else set()


def _insert(db: Session, rows: Sequence[Digest]) -> set[int]:
    """The people whose rows were written, and not there already."""
    if not rows:
        return set()
    made = insert_into(db, Digest).on_conflict_do_nothing(index_elements=["person_id", "week"])
    values = [row.model_dump(exclude={"id"}) for row in rows]
    return set(db.connection().execute(made.returning(col(Digest.person_id)), values).scalars())
