"""What the owner says before anybody bids, who will not bid, and the record of the unsealing."""

from sqlalchemy import delete
from sqlmodel import col

from app.accounts.models import Person
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.upserts import insert_into
from scenarios.bids.forms import LEAST_WITH_PUBLIC_MONEY, TenderForm
from scenarios.bids.models import Criterion, NoBid, Tender, Unsealing
from scenarios.models import Scenario


def set_terms(act: Act, need: Scenario, said: TenderForm, supervisor: Person) -> Tender:
    """Write down how bids will be judged, in place of what was said before."""
    usual = LEAST_WITH_PUBLIC_MONEY if said.public_money else 1
    row = act.db.get(Tender, need.id) or Tender(scenario_id=need.id, nature=said.nature, updated_at=act.now)
    row.nature, row.public_money, row.formula = said.nature, said.public_money, said.formula
    row.least_bids = said.least_bids or usual
    row.supervisor_id, row.supervisor_name, row.updated_at = supervisor.id, supervisor.name, act.now
    act.db.add(row)
    act.db.flush()
    act.db.connection().execute(delete(Criterion).where(col(Criterion.scenario_id) == need.id))
    for place, one in enumerate(said.criteria):
        act.db.add(Criterion(scenario_id=need.id, position=place, **one.model_dump()))
    act.db.flush()
    audit(act, "tender.terms", row, {"need": need.public_id, "least_bids": row.least_bids})
    return row


def name_supervisor(act: Act, need: Scenario, supervisor: Person) -> None:
    """Another 监督人, as long as the record is not confirmed."""
    row, record = act.db.get_one(Tender, need.id), act.db.get(Unsealing, need.id)
    if record is not None and record.confirmed_at is not None:
        raise Conflict(_("拆封记录已经确认，不能再更换监督人。"))
    before, row.supervisor_id, row.supervisor_name = row.supervisor_id, supervisor.id, supervisor.name
    act.db.add(row)
    audit(act, "tender.supervisor", row, {"from": before, "to": supervisor.id})


def confirm_record(act: Act, record: Unsealing) -> None:
    """The 监督人 confirms what the clock has done."""
    if record.confirmed_at is not None:
        raise Conflict(_("拆封记录已经确认过了。"))
    record.confirmed_by, record.confirmed_name, record.confirmed_at = act.actor.person_id, act.actor.name, act.now
    act.db.add(record)
    audit(act, "unsealing.confirmed", record, {"sha256": record.sha256})


def say_no(act: Act, need: Scenario, organisation_id: int, reason: str) -> None:
    """Keep why a house will not bid; it may say something else later."""
    said = {"reason": reason, "person_id": act.actor.person_id, "at": act.now}
    row = insert_into(act.db, NoBid).values(scenario_id=need.id, organisation_id=organisation_id, **said)
    again = row.on_conflict_do_update(index_elements=["scenario_id", "organisation_id"], set_=said)
    act.db.connection().execute(again)
