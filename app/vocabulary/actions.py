"""Changing the vocabulary: terms are added, renamed, moved and retired, never deleted; days of the calendar are set."""

from datetime import date

from sqlmodel import Session, col, func, select

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit, revise
from app.core.i18n import gettext as _
from app.vocabulary.models import SpecialDay, Term
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


def add_term(act: Act, kind: str, code: str, label_zh: str, label_en: str) -> Term:
    """A new term at the end of its kind. Raises `Conflict` where its code or a label is taken, retired ones included:
    a code that means something in old rows never comes to mean something else."""
    _refuse_taken(act.db, kind, code, label_zh, label_en, None)
    last = act.db.exec(select(func.max(Term.position)).where(Term.kind == kind)).one()
    position = 0 if last is None else last + 1
    term = Term(kind=kind, code=code, label_zh=label_zh, label_en=label_en, position=position)
    act.db.add(term)
    act.db.flush()
    _note(act, term, "added")
    return term


def rename_term(act: Act, term: Term, label_zh: str, label_en: str, version: int) -> None:
    """New labels; the code stays. Raises `Conflict` where a label is taken or somebody saved since `version`."""
    if (term.label_zh, term.label_en) == (label_zh, label_en):
        return
    if term.version != version:
        raise Conflict(_("「{label}」刚刚被别人修改过，请在新内容上再改。").format(label=term.label_zh))
    _refuse_taken(act.db, term.kind, None, label_zh, label_en, term.id)
    term.label_zh, term.label_en = label_zh, label_en
    _changed(act, term, "renamed")


def move_term(act: Act, term: Term, step: int) -> bool:
    """One place up (`step` -1) or down (1) among the terms in use; False at the end of the list."""
    query = select(Term).where(Term.kind == term.kind, col(Term.retired_at).is_(None))
    row = sorted(act.db.exec(query).all(), key=lambda t: (t.position, t.id))
    if term not in row or not 0 <= row.index(term) + step < len(row):
        return False
    place = row.index(term)
    row[place], row[place + step] = row[place + step], row[place]
    for position, other in enumerate(row):
        other.position = position
        act.db.add(other)
    _changed(act, term, "moved")
    return True


def retire_term(act: Act, term: Term) -> None:
    """Not to be chosen any more; rows that have it keep it and show it. Raises `Conflict` for the last of its kind."""
    if term.retired_at is not None:
        return
    others = select(Term.id).where(Term.kind == term.kind, Term.id != term.id, col(Term.retired_at).is_(None))
    if act.db.exec(others).first() is None:
        raise Conflict(_("这是该类别最后一个在用的词语，不能停用。"))
    term.retired_at = act.now
    _changed(act, term, "retired")


def restore_term(act: Act, term: Term) -> None:
    """May be chosen again."""
    if term.retired_at is not None:
        term.retired_at = None
        _changed(act, term, "restored")


def set_day(act: Act, day: date, name: str, *, working: bool) -> SpecialDay:
    """A holiday, or a weekend day that is worked; setting a day again replaces what it was."""
    row = act.db.get(SpecialDay, day) or SpecialDay(day=day)
    row.working, row.name = working, name
    act.db.add(row)
    act.db.flush()
    audit(act, "calendar.set", detail={"day": day.isoformat(), "working": working, "name": name})
    return row


def clear_day(act: Act, day: date) -> None:
    """The day is what its place in the week makes it; clearing it again changes nothing."""
    row = act.db.get(SpecialDay, day)
    if row is not None:
        act.db.delete(row)
        audit(act, "calendar.cleared", detail={"day": day.isoformat()})


def _refuse_taken(db: Session, kind: str, code: str | None, label_zh: str, label_en: str, but: int | None) -> None:
    for other in db.exec(select(Term).where(Term.kind == kind, Term.id != but)).all():
        if other.code == code:
            raise Conflict(_("代码「{code}」已经用过，代码一经使用不能改作他用。").format(code=code))
        for label in (label_zh, label_en):
            if label.casefold() in {other.label_zh.casefold(), other.label_en.casefold()}:
                raise Conflict(_("名称「{label}」在这一类里已经有了（含已停用的词语）。").format(label=label))


def _changed(act: Act, term: Term, occasion: str) -> None:
    term.version += 1
    act.db.add(term)
    act.db.flush()
    _note(act, term, occasion)


def _note(act: Act, term: Term, occasion: str) -> None:
    content = term.model_dump(mode="json", exclude={"id"})
    revise(act, "term", term.id, occasion, content)
    audit(act, f"term.{occasion}", term, {"kind": term.kind, "code": term.code, "label": term.label_zh})
