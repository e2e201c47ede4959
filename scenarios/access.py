"""Loading is checking: a handler gets a need only through one of these."""

from typing import Annotated

from fastapi import Depends, Path

from app.accounts.access import AnyViewer, Doer, Ready
from app.accounts.models import Role
from app.core.acting import Act
from app.core.db import Db, for_change
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from scenarios.models import Batch, Scenario
from scenarios.policy import is_keeper, lacks_to_review, may_keep_batches, may_see, stops
from scenarios.queries.batches import visible_batch
from scenarios.queries.visibility import of_public_id


def load_scenario(public_id: str, viewer: AnyViewer, db: Db) -> Scenario:
    """The need of this address if the viewer may see it; otherwise it does not exist for her."""
    scenario = db.exec(for_change(db, of_public_id(public_id))).one_or_none()
    if scenario is None or not may_see(viewer, scenario):
        raise NotFound
    return scenario


VisibleScenario = Annotated[Scenario, Depends(load_scenario)]
"""Parameter type of a page about a need."""


def load_own_scenario(viewer: Ready, scenario: VisibleScenario) -> Scenario:
    """The need for those who look after it or may stop it; for everybody else this page does not exist."""
    if not (is_keeper(viewer, scenario) or stops(viewer, scenario)):
        raise NotFound
    return scenario


OwnScenario = Annotated[Scenario, Depends(load_own_scenario)]
"""Parameter type of a handler on the owner's side; which deed is allowed, `deeds` says."""


def load_reviewed_scenario(viewer: Ready, scenario: VisibleScenario) -> Scenario:
    """The need for whoever may decide on it. A reviewer who belongs to its house is told so; others get nothing."""
    missing = lacks_to_review(viewer, scenario)
    if not missing:
        return scenario
    if viewer.has(Role.REVIEWER) or viewer.has(Role.OFFICE) or is_keeper(viewer, scenario):
        raise Forbidden(_(missing))
    raise NotFound


ReviewedScenario = Annotated[Scenario, Depends(load_reviewed_scenario)]
"""Parameter type of a handler on the department's side."""


def load_batch(number: Annotated[int, Path(ge=1, le=999)], viewer: AnyViewer, db: Db) -> Batch:
    """The batch of this address if the viewer may know of it."""
    batch = visible_batch(db, viewer, number)
    if batch is None:
        raise NotFound
    return batch


VisibleBatch = Annotated[Batch, Depends(load_batch)]


def batch_keeper(doer: Doer) -> Act:
    """What the office does with batches; for everybody else their workshop does not exist."""
    if not may_keep_batches(doer.viewer):
        raise NotFound
    return doer.act(role=Role.OFFICE.value)


Keeping = Annotated[Act, Depends(batch_keeper)]
