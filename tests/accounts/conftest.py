"""What flows over people share: published terms, somebody with a password, mails as they arrive."""

import re
from collections.abc import Callable

import pytest

from app.accounts.actions import accept_terms, create_person, ensure_terms
from app.accounts.models import Person
from app.core.acting import act_in
from app.core.passwords import hash_password
from app.core.site import Site
from tests.support import Mailbox

PASSWORD = "correct horse 42"
Mailed = Callable[[str], str]


@pytest.fixture
def terms(site: Site) -> int:
    """Version 1 is out."""
    with site.database.writing() as db:
        return ensure_terms(db, site.clock.now()).version


@pytest.fixture
def lin(site: Site, terms: int) -> Person:
    """林岚, verified, with a password and accepted terms, in no house."""
    with site.database.writing() as db:
        person = create_person(
            act_in(db, site),
            "林岚",
            "lin@example.com",
            password_hash=hash_password(PASSWORD),
            verified=True,
        )
        accept_terms(db, person.id, terms, site.clock.now())
        db.flush()
        db.refresh(person)
        db.expunge(person)
    return person


@pytest.fixture
def mailed(mailbox: Mailbox, drain: Callable[[], int]) -> Mailed:
    """The text of the newest mail to an address, after everything that waits was sent."""

    def newest(address: str) -> str:
        drain()
        return mailbox.last_text(address)

    return newest


def link_in(text: str) -> str:
    """The site's own link in a mail, without the site."""
    found = re.search(r"http://testserver(/\S+)", text)
    assert found is not None
    return found[1]


def token_in(text: str) -> str:
    found = re.search(r"token=([\w-]+)", text)
    assert found is not None
    return found[1]


def code_in(text: str) -> str:
    found = re.search(r"(?m)^ *(\d{6})\s*$", text)
    assert found is not None
    return found[1]
