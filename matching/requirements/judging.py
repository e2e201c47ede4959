"""One requirement against one fact: an outcome with its reason, or None when the fact is about something else."""

from dataclasses import dataclass, replace

from matching.content import stems
from matching.requirements.choices import CHIPS, FOREIGN, GENERIC_STACK, SATISFIED_BY, SYSTEMS
from matching.requirements.credentials import EXPLOSION, INGRESS, MEDICAL
from matching.requirements.metrics import OF_OBJECTS, holds, is_possible
from matching.requirements.units import CALENDAR_SLACK, IncompatibleUnits, Unit, convert
from matching.requirements.values import (
    Choice,
    Credential,
    Fact,
    Fit,
    Interval,
    Kind,
    Measure,
    Name,
    Outcome,
    Place,
    Reason,
    Requirement,
    Stance,
)

_OPEN = {Stance.PLANNED: Reason.PLANNED, Stance.CONDITIONAL: Reason.CONDITIONAL, Stance.MENTIONED: Reason.MENTIONED}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one fact alone says about one requirement."""

    outcome: Outcome
    reason: Reason


DENIED = Judgement(Outcome.NOT_MET, Reason.DENIED)
ONLY_OTHER = Judgement(Outcome.NOT_MET, Reason.ONLY_OTHER)
STATED = Judgement(Outcome.MET, Reason.STATED)


def _unclear(reason: Reason) -> Judgement:
    return Judgement(Outcome.UNCLEAR, reason)


def judge(requirement: Requirement, fact: Fact) -> Judgement | None:
    """Judge the fact; facts of another kind, or about something that the requirement does not ask for, give None."""
    if requirement.kind is not fact.kind:
        return None
    match requirement.value, fact.value:
        case Choice() as wanted, Choice() as given:
            choose = _judge_mode if requirement.kind is Kind.DEPLOYMENT else _judge_stack
            return choose(wanted, given, fact)
        case Credential() as wanted, Credential() as given:
            return _judge_credential(wanted, given, fact, proof=requirement.proof)
        case Place() as wanted, Place() as given:
            return _judge_place(wanted, given, fact)
        case Measure() as wanted, Measure() as given:
            return _judge_measure(requirement, fact, wanted, given)
    return None


def _spoken(fact: Fact, affirmed: Judgement) -> Judgement:
    """The judgement that an affirmed fact would give, unless the supply denies it or leaves it open."""
    if fact.stance is Stance.AFFIRMED:
        return affirmed
    return DENIED if fact.stance is Stance.DENIED else _unclear(_OPEN[fact.stance])


def _judge_mode(wanted: Choice, given: Choice, fact: Fact) -> Judgement | None:
    (code,) = given.codes
    if any(code in SATISFIED_BY[want] for want in wanted.codes):
        own = code in wanted.codes
        if fact.stance is Stance.DENIED and not own:
            return None
        return _spoken(fact, STATED)
    if fact.exclusive:
        return _exclusive(wanted, code)
    return DENIED if code == "cloud" and fact.stance is Stance.DENIED and "public_cloud" in wanted.codes else None


def _exclusive(wanted: Choice, code: str) -> Judgement:
    """仅支持公有云 rules out one's own machines and the reverse; what lies between (边缘, 私有云) nobody should guess."""
    opposite = {"public_cloud": _OWN_MACHINES, "cloud": _OWN_MACHINES - {"private_cloud"}}.get(code, _CLOUDS)
    ruled_out = all(want in opposite for want in wanted.codes) and code in {
        "public_cloud",
        "cloud",
        "private",
        "offline",
    }
    return ONLY_OTHER if ruled_out else _unclear(Reason.PARTIAL)


_OWN_MACHINES = frozenset({"private", "offline", "private_cloud", "edge", "no_cloud", "data_stays", "hybrid"})
_CLOUDS = frozenset({"public_cloud", "cloud"})


def _judge_stack(wanted: Choice, given: Choice, fact: Fact) -> Judgement | None:
    (code,) = given.codes
    if code in wanted.codes:
        return _spoken(fact, STATED)
    if code in FOREIGN:
        return ONLY_OTHER if fact.exclusive else None
    if code == GENERIC_STACK:
        return _spoken(fact, _unclear(Reason.PARTIAL))
    if GENERIC_STACK in wanted.codes and fact.stance is Stance.AFFIRMED:
        return _unclear(Reason.PARTIAL)
    return None


def covers_stack(facts: list[Fact]) -> bool:
    """Whether named parts, a chip and an operating system, together amount to a domestic stack."""
    codes = {code for fact in facts if isinstance(fact.value, Choice) for code in fact.value.codes}
    return bool(codes & CHIPS) and bool(codes & SYSTEMS)


def _judge_credential(wanted: Credential, given: Credential, fact: Fact, *, proof: bool) -> Judgement | None:
    if wanted.scheme != given.scheme:
        return None
    level = _level(wanted, given)
    if level is None:
        return None
    if fact.stance is Stance.DENIED:
        implied = not given.grades or given.grades == wanted.grades or level.outcome is Outcome.NOT_MET
        return DENIED if implied else None
    if level.outcome is not Outcome.MET:
        return _spoken(fact, level)
    proven = Judgement(Outcome.MET, Reason.PROOF_GIVEN if given.number else level.reason)
    return _spoken(
        fact, proven if given.number or not proof else Judgement(Outcome.PROOF_MISSING, Reason.NUMBER_MISSING)
    )


def _level(wanted: Credential, given: Credential) -> Judgement | None:
    if wanted.number and given.number and wanted.number != given.number:
        return _unclear(Reason.DIFFERENT_CLASS)
    if not wanted.grades:
        return STATED
    if wanted.scheme == "iso":
        return STATED if wanted.grades == given.grades else None
    if not given.grades:
        return _unclear(Reason.LEVEL_UNSTATED)
    grading = {EXPLOSION: _explosion, INGRESS: _ingress}.get(wanted.scheme, _ladder)
    return grading(wanted, given)


def _ladder(wanted: Credential, given: Credential) -> Judgement:
    need, have = int(wanted.grades[0]), int(given.grades[0])
    if have < need:
        return Judgement(Outcome.NOT_MET, Reason.LEVEL_TOO_LOW)
    if have > need and wanted.scheme == MEDICAL and not wanted.at_least:
        return _unclear(Reason.DIFFERENT_CLASS)
    return Judgement(Outcome.MET, Reason.LEVEL_REACHED)


def _explosion(demand: Credential, held: Credential) -> Judgement:
    """Type of protection by equality, gas or dust group and temperature class by their order (IIA < IIB < IIC)."""
    wanted, given = demand.grades, held.grades
    group, other = wanted[1], given[1]
    if group[:-1] != other[:-1] and group != other:
        return _unclear(Reason.DIFFERENT_CLASS)
    if other < group or (wanted[2:] and given[2:] and given[2] < wanted[2]):
        return Judgement(Outcome.NOT_MET, Reason.LEVEL_TOO_LOW)
    if wanted[0] not in {given[0], given[0][:1]}:
        return _unclear(Reason.DIFFERENT_CLASS)
    if wanted[2:] and not given[2:]:
        return _unclear(Reason.LEVEL_UNSTATED)
    return Judgement(Outcome.MET, Reason.LEVEL_REACHED)


def _ingress(demand: Credential, held: Credential) -> Judgement:
    """First digit solids, second liquids; immersion (7, 8) does not include jets (5, 6)."""
    wanted, given = demand.grades[0], held.grades[0]
    if given[0] < wanted[0] or given[1] < wanted[1]:
        return Judgement(Outcome.NOT_MET, Reason.LEVEL_TOO_LOW)
    if given[1] in "78" and wanted[1] in "56":
        return _unclear(Reason.DIFFERENT_CLASS)
    return Judgement(Outcome.MET, Reason.LEVEL_REACHED)


def _judge_place(wanted: Place, given: Place, fact: Fact) -> Judgement | None:
    if not wanted.path:
        return _unclear(Reason.PLACE_UNNAMED)
    if given.path[: len(wanted.path)] == wanted.path:
        serves_only = wanted.registered and not given.registered
        return _spoken(fact, _unclear(Reason.SCOPE_DIFFERS) if serves_only else STATED)
    if wanted.path[: len(given.path)] == given.path:
        return _spoken(fact, _unclear(Reason.PARTIAL))
    if fact.stance is not Stance.AFFIRMED or not given.registered:
        return None
    return Judgement(Outcome.NOT_MET, Reason.ELSEWHERE) if wanted.registered else _unclear(Reason.ELSEWHERE)


def _judge_measure(requirement: Requirement, fact: Fact, wanted: Measure, given: Measure) -> Judgement | None:
    if wanted.name.head != given.name.head:
        return None
    if given.interval is None:
        return _spoken(fact, _unclear(Reason.VAGUE))
    if not _same_scope(requirement, fact, wanted.name, given.name):
        return _unclear(Reason.SCOPE_DIFFERS)
    if wanted.condition != given.condition:
        return _unclear(Reason.CONDITION_DIFFERS)
    if wanted.interval is None:
        return _unclear(Reason.TARGET_UNCLEAR)
    return _spoken(fact, _measured(wanted, wanted.interval, given, given.interval))


def _same_scope(requirement: Requirement, fact: Fact, wanted: Name, given: Name) -> bool:
    """Names narrowed alike, or by words that the other side says as well: in the same sentence, or, where its own name is
    not narrowed at all, in its title. Two names without an object are of one only where the titles do not tell otherwise."""
    if wanted.scope == given.scope:
        return bool(wanted.scope) or wanted.head not in OF_OBJECTS or _alike(requirement.about, fact.about)
    stated, asked = fact.source.context, requirement.source.context
    if not given.scope:
        stated = f"{stated} {fact.about}"
    if not wanted.scope:
        asked = f"{asked} {requirement.about}"
    return holds(stated, wanted.scope) and holds(asked, given.scope)


def _alike(wanted: str, given: str) -> bool:
    """Whether two titles share a word of content; an unknown one tells nothing."""
    return not wanted or not given or bool(stems(wanted) & stems(given))


def _measured(wanted: Measure, demand: Interval, given: Measure, stated: Interval) -> Judgement:
    if not is_possible(given.name.head, stated, given.unit):
        return _unclear(Reason.IMPOSSIBLE)
    try:
        converted = _in_unit(stated, given.unit, wanted.unit, absolute=wanted.fit is Fit.COVER)
    except IncompatibleUnits:
        return _unclear(Reason.UNIT_MISMATCH)
    if _too_close(demand, converted, wanted.unit, given.unit):
        return _unclear(Reason.GUARANTEE_TOO_WEAK)
    return _compare(wanted.fit, demand, converted)


def _in_unit(interval: Interval, source: Unit, target: Unit, *, absolute: bool) -> Interval:
    if {source.dimension[:6], target.dimension[:6]} == {"bare", "count:"}:
        return interval
    if source.dimension != target.dimension or (
        source.dimension == "temperature" and source != target and not absolute
    ):
        # A difference of temperatures converts without the offset, a temperature with it; only ranges tell which.
        raise IncompatibleUnits(f"{source.symbol} → {target.symbol}")
    low = None if interval.low is None else convert(interval.low, source, target)
    high = None if interval.high is None else convert(interval.high, source, target)
    return replace(interval, low=low, high=high)


def _too_close(demand: Interval, stated: Interval, *units: Unit) -> bool:
    """Whether ends lie nearer than the length of a month is certain, days being compared with months."""
    if len({unit.calendar for unit in units}) == 1:
        return False
    ends = [
        (a, b) for a in (demand.low, demand.high) for b in (stated.low, stated.high) if a is not None and b is not None
    ]
    return any(abs(a - b) <= CALENDAR_SLACK * max(abs(a), abs(b)) for a, b in ends)


def _compare(fit: Fit, demand: Interval, stated: Interval) -> Judgement:
    inside = Judgement(Outcome.MET, Reason.WITHIN_BOUND)
    outside = Judgement(Outcome.NOT_MET, Reason.OUT_OF_BOUND)
    if fit is Fit.SAME:
        return inside if demand == stated else _unclear(Reason.TARGET_UNCLEAR)
    if fit is Fit.COVER:
        if stated.low is None or stated.high is None or stated.low == stated.high:
            return _unclear(Reason.GUARANTEE_TOO_WEAK)
        return inside if demand.within(stated) else outside
    if stated.within(demand):
        return inside
    return outside if stated.misses(demand) else _unclear(Reason.GUARANTEE_TOO_WEAK)
