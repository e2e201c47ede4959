"""The mail of an alarm."""

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.site import Words
from scenarios.pilots.emails.notes import note
from scenarios.pilots.labels import ALARMS, alarm_note
from scenarios.pilots.models import Alarm
from scenarios.pilots.queries.cases import Case


def alarm(person: Person, case: Case, row: Alarm, words: Words) -> Email:
    """To both sides, the curator and the office: what happened, and where it is answered."""
    with speaking(person.language):
        kind = _(ALARMS[row.kind])
        subject = _("试点预警：{title}（{kind}）").format(title=case.need.title, kind=kind)
        lines = [
            _("“{title}”试点出现需要处理的情况：{kind}。").format(title=case.need.title, kind=kind),
            _("请在“运行”里说明怎样处理。"),
        ]
        return note(person, case, f"alarm:{row.id}", subject, lines, "running", alarm_note(row, words))
