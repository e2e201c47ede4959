"""Names of what the back office sees of mail."""

from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.mail import Refusal
from app.core.models import MailState
from app.core.topics import Default

BROWSERS = (
    ("MicroMessenger", N_("微信")),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_label(said: str) -> str:
    """What people call the browser that introduces itself so, and where it runs: Chrome · Windows. Browsers name their
    relatives too, so the most peculiar name counts."""
    names = [next((label for sign, label in known if sign in said), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(_(name) for name in names if name) or _("未知浏览器")


def refusal_labels() -> dict[str, str]:
    """Why a mail was not sent, by the code of it."""
    return {
        Refusal.GONE: _("收件人已注销账户"),
        Refusal.LOCKED: _("收件人的账户已停用"),
        Refusal.MOVED: _("收件人已更换邮箱"),
        Refusal.HIDDEN: _("收件人已无权查看邮件所说的内容"),
        Refusal.BOUNCED: _("收件人的邮箱曾被退信"),
        Refusal.OFF: _("收件人退订了这类邮件"),
        Refusal.WEEKLY: _("收件人只在每周动态里看"),
        Refusal.CONSENT: _("收件人没有同意接收"),
        Refusal.OLD: _("放了太久，正文已经清除"),
        Refusal.BY_HAND: _("管理员决定不发"),
    }


def mail_state_labels() -> dict[str, str]:
    return {
        "waiting": _("待发送"),
        MailState.SENT: _("已发出"),
        MailState.PARKED: _("不确定是否送达"),
        MailState.FAILED: _("发送失败"),
        MailState.BOUNCED: _("被退信"),
        MailState.DROPPED: _("没有发送"),
    }


def default_labels() -> dict[str, str]:
    return {Default.INSTANT: _("立即发送"), Default.OFF: _("进每周动态"), Default.ALWAYS: _("总会发送")}
