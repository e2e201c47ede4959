"""Another owner copies a demonstration: a need drafted from it, and later what came of it, in the adopter's own words."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from app.accounts.models import Organisation
from app.accounts.queries.ties import tied_to_any
from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.errors import Conflict, Invalid
from app.core.history import move
from app.core.i18n import gettext as _
from scenarios.actions.drafting import create_scenario
from scenarios.demonstrations import occasions
from scenarios.demonstrations.forms import AdoptForm
from scenarios.demonstrations.lifecycle import ADOPTION, IN_FORCE, AdoptionEvent
from scenarios.demonstrations.models import Adoption, AdoptionReading
from scenarios.demonstrations.prefill import need_from
from scenarios.demonstrations.queries.cases import Shown
from scenarios.pilots.forms import WAN
from scenarios.pilots.judging import read_value
from scenarios.pilots.lifecycle import PILOT, PilotEvent, PilotState
from scenarios.pilots.models import Side

E = AdoptionEvent


def copy(act: Act, shown: Shown, house: Organisation) -> Adoption:
    """我也要: one click makes a draft of this house's own and links it. Raises `Conflict` where the house copies it
    already, or the record is not in force."""
    if shown.case.state not in IN_FORCE:
        raise Conflict(_("验证记录不在有效期内，暂时不能推广。"))
    _require_independent(act, shown, house.id)
    need = create_scenario(act, house.id, need_from(act.db, shown, house))
    row = Adoption(
        demonstration_id=shown.demonstration.id,
        organisation_id=house.id,
        scenario_id=need.id,
        begun_by=act.actor.person_id,
        begun_at=act.now,
    )
    act.db.add(row)
    try:
        act.db.flush()
    except IntegrityError as collision:
        raise Conflict(_("贵单位已经在推广这项应用，请到“我的推广”里查看。")) from collision
    act.tell(occasions.WANTED, shown.of(row), house, act.site.vocabulary)
    return row


def _require_independent(act: Act, shown: Shown, house: int) -> None:
    """What a supplier's own group says of its wares is no copy. Raises `Conflict`."""
    if tied_to_any(act.db, house, shown.case.houses(Side.SUPPLIER), shown.case.today):
        raise Conflict(_("贵单位与供给方有关联关系，不能计入推广。"))


def confirm(act: Act, shown: Shown, said: AdoptForm) -> None:
    """It runs at the adopter's; the first copy makes the demonstration one that is replicated."""
    _require_independent(act, shown, shown.one.organisation_id)
    _say(act, shown, said, E.CONFIRM)
    if shown.case.state is PilotState.DEMONSTRATED:
        evidence = {"adoption": shown.one.id}
        # By the site: the pilot's history is read by its sides, who are not told which house copies.
        move(act.by(SYSTEM), shown.case.pilot, PILOT, PilotEvent.ADOPT, evidence=evidence, updated_at=act.now)
    act.tell(occasions.ADOPTED, shown)


def correct(act: Act, shown: Shown, said: AdoptForm) -> None:
    """The adopter states it anew; what was said before stays in the history."""
    _say(act, shown, said, E.CORRECT)


def _say(act: Act, shown: Shown, said: AdoptForm, event: AdoptionEvent) -> None:
    if said.live_on > shown.case.today:
        raise Invalid(_("上线日期不能晚于今天。"))
    row: Adoption = shown.one
    told: dict[str, Any] = {
        "live_on": said.live_on,
        "days": said.days,
        "cost": int(said.cost * WAN),
        "named": said.named,
    }
    words: dict[str, Any] = {"place": said.place, "note": said.note}
    readings = _readings(shown, said)
    adopted_at = row.adopted_at or act.now
    evidence = {
        "live_on": said.live_on.isoformat(),
        "days": said.days,
        "cost": told["cost"],
        "readings": {str(one.kpi_id): one.value for one in readings},
    }
    move(act, row, ADOPTION, event, evidence=evidence, adopted_at=adopted_at, **told, **words)
    act.db.connection().execute(delete(AdoptionReading).where(col(AdoptionReading.adoption_id) == row.id))
    act.db.add_all(readings)
    act.db.flush()


def _readings(shown: Shown, said: AdoptForm) -> list[AdoptionReading]:
    """Raises `Invalid` for a value that cannot be read, or for values without their day."""
    typed = {one.kpi: one.value for one in said.readings if one.value}
    if typed and (said.measured_on is None or said.measured_on > shown.case.today):
        raise Invalid(_("填写了实测数值，请同时填写测量日期（不晚于今天）。"))
    found = []
    for kpi in shown.case.kpis:
        if kpi.public_id not in typed or said.measured_on is None:
            continue
        text = typed[kpi.public_id]
        try:
            value = read_value(text, kpi.unit)
        except ValueError as unread:
            raise Invalid(f"{kpi.name}：{unread}") from unread
        row = AdoptionReading(
            adoption_id=shown.one.id, kpi_id=kpi.id, text=text, value=value, measured_on=said.measured_on
        )
        found.append(row)
    return found


def drop(act: Act, shown: Shown, note: str) -> None:
    """It will not be copied after all; the draft stays the house's own."""
    move(act, shown.one, ADOPTION, E.DROP, note=note)


def end(act: Act, shown: Shown, note: str) -> None:
    """It ran, and does no more."""
    move(act, shown.one, ADOPTION, E.END, note=note)
