"""What people are told once the deadline is over; before it no mail speaks of any bid."""

from app.accounts.models import Person
from app.core.html import format_instant
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from scenarios.bids.models import Tender, Unsealing
from scenarios.bids.queries.cases import BidCase
from scenarios.matches.emails.notes import letter
from scenarios.models import Scenario


def unsealed(person: Person, case: BidCase) -> Email:
    """To a house that bids: under which number it is judged, and what it may put right until when."""
    bid = case.bid
    with speaking(person.language):
        until = case.unsealing.correct_until if case.unsealing is not None else None
        lines = [
            _("“{title}”的应标书已经拆封，贵方是应标方 {number}，拆封的内容与回执的哈希已经核对。").format(
                title=case.need.title, number=bid.number
            ),
            _("请在 {until} 前补正盖章和证明材料；报价、指标和方案不能再改。").format(until=format_instant(until))
            if bid.defects and until is not None
            else "",
        ]
        subject = _("应标书已拆封：{title}").format(title=case.need.title)
        about, key = About("bid", bid.id), f"bid:{bid.id}:unsealed"
        return letter(person, about, key, subject, lines, f"/bids/{bid.public_id}", _("查看应标书"))


def returned(person: Person, case: BidCase, reason: str) -> Email:
    """To a house whose bid stays sealed for good."""
    bid = case.bid
    with speaking(person.language):
        why = {
            "too_few": _("“{title}”收到的应标书少于公布的最少份数，贵方的应标书没有拆封，内容仍是密封的。"),
            "cancelled": _("“{title}”已经取消，贵方的应标书没有拆封，内容仍是密封的。"),
        }[reason].format(title=case.need.title)
        subject = _("应标书未拆封：{title}").format(title=case.need.title)
        about, key = About("bid", bid.id), f"bid:{bid.id}:returned"
        return letter(person, about, key, subject, [why], f"/bids/{bid.public_id}", _("查看应标书"))


def recorded(person: Person, need: Scenario, record: Unsealing) -> Email:
    """To whoever looks after the need."""
    with speaking(person.language):
        said = _("“{title}”在截止前收到 {received} 份应标书，公布的最少份数是 {least} 份。").format(
            title=need.title, received=record.received, least=record.least
        )
        outcome = _("应标书已经拆封，进入形式审查。") if record.entries else _("份数不足，没有拆封，本轮揭榜到此结束。")
        subject = _("揭榜已截止：{title}").format(title=need.title)
        about, key = About("scenario", need.id), f"unsealing:{need.id}:recorded"
        path = f"/scenarios/{need.public_id}/tender"
        return letter(person, about, key, subject, [said, outcome], path, _("查看拆封记录"))


def to_confirm(person: Person, need: Scenario, _tender: Tender) -> Email:
    """To the 监督人."""
    with speaking(person.language):
        said = _("您是“{title}”揭榜的监督人，请核对拆封记录并确认。").format(title=need.title)
        subject = _("请确认拆封记录：{title}").format(title=need.title)
        about, key = About("unsealing", need.id), f"unsealing:{need.id}:confirm"
        path = f"/scenarios/{need.public_id}/tender"
        return letter(person, about, key, subject, [said], path, _("查看拆封记录"))
