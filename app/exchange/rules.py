"""What can be wrong with a list, as codes. The sentences for people stand in `app.exchange.sentences`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, Never, TypeVar

Value_co = TypeVar("Value_co", covariant=True)


class FileRule(StrEnum):
    """Why a file cannot be read at all."""

    MISSING = "file_missing"
    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    NOT_A_LIST = "file_not_a_list"
    OLD_WORKBOOK = "file_old_workbook"
    LOCKED_WORKBOOK = "file_locked_workbook"
    OTHER_WORKBOOK = "file_other_workbook"
    WEB_PAGE = "file_web_page"
    UTF16 = "file_utf16"
    ENCODING = "file_encoding"
    MIXED_ENCODING = "file_mixed_encoding"
    BROKEN_QUOTES = "file_broken_quotes"
    BROKEN_WORKBOOK = "file_broken_workbook"
    ERROR_CELL = "file_error_cell"
    TOO_SPREAD = "file_too_spread"
    TOO_HEAVY = "file_too_heavy"
    TOO_SLOW = "file_too_slow"
    LINE_TOO_LONG = "file_line_too_long"
    TOO_MANY_ROWS = "file_too_many_rows"
    NO_HEADER = "file_no_header"
    HEADER_ROW = "file_header_row"
    NO_SHEET = "file_no_sheet"
    NO_SHEETS = "file_no_sheets"
    NO_ROWS = "file_no_rows"
    NO_NAME = "file_no_name"


class Skip(StrEnum):
    """Why a line of the file is no record."""

    BLANK = "blank"
    TITLE = "title"
    REPEATED_HEADER = "repeated_header"
    TOTAL = "total"
    SECTION = "section"
    NOTE = "note"


class Rule(StrEnum):
    """Why a cell was not taken as it stands."""

    REQUIRED = "required"
    EXPECTED = "expected"
    FORMULA_ERROR = "formula_error"
    FORMULA_EMPTY = "formula_empty"
    PICTURE = "picture"
    TOO_LONG = "too_long"
    MONEY_UNCLEAR = "money_unclear"
    MONEY_UNIT = "money_unit"
    MONEY_UPSIDE_DOWN = "money_upside_down"
    MONEY_FOREIGN = "money_foreign"
    MONEY_BEYOND = "money_beyond"
    MONEY_SEVERAL = "money_several"
    MONEY_RATE = "money_rate"
    DATE_UNCLEAR = "date_unclear"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_ORDER = "date_order"
    DATE_OPEN = "date_open"
    DATE_YEAR = "date_year"
    DATE_RELATIVE = "date_relative"
    DATE_HOUR = "date_hour"
    DATE_WEEKDAY = "date_weekday"
    PERIOD_UPSIDE_DOWN = "period_upside_down"
    PHONE_UNCLEAR = "phone_unclear"
    EMAIL_UNCLEAR = "email_unclear"
    DIGITS_LOST = "digits_lost"
    USCC_LENGTH = "uscc_length"
    USCC_CHECK = "uscc_check"
    TRL_UNCLEAR = "trl_unclear"
    TRL_RANGE = "trl_range"
    TERM_UNKNOWN = "term_unknown"
    TERM_MANY = "term_many"
    ANSWER_UNCLEAR = "answer_unclear"
    KPI_UNCLEAR = "kpi_unclear"
    NO_ROOM = "no_room"
    OTHER_UNIT = "other_unit"
    DEADLINE_PAST = "deadline_past"
    PERSONAL_IN_TEXT = "personal_in_text"
    GRAVE_IN_TEXT = "grave_in_text"


class RowRule(StrEnum):
    """Why a row that was understood did not change anything, or was not published."""

    SAME_IN_FILE = "same_in_file"
    OLDER_IN_FILE = "older_in_file"
    MET_IN_FILE = "met_in_file"
    MET_IN_SHEET = "met_in_sheet"
    TOUCHED = "touched"
    ALREADY_PUBLIC = "already_public"
    CODE_TAKEN = "code_taken"
    NOT_PUBLISHED = "not_published"
    HELD = "held"
    IN_USE = "in_use"
    CHANGED_SINCE = "changed_since"


class Severity(StrEnum):
    """What a finding means for its row: an error keeps the row out, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


ERRORS: Final = frozenset(
    {
        Rule.REQUIRED,
        Rule.FORMULA_ERROR,
        Rule.TOO_LONG,
        Rule.DIGITS_LOST,
    }
)
"""Every other rule only warns: the text is kept as it was written, only its reading is missing."""


def severity(rule: Rule) -> Severity:
    """Whether a finding of `rule` keeps its row out."""
    return Severity.ERROR if rule in ERRORS else Severity.WARNING


UNREAD: Final = frozenset(
    {
        Rule.FORMULA_EMPTY,
        Rule.PICTURE,
        Rule.DATE_ORDER,
        Rule.DATE_IMPOSSIBLE,
        Rule.MONEY_UPSIDE_DOWN,
        Rule.PERIOD_UPSIDE_DOWN,
    }
)
"""The cell has something in it that no reading can reach, that can be meant in two ways, or that cannot be so;
its row stays a draft, whatever the column."""
NOT_UNDERSTOOD: Final = frozenset(
    {
        Rule.MONEY_UNCLEAR,
        Rule.MONEY_UNIT,
        Rule.MONEY_SEVERAL,
        Rule.MONEY_BEYOND,
        Rule.NO_ROOM,
        Rule.DATE_UNCLEAR,
        Rule.DATE_AMBIGUOUS,
        Rule.DATE_OPEN,
        Rule.DATE_YEAR,
        Rule.DATE_RELATIVE,
    }
)
"""The cell says something that no value stands for; where the field matters the row stays a draft."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: the rule and the text it is about, verbatim."""

    rule: Rule
    text: str


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Value_co]):
    """What a cell was taken for; `value` is None for a blank cell and for one that could not be understood."""

    value: Value_co | None
    problems: tuple[Problem, ...] = ()


def refused(rule: Rule, text: str) -> "Parsed[Never]":
    """No value, and the reason."""
    return Parsed(None, (Problem(rule, text),))


class UnreadableFile(Exception):
    """The file as a whole cannot be read.

    `rule` says why, `detail` fills the placeholders of the rule's sentence (such as `line`, `limit`, `tried`).
    """

    def __init__(self, rule: FileRule, **detail: str | int) -> None:
        self.rule = rule
        self.detail = detail
        super().__init__(rule.value)
