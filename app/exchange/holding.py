"""What keeps a row a draft, and what a list leaves to the site: nothing that was not read is made up in public. Pure."""

from collections.abc import Iterator, Sequence

from app.exchange.columns import Mapped
from app.exchange.fields import FIELDS, Field
from app.exchange.planning import Reading
from app.exchange.problems import Problem
from app.exchange.rules import NOT_UNDERSTOOD, UNREAD, RowRule, Rule
from app.exchange.steps import Step


def held(reading: Reading, step: Step) -> list[Problem]:
    """Why the row must stay a draft whoever publishes: a cell that is there and was not understood, or one that is
    blank where the list has a column for it and an earlier import said nothing either."""
    labels: dict[str, str] = {}
    for problem in step.problems:
        if problem.code and _holds(reading, step, problem):
            labels.setdefault(problem.code, problem.column)
    return [Problem(RowRule.HELD.value, text=label) for label in labels.values()]


def _holds(reading: Reading, step: Step, problem: Problem) -> bool:
    rule = problem.rule
    fields = {one.code: one for one in FIELDS[reading.kind]}
    target = fields.get(problem.code)
    if rule in UNREAD:
        return target is not None
    if target is None:
        return False
    return (target.matters and rule in NOT_UNDERSTOOD) or (rule == Rule.EXPECTED and _is_unsaid(reading, step, target))


def _is_unsaid(reading: Reading, step: Step, target: Field) -> bool:
    if target.code == "organisation":
        return not step.unit.name
    assert step.draft is not None
    return not reading.store.said_by(step.draft).keys() & {target.code, *target.or_else}


def left_open(mapped: Mapped, *, at_home: bool) -> Sequence[str]:
    """The expected fields that the list has no column for, so that a default is taken in every row; rows that go to one
    organisation need not name it."""
    return tuple(_left_open(mapped, at_home=at_home))


def _left_open(mapped: Mapped, *, at_home: bool) -> Iterator[str]:
    there = {column.field.code for column in mapped.columns if column.field}
    for target in mapped.missing:
        if target.expected and not there & set(target.or_else) and not (at_home and target.code == "organisation"):
            yield target.code
