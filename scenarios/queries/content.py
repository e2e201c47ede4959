"""What stands in the way of submitting a need."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.models import Organisation, OrganisationState
from app.core.personal.declaring import keys_of
from app.core.records import waiting
from app.core.settings import Settings
from scenarios.forms.exposing import exposures
from scenarios.guards import Obstacle, Standing, submission_obstacles
from scenarios.models import Scenario
from scenarios.readiness import readiness
from scenarios.values import ScenarioValues


@dataclass(frozen=True)
class Rules:
    """What an installation may set about submissions."""

    threshold: int
    review_days: int

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        return cls(settings.readiness_threshold, settings.review_days)


def obstacles_of(
    db: Session,
    scenario: Scenario,
    values: ScenarioValues,
    now: datetime,
    rules: Rules,
    *,
    terms_accepted: bool = True,
    vouched: bool = False,
    checklist: Collection[str] | None = None,
) -> list[Obstacle]:
    """What keeps the need from being submitted now. `checklist` are ticks that are just being handed in."""
    organisation = db.get_one(Organisation, scenario.organisation_id)
    standing = Standing(
        verified=organisation.state is OrganisationState.VERIFIED,
        terms_accepted=terms_accepted,
        readiness=readiness(values).score,
        threshold=rules.threshold,
        checklist=scenario.checklist if checklist is None else checklist,
        unfinished=waiting(scenario).keys(),
        waiver=scenario.waiver,
        waiver_asked=scenario.waiver_asked,
        vouched=vouched,
        exposed=exposed_in(db, scenario, values),
    )
    return submission_obstacles(values, standing, now)


def exposed_in(db: Session, scenario: Scenario, values: ScenarioValues) -> list[tuple[str, str]]:
    """Section and field of each text that tells about people what nobody has declared."""
    return [(one.section, one.name) for one in exposures(values, keys_of(db, scenario))]
