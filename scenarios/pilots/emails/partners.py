"""Mails to a house that is asked to take part: the pilot is closed to it, so they lead to its invitation."""

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from scenarios.matches.emails.notes import letter
from scenarios.pilots.models import PilotPartner, Side
from scenarios.pilots.queries.cases import Case


def _note(person: Person, row: PilotPartner, key: str, subject: str, lines: list[str], quote: str = "") -> Email:
    path = f"/partners/{row.public_id}"
    return letter(person, About("pilot_partner", row.id), f"{key}:{row.id}", subject, lines, path, _("查看邀请"), quote)


def asked(person: Person, case: Case, row: PilotPartner) -> Email:
    """Both sides want it: what for, and that nothing holds before it has said so itself."""
    with speaking(person.language):
        title = case.need.title
        lines = [
            _("{owner}与{supplier}邀请贵单位参加“{title}”试点，担任：").format(
                owner=case.house(Side.OWNER).name, supplier=case.house(Side.SUPPLIER).name, title=title
            ),
            _("请贵单位决定是否参加；确认以后可以查看试点的协议和进展。"),
        ]
        return _note(person, row, "partner_asked", _("邀请参加试点：{title}").format(title=title), lines, row.part)


def off(person: Person, case: Case, row: PilotPartner) -> Email:
    """It takes part no more, or is not wanted any more."""
    with speaking(person.language):
        title = case.need.title
        lines = [_("贵单位不再参加“{title}”试点；相关材料请按约定处理。").format(title=title)]
        return _note(person, row, "partner_off", _("不再参加试点：{title}").format(title=title), lines)
