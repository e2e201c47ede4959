"""What a pilot does to its need: the first makes it pilot, the last that is lost opens it again, a good one completes it."""

from sqlmodel import select

from app.core.acting import Act
from app.core.db import for_change
from app.core.errors import Conflict
from app.core.history import move
from app.core.i18n import gettext as _
from scenarios.actions.following import follow
from scenarios.lifecycle import SCENARIO, Route, ScenarioEvent, ScenarioState
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import LOST, PilotState
from scenarios.pilots.models import Pilot
from scenarios.pilots.queries.cases import pilots_of_need
from scenarios.policy import may_pilot
from scenarios.timing import listing_end

S = ScenarioState


def start_piloting(act: Act, scenario_id: int, *, awarded: bool = False) -> None:
    """The first pilot of a need is agreed, or the one that its award leads to. Raises `Conflict` where the need was
    stopped meanwhile."""
    need = _held(act, scenario_id)
    if not (may_pilot(need) or (awarded and need.state is S.AWARDED)):
        raise Conflict(_("这项需求现在不能开始试点：它已经暂停、取消或尚未确定承担单位。"))
    if need.state in {S.OPEN, S.CLOSED, S.EXPIRED, S.AWARDED}:
        _move(act, need, ScenarioEvent.START_PILOT)


def complete(act: Act, scenario_id: int) -> None:
    """A pilot has come to its end with a result; the first one completes the need."""
    need = _held(act, scenario_id)
    if need.state is S.PILOTING:
        _move(act, need, ScenarioEvent.COMPLETE)


def demonstrate(act: Act, scenario_id: int) -> None:
    """The competent body has recognised a pilot of this need; the first one makes it a demonstrated need."""
    need = _held(act, scenario_id)
    if need.state is S.COMPLETED:
        _move(act, need, ScenarioEvent.DEMONSTRATE)


def release(act: Act, scenario_id: int) -> None:
    """A pilot has brought nothing: when none is left, the need is open again as long as its listing runs, else closed."""
    need = _held(act, scenario_id)
    begun = [one for one in pilots_of_need(act.db, scenario_id) if one.state is not PilotState.PROPOSED]
    if need.state is not S.PILOTING or not all(map(_is_over, begun)):
        return
    end = listing_end(need)
    listed = need.route is not Route.TENDER and (end is None or act.now < end)
    _move(act, need, ScenarioEvent.REOPEN if listed else ScenarioEvent.END_PILOTS)


def _is_over(pilot: Pilot) -> bool:
    """Whether nothing is to be expected of it: a self-test at its end proves nothing."""
    tested = pilot.state is PilotState.SELF_TESTED and pilot.completed_at is not None
    return pilot.state in LOST or tested


def _held(act: Act, scenario_id: int) -> Scenario:
    return act.db.exec(for_change(act.db, select(Scenario).where(Scenario.id == scenario_id))).one()


def _move(act: Act, need: Scenario, event: ScenarioEvent) -> None:
    move(act, need, SCENARIO, event, updated_at=act.now)
    follow(act.db, need, act.now)
