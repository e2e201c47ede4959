"""Learning from people's decisions: gather, train, compare on the frozen set, write down what came of it.

Every process follows the rows and weighs anew within seconds. Training holds no transaction; of two who learn at the
same time the second is refused, since it compared with what is no longer in force.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.core.acting import Act
from app.core.actors import Actor
from app.core.errors import Conflict, Invalid
from app.core.finding import SCENARIO, SUPPLY
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.jobs import enqueue_reindex_many
from app.core.site import Site
from app.indexing.calibrations import calibration_of, in_force, last_number, learnt_number, numbered
from app.indexing.handlers import live
from app.indexing.live import LiveIndex
from app.indexing.models import Deed, IndexEntry, LearnedCalibration
from app.quality.labels import Label, decisions
from matching.calibrate import calibration_for
from matching.learn import Judged, Outcome, learn
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario

CHUNK = 500
"""Needs whose stored vectors are read at once."""
WENT_BACK = "went_back"


@dataclass(frozen=True)
class Gathered:
    """Labels as the library takes them. `left_out` are labels of pairs that have no entry of this model: a supply that
    was withdrawn, a restricted need, texts that wait to be encoded."""

    train: Sequence[Judged]
    frozen: Sequence[Judged]
    left_out: int


def teach(site: Site, actor: Actor, *, dry_run: bool = False) -> LearnedCalibration:
    """Try to learn; the row that tells what came of it, written unless `dry_run`.

    Raises `Unavailable` when the encoder cannot be loaded and `Conflict` when somebody else was quicker.
    """
    index = live(site)
    index.refresh()
    fingerprint = index.encoder.fingerprint
    with site.database.reading() as db:
        number, last = last_number(db, fingerprint), in_force(db, fingerprint)
        labels = decisions(db).labels
    gathered = gather(site, index, labels)
    home = calibration_for(fingerprint)
    lesson = learn(gathered.train, gathered.frozen, calibration_of(last, fingerprint), home)
    compared = lesson.outcome not in {Outcome.TOO_FEW, Outcome.TOO_FEW_FROZEN}
    row = LearnedCalibration(
        fingerprint=fingerprint,
        number=number + 1,
        calibration=lesson.tried.to_json(),
        kept=lesson.kept,
        outcome=lesson.outcome.value,
        labels=_count(gathered.train),
        frozen=_count(gathered.frozen),
        left_out=gathered.left_out,
        before=lesson.before if compared else None,
        after=lesson.after if compared else None,
        previous=learnt_number(last),
        person_id=actor.person_id,
        person_name=actor.name,
        at=site.clock.now(),
    )
    return row if dry_run else record(site, row, actor, "calibration.learned")


def go_back(site: Site, actor: Actor, *, dry_run: bool = False) -> LearnedCalibration:
    """Put in force what was before the lesson in force; the row that says so, written unless `dry_run`.

    Raises `Invalid` when the packaged calibration is in force, which nothing came before.
    """
    fingerprint = live(site).encoder.fingerprint
    with site.database.reading() as db:
        last, number = in_force(db, fingerprint), last_number(db, fingerprint)
        current = learnt_number(last)
        if current is None:
            raise Invalid(_("现在用的就是出厂校准，前面没有可以退回的校准。"))
        earlier = numbered(db, fingerprint, current).previous
        calibration = numbered(db, fingerprint, earlier).calibration if earlier is not None else ""
    row = LearnedCalibration(
        fingerprint=fingerprint,
        number=number + 1,
        deed=Deed.BACK,
        calibration=calibration,
        kept=True,
        outcome=WENT_BACK,
        previous=current,
        restores=earlier,
        person_id=actor.person_id,
        person_name=actor.name,
        at=site.clock.now(),
    )
    return row if dry_run else record(site, row, actor, "calibration.restored")


def gather(site: Site, index: LiveIndex, labels: Sequence[Label]) -> Gathered:
    """The judged supply of each need with its signals, from stored vectors: nothing is encoded."""
    by_need: dict[int, list[Label]] = {}
    for label in labels:
        by_need.setdefault(label.scenario_id, []).append(label)
    train: list[Judged] = []
    frozen: list[Judged] = []
    for row in _entries(site, index.encoder.fingerprint, list(by_need)):
        mine = by_need[row.object_id]
        wanted = {label.supply_id: label.wanted for label in mine}
        there, signals = index.signals(row, SUPPLY, list(wanted))
        if there:
            judged = Judged(signals, tuple(wanted[supply] for supply in there))
            (frozen if mine[0].frozen else train).append(judged)
    return Gathered(train, frozen, len(labels) - _count(train) - _count(frozen))


def _entries(site: Site, fingerprint: str, ids: Sequence[int]) -> Iterable[IndexEntry]:
    """Stored entries of needs, those that have ended included: their vectors stay."""
    for first in range(0, len(ids), CHUNK):
        with site.database.reading() as db:
            query = select(IndexEntry).where(
                IndexEntry.object_kind == SCENARIO,
                IndexEntry.fingerprint == fingerprint,
                col(IndexEntry.object_id).in_(ids[first : first + CHUNK]),
            )
            yield from db.exec(query.order_by(col(IndexEntry.object_id))).all()


def _count(judged: Sequence[Judged]) -> int:
    return sum(len(one.wanted) for one in judged)


def record(site: Site, row: LearnedCalibration, actor: Actor, action: str) -> LearnedCalibration:
    """Keep the row; where the calibration changes, the suggestions of open needs are found anew.

    Raises `Conflict` when another row was written since this one was prepared.
    """
    try:
        with site.database.writing() as db:
            if last_number(db, row.fingerprint) != row.number - 1:
                raise Conflict(_quicker())
            db.add(row)
            db.flush()
            detail = {"number": row.number, "kept": row.kept, "outcome": row.outcome, "labels": row.labels}
            audit(Act(db, site, actor, row.at), action, row=row, detail=detail)
            if row.kept:
                enqueue_reindex_many(db, SCENARIO, _open_needs(db), row.at)
            db.refresh(row)
            db.expunge(row)
    except IntegrityError as collision:
        raise Conflict(_quicker()) from collision
    site.index.refresh()
    return row


def _open_needs(db: Session) -> Sequence[int]:
    """All open needs, restricted ones included: they are in no index and have suggestions all the same."""
    rows = db.exec(select(Scenario.id).where(Scenario.state == ScenarioState.OPEN).order_by(col(Scenario.id))).all()
    return [number for number in rows if number is not None]


def _quicker() -> str:
    return _("另一次学习或退回刚刚完成，请再运行一次，好与现在的校准相比。")


def newest(db: Session) -> LearnedCalibration | None:
    """The newest row of any model."""
    return db.exec(select(LearnedCalibration).order_by(col(LearnedCalibration.id).desc()).limit(1)).first()
