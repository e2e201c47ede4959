"""People of the demo, who have confirmed their address and agreed to the terms."""

from app.accounts.actions.people import create_person
from app.accounts.actions.terms import accept_terms, ensure_terms
from app.accounts.models import Person
from app.core.acting import Act


def invented_person(act: Act, name: str, email: str, password_hash: str) -> Person:
    terms = ensure_terms(act.db, act.now)
    person = create_person(act, name, email, password_hash=password_hash, verified=True, demo=True)
    accept_terms(act.db, person.id, terms.version, act.now)
    return person
