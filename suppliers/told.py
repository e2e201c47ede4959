"""Who may be told about a supply: its researcher, while the link in her mail still opens."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Rule
from suppliers.models import ResultDetail


def _of_result(db: Session, _viewer: Viewer, telling: Telling, supply_id: int, now: datetime) -> bool:
    detail = db.get(ResultDetail, supply_id)
    if detail is None or detail.confirm_hash is None or detail.confirm_expires_at is None:
        return False
    return detail.researcher_email == telling.recipient and detail.confirm_expires_at > now


RULES: Mapping[str, Rule] = {"researcher": _of_result}
