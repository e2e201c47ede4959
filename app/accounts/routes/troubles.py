"""What failed, for the system administrator: she sees what, when and why, not what a mail says or to whom."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AccountKeeper, Doer, RowId
from app.accounts.labels import refusal_labels
from app.accounts.models import Role
from app.core.db import Db
from app.core.errors import NotFound
from app.core.history import audit
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.troubles import Sort, retry, troubles

router = Router()


@router.get("/office/troubles", name="accounts.troubles")
def show(request: Request, db: Db, _viewer: AccountKeeper) -> Response:
    return render(request, "office/troubles.html", rows=troubles(db), sorts=_sorts(), reasons=refusal_labels())


@router.post("/office/troubles/{sort}/{number}/retry", name="accounts.retry_trouble")
def try_again(request: Request, sort: str, number: RowId, _viewer: AccountKeeper, doer: Doer) -> Response:
    if sort not in {known.value for known in Sort}:
        raise NotFound
    if retry(doer.db, Sort(sort), number, doer.now):
        audit(
            doer.act(role=Role.SYSTEM_ADMIN),
            "trouble.retried",
            detail={"sort": sort, "id": number},
        )
        return redirect(request, "/office/troubles", flash=_("已安排重试，请稍后刷新本页查看结果。"))
    return redirect(request, "/office/troubles", flash=_("这一项已经办好或已被处理，不用再试。"))


def _sorts() -> dict[str, str]:
    return {Sort.JOB: _("后台任务"), Sort.MAIL: _("邮件"), Sort.CLOCK: _("定时事项")}
