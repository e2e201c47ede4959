"""One row of a file and what it would do, and what earlier rows of the same file have met."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.accounts.models import Organisation
from app.core.words import name_key
from app.exchange.cells import compact, one_line, plain_code
from app.exchange.drafts import Draft
from app.exchange.houses import Unit
from app.exchange.models import Outcome
from app.exchange.problems import Problem
from app.exchange.record import Record
from app.exchange.rules import RowRule
from app.exchange.stores import Line

Mark = tuple[str, ...]


@dataclass
class Step:
    """One row and what it would do. `row` and `before` are there when it meets a row of the site."""

    number: int
    record: Record
    unit: Unit
    problems: list[Problem]
    outcome: Outcome = Outcome.CREATED
    house: Organisation | None = None
    draft: Draft[Any] | None = None
    row: Line | None = None
    before: Draft[Any] | None = None
    beside: bool = False
    """Nothing that people have changed or published is other, but its number in the list or its unknown columns are."""
    same_as: int | None = None
    """The row of this file that speaks of the same thing before."""

    @property
    def name(self) -> str:
        """What the row calls its thing."""
        return one_line(str(self.record.values.get("title") or self.record.values.get("name") or ""))

    @property
    def code(self) -> str:
        """Its public code, as far as the row says it."""
        return plain_code(str(self.record.values.get("public_code", "")))

    @cached_property
    def mark(self) -> Mark:
        """Equal for rows that speak of one thing: by code, else by its own number and name, else by name and text."""
        said = {
            code: plain_code(str(self.record.values.get(code, ""))) for code in ("public_code", "source_key", "batch")
        }
        if said["public_code"]:
            return (self.unit.key, "code", said["public_code"])
        if said["source_key"]:
            return (self.unit.key, "number", said["source_key"], name_key(self.name))
        text = compact(str(self.record.values.get("description", "")))
        return (self.unit.key, "text", name_key(self.name), said["batch"], text)

    @property
    def said(self) -> str:
        """All that the row says, to tell a repetition from a later version."""
        return repr((sorted(self.record.values.items()), sorted(self.record.extra.items())))

    def stop(self, outcome: Outcome, rule: RowRule, text: str = "") -> None:
        """The row changes nothing, and why."""
        self.outcome = outcome
        self.problems.append(Problem(rule.value, text=text))


@dataclass
class Seen:
    """What earlier rows of the same file have met: rows of the site by id, codes, each with the number of the file's row."""

    ids: dict[int, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
