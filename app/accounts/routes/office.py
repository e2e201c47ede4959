"""The index of the back office: what the viewer may do there, and what waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import policy
from app.accounts.access import OfficeGuest
from app.accounts.policy import Viewer
from app.accounts.queries.organisations import claims_waiting
from app.core.db import Db
from app.core.html import render
from app.core.i18n import N_
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


DESKS: Sequence[tuple[Callable[[Viewer], bool], str, str, str]] = (
    (
        policy.may_verify_organisations,
        N_("单位核验"),
        N_("核验单位和代表单位办事的申请，两个工作日内答复。"),
        "/office/organisations",
    ),
    (
        policy.may_see_grants,
        N_("角色授权"),
        N_("谁在什么范围、什么期限内担任什么角色。"),
        "/office/grants",
    ),
    (
        policy.may_see_stakes,
        N_("利益关系"),
        N_("谁申报了与哪些单位的利益关系，因而应当回避。"),
        "/office/stakes",
    ),
    (
        policy.may_keep_ties,
        N_("单位关联"),
        N_("哪些单位同属一个集团、互相持股，因而不能互相验证。"),
        "/office/ties",
    ),
    (
        policy.may_edit_vocabulary,
        N_("词表与日历"),
        N_("领域、区县、理由等词语，以及节假日和调休日。"),
        "/office/vocabulary",
    ),
    (
        policy.may_publish_terms,
        N_("服务条款"),
        N_("发布服务条款和隐私说明的新版本。"),
        "/office/terms",
    ),
    (
        policy.may_manage_accounts,
        N_("账户管理"),
        N_("查找账户，退出登录，停用或恢复；不参与业务决定。"),
        "/office/people",
    ),
    (
        policy.may_manage_accounts,
        N_("运行问题"),
        N_("没有办成的后台任务、邮件和定时事项，可以再试一次。"),
        "/office/troubles",
    ),
    (
        policy.may_keep_reports,
        N_("周报与月报"),
        N_("每周、每月的指标、未办结事项和需协调事项，可下载为 Word 文档。"),
        "/office/reports",
    ),
    (
        policy.may_see_mail,
        N_("邮件"),
        N_("每周写了多少邮件、发到哪一步、哪些没有发出，以及每种邮件的样子。"),
        "/office/mail",
    ),
    (
        policy.may_read_audit,
        N_("审计记录"),
        N_("查看和导出操作记录；每次查看都会留下记录。"),
        "/office/audit",
    ),
    (
        policy.may_see_quality,
        N_("匹配质量"),
        N_("按人的判断衡量推荐准不准，看系统学到了什么。"),
        "/quality",
    ),
    (
        policy.may_see_quality,
        N_("能力缺口清单"),
        N_("没有足够合适的供给、也没有人在对接的需求，按领域看。"),
        "/gaps",
    ),
)
"""Who sees a card, what it is called, what it is for, and where it leads. Sentences are marked for the catalogue."""


@router.get("/office", name="accounts.office")
def index(request: Request, db: Db, viewer: OfficeGuest) -> Response:
    desks = [Desk(_(title), _(text), url, _waiting(db, url)) for may, title, text, url in DESKS if may(viewer)]
    return render(request, "office/index.html", desks=desks)


def _waiting(db: Session, url: str) -> int:
    """How much waits behind a card."""
    if url == "/office/organisations":
        return len(claims_waiting(db))
    return sum(count_troubles(db).values()) if url == "/office/troubles" else 0
