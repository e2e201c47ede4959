"""What all these mails are made of."""

from collections.abc import Sequence

from app.accounts.models import Person
from app.core.mail import About, Email

NAME = "match_note"


def letter(
    person: Person, about: About, key: str, subject: str, lines: Sequence[str], path: str, label: str, quote: str = ""
) -> Email:
    return Email(
        name=NAME,
        key=f"{key}:{person.id}",
        recipient=person.email,
        language=person.language,
        context={
            "name": person.name,
            "subject": subject,
            "lines": [line for line in lines if line],
            "quote": quote,
            "path": path,
            "label": label,
        },
        about=about,
        person_id=person.id,
    )
