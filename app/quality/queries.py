"""The quality page: aggregates for everybody, every figure for those who make the labels.

Public are aggregates of publicly visible needs only, and no group of fewer than `FEW` labels: a handful in one field
and month could be traced to one firm that a curator turned away. For the same reason the reasons of dismissals and the
names of people stay inside. That the rest is public is the point: whoever is ranked may see how good the ranking is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.policy import Viewer, may_see_quality
from app.core.i18n import gettext as _
from app.core.site import Site
from app.indexing.calibrations import history
from app.indexing.handlers import live
from app.indexing.models import Deed, LearnedCalibration
from app.quality.figures import FEW, Figures, by_month, figures, grouped
from app.quality.labels import Decisions, Label, decisions
from app.quality.wording import outcome_sentence
from matching import Calibration
from matching.calibrate import LapsedError
from scenarios.queries.visibility import publicly_visible

MONTHS = 12
LESSONS = 20
DENIED = "denied"

Group = tuple[str, Figures]


@dataclass(frozen=True)
class Lesson:
    """One row of the history. `who` and the weights are for insiders; `in_force` marks the one that is used now."""

    at: datetime
    who: str
    sentence: str
    kept: bool
    went_back: bool
    in_force: bool
    labels: int
    frozen: int
    before: float | None
    after: float | None
    weights: str
    floor: str


@dataclass(frozen=True)
class QualityPage:
    """`inside` tells that nothing was left out. `frozen` are the figures of the needs that never train."""

    inside: bool
    total: Figures
    frozen: Figures
    fields: Sequence[Group]
    languages: Sequence[Group]
    months: Sequence[Group]
    tiers: Sequence[Group]
    reasons: Sequence[tuple[str, str, int]]
    lessons: Sequence[Lesson]


def quality_page(db: Session, viewer: Viewer) -> QualityPage:
    """What this viewer may know, in three statements whatever there is."""
    inside = may_see_quality(viewer)
    found = decisions(db) if inside else decisions(db, publicly_visible())
    labels, shown = found.labels, list if inside else published
    return QualityPage(
        inside=inside,
        total=figures(labels),
        frozen=figures([label for label in labels if label.frozen]),
        fields=_largest_first(shown(grouped(labels, lambda label: label.field))),
        languages=_largest_first(shown(grouped(labels, lambda label: label.language))),
        months=shown(by_month(labels))[::-1][:MONTHS],
        tiers=shown(grouped([label for label in labels if label.suggested], _standing)),
        reasons=_reasons(found) if inside else (),
        lessons=_lessons(history(db, LESSONS), inside=inside),
    )


def _standing(label: Label) -> str:
    """As what a suggestion was shown: in its tier, or with something that its supply says it does not do."""
    return DENIED if label.denied else label.tier


def judged_by_reading(site: Site) -> Mapping[str, Mapping[str, float]]:
    """What is packaged with the model in use, also under weights learnt since: how it did on questions of the trade whose
    answers were graded by reading, by set. Empty while the index is being filled, and for a model nobody has measured."""
    if not site.index.ready:
        return {}
    measured = live(site).matcher.calibration.measured.get("held_out", {})
    return {name: {figure: row[0] for figure, row in rows.items() if row} for name, rows in measured.items()}


def published(groups: Sequence[Group]) -> list[Group]:
    """Groups large enough for everybody. Where so few labels are held back that the rest of the total would give them
    away, the smallest of the others is held back with them."""
    large = [one for one in groups if not one[1].few]
    held = sum(one.labels for _name, one in groups if one.few)
    if large and 0 < held < FEW:
        large.remove(min(large, key=lambda one: one[1].labels))
    return large


def _largest_first(groups: Sequence[Group]) -> list[Group]:
    return sorted(groups, key=lambda one: -one[1].labels)


def _reasons(found: Decisions) -> list[tuple[str, str, int]]:
    """Kind of vocabulary, code and count of what people gave as reasons, most frequent first."""
    counts = Counter((refusal.kind, refusal.reason) for refusal in found.refusals)
    return [(kind, reason, count) for (kind, reason), count in counts.most_common()]


def _lessons(rows: Sequence[LearnedCalibration], *, inside: bool) -> list[Lesson]:
    newest: dict[str, int] = {}
    for row in rows:
        if row.kept:
            newest.setdefault(row.fingerprint, row.number)
    return [_lesson(row, in_force=newest.get(row.fingerprint) == row.number, inside=inside) for row in rows]


def _read(stored: str) -> Calibration | None:
    try:
        return Calibration.from_json(stored)
    except LapsedError:
        return None


def _lesson(row: LearnedCalibration, *, in_force: bool, inside: bool) -> Lesson:
    calibration = _read(row.calibration) if inside and row.calibration else None
    weights = calibration.weights if calibration is not None else None
    return Lesson(
        at=row.at,
        who=(row.person_name if row.person_id else _("系统")) if inside else "",
        sentence=outcome_sentence(row.outcome),
        kept=row.kept,
        went_back=row.deed is Deed.BACK,
        in_force=in_force,
        labels=row.labels,
        frozen=row.frozen,
        before=row.before,
        after=row.after,
        weights=f"{weights.lexical:g} · {weights.half:g} · {weights.foreign:g}" if weights is not None else "",
        floor=f"{calibration.floor:.3f}" if calibration is not None else "",
    )
