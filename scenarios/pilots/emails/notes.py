"""What mails about pilots have in common."""

from collections.abc import Callable, Sequence
from typing import Any

from app.accounts.models import Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
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


def plain(
    name: str, subject: str, line: str, tab: str = "", *, once: bool = False, further: str = ""
) -> Callable[..., Email]:
    """A mail of one or two sentences, marked for the catalogue, in which `{title}` is the need's. What is said beside the
    pilot is a text to quote, or a row of it that tells one such mail from another."""

    def mail(person: Person, case: Case, *said: Any) -> Email:
        quote = next((one for one in said if isinstance(one, str)), "")
        row = next((getattr(one, "id", one) for one in said if not isinstance(one, str)), None)
        stamp = "" if once else row if row is not None else f"{case.pilot.updated_at:%Y%m%d%H%M%S}"
        with speaking(person.language):
            lines = [_(text).format(title=case.need.title) for text in (line, further) if text]
            about = _(subject).format(title=case.need.title)
            return note(person, case, f"{name}:{stamp}", about, lines, tab, quote)

    return mail
