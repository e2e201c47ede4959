"""Which row of the site, and which earlier row of its file, a row means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, cast

from sqlmodel import Session

from app.core.words import name_key
from app.exchange.cells import compact
from app.exchange.drafts import Draft
from app.exchange.models import Outcome
from app.exchange.pencilled import Earlier, Pencilled
from app.exchange.rules import RowRule
from app.exchange.steps import Seen, Step
from app.exchange.stores import Line, Store

_Key = tuple[Any, ...]
"""Under what a row is found: kind of key, house, and what else it says."""


def meet(db: Session, store: Store, steps: Sequence[Step], seen: Seen, earlier: Earlier) -> None:
    """Find what each step means: first those that leave no doubt, then what is left under a name or a number."""
    there = _There(store, _candidates(db, store, steps, earlier), seen.ids)
    for look in (there.by_its_code, there.by_its_number, there.by_its_text, there.by_its_name):
        for step in steps:
            if step.row is None and (row := look(step)):
                step.row = row
                there.take(row)
    for step in steps:
        _settle(step, seen)


def _candidates(db: Session, store: Store, steps: Sequence[Step], earlier: Earlier) -> list[Line]:
    drafts = [step.draft for step in steps if step.draft]
    codes = {draft.code for draft in drafts if draft.code}
    names = {name_key(store.name_of(draft)) for draft in drafts}
    numbers = {draft.source_key for draft in drafts if draft.source_key}
    houses = {step.house.id for step in steps if step.house and step.house.id}
    pencilled = cast("list[Line]", earlier.candidates(codes, names, numbers))
    return [*store.candidates(db, codes, houses, names, numbers), *pencilled]


class _There:
    """Rows of the site that the steps may mean. Those that no step has taken yet stand under all that they can be found
    by, so that a thousand rows of one name cost no more than a thousand names."""

    def __init__(self, store: Store, rows: Iterable[Line], taken: Collection[int]) -> None:
        self.store = store
        self.by_code = {row.code: row for row in rows if row.code}
        self.free: dict[_Key, dict[int, Line]] = defaultdict(dict)
        self.keys: dict[int, list[_Key]] = {}
        for row in rows:
            if row.id not in taken:
                self.keys[row.id] = list(self._keys(row))
                for key in self.keys[row.id]:
                    self.free[key][row.id] = row

    def _keys(self, row: Line) -> Iterator[_Key]:
        house, name, batch = row.key if isinstance(row, Pencilled) else self.store.key_of(row)
        number, coded, text = row.source_key, bool(row.code), compact(row.description)
        yield "number", house, number
        yield "named", house, coded, name, number
        yield "text", house, coded, name, batch, text, number
        yield "any text", house, coded, name, batch, text
        yield "batch", house, coded, name, batch, bool(number)

    def take(self, row: Line) -> None:
        """No other step shall mean it."""
        for key in self.keys.pop(row.id, ()):
            del self.free[key][row.id]

    def _first(self, step: Step, kind: str, *more: str | bool) -> Line | None:
        """The first under the step's name; those like the step come first: with a code, or without one."""
        draft = _draft(step)
        name, coded = name_key(self.store.name_of(draft)), bool(draft.code)
        rows = (
            row
            for one in (coded, not coded)
            for row in self.free.get((kind, house_of(step), one, name, *more), {}).values()
        )
        return next((row for row in rows if _may_be(step, row)), None)

    def by_its_code(self, step: Step) -> Line | None:
        """The row with the code, be it taken or another house's: then the step is refused."""
        return self.by_code.get(_draft(step).code)

    def by_its_number(self, step: Step) -> Line | None:
        """The row of the name with the number that its list gave it."""
        number = _draft(step).source_key
        return self._first(step, "named", number) if number else None

    def by_its_text(self, step: Step) -> Line | None:
        """The row of the name that says the same."""
        draft = _draft(step)
        batch, number, text = draft.batch, draft.source_key, compact(str(draft.values.description))
        if number:
            return self._first(step, "text", batch, text, number) or self._first(step, "text", batch, text, "")
        return self._first(step, "any text", batch, text)

    def by_its_name(self, step: Step) -> Line | None:
        """What is left under the name, else the only one left under the number. A row without a number takes none that has
        one: it may stand further down in the file."""
        draft = _draft(step)
        if row := self._first(step, "batch", draft.batch, False):
            return row
        if not draft.source_key:
            return None
        left = [
            row
            for row in self.free.get(("number", house_of(step), draft.source_key), {}).values()
            if _may_be(step, row)
        ]
        return left[0] if len(left) == 1 else None


def _draft(step: Step) -> Draft[Any]:
    assert step.draft is not None
    return step.draft


def house_of(step: Step) -> Any:
    """The organisation by its id, or what names one that is not entered yet."""
    return step.house.id if step.house and step.house.id else step.unit.key


def _may_be(step: Step, row: Line) -> bool:
    """The same name under another code, or another number, is another thing."""
    code, number = _draft(step).code, _draft(step).source_key
    return not (code and row.code and row.code != code) and not (number and row.source_key and row.source_key != number)


def _settle(step: Step, seen: Seen) -> None:
    """Refuse what another house's code names, and what an earlier row of the file has met already."""
    code = _draft(step).code
    twice = bool(code) and seen.codes.setdefault(code, step.number) != step.number
    first = seen.ids.setdefault(step.row.id, step.number) if step.row else step.number
    others = step.row is not None and step.row.code == code and house_of(step) != step.row.organisation_id
    if code and (others or (step.row is None and twice)):
        step.stop(Outcome.SKIPPED, RowRule.CODE_TAKEN, code)
    elif first != step.number:
        step.same_as = first
        step.stop(Outcome.SKIPPED, RowRule.MET_IN_FILE, str(first))
