"""The index of the back office: what the viewer may do there, and what waits."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from app.accounts import policy
from app.accounts.access import OfficeGuest
from app.accounts.queries.organisations import claims_waiting
from app.core.db import Db
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.troubles import count_troubles

router = Router()


@dataclass(frozen=True)
class Desk:
    """One card of the index."""

    title: str
    text: str
    url: str
    count: int = 0


@router.get("/office", name="accounts.office")
def index(request: Request, db: Db, viewer: OfficeGuest) -> Response:
    desks = []
    if policy.may_verify_organisations(viewer):
        text = _("核验单位和代表单位办事的申请，两个工作日内答复。")
        desks.append(Desk(_("单位核验"), text, "/office/organisations", len(claims_waiting(db))))
    if policy.may_see_grants(viewer):
        text = _("谁在什么范围、什么期限内担任什么角色。")
        desks.append(Desk(_("角色授权"), text, "/office/grants"))
    if policy.may_see_stakes(viewer):
        text = _("谁申报了与哪些单位的利益关系，因而应当回避。")
        desks.append(Desk(_("利益关系"), text, "/office/stakes"))
    if policy.may_keep_ties(viewer):
        text = _("哪些单位同属一个集团、互相持股，因而不能互相验证。")
        desks.append(Desk(_("单位关联"), text, "/office/ties"))
    if policy.may_edit_vocabulary(viewer):
        text = _("领域、区县、理由等词语，以及节假日和调休日。")
        desks.append(Desk(_("词表与日历"), text, "/office/vocabulary"))
    if policy.may_publish_terms(viewer):
        text = _("发布服务条款和隐私说明的新版本。")
        desks.append(Desk(_("服务条款"), text, "/office/terms"))
    if policy.may_manage_accounts(viewer):
        text = _("查找账户，退出登录，停用或恢复；不参与业务决定。")
        desks.append(Desk(_("账户管理"), text, "/office/people"))
        text = _("没有办成的后台任务、邮件和定时事项，可以再试一次。")
        desks.append(Desk(_("运行问题"), text, "/office/troubles", sum(count_troubles(db).values())))
    if policy.may_read_audit(viewer):
        text = _("查看和导出操作记录；每次查看都会留下记录。")
        desks.append(Desk(_("审计记录"), text, "/office/audit"))
    if policy.may_see_quality(viewer):
        text = _("按人的判断衡量推荐准不准，看系统学到了什么。")
        desks.append(Desk(_("匹配质量"), text, "/quality"))
        text = _("没有足够合适的供给、也没有人在对接的需求，按领域看。")
        desks.append(Desk(_("能力缺口清单"), text, "/gaps"))
    return render(request, "office/index.html", desks=desks)
