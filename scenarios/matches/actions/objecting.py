"""A supplier objects to what is quoted of it as 写明不做; the owner's side reads that beside it."""

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.upserts import insert_into
from scenarios.matches.models import Objection
from scenarios.matches.queries.objections import says_no
from scenarios.matches.queries.sides import live_match
from scenarios.models import Scenario
from suppliers.models import Supply


def object_to(act: Act, need: Scenario, supply: Supply, body: str) -> None:
    """Of several words the last one stands; raises `Conflict` where nothing is quoted any more."""
    match = live_match(act.db, need.id, supply.id)
    if match is None or not says_no(match.evidence):
        raise Conflict(_("这里已经没有“写明不做”的内容了，可能刚刚更新过。请刷新页面查看。"))
    said = {"person_id": act.actor.person_id, "body": body, "at": act.now}
    first = insert_into(act.db, Objection).values(scenario_id=need.id, supply_id=supply.id, **said)
    act.db.connection().execute(first.on_conflict_do_update(index_elements=["scenario_id", "supply_id"], set_=said))
    audit(act, "denial_contested", row=match, detail={"supply_id": supply.id})
