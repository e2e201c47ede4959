"""Changing the vocabulary: terms are added, renamed, moved and retired, never deleted; days of the calendar are set."""

from datetime import date
from typing import Any

from sqlmodel import Session, func, select

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit, revise
from app.core.i18n import gettext as _
from app.vocabulary.definitions import DEFINITIONS
from app.vocabulary.models import KpiDefinition, SpecialDay, Term
from app.vocabulary.queries import all_definitions, terms, word_key
from app.vocabulary.terms import VOCABULARY

Entry = Term | KpiDefinition
"""What the office keeps in lists: terms of a kind, definitions of a field."""


def add_missing_terms(db: Session) -> int:
    """Insert the terms and definitions of the first vocabulary that are not there; what the office edited stays.
    Returns how many."""
    there = {(term.kind, term.code) for term in db.exec(select(Term)).all()}
    missing: list[Entry] = [
        Term(kind=kind, code=code, label_zh=zh, label_en=en, position=position)
        for kind, words in VOCABULARY.items()
        for position, (code, zh, en) in enumerate(words)
        if (kind, code) not in there
    ]
    missing += _missing_definitions(db)
    db.add_all(missing)
    db.flush()
    return len(missing)


def _missing_definitions(db: Session) -> list[KpiDefinition]:
    there = set(db.exec(select(KpiDefinition.code)).all())
    return [
        KpiDefinition(
            code=code,
            field=field,
            name=name,
            name_en=name_en,
            synonyms=list(synonyms),
            unit=unit,
            direction=direction,
            method=method,
            position=position,
        )
        for position, (code, field, name, name_en, synonyms, unit, direction, method) in enumerate(DEFINITIONS)
        if code not in there
    ]


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


def add_definition(act: Act, definition: KpiDefinition) -> None:
    """A new definition at the end of its field. Raises `Conflict` where its code, name or a synonym is taken."""
    _refuse_double(act.db, definition)
    if act.db.exec(select(KpiDefinition.id).where(KpiDefinition.code == definition.code)).first() is not None:
        raise Conflict(_("代码「{code}」已经用过，代码一经使用不能改作他用。").format(code=definition.code))
    last = act.db.exec(select(func.max(KpiDefinition.position))).one()
    definition.position = 0 if last is None else last + 1
    act.db.add(definition)
    act.db.flush()
    _note(act, definition, "added")


def change_definition(act: Act, definition: KpiDefinition, said: dict[str, Any], version: int) -> None:
    """Everything but code and field. Raises `Conflict` where a word is taken or somebody saved since `version`."""
    if all(getattr(definition, name) == value for name, value in said.items()):
        return
    if definition.version != version:
        raise Conflict(_("「{label}」刚刚被别人修改过，请在新内容上再改。").format(label=definition.name))
    _refuse_double(act.db, KpiDefinition(**{**definition.model_dump(), **said}))
    definition.sqlmodel_update(said)
    _changed(act, definition, "edited")


def _refuse_double(db: Session, definition: KpiDefinition) -> None:
    """A word that means two figures of a field would decide by chance which one a need points to."""
    taken = {
        word_key(word): other.name
        for other in all_definitions(db, definition.field)
        if other.id != definition.id
        for word in other.words
    }
    for word in definition.words:
        if owner := taken.get(word_key(word)):
            raise Conflict(_("「{word}」已经是「{owner}」的名称或别名。").format(word=word, owner=owner))


def _shelf(db: Session, entry: Entry) -> list[Entry]:
    """The list that an entry stands in, without what has retired."""
    found = terms(db, entry.kind) if isinstance(entry, Term) else all_definitions(db, entry.field)
    return [other for other in found if other.retired_at is None]


def move_entry(act: Act, entry: Entry, step: int) -> bool:
    """One place up (`step` -1) or down (1) among the entries in use; False at the end of the list."""
    row = _shelf(act.db, entry)
    if entry not in row or not 0 <= row.index(entry) + step < len(row):
        return False
    place = row.index(entry)
    row[place], row[place + step] = row[place + step], row[place]
    for position, other in enumerate(row):
        other.position = position
        act.db.add(other)
    _changed(act, entry, "moved")
    return True


def retire_entry(act: Act, entry: Entry) -> None:
    """Not to be chosen any more; rows that have it keep it and show it. Raises `Conflict` for the last term of a kind."""
    if entry.retired_at is not None:
        return
    if isinstance(entry, Term) and len(_shelf(act.db, entry)) == 1:
        raise Conflict(_("这是该类别最后一个在用的词语，不能停用。"))
    entry.retired_at = act.now
    _changed(act, entry, "retired")


def restore_entry(act: Act, entry: Entry) -> None:
    """May be chosen again."""
    if entry.retired_at is not None:
        entry.retired_at = None
        _changed(act, entry, "restored")


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


def _changed(act: Act, entry: Entry, occasion: str) -> None:
    entry.version += 1
    act.db.add(entry)
    act.db.flush()
    _note(act, entry, occasion)


def _note(act: Act, entry: Entry, occasion: str) -> None:
    content = entry.model_dump(mode="json", exclude={"id"})
    kind = str(entry.__tablename__)
    revise(act, kind, entry.id, occasion, content)
    if isinstance(entry, Term):
        detail = {"kind": entry.kind, "code": entry.code, "label": entry.label_zh}
    else:
        detail = {"field": entry.field, "code": entry.code, "label": entry.name}
    audit(act, f"{kind}.{occasion}", entry, detail)
