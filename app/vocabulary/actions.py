"""Changing the vocabulary: terms are added, renamed, moved and retired, never deleted."""

from sqlmodel import Session, select

from app.vocabulary.models import Term
from app.vocabulary.terms import VOCABULARY


def add_missing_terms(db: Session) -> int:
    """Insert the terms of the first vocabulary that are not there; what the office edited stays. Returns how many."""
    there = {(term.kind, term.code) for term in db.exec(select(Term)).all()}
    missing = [
        Term(kind=kind, code=code, label_zh=zh, label_en=en, position=position)
        for kind, words in VOCABULARY.items()
        for position, (code, zh, en) in enumerate(words)
        if (kind, code) not in there
    ]
    db.add_all(missing)
    db.flush()
    return len(missing)
