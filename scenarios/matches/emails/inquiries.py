"""Mails about open points: asked, answered, taken back."""

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from scenarios.lifecycle import Route
from scenarios.matches.emails.notes import letter
from scenarios.matches.models import Inquiry
from scenarios.matches.queries.sides import Both


def _inquiry(inquiry: Inquiry) -> About:
    return About("inquiry", inquiry.id)


def inquiry_page(inquiry: Inquiry) -> str:
    return f"/inquiries/{inquiry.public_id}"


def inquired(person: Person, inquiry: Inquiry, sides: Both, points: int) -> Email:
    """To the supplier: what its texts leave open."""
    need, owner, supply = sides.need, sides.owner.name, sides.supply.name
    with speaking(person.language):
        return letter(
            person,
            _inquiry(inquiry),
            f"inquiry:{inquiry.id}:asked",
            _("{owner}就“{title}”问贵单位 {count} 个问题").format(owner=owner, title=need.title, count=points),
            [
                (
                    _(
                        "这项需求走揭榜，{owner}向所有候选问同样的 {count} 项；各家的答复不具名，自己答完就能看到别家的。"
                    )
                    if need.route is Route.TENDER
                    else _("{owner}正在比较候选，贵单位的“{supply}”有 {count} 项没有写明。")
                ).format(owner=owner, supply=supply, count=points),
                _("每项选“满足”“不满足”或“说不准”，写上数字即可，几分钟就能答完。"),
            ],
            inquiry_page(inquiry),
            _("现在答复"),
        )


def inquiry_answered(person: Person, inquiry: Inquiry, sides: Both) -> Email:
    """To the owner's side: the open points are settled."""
    need, supplier = sides.need, sides.supplier.name
    with speaking(person.language):
        return letter(
            person,
            _inquiry(inquiry),
            f"inquiry:{inquiry.id}:answered",
            _("{supplier}答复了您的询问").format(supplier=supplier),
            [
                _("{supplier}就需求“{title}”答复了待确认项，匹配结果已经更新。").format(
                    supplier=supplier, title=need.title
                )
            ],
            inquiry_page(inquiry),
            _("查看答复"),
        )


def inquiry_withdrawn(person: Person, inquiry: Inquiry, sides: Both) -> Email:
    """To the supplier: it need not answer any more."""
    need, owner = sides.need, sides.owner.name
    with speaking(person.language):
        return letter(
            person,
            _inquiry(inquiry),
            f"inquiry:{inquiry.id}:withdrawn",
            _("{owner}撤回了关于“{title}”的询问").format(owner=owner, title=need.title),
            [_("这些问题不用再答复了。")],
            inquiry_page(inquiry),
            _("查看询问"),
        )
