"""Who may be told about a supply: whoever may see it; its researcher, while the link in her mail still opens."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Ahead, Rule, ahead
from suppliers.models import ResultDetail, Supply
from suppliers.policy import may_see


def _of_result(db: Session, _viewer: Viewer, telling: Telling, supply_id: int, now: datetime) -> bool:
    detail = db.get(ResultDetail, supply_id)
    if detail is None or detail.confirm_hash is None or detail.confirm_expires_at is None:
        return False
    return detail.researcher_email == telling.recipient and detail.confirm_expires_at > now


def _of_supply(db: Session, viewer: Viewer, _telling: Telling, supply_id: int, _now: datetime) -> bool:
    supply = db.get(Supply, supply_id)
    house = db.get(Organisation, supply.organisation_id) if supply is not None else None
    return supply is not None and house is not None and may_see(viewer, house.id, supply.state, house.state)


def _supplies(db: Session, ids: Collection[int]) -> Sequence[object]:
    query = select(Supply, Organisation).join(Organisation, col(Organisation.id) == Supply.organisation_id)
    return ahead(db, Supply, ids, query)


RULES: Mapping[str, Rule] = {"researcher": _of_result, "supply": _of_supply}
AHEAD: Mapping[str, Ahead] = {"supply": _supplies}
