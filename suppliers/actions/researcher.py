"""A transfer office enters a result for its researcher, who confirms it by a mailed link."""

from datetime import timedelta

from app.core import history
from app.core.acting import Act
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import hashed, token
from suppliers.models import ResultDetail, Supply

LINK_DAYS = 14
PAUSE = timedelta(minutes=10)
"""Between two mails to the same researcher."""


def ask_researcher(act: Act, supply: Supply) -> tuple[ResultDetail, str]:
    """A fresh secret for the link; an earlier one no longer opens. Raises `Invalid` when no address is known or one has just gone out."""
    detail = act.db.get(ResultDetail, supply.id)
    if detail is None or not detail.researcher_email:
        raise Invalid(_("请先在“成果信息”里填写完成人的邮箱。"))
    if detail.confirm_expires_at and act.now < detail.confirm_expires_at - timedelta(days=LINK_DAYS) + PAUSE:
        raise Invalid(_("确认邮件刚刚发出，请十分钟后再发。"))
    secret = token()
    detail.confirm_hash, detail.confirm_expires_at = hashed(secret), act.now + timedelta(days=LINK_DAYS)
    act.db.add(detail)
    history.audit(act, "supply.researcher_asked", supply)
    return detail, secret


def confirm_result(act: Act, supply: Supply, detail: ResultDetail) -> None:
    """The holder of the link says that the result is described correctly; the link is used up."""
    detail.confirmed_at, detail.confirm_hash, detail.confirm_expires_at = act.now, None, None
    act.db.add(detail)
    history.audit(act, "supply.researcher_confirmed", supply)
