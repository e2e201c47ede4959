"""The mail to a verifier who is let go: the pilot is closed to her, so it tells all there is and leads to her list."""

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from scenarios.matches.emails.notes import letter
from scenarios.pilots.models import Verification
from scenarios.pilots.queries.cases import Case


def let_go(person: Person, case: Case, row: Verification) -> Email:
    """The commission is over before anything was reported."""
    title = case.need.title
    with speaking(person.language):
        lines = [_("“{title}”试点对贵单位的验证委托已撤销，不必再测量；相关材料请按约定处理。").format(title=title)]
        subject = _("验证委托撤销：{title}").format(title=title)
        about = About("pilot_verification", row.id)
        return letter(person, about, f"let_go:{row.id}", subject, lines, "/pilots", _("查看试点"))
