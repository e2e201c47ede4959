"""For those who work for the programme: curators' queue, reviews, claims, and the office's funnel."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.accounts.policy import may_decide_claim, may_verify_organisations
from app.accounts.queries.organisations import Claimed, claims_waiting
from app.core.html import format_date, format_deadline
from app.core.i18n import N_, ngettext
from app.core.i18n import gettext as _
from app.core.mail import About
from app.core.site import Words
from app.digests.gathering.base import Batch, Made, Reader
from app.digests.gathering.needs import url_of
from app.digests.items import Item, joined
from app.digests.windows import Week, week_of
from scenarios.demonstrations.queries.progress import STEPS, arrived
from scenarios.demonstrations.queries.waiting import Waiting, waiting_for
from scenarios.emails.reviewing import SEEN
from scenarios.introductions.queries.work import STAGES, base, work
from scenarios.matches.queries.times import Times, replies, reviews
from scenarios.matches.queries.unanswered import FieldGap, by_field
from scenarios.models import Scenario
from scenarios.queries.reviewing import Item as Review
from scenarios.queries.reviewing import may_enter, waiting_reviews

T = TypeVar("T")
MOST: Final = 100
"""Single things that a digest of somebody who works for the programme names."""


def curating(batch: Batch) -> Iterator[Made]:
    """A curator's worklist: how much of what, pairs that have said yes and not met, and what is overdue."""
    for reader in batch.with_role(Role.CURATOR):
        tables = work()
        stage, urgency = tables.stage(batch.now).label("stage"), tables.urgency(batch.now).label("urgency")
        since = tables.talks.c.since.label("since")
        query = base(tables, reader.viewer, batch.now).add_columns(stage, urgency, since, tables.due.label("due"))
        rows = batch.db.execute(query.order_by(*tables.order("stale", batch.now))).all()
        stages = Counter(row.stage for row in rows)
        if rows:
            yield reader, partial(_queue, stages, batch.now)
        named = [row for row in rows if row.stage == "meet" or row.urgency == "late"][:MOST]
        needs = _needs(batch, [row[0] for row in named])
        for row in named:
            yield reader, partial(_case, needs[row[0]], row, batch.now)


def _needs(batch: Batch, ids: list[int]) -> dict[int, Scenario]:
    return {need.id: need for need in batch.db.exec(select(Scenario).where(col(Scenario.id).in_(ids))).all()}


def _queue(stages: Mapping[str, int], now: datetime) -> Item:
    counts = [
        _("{label} {count} 项").format(label=_(label), count=stages[stage])
        for stage, label in STAGES.items()
        if stages.get(stage)
    ]
    title = _("共 {count} 项需求在您的范围内").format(count=sum(stages.values()))
    return Item("queue", "queue", title, _("，").join(counts), "/curation", now)


def _case(need: Scenario, row: Any, now: datetime) -> Item:
    meet = row.stage == "meet"
    since = row.since if meet and row.since else need.opened_at or need.created_at
    waited = _("自 {day} 起").format(day=format_date(since))
    reason = joined(_(STAGES[row.stage]), waited) if meet or row.due > now else _late(row)
    kind, path = "meet" if meet else "stale", f"{url_of(need)}/matches"
    return Item(f"{kind}:{need.id}", kind, need.title, reason, path, since, About(SEEN, need.id))


def _late(row: Any) -> str:
    return joined(_(STAGES[row.stage]), _("已于 {day} 到期").format(day=format_deadline(row.due)))


def gaps(batch: Batch) -> Iterator[Made]:
    """Fields with needs that nobody can answer yet, as a curator's own list of gaps has them."""
    for reader in batch.with_role(Role.CURATOR):
        for one in by_field(batch.db, reader.viewer, "", batch.now):
            yield reader, partial(_gap, one, batch.site.vocabulary, batch.now)


def _gap(one: FieldGap, words: Words, now: datetime) -> Item:
    field = words.label(one.field, "field") or _("未填领域")
    title = _("{label} {count} 项").format(label=field, count=one.count)
    longest = ngettext("最久的已等 {count} 天", "最久的已等 {count} 天", one.longest).format(count=one.longest)
    return Item(f"gap:{one.field}", "gap", title, longest, one.url, now, score=one.count)


def reviewing(batch: Batch) -> Iterator[Made]:
    """What waits for a department, since when and until when; for the office what is overdue alone."""
    for reader in batch.readers:
        if not may_enter(reader.viewer):
            continue
        mine = reader.viewer.has(Role.REVIEWER)
        for review in waiting_reviews(batch.db, reader.viewer, batch.now):
            if mine or review.urgency == "over":
                yield reader, partial(_review, review, "review" if mine else "stuck")
        for waiting in waiting_for(batch.db, reader.viewer):
            yield reader, partial(_demonstration, waiting)


def _review(review: Review, kind: str) -> Item:
    need, due = review.scenario, review.scenario.review_due_at
    late = review.urgency == "over"
    by = _("已于 {day} 到期") if late else _("请在 {day} 前审完")
    sent = _("{owner}于 {day} 提交").format(owner=review.owner.name, day=format_date(need.submitted_at))
    return Item(
        key=f"review:{need.id}",
        kind=kind,
        title=need.title,
        reason=joined(sent, by.format(day=format_deadline(due)) if due else ""),
        path=f"/review/{need.public_id}",
        at=need.submitted_at or need.created_at,
        about=About(SEEN, need.id),
        due=due,
    )


def _demonstration(waiting: Waiting) -> Item:
    row = waiting.demonstration
    path, about = f"/demonstrations/{row.public_id}", About("demonstration", row.id)
    since = _("自 {day} 起").format(day=format_date(waiting.since))
    key = f"demonstration:{row.id}"
    return Item(key, "review", row.title, joined(_(waiting.label), since), path, waiting.since, about)


def claims(batch: Batch) -> Iterator[Made]:
    """Houses that wait to be verified, for whoever may decide on each."""
    readers = [reader for reader in batch.readers if may_verify_organisations(reader.viewer)]
    for claimed in claims_waiting(batch.db)[:MOST] if readers else ():
        house = claimed.organisation
        for reader in readers:
            if may_decide_claim(reader.viewer, house.id, claimed.person.id, house.district):
                yield reader, partial(_claim, claimed, batch.now)


def _claim(claimed: Claimed, now: datetime) -> Item:
    claim = claimed.claim
    late = claim.due_at <= now
    by = _("已于 {day} 到期") if late else _("请在 {day} 前答复")
    return Item(
        key=f"claim:{claim.id}",
        kind="claim",
        title=claimed.organisation.name,
        reason=by.format(day=format_deadline(claim.due_at)),
        path=f"/office/claims/{claim.public_id}",
        at=claim.created_at,
        about=About("claim", claim.id),
        due=claim.due_at,
    )


def funnel(batch: Batch) -> Iterator[Made]:
    """How many public needs came to each step in the week, against the week before."""
    for reader in batch.with_role(Role.OFFICE):
        for step, (now, before) in _counts(batch, reader).items():
            if now or before:
                yield reader, partial(_step, step, now, before, reader.end)


def _counts(batch: Batch, reader: Reader) -> dict[str, tuple[int, int]]:
    """Step → how many in the last week of the reader's window, and in the one before."""
    now, before = _both(batch, reader, "funnel", arrived)
    return {step: (count, before[step]) for step, count in now.items()}


def _both(batch: Batch, reader: Reader, name: str, count: Callable[[Session, datetime, datetime], T]) -> tuple[T, T]:
    """The last week of the reader's window, and the one before: the same for all of a run."""
    week = week_of(reader.end - timedelta(microseconds=1))
    kept: dict[Week, tuple[T, T]] = batch.shared.kept.setdefault(name, {})
    if week not in kept:
        kept[week] = count(batch.db, week.start, week.end), count(batch.db, week.later(-1).start, week.start)
    return kept[week]


def _step(step: str, now: int, before: int, at: datetime) -> Item:
    reason = _("前一周 {before} 项").format(before=before)
    title = _("{step} {count} 项").format(step=_(STEPS[step]), count=now)
    place = list(STEPS).index(step)
    return Item(f"funnel:{place}", "funnel", title, reason, f"/progress?step={step}", at)


def times(batch: Batch) -> Iterator[Made]:
    """How long departments took to decide and owners to answer in the week, against the week before."""
    for reader in batch.with_role(Role.OFFICE):
        for label, count in TIMES.items():
            now, before = _both(batch, reader, label, count)
            if now.count or before.count:
                yield reader, partial(_time, label, now, before, reader.end)


def _time(label: str, now: Times, before: Times, at: datetime) -> Item:
    took = _("当周没有") if now.days is None else _days(now.days)
    was = _("前一周没有") if before.days is None else _("前一周 {days}").format(days=_days(before.days))
    title = _("{label}：{took}").format(label=_(label), took=took)
    reason = joined(_("共 {count} 件").format(count=now.count), was)
    week = week_of(at - timedelta(microseconds=1))
    return Item(f"times:{label}", "times", title, reason, f"/office/reports/{week.name}", at)


def _days(count: float) -> str:
    return _("{count} 天").format(count=f"{count:g}")


TIMES: Final = {N_("审核用时（中位数）"): reviews, N_("答复用时（中位数）"): replies}
GATHER = (curating, gaps, reviewing, claims, funnel, times)
