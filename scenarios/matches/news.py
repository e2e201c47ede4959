"""Which matches are news to the owner of a need, and the mail that tells her once a day.

News is a strong match of a text that is new or has changed. What an upgrade, a newly learnt scale or another look at
the same texts brings up is none.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import Select

from app.core.acting import Act
from app.core.clock import city_date, start_of
from app.core.setbacks import each
from app.core.site import Site
from app.core.upserts import insert_into
from matching.calibrate import Tier
from scenarios.lifecycle import ScenarioState
from scenarios.matches import occasions
from scenarios.matches.evidence import failures
from scenarios.matches.judging import Pair
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match, MatchDigest
from scenarios.matches.queries.people import News, owner_people
from scenarios.models import Scenario
from scenarios.timing import is_listed
from suppliers.models import Supply
from suppliers.queries import public

FRESH = timedelta(days=2)
"""How long after it was saved a supply counts as changed: its text may wait that long for a worker."""
HOUR = timedelta(hours=8)
"""When the mails go out, counted from midnight in the city."""


def fresh_supplies(db: Session, ids: Collection[int], now: datetime) -> set[int]:
    """Those that were listed or changed lately."""
    query = select(Supply.id).where(col(Supply.id).in_(ids), col(Supply.updated_at) > now - FRESH)
    return set(db.exec(query).all())


def news_of(act: Act, row: Match | None, one: Pair) -> datetime | None:
    """The moment from which this pair is news. One that was strong before stays as it is, told or not."""
    if not is_strong(one):
        return None
    if row is not None and row.tier is Tier.SURE:
        return row.news_at
    hashes = (one.need.hash, one.supply.hash)
    if row is not None:
        return None if (row.scenario_hash, row.supply_hash) == hashes else act.now
    return None if _known(act.db, one) else act.now


def is_strong(one: Pair) -> bool:
    """Only such a pair is news."""
    return one.tier is Tier.SURE and not failures(one.evidence)


def _known(db: Session, one: Pair) -> bool:
    """Whether the very same texts met before."""
    query = select(Match.id).where(
        Match.scenario_id == one.need.scenario_id,
        Match.supply_id == one.supply.supply_id,
        Match.scenario_hash == one.need.hash,
        Match.supply_hash == one.supply.hash,
    )
    return db.exec(query.limit(1)).first() is not None


def tell_news(site: Site, now: datetime) -> None:
    """Timer: each morning every house hears of what came up since it was last told."""
    morning = last_morning(now)
    due = or_(col(MatchDigest.at).is_(None), col(MatchDigest.at) < morning)
    query = _untold(morning).outerjoin(MatchDigest, col(MatchDigest.organisation_id) == Scenario.organisation_id)
    with site.database.reading() as db:
        houses = {need.organisation_id for _match, need in db.exec(query.where(due)).all() if is_listed(need, now)}
    each(site, now, "match.news", sorted(houses), _tell_house)


def last_morning(now: datetime) -> datetime:
    """The last time the mails went out."""
    today = start_of(city_date(now)) + HOUR
    return today if today <= now else today - timedelta(days=1)


def _untold(morning: datetime) -> Select[Match, Scenario]:
    """What is still to be told of, with its need; whether the clock holds that open is for `is_listed` to say."""
    return (
        select(Match, Scenario)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(
            col(Match.news_at) < morning,
            Match.state == MatchState.SUGGESTED,
            Match.tier == Tier.SURE,
            Scenario.state == ScenarioState.OPEN,
            public(),
        )
    )


def _tell_house(act: Act, organisation_id: int) -> None:
    morning = last_morning(act.now)
    news = News(organisation_id, act.now)
    told = []
    query = _untold(morning).where(Scenario.organisation_id == organisation_id)
    rows = act.db.exec(query.order_by(col(Scenario.id))).all()
    counts: dict[int, int] = defaultdict(int)
    needs = {need.id: need for _match, need in rows if is_listed(need, act.now)}
    for match, need in rows:
        if need.id in needs:
            counts[need.id] += 1
            told.append(match.id)
    if not told or not _claim(act, organisation_id, morning):
        return
    for number, need in needs.items():
        for person in owner_people(act.db, need):
            news.people[person.id] = person
            news.needs[person.id].append((need, counts[number]))
    act.tell(occasions.NEWS, news)
    act.db.connection().execute(update(Match).where(col(Match.id).in_(told)).values(news_at=None))


def _claim(act: Act, organisation_id: int, morning: datetime) -> bool:
    """Of two workers one tells the house."""
    first = insert_into(act.db, MatchDigest).values(organisation_id=organisation_id, at=act.now)
    taken = first.on_conflict_do_update(
        index_elements=["organisation_id"], set_={"at": act.now}, where=col(MatchDigest.at) < morning
    ).returning(col(MatchDigest.organisation_id))
    return act.db.connection().execute(taken).first() is not None


TIMERS = (tell_news,)
