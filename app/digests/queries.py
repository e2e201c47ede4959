"""Reading digests: one's own, the next one as it stands now, how a week's sending goes; saved searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, func, select

from app.accounts.access import principals_of
from app.accounts.models import Organisation, Person
from app.accounts.policy import Principal
from app.accounts.queries.mailing import weekly_of
from app.core.bounces import unreachable
from app.core.models import Mail, MailState
from app.core.site import Site
from app.digests.emails import NAME, week_named
from app.digests.gathering import Shared, gather
from app.digests.items import Item, from_json
from app.digests.models import Digest, DigestState, SavedSearch
from app.digests.planning import Run, last_of, readers_of
from app.digests.searches import found_new
from app.digests.told import may_know_item
from app.digests.windows import Week, week_of
from scenarios.matches.models import Unsuited, Watch
from scenarios.models import Scenario
from scenarios.queries.board import PATH
from scenarios.queries.visibility import visible_to
from suppliers.models import Supply, SupplyWatch
from suppliers.queries import public

MOST_LISTED = 60
COMES_BACK: Final = timedelta(days=5)
"""For how long servers try before they return a mail."""
STANDING: Final = dict.fromkeys((MailState.DROPPED, MailState.FAILED, MailState.BOUNCED), DigestState.LEFT_OUT) | (
    dict.fromkeys((MailState.SENT, MailState.PARKED), DigestState.QUEUED)
)
"""How a digest in the outbox stands by its mail: a parked one may have arrived, and one that waits may yet be dropped."""


@dataclass(frozen=True)
class Shown:
    """A digest as its page shows it; `mail` is the state of its newest mail where it has any, `returned` whether that came
    back, or is likely to have: its address closed within days after it had left."""

    row: Digest
    items: Sequence[Item]
    mail: MailState | None = None
    returned: bool = False

    @property
    def state(self) -> DigestState:
        """Planned until its mail has left, left out where that never will."""
        if self.row.state is not DigestState.QUEUED or self.mail is None:
            return self.row.state
        return STANDING.get(self.mail, DigestState.PLANNED)

    @property
    def first(self) -> Week:
        return week_named(self.row.first_week)

    @property
    def last(self) -> Week:
        return week_named(self.row.week)


def digests_of(db: Session, person_id: int) -> list[Shown]:
    """Hers, the newest first."""
    query = select(Digest).where(Digest.person_id == person_id).order_by(col(Digest.week).desc()).limit(MOST_LISTED)
    rows = db.exec(query).all()
    mails, closed = _mails_of(db, rows), _closed_at(db, person_id)
    return [_shown(row, mails, closed) for row in rows]


def digest_of(db: Session, person: Person, name: str, now: datetime) -> Shown | None:
    """Hers of the week of this name, as it was sent; what has not gone out yet, without what she may not know any more."""
    row = db.exec(select(Digest).where(Digest.person_id == person.id, Digest.week == name)).one_or_none()
    if row is None:
        return None
    shown = _shown(row, _mails_of(db, [row]), _closed_at(db, person.id))
    if shown.mail is not None and shown.state is DigestState.QUEUED:
        return shown
    viewer = principals_of(db, [person], now)[person.id]
    return replace(shown, items=[item for item in shown.items if may_know_item(db, viewer, person, item, now)])


Left = tuple[MailState, datetime | None]
"""How a mail stands, and when it left."""


def _mails_of(db: Session, rows: Sequence[Digest]) -> dict[int, Left]:
    """By digest its newest mail."""
    ids = [row.id for row in rows]
    query = select(Mail.object_id, Mail.state, Mail.sent_at).where(
        Mail.object_kind == NAME, col(Mail.object_id).in_(ids)
    )
    found = db.exec(query.order_by(col(Mail.id))).all()
    return {number: (MailState(state), at) for number, state, at in found if number is not None}


def _closed_at(db: Session, person_id: int) -> datetime | None:
    """Since when mail does not reach her."""
    row = unreachable(db, db.get_one(Person, person_id).email)
    return row.since if row is not None else None


def _shown(row: Digest, mails: Mapping[int, Left], closed: datetime | None) -> Shown:
    mail, left = mails.get(row.id, (None, None))
    after = closed is not None and left is not None and left <= closed <= left + COMES_BACK
    returned = mail is MailState.BOUNCED or (mail is MailState.SENT and after)
    return Shown(row, [from_json(item) for item in row.items], mail, returned)


def next_digest(db: Session, site: Site, person: Person, now: datetime) -> Shown:
    """What her next digest would hold if the week ended now; nothing is written."""
    run = Run(site, week_of(now), now, Shared(), until=now)
    last, wishes = last_of(db, [person.id]), weekly_of(db, [person])
    readers = readers_of(db, run, [person], last, wishes)
    found = gather(db, site, readers, now, run.shared)[person.id]
    items = [item for item in found if may_know_item(db, readers[0].viewer, person, item, now)]
    return Shown(run.row(readers[0], items, wishes), items)


def refused(db: Session, person_id: int) -> Mapping[str, str]:
    """What she said does not suit her: reason by the address of the need."""
    query = select(Scenario.public_id, Unsuited.reason).join(Unsuited, col(Unsuited.scenario_id) == Scenario.id)
    rows = db.exec(query.where(Unsuited.person_id == person_id)).all()
    return {f"/scenarios/{public_id}": reason for public_id, reason in rows}


@dataclass(frozen=True)
class Follows:
    """What somebody keeps an eye on."""

    searches: Sequence[SavedSearch]
    needs: Sequence[tuple[Scenario, Organisation]]
    supplies: Sequence[tuple[Supply, Organisation]]


def follows_of(db: Session, viewer: Principal) -> Follows:
    """Her saved searches, and the needs and supplies that she follows and may see."""
    person_id = viewer.person_id
    searches = select(SavedSearch).where(SavedSearch.person_id == person_id).order_by(col(SavedSearch.id).desc())
    needs = (
        select(Scenario, Organisation)
        .join(Watch, col(Watch.scenario_id) == Scenario.id)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(Watch.person_id == person_id, visible_to(viewer))
        .order_by(col(Watch.id).desc())
    )
    supplies = (
        select(Supply, Organisation)
        .join(SupplyWatch, col(SupplyWatch.supply_id) == Supply.id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .where(SupplyWatch.person_id == person_id, public())
        .order_by(col(SupplyWatch.id).desc())
    )
    return Follows(db.exec(searches).all(), db.exec(needs).all(), db.exec(supplies).all())


def status(db: Session, most: int = 8) -> list[dict[str, Any]]:
    """The newest weeks: how many digests of each state, and where the mails of those that were handed over stand."""
    weeks = db.exec(select(Digest.week).distinct().order_by(col(Digest.week).desc()).limit(most)).all()
    counted = select(Digest.week, Digest.state, func.count()).where(col(Digest.week).in_(weeks))
    mailed = (
        select(Digest.week, Mail.state, func.count())
        .join(Mail, col(Mail.object_id) == Digest.id)
        .where(Mail.name == NAME, Mail.object_kind == NAME, col(Digest.week).in_(weeks))
    )
    found: dict[str, dict[str, Any]] = {week: {"week": week, "digests": {}, "mails": {}} for week in weeks}
    for week, state, count in db.exec(counted.group_by(col(Digest.week), col(Digest.state))).all():
        found[week]["digests"][str(state)] = count
    for week, mail_state, count in db.exec(mailed.group_by(col(Digest.week), col(Mail.state))).all():
        found[week]["mails"][str(mail_state)] = count
    return list(found.values())


def would_have_come(
    db: Session, site: Site, viewer: Principal, search: SavedSearch, week: Week
) -> list[tuple[str, str]]:
    """Title and address of what this search would have brought in a week."""
    ids = found_new(db, site.index, viewer, search, week.start, week.end, site.vocabulary)
    if search.path == PATH:
        needs = db.exec(select(Scenario).where(col(Scenario.id).in_(ids)).order_by(col(Scenario.id))).all()
        return [(need.title, f"{PATH}/{need.public_id}") for need in needs]
    supplies = db.exec(select(Supply).where(col(Supply.id).in_(ids)).order_by(col(Supply.id))).all()
    return [(supply.name, f"/supplies/{supply.public_id}") for supply in supplies]
