"""Reading the vocabulary: labels for templates, options for forms, the working calendar."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlmodel import Session, col, func, select

from app.core.clock import Clock, after_working_days
from app.core.db import Database
from app.core.i18n import current_language
from app.vocabulary.models import KpiDefinition, SpecialDay, Term
from matching.characters import nfkc

FRESH = timedelta(seconds=5)
"""How long a process may show a label that the office has just changed in another process."""


def terms(db: Session, kind: str) -> list[Term]:
    """All terms of a kind in display order, retired ones last."""
    query = select(Term).where(Term.kind == kind)
    return sorted(db.exec(query).all(), key=lambda term: (term.retired_at is not None, term.position, term.id))


def codes(db: Session, kind: str) -> frozenset[str]:
    """Codes that may be chosen now."""
    return frozenset(db.exec(select(Term.code).where(Term.kind == kind, col(Term.retired_at).is_(None))).all())


def term_by_code(db: Session, kind: str, code: str) -> Term | None:
    return db.exec(select(Term).where(Term.kind == kind, Term.code == code)).first()


def counts(db: Session) -> dict[str, int]:
    """How many terms of each kind may be chosen now."""
    query = select(Term.kind, func.count()).where(col(Term.retired_at).is_(None)).group_by(Term.kind)
    return dict(db.exec(query).all())


@dataclass(frozen=True)
class Definitions:
    """The definitions that may be used now, by field and by every word for them."""

    rows: tuple[KpiDefinition, ...]

    def offered(self, field: str) -> list[KpiDefinition]:
        """Those of a field, then those of every field."""
        return [d for d in self.rows if d.field == field] + [d for d in self.rows if not d.field and field]

    def meant(self, field: str, name: str) -> KpiDefinition | None:
        """The definition that a typed name is, by its own name or a synonym; the field's own before the general ones."""
        key = word_key(name)
        return self._by_word.get((field, key)) or (self._by_word.get(("", key)) if field else None)

    @cached_property
    def _by_word(self) -> dict[tuple[str, str], KpiDefinition]:
        return {(d.field, word_key(word)): d for d in self.rows for word in d.words}


def word_key(text: str) -> str:
    """A name for comparing: width, case and white space do not matter."""
    return "".join(nfkc(text).casefold().split())


def definitions(db: Session) -> Definitions:
    """What needs may point to, in the office's order."""
    query = select(KpiDefinition).where(col(KpiDefinition.retired_at).is_(None))
    return Definitions(tuple(db.exec(query.order_by(col(KpiDefinition.position), col(KpiDefinition.id)))))


def all_definitions(db: Session, field: str) -> list[KpiDefinition]:
    """Every definition of a field in display order, retired ones last."""
    found = db.exec(select(KpiDefinition).where(KpiDefinition.field == field)).all()
    return sorted(found, key=lambda row: (row.retired_at is not None, row.position, row.id))


def definition_by_code(db: Session, code: str) -> KpiDefinition | None:
    return db.exec(select(KpiDefinition).where(KpiDefinition.code == code)).first()


def definition_counts(db: Session) -> dict[str, int]:
    """How many definitions of each field may be used now."""
    query = select(KpiDefinition.field, func.count()).where(col(KpiDefinition.retired_at).is_(None))
    return dict(db.exec(query.group_by(KpiDefinition.field)).all())


def working_days_after(db: Session, start: datetime, days: int) -> datetime:
    """The end of the `days`-th working day after `start` by the office's calendar."""
    special = db.exec(select(SpecialDay)).all()
    holidays = frozenset(day.day for day in special if not day.working)
    return after_working_days(start, days, holidays, frozenset(day.day for day in special if day.working))


def special_days(db: Session, first: date) -> list[SpecialDay]:
    """Special days from `first` on."""
    return list(db.exec(select(SpecialDay).where(SpecialDay.day >= first).order_by(col(SpecialDay.day))).all())


@dataclass
class Vocabulary:
    """Labels and options in the reader's language, kept in memory and read again when `FRESH` has passed."""

    database: Database
    clock: Clock
    _read_at: datetime | None = None
    _terms: dict[str, dict[str, Term]] = field(default_factory=dict)

    def forget(self) -> None:
        """Read again at the next use: this process has just changed a term."""
        self._read_at = None

    def label(self, code: str | None, kind: str) -> str:
        """What people call `code`; the code itself where it is unknown, an empty text for none."""
        if not code:
            return ""
        term = self._all().get(kind, {}).get(code)
        return code if term is None else _label(term)

    def labels(self, codes: Iterable[str], kind: str) -> list[str]:
        return [self.label(code, kind) for code in codes]

    def options(self, kind: str, *keep: str) -> list[tuple[str, str]]:
        """(code, label) pairs for a form: terms in use, and those in `keep` even if they have retired."""
        found = self._all().get(kind, {}).values()
        return [(term.code, _label(term)) for term in found if term.retired_at is None or term.code in keep]

    def _all(self) -> dict[str, dict[str, Term]]:
        now = self.clock.now()
        if self._read_at is None or now - self._read_at > FRESH:
            with self.database.reading() as db:
                rows = db.exec(select(Term).order_by(col(Term.kind), col(Term.position), col(Term.id))).all()
            fresh: dict[str, dict[str, Term]] = {}
            for term in rows:
                fresh.setdefault(term.kind, {})[term.code] = term
            self._terms, self._read_at = fresh, now
        return self._terms


def _label(term: Term) -> str:
    return term.label_en if current_language() == "en" else term.label_zh
