"""The way of a need until it is answered, as its owner sees it: what is done, and what comes next."""

from app.accounts.models import Organisation
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario

S = ScenarioState
STAGES: tuple[tuple[str, frozenset[ScenarioState]], ...] = (
    (N_("填写需求"), frozenset({S.DRAFT, S.EDITS_REQUESTED})),
    (N_("单位审批"), frozenset({S.AWAITING_APPROVAL})),
    (N_("部门审核，五个工作日内"), frozenset({S.SUBMITTED, S.UNDER_REVIEW})),
    (N_("等待发布"), frozenset({S.APPROVED})),
    (N_("征集，收到回应十个工作日内答复"), frozenset({S.OPEN})),
)
"""The way of a need until it is answered: what each step is called, and the states in which it stands there."""


def stages(scenario: Scenario, house: Organisation) -> list[dict[str, str | None]]:
    """What is done and what comes next; empty once the need has left this way."""
    way = [(label, states) for label, states in STAGES if house.approval_required or S.AWAITING_APPROVAL not in states]
    here = next((place for place, (_label, states) in enumerate(way) if scenario.state in states), None)
    if here is None:
        return []
    said = {-1: "done", 0: "current", 1: "todo"}
    return [
        {"label": _(label), "url": None, "state": said[(place > here) - (place < here)]}
        for place, (label, _states) in enumerate(way)
    ]
