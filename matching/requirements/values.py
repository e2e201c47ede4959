"""What a need demands, what a supply states, and what comparing the two gives: plain immutable values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from matching.requirements.units import Unit


class Kind(StrEnum):
    """The kinds of constraint that are read and compared; both sides use the same ones."""

    DEPLOYMENT = "deployment"
    DOMESTIC_STACK = "domestic_stack"
    MODEL_FILING = "model_filing"
    CERTIFICATE = "certificate"
    REGION = "region"
    BUDGET = "budget"
    MATURITY = "maturity"
    DELIVERY = "delivery"
    KPI = "kpi"
    OTHER = "other"


class Outcome(StrEnum):
    """The four verdicts. Only a statement of the supply can lead to MET; silence is UNCLEAR."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"
    PROOF_MISSING = "proof_missing"


class Reason(StrEnum):
    """Why a verdict is what it is. Codes only: the reader's sentences are templates elsewhere."""

    STATED = "stated"
    WITHIN_BOUND = "within_bound"
    LEVEL_REACHED = "level_reached"
    PROOF_GIVEN = "proof_given"
    DENIED = "denied"
    OUT_OF_BOUND = "out_of_bound"
    LEVEL_TOO_LOW = "level_too_low"
    ONLY_OTHER = "only_other"
    ELSEWHERE = "elsewhere"
    NUMBER_MISSING = "number_missing"
    NOT_STATED = "not_stated"
    MENTIONED = "mentioned"
    PLANNED = "planned"
    CONDITIONAL = "conditional"
    VAGUE = "vague"
    CONFLICTING = "conflicting"
    UNIT_MISMATCH = "unit_mismatch"
    IMPOSSIBLE = "impossible"
    GUARANTEE_TOO_WEAK = "guarantee_too_weak"
    TARGET_UNCLEAR = "target_unclear"
    SCOPE_DIFFERS = "scope_differs"
    CONDITION_DIFFERS = "condition_differs"
    LEVEL_UNSTATED = "level_unstated"
    DIFFERENT_CLASS = "different_class"
    PARTIAL = "partial"
    PLACE_UNNAMED = "place_unnamed"
    UNREAD = "unread"


class Stance(StrEnum):
    """How a supply speaks of something. Everything but AFFIRMED and DENIED leaves the verdict open."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    PLANNED = "planned"
    CONDITIONAL = "conditional"
    MENTIONED = "mentioned"


class Fit(StrEnum):
    """How a measured value answers a demanded one.

    WITHIN: the stated range lies inside the demanded one (accuracy, price). COVER: the stated range contains it
    (a measuring range). SAME: only equality is certain, because the direction of "better" is not known.
    """

    WITHIN = "within"
    COVER = "cover"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read: `text` is verbatim `field[start:end]`, `context` the sentence around it, verbatim."""

    origin: str
    text: str
    start: int
    end: int
    context: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of exact numbers; None is an open side. `low_open`/`high_open` leave the end itself out."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def within(self, other: "Interval") -> bool:
        """Whether every value of this range lies in `other`."""
        return _reaches_low(self, other) and _reaches_high(self, other)

    def misses(self, other: "Interval") -> bool:
        """Whether no value of this range lies in `other`."""
        return _lies_below(self, other) or _lies_below(other, self)


def _reaches_low(inner: Interval, outer: Interval) -> bool:
    if outer.low is None:
        return True
    if inner.low is None:
        return False
    return inner.low > outer.low or (inner.low == outer.low and (inner.low_open or not outer.low_open))


def _reaches_high(inner: Interval, outer: Interval) -> bool:
    if outer.high is None:
        return True
    if inner.high is None:
        return False
    return inner.high < outer.high or (inner.high == outer.high and (inner.high_open or not outer.high_open))


def _lies_below(left: Interval, right: Interval) -> bool:
    if left.high is None or right.low is None:
        return False
    return left.high < right.low or (left.high == right.low and (left.high_open or right.low_open))


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity's name: `head` is canonical (`accuracy`), `scope` the words that narrow it (夜间, 缺陷)."""

    head: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One or more codes of which any will do: deployment modes or parts of the domestic stack."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate, grade or filing. `grades` are parts that compare one by one, `number` is its proof.

    `at_least` says that a higher class than the demanded one is welcome in so many words (二类及以上).
    """

    scheme: str
    grades: tuple[str, ...] = ()
    number: str = ""
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its path from the province down; `registered` tells a seat from a service point. Empty: 本地."""

    path: tuple[str, ...]
    registered: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A named quantity. `interval` is in `unit`; None means that it was claimed without a number (高精度)."""

    name: Name
    interval: Interval | None
    unit: Unit
    fit: Fit = Fit.WITHIN
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A demand in words that nothing here can hold against a statement: it is never judged, and never left out."""

    text: str


Value = Choice | Credential | Place | Measure | Unread


@dataclass(frozen=True, slots=True)
class Requirement:
    """One constraint of a need. `proof` asks for the number of the certificate or filing, not only the claim; `about` is
    what the need is about, its title, so that a figure that names no object of its own is one of that."""

    kind: Kind
    value: Value
    source: Source
    hard: bool = True
    proof: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of a supply. `exclusive` means "this and nothing else" (仅支持公有云); `about` is its title."""

    kind: Kind
    value: Value
    source: Source
    stance: Stance = Stance.AFFIRMED
    exclusive: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One requirement judged: the outcome, why, and the facts it rests on, the deciding one first."""

    requirement: Requirement
    outcome: Outcome
    reason: Reason
    facts: Sequence[Fact] = field(default=())
