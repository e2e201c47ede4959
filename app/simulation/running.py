"""Weeks pass: people come and go as their habits have it, the worker works, and each week the invariants are looked at."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any, Final

from fastapi import FastAPI

from app.core.clock import CITY, city_date, is_working
from app.simulation.arriving import appoint, arrive, sign_in
from app.simulation.invariants import INVARIANTS, Invariant, Lived, Looked, look, steps_of
from app.simulation.keeping import live_as_staff
from app.simulation.owning import approve_alone, live_as_owner
from app.simulation.people import DISHONEST, Inhabitant, Part, settle_in
from app.simulation.piloting import live_in_demonstrations, live_in_pilots
from app.simulation.reading import read_mails
from app.simulation.supplying import live_as_supplier
from app.simulation.town import Town, town
from app.simulation.trespassing import trespass
from app.vocabulary.queries import special_days
from scenarios.demonstrations.queries.progress import STEPS

NIGHT, DAY = time(0, 20), (time(9), time(15))
"""When the worker works in the night, and when people come; it works again when they have gone."""
IDLE: Final = 0.05
"""How much of her usual chance somebody comes with on a day off."""


@dataclass
class Week:
    """What a week came to: the funnel of all needs at its end, mails that left in it, tries that were refused."""

    number: int
    until: date
    steps: dict[str, int]
    mails: int
    digests: int


@dataclass
class Report:
    """What a simulation found."""

    seed: int
    people: int
    folder: str
    weeks: list[Week] = field(default_factory=list)
    invariants: dict[str, Looked] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    mails: list[int] = field(default_factory=list)
    """Mails that each person of a house got, fewest first."""
    habits: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    """What the site would not take from honest people, by what they did, and how often."""
    trespasses: int = 0
    requests: int = 0

    @property
    def holds(self) -> bool:
        return not any(looked.broken for looked in self.invariants.values())

    @property
    def mail_median(self) -> float:
        return float(median(self.mails)) if self.mails else 0.0

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        mails = {"median": self.mail_median, "most": max(self.mails, default=0)}
        return asdict(self) | {"mails": mails, "holds": self.holds}


def simulate(
    weeks: int,
    people: int,
    seed: int,
    *,
    told: Callable[[Report], None] = lambda _report: None,
    invariants: Sequence[Invariant] = INVARIANTS,
    app: FastAPI | None = None,
) -> Report:
    """Live so many weeks with so many people of houses; `told` is called at the end of each, with what is known then. An
    application that is there already is lent with `app`.

    The same figures, seed and code give the same people and the same chances. Ends early where something is broken.
    """
    with town(seed, app) as place:
        lived = Lived(place, settle_in(place, people))
        report = Report(
            seed, people, str(place.folder), sentences={one.__name__: one.__doc__ or "" for one in invariants}
        )
        report.habits = dict(Counter(one.habit.name for one in lived.people if one.house))
        begin = city_date(place.clock.now())
        for number in range(1, weeks + 1):
            for day in range(7):
                _live_a_day(lived, begin + timedelta(days=7 * (number - 1) + day))
            _move(place, begin + timedelta(days=7 * number), NIGHT)
            _sum_up(lived, report, number, look(lived, invariants))
            told(report)
            if not report.holds:
                break
        return report


def _live_a_day(lived: Lived, day: date) -> None:
    place = lived.town
    _move(place, day, NIGHT)
    for moment in DAY:
        _move(place, day, moment, work=False)
        usual = 1.0 if _is_working_day(place, day) else IDLE
        for one in place.chance.sample(list(lived.people), len(lived.people)):
            if place.chance.random() < one.habit.comes * usual:
                _sit_down(lived, one)
        place.work()


def _is_working_day(place: Town, day: date) -> bool:
    """By the calendar that the office keeps."""
    with place.site.database.reading() as db:
        special = {one.day: one.working for one in special_days(db, day)}
    return special.get(day, is_working(day, (), ()))


def _move(place: Town, day: date, moment: time, *, work: bool = True) -> None:
    """The clock moves on to a moment of the city, and the worker does what is due by then, unless people come first."""
    place.clock.at = max(place.clock.at, datetime.combine(day, moment, CITY).astimezone(place.clock.at.tzinfo))
    if work:
        place.work()


def _sit_down(lived: Lived, one: Inhabitant) -> None:
    """One sitting of one person."""
    place = lived.town
    if not one.settled:
        _come_to_town(lived, one)
        return
    if not sign_in(one):
        return
    read_mails(place, one)
    if one.is_staff:
        live_as_staff(place, one)
    elif one.part is Part.OWNER:
        live_as_owner(place, one)
    elif one.part is Part.SUPPLIER:
        live_as_supplier(place, one)
    if not one.is_staff:
        live_in_pilots(place, one)
    if one.part in {Part.OWNER, Part.REVIEWER}:
        live_in_demonstrations(place, one)
    if one.habit is DISHONEST:
        lived.trespasses += trespass(place, one, lived.people)


def _come_to_town(lived: Lived, one: Inhabitant) -> None:
    """The office is there from the beginning, its people come first, the others one by one."""
    office = lived.people[0]
    if one is office:
        one.settled = sign_in(one)
    elif one.is_staff:
        one.settled = office.settled and arrive(lived.town, one) and appoint(office, one)
    else:
        one.settled = arrive(lived.town, one)
        if one.settled and one.part is Part.OWNER:
            approve_alone(one)


def _sum_up(lived: Lived, report: Report, number: int, looked: dict[str, Looked]) -> None:
    place = lived.town
    with place.site.database.reading() as db:
        reached = steps_of(db)
    steps = {step: sum(one >= at for one in reached.values()) for at, step in enumerate(STEPS)}
    before = sum(week.mails for week in report.weeks)
    digests = sum(str(mail["List-ID"]).startswith("<digest.") for _at, mail in place.caught.mails)
    digests -= sum(week.digests for week in report.weeks)
    until = city_date(place.clock.now()) - timedelta(days=1)
    report.weeks.append(Week(number, until, steps, len(place.caught.mails) - before, digests))
    for name, found in looked.items():
        known = report.invariants.setdefault(name, Looked())
        known.count, known.broken = known.count + found.count, found.broken
    to = Counter(str(mail["To"]) for _at, mail in place.caught.mails)
    report.mails = sorted(
        sum(count for who, count in to.items() if one.email in who) for one in lived.people if one.house
    )
    honest = [one for one in lived.people if one.habit is not DISHONEST]
    report.refused = dict(sum((one.refused for one in honest), Counter[str]()).most_common())
    report.trespasses, report.requests = len(lived.trespasses), place.wire.requests
