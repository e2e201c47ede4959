"""What a report needs: its issue, its figures beside the ones before, what moved, what is stuck."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select

from app.accounts.policy import Principal
from app.accounts.queries.organisations import claims_waiting
from app.core.clock import is_working
from app.core.html import format_date, format_deadline, format_instant
from app.core.i18n import gettext as _
from app.digests.emails import days
from app.digests.windows import week_of_day
from app.reports.figures import FIGURES, Figure, Values, counted
from app.reports.models import Matter, MonthFigures
from app.reports.periods import Period, freezing_moment
from app.vocabulary.queries import special_days
from scenarios.demonstrations.queries.waiting import waiting_for
from scenarios.models import Scenario
from scenarios.pilots.queries.desks import alarms
from scenarios.queries.reviewing import waiting_reviews

MOST_MATTERS: Final = 3
MOST_STUCK: Final = 30
"""Stuck things that a report names, the oldest first."""


@dataclass(frozen=True)
class Issue:
    """One week's or month's report as the office keeps it: what it wants coordinated, and the versions of the month's kept
    figures, the oldest first."""

    period: Period
    matters: Sequence[Matter]
    versions: Sequence[MonthFigures]

    @property
    def frozen(self) -> MonthFigures | None:
        """The version that counts."""
        return self.versions[-1] if self.versions else None

    @property
    def title(self) -> str:
        if self.period.monthly:
            return _("月报 {year}年{month}月").format(year=self.period.first.year, month=self.period.first.month)
        week = week_of_day(self.period.first)
        return _("周报 {year}年第{number}周").format(year=week.year, number=week.number)

    @property
    def days(self) -> str:
        return days(week_of_day(self.period.first), week_of_day(self.period.last)) if not self.period.monthly else ""


@dataclass(frozen=True)
class Line:
    """One figure with the one before it."""

    figure: Figure
    value: float | None
    before: float | None

    @property
    def shown(self) -> str:
        return as_text(self.figure, self.value)

    @property
    def shown_before(self) -> str:
        return as_text(self.figure, self.before)


@dataclass(frozen=True)
class Stuck:
    """Something that waits too long: what it is, what it waits for, since when, and where it is dealt with."""

    title: str
    what: str
    since: datetime
    url: str


@dataclass(frozen=True)
class Report:
    """An issue with all that its page and its paper say; `as_of` and `status` are sentences."""

    issue: Issue
    lines: Sequence[Line]
    moved: Sequence[str]
    stuck: Sequence[Stuck]
    now: datetime
    as_of: str
    status: str


def issue_of(db: Session, period: Period) -> Issue:
    return issues_of(db, [period])[0]


def issues_of(db: Session, periods: Sequence[Period]) -> list[Issue]:
    """In two statements, however many."""
    names = [period.name for period in periods]
    matters, versions = defaultdict[str, list[Matter]](list), defaultdict[str, list[MonthFigures]](list)
    for matter in db.exec(select(Matter).where(col(Matter.period).in_(names)).order_by(col(Matter.place))).all():
        matters[matter.period].append(matter)
    kept = select(MonthFigures).where(col(MonthFigures.month).in_(names)).order_by(col(MonthFigures.version))
    for version in db.exec(kept).all():
        versions[version.month].append(version)
    return [Issue(period, matters[period.name], versions[period.name]) for period in periods]


def report(db: Session, viewer: Principal, issue: Issue, now: datetime) -> Report:
    """The kept figures where there are some, else as the database has them now."""
    found = issue.frozen.figures if issue.frozen else measured(db, issue.period)
    lines = [Line(figure, **found[code]) for code, figure in FIGURES.items() if code in found]
    over = issue.period.over(now)
    as_of = format_date(issue.period.last) if over else format_instant(now)
    return Report(issue, lines, moved(lines, issue.period), stuck(db, viewer, now), now, as_of, _status(db, issue, now))


def _status(db: Session, issue: Issue, now: datetime) -> str:
    if issue.frozen is not None:
        said = _("数据冻结于{moment}").format(moment=format_instant(issue.frozen.at))
        return (
            said
            if issue.frozen.version == 1
            else _("{said}（第 {version} 版）").format(said=said, version=issue.frozen.version)
        )
    if not issue.period.over(now):
        return _("本期尚未结束，数据统计至{moment}").format(moment=format_instant(now))
    if issue.period.monthly:
        moment = freezing_moment(issue.period, Calendar(db, issue.period.last))
        return _("数据尚未冻结，将于{day}冻结").format(day=format_date(moment)) if moment > now else _("数据正在冻结")
    return _("数据按{moment}的记录统计").format(moment=format_instant(now))


def measured(db: Session, period: Period) -> dict[str, dict[str, float | None]]:
    """Code → the figure as the database has it now, and the one before: as it was kept, where it was."""
    now, before = counted(db, period.start, period.end), _before(db, period.before)
    return {code: {"value": now[code], "before": before.get(code)} for code in FIGURES}


def _before(db: Session, period: Period) -> Values:
    kept = issue_of(db, period).frozen
    if kept is None:
        return counted(db, period.start, period.end)
    return {code: figure["value"] for code, figure in kept.figures.items()}


def as_text(figure: Figure, value: float | None) -> str:
    if value is None:
        return "—"
    return _("{count} 天").format(count=value) if figure.days else str(int(value))


def moved(lines: Sequence[Line], period: Period) -> list[str]:
    """What changed against the week or month before, a sentence each."""
    before = _("上月") if period.monthly else _("上周")
    return [
        _moved(line, before) for line in lines if None not in {line.value, line.before} and line.value != line.before
    ]


def _moved(line: Line, before: str) -> str:
    change = (line.value or 0) - (line.before or 0)
    said = (
        _("{label}：{value}，较{before}增加 {change}。")
        if change > 0
        else _("{label}：{value}，较{before}减少 {change}。")
    )
    by = as_text(line.figure, round(abs(change), 1))
    return said.format(label=_(line.figure.label), value=line.shown, before=before, change=by)


def corrections(issue: Issue) -> list[tuple[MonthFigures, list[str]]]:
    """Every later version with what it changed, the newest first."""
    pairs = zip(issue.versions, issue.versions[1:], strict=False)
    return [(new, list(_differences(old.figures, new.figures))) for old, new in pairs][::-1]


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for code, figure in FIGURES.items():
        was, now = (figures.get(code, {}).get("value") for figures in (old, new))
        if was != now:
            yield _("{label}：{old} → {new}").format(
                label=_(figure.label), old=as_text(figure, was), new=as_text(figure, now)
            )


def stuck(db: Session, viewer: Principal, now: datetime) -> list[Stuck]:
    """What waits too long at this moment, of what the viewer may see, the oldest first."""
    found = [
        *_late_reviews(db, viewer, now),
        *_late_claims(db, viewer, now),
        *(
            Stuck(one.demonstration.title, _(one.label), one.since, one.url)
            for one in waiting_for(db, viewer, whoever=True)
        ),
        *(Stuck(one.title, one.what, one.since, one.url) for one in alarms(db, viewer)),
    ]
    return sorted(found, key=lambda one: one.since)[:MOST_STUCK]


def _late_reviews(db: Session, viewer: Principal, now: datetime) -> Iterator[Stuck]:
    for one in waiting_reviews(db, viewer, now):
        need, due = one.scenario, one.scenario.review_due_at
        if one.urgency == "over" and due is not None:
            since = need.submitted_at or need.created_at
            yield Stuck(
                need.title,
                _("审核已超期，应于{day}前审完").format(day=format_deadline(due)),
                since,
                f"/review/{need.public_id}",
            )


def _late_claims(db: Session, viewer: Principal, now: datetime) -> Iterator[Stuck]:
    for one in claims_waiting(db):
        claim = one.claim
        if claim.due_at <= now and viewer.impartial(one.organisation.id):
            what = _("单位核验已超期，应于{day}前答复").format(day=format_deadline(claim.due_at))
            yield Stuck(one.organisation.name, what, claim.created_at, f"/office/claims/{claim.public_id}")


def began(db: Session) -> datetime | None:
    """When the first need was opened; before it there is nothing to report."""
    return db.exec(select(func.min(col(Scenario.opened_at)))).one()


class Calendar:
    """Whether a day from `first` on is worked, by the office's calendar."""

    def __init__(self, db: Session, first: date) -> None:
        special = special_days(db, first)
        self.holidays = [day.day for day in special if not day.working]
        self.worked = [day.day for day in special if day.working]

    def __call__(self, day: date) -> bool:
        return is_working(day, self.holidays, self.worked)


def kept_months(db: Session) -> set[str]:
    return set(db.exec(select(MonthFigures.month).distinct()).all())
