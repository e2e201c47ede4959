"""What keeps a need from being opened, from its rows."""

from datetime import datetime

from sqlmodel import Session

from app.accounts.models import Organisation, OrganisationState
from app.core.finding import SCENARIO
from app.core.i18n import N_
from app.core.site import Site
from scenarios.guards import Obstacle, opening_obstacles, settled_elsewhere
from scenarios.models import Scenario
from scenarios.queries.content import exposed_in
from scenarios.queries.said import values_of

NOT_READY = Obstacle("readiness", N_("完备度没有达到发布要求；确有理由的，请先登记豁免理由。"), "basics")


def hindrances(db: Session, scenario: Scenario, site: Site, at: datetime, *, vouched: bool = False) -> list[Obstacle]:
    """Everything that keeps the need from being opened at the instant `at`; empty when nothing does.

    `site` says which readiness a need must reach unless it has a waiver, and knows what other parts want settled.
    `vouched`: the office publishes an import in the place of an owner who is not verified.
    """
    owner = db.get_one(Organisation, scenario.organisation_id)
    verified = owner.state is OrganisationState.VERIFIED
    values, decision = values_of(db, scenario), scenario.risk_decision
    exposed = exposed_in(db, scenario, values)
    found = opening_obstacles(values, at, verified=verified, risk_decision=decision, vouched=vouched, exposed=exposed)
    if scenario.readiness < site.settings.readiness_threshold and not scenario.waiver:
        found.append(NOT_READY)
    return [*found, *settled_elsewhere(site.slices.hindrances(db, SCENARIO, scenario.id))]
