"""What mails about pilots have in common."""

from collections.abc import Sequence

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.mail import About, Email
from scenarios.matches.emails.notes import letter
from scenarios.pilots.queries.cases import Case


def note(
    person: Person, case: Case, key: str, subject: str, lines: Sequence[str], tab: str = "", quote: str = ""
) -> Email:
    """About the pilot, leading to one of its tabs."""
    path = f"/pilots/{case.pilot.public_id}{'/' if tab else ''}{tab}"
    about = About("pilot", case.pilot.id)
    return letter(person, about, f"pilot:{case.pilot.id}:{key}", subject, lines, path, _("查看试点"), quote)
