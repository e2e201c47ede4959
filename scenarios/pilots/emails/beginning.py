"""Mails of a pilot's beginning: proposed, confirmed, signed, called off."""

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from scenarios.pilots.contents import agreement, beginning
from scenarios.pilots.emails.notes import note
from scenarios.pilots.models import Side
from scenarios.pilots.queries.cases import Case


def proposed(person: Person, case: Case) -> Email:
    """To the other side: somebody wants to begin a pilot with it."""
    title, key = case.need.title, f"proposed:{beginning(case.parties, case.agreement)[:12]}"
    with speaking(person.language):
        lines = [
            _("{owner}与{supplier}拟就“{title}”开展试点，请贵方确认是否参加。").format(
                owner=case.house(Side.OWNER).name, supplier=case.house(Side.SUPPLIER).name, title=title
            ),
            _("确认只表示同意开始筹备；范围、经费和知识产权在试点协议里约定，双方盖章后才生效。"),
            _("参与试点或参与编制需求的单位，后续采购可能受限，请先向采购部门了解。"),
        ]
        return note(person, case, key, _("请确认试点：{title}").format(title=title), lines)


def confirmed(person: Person, case: Case) -> Email:
    """To both: the pilot is agreed and is prepared now."""
    title = case.need.title
    with speaking(person.language):
        lines = [
            _("双方已确认就“{title}”开展试点。").format(title=title),
            _("接下来请商定试点协议、测量指标基线、落实准备事项；都完成后就可以开始运行。"),
        ]
        return note(person, case, "confirmed", _("试点已确认：{title}").format(title=title), lines)


def called_off(person: Person, case: Case, reason: str) -> Email:
    """To the other side: it will not take place."""
    title = case.need.title
    with speaking(person.language):
        lines = [_("“{title}”的试点已由对方取消。").format(title=title)]
        return note(person, case, "called_off", _("试点已取消：{title}").format(title=title), lines, quote=reason)


def to_countersign(person: Person, case: Case) -> Email:
    """To the other side: the stamped agreement is there and waits for its confirmation."""
    title, key = case.need.title, f"to_countersign:{agreement(case.agreement)[:12]}"
    with speaking(person.language):
        lines = [
            _("对方已上传“{title}”试点协议的盖章扫描件，请核对后确认。").format(title=title),
            _("扫描件的 SHA-256：{hash}").format(hash=case.agreement.signed_sha256),
        ]
        return note(person, case, key, _("请确认试点协议：{title}").format(title=title), lines, "agreement")


def signed(person: Person, case: Case) -> Email:
    """To both: the agreement is signed."""
    title = case.need.title
    with speaking(person.language):
        lines = [
            _("“{title}”的试点协议已由双方签署并存档。").format(title=title),
            _("扫描件的 SHA-256：{hash}").format(hash=case.agreement.signed_sha256),
        ]
        return note(person, case, "signed", _("试点协议已签署：{title}").format(title=title), lines, "agreement")
