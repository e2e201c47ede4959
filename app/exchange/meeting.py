"""Which row of the site, and which earlier row of its file, a row means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlmodel import Session

from app.core.words import name_key
from app.exchange.cells import compact
from app.exchange.drafts import Draft
from app.exchange.models import Outcome
from app.exchange.rules import RowRule
from app.exchange.steps import Seen, Step
from app.exchange.stores import Line, Store


def meet(db: Session, store: Store, steps: Sequence[Step], seen: Seen) -> None:
    """Find what each step means: first those that leave no doubt, then what is left under a name or a number."""
    there = _There(store, _candidates(db, store, steps))
    taken = set(seen.ids)
    for look in (there.by_its_code, there.by_its_number, there.by_its_text, there.by_its_name):
        for step in steps:
            if step.row is None and (row := look(step, taken)):
                step.row = row
                taken.add(row.id)
    for step in steps:
        _settle(step, seen)


def _candidates(db: Session, store: Store, steps: Sequence[Step]) -> list[Line]:
    drafts = [step.draft for step in steps if step.draft]
    codes = {draft.code for draft in drafts if draft.code}
    names = {name_key(store.name_of(draft)) for draft in drafts}
    numbers = {draft.source_key for draft in drafts if draft.source_key}
    houses = {step.house.id for step in steps if step.house and step.house.id}
    return store.candidates(db, codes, houses, names, numbers)


class _There:
    """Rows of the site that the steps may mean."""

    def __init__(self, store: Store, rows: Iterable[Line]) -> None:
        self.store = store
        self.by_code: dict[str, Line] = {}
        self.by_name: dict[tuple[int, str], list[Line]] = defaultdict(list)
        self.by_number: dict[tuple[int, str], list[Line]] = defaultdict(list)
        for row in rows:
            house, name, _batch = store.key_of(row)
            self.by_name[house, name].append(row)
            if row.code:
                self.by_code[row.code] = row
            if row.source_key:
                self.by_number[house, row.source_key].append(row)

    def by_its_code(self, step: Step, _taken: Collection[int]) -> Line | None:
        """The row with the code, be it taken or another house's: then the step is refused."""
        return self.by_code.get(_draft(step).code)

    def by_its_number(self, step: Step, taken: Collection[int]) -> Line | None:
        """The row of the name with the number that its list gave it."""
        number = _draft(step).source_key
        return next((row for row in self._named(step, taken) if number and row.source_key == number), None)

    def by_its_text(self, step: Step, taken: Collection[int]) -> Line | None:
        """The row of the name that says the same."""
        text = compact(str(_draft(step).values.description))
        return next((row for row in self._of_batch(step, taken) if compact(row.description) == text), None)

    def by_its_name(self, step: Step, taken: Collection[int]) -> Line | None:
        """What is left under the name, else the only one left under the number. A row without a number takes none that has
        one: it may stand further down in the file."""
        number = _draft(step).source_key
        if row := next((row for row in self._of_batch(step, taken) if number or not row.source_key), None):
            return row
        numbered = self.by_number.get((_house(step), number), ())
        left = [row for row in numbered if row.id not in taken and _may_be(step, row)]
        return left[0] if len(left) == 1 else None

    def _of_batch(self, step: Step, taken: Collection[int]) -> Iterator[Line]:
        return (row for row in self._named(step, taken) if self.store.key_of(row)[2] == _draft(step).batch)

    def _named(self, step: Step, taken: Collection[int]) -> list[Line]:
        """Those like the step come first: with a code, or without one."""
        draft = _draft(step)
        rows = self.by_name.get((_house(step), name_key(self.store.name_of(draft))), ())
        fitting = (row for row in rows if row.id not in taken and _may_be(step, row))
        return sorted(fitting, key=lambda row: bool(row.code) is not bool(draft.code))


def _draft(step: Step) -> Draft[Any]:
    assert step.draft is not None
    return step.draft


def _house(step: Step) -> int:
    return step.house.id if step.house and step.house.id else 0


def _may_be(step: Step, row: Line) -> bool:
    """The same name under another code, or another number, is another thing."""
    code, number = _draft(step).code, _draft(step).source_key
    return not (code and row.code and row.code != code) and not (number and row.source_key and row.source_key != number)


def _settle(step: Step, seen: Seen) -> None:
    """Refuse what another house's code names, and what an earlier row of the file has met already."""
    code = _draft(step).code
    twice = bool(code) and seen.codes.setdefault(code, step.number) != step.number
    first = seen.ids.setdefault(step.row.id, step.number) if step.row else step.number
    others = step.row is not None and step.row.code == code and _house(step) != step.row.organisation_id
    if code and (others or (step.row is None and twice)):
        step.stop(Outcome.SKIPPED, RowRule.CODE_TAKEN, code)
    elif first != step.number:
        step.same_as = first
        step.stop(Outcome.SKIPPED, RowRule.MET_IN_FILE, str(first))
