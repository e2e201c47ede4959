"""A transfer office enters a result for its researcher, who confirms it by a mailed link."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import history
from app.core.actors import Actor
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import hashed, token
from suppliers.models import ResultDetail, Supply

LINK_DAYS = 14
PAUSE = timedelta(minutes=10)
"""Between two mails to the same researcher."""


def ask_researcher(db: Session, actor: Actor, supply: Supply, now: datetime) -> tuple[ResultDetail, str]:
    """A fresh secret for the link; an earlier one no longer opens. Raises `Invalid` when no address is known or one has just gone out."""
    detail = db.get(ResultDetail, supply.id)
    if detail is None or not detail.researcher_email:
        raise Invalid(_("请先在“成果信息”里填写完成人的邮箱。"))
    if detail.confirm_expires_at and now < detail.confirm_expires_at - timedelta(days=LINK_DAYS) + PAUSE:
        raise Invalid(_("确认邮件刚刚发出，请十分钟后再发。"))
    secret = token()
    detail.confirm_hash, detail.confirm_expires_at = hashed(secret), now + timedelta(days=LINK_DAYS)
    db.add(detail)
    history.audit(db, "supply.researcher_asked", actor, now, supply)
    return detail, secret


def confirm_result(db: Session, supply: Supply, detail: ResultDetail, now: datetime) -> None:
    """The holder of the link says that the result is described correctly; the link is used up."""
    detail.confirmed_at, detail.confirm_hash, detail.confirm_expires_at = now, None, None
    db.add(detail)
    history.audit(db, "supply.researcher_confirmed", Actor(None, detail.people, role="researcher"), now, supply)
