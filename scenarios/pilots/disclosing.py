"""What somebody is told of a pilot's figures: the one place that decides, for pages, papers, exports and mails. Pure.

A public 漏诊率 invites lawsuits and a yield is a trade secret, so both sides agree per figure at the lock. Whatever is
not told is not in the value that templates get.
"""

from dataclasses import dataclass

from scenarios.pilots.judging import Locked, Verdict, change, is_unsure, verdict
from scenarios.pilots.models import Disclosure, PilotKpi, Reading

COARSE = 5
"""Per cent to which a change is rounded for the public: with the baseline that a need may show, an exact one is the value."""


@dataclass(frozen=True)
class Told:
    """One figure as somebody may read it; what she may not is None. Values in `unit`, `change` in per cent, to `COARSE`
    where it is told without the values."""

    public_id: str
    name: str
    direction: str
    weight: int
    disclosure: Disclosure
    unit: str
    baseline: float | None
    target: str | None
    reading: float | None
    uncertainty: float | None
    change: float | None
    coarse: bool
    verdict: Verdict | None
    unsure: bool


def told(kpi: PilotKpi, reading: Reading | None, *, inside: bool) -> Told:
    """`inside`: to somebody for whom `policy.may_see_inside` holds."""
    values = inside or kpi.disclosure is Disclosure.VALUE
    changes = values or kpi.disclosure is Disclosure.CHANGE
    measured = reading.value if reading is not None else None
    return Told(
        public_id=kpi.public_id,
        name=kpi.name,
        direction=kpi.direction,
        weight=kpi.weight,
        disclosure=kpi.disclosure,
        unit=kpi.unit if values else "",
        baseline=kpi.baseline_value if values else None,
        target=with_unit(kpi.target_text, kpi.unit) if values else None,
        reading=measured if values else None,
        uncertainty=reading.uncertainty if reading is not None and values else None,
        change=_change(kpi, measured, exact=values) if changes and measured is not None else None,
        coarse=changes and not values,
        verdict=_verdict(kpi, reading),
        unsure=reading is not None and values and is_unsure(kpi, reading.value, reading.uncertainty),
    )


def _change(kpi: PilotKpi, measured: float, *, exact: bool) -> float | None:
    found = change(kpi.baseline_value, measured)
    return found if exact or found is None else float(COARSE * round(found / COARSE))


def with_unit(text: str, unit: str) -> str:
    """A target as typed, with its unit where it was typed without."""
    return text if not unit or unit in text else f"{text} {unit}"


def _verdict(kpi: Locked, reading: Reading | None) -> Verdict | None:
    return verdict(kpi, reading.value) if reading is not None else None
