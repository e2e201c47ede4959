"""How a column is described."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How the cells of a column are read and written."""

    TEXT = "text"
    TERM = "term"
    TERMS = "terms"
    DATE = "date"
    LAST_DAY = "last_day"
    DEADLINE = "deadline"
    PERIOD = "period"
    MONEY = "money"
    AMOUNT = "amount"
    TRL = "trl"
    USCC = "uscc"
    PHONE = "phone"
    EMAIL = "email"
    CONTACT = "contact"
    NAMES = "names"
    NUMBER = "number"
    KPIS = "kpis"
    PARAMETERS = "parameters"
    CASES = "cases"
    QUALIFICATIONS = "qualifications"
    CONSTRAINTS = "constraints"
    DATA = "data"
    COMPUTE = "compute"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a list.

    `code` is the field of the record, `header` the header on export (and the first synonym), `known_as` the other
    headers it is found by, in either language, `like` how the many others are made that mean no other column; it is
    held against a header of lower case without blanks. Text of a column in `before` goes in front of the field's own text,
    text of one in `after` behind it under its label. `vocabulary` names the kind of term that the cells hold.
    A row without a `required` field is no record; one without an `expected` field is a draft that cannot be published,
    unless the list has no such column at all or a field of `or_else` speaks in its place. A row whose cell of a field
    that `matters` was not understood is a draft as well.
    `exported` is false for columns that only ever come in, such as a mixed contact cell.
    """

    code: str
    header: str
    shape: Shape = Shape.TEXT
    known_as: tuple[str, ...] = ()
    like: re.Pattern[str] | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    vocabulary: str = ""
    required: bool = False
    expected: bool = False
    or_else: tuple[str, ...] = ()
    matters: bool = False
    exported: bool = True
