"""Demonstrations that a search found, loaded again as everybody may see them."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.core.finding import DEMONSTRATION, Found
from app.core.i18n import gettext as _
from app.core.site import Words
from scenarios.demonstrations.labels import state_tag
from scenarios.demonstrations.lifecycle import IN_FORCE
from scenarios.demonstrations.models import Demonstration
from scenarios.demonstrations.queries.cases import published
from scenarios.models import Scenario
from scenarios.pilots.models import Pilot

LONGEST = 160


def records_in_force(db: Session, hits: Sequence[Found], words: Words) -> list[tuple[Demonstration, dict[str, Any]]]:
    """Those of the demonstrations found that everybody reads and that are in force, as the first tab of the gallery has
    them, in their order, with what a hit is drawn from."""
    scores = {hit.object_id: hit.score for hit in hits if hit.object_kind == DEMONSTRATION}
    rows = db.exec(
        select(Demonstration, Pilot, Scenario, Organisation)
        .join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
        .join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
        .join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))
        .where(col(Demonstration.id).in_(scores), col(Pilot.state).in_(IN_FORCE), published())
    ).all()
    found = {row.id: (row, _hit(row, pilot, need, owner, words, scores[row.id])) for row, pilot, need, owner in rows}
    return [found[number] for number in scores if number in found]


def _hit(
    row: Demonstration, pilot: Pilot, need: Scenario, owner: Organisation, words: Words, score: float
) -> dict[str, Any]:
    text = " ".join(row.summary.split())
    return {
        "score": round(score),
        "title": row.title,
        "url": f"/demonstrations/{row.public_id}",
        "organisation": owner.name,
        "organisation_url": f"/organisations/{owner.public_id}",
        "kind": _("验证记录"),
        "facts": [
            words.label(need.field, "field"),
            words.label(need.district, "district"),
            row.number or "",
            state_tag(pilot.state)[0],
        ],
        "summary": text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
    }
