"""Mails of the review and of the clock. Keys are made of history rows, so that one occasion mails once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.accounts.models import Person
from app.core.mail import About, Email
from app.core.models import StatusChange
from scenarios.labels import FIELDS
from scenarios.models import ReviewNote, Scenario
from scenarios.timing import last_day, listing_end

SEEN, INSIDE = "scenario", "scenario_inside"
"""What a mail about a need is about: what whoever sees the need may know, or what is said behind its door."""


def edits_requested(person: Person, scenario: Scenario, change: StatusChange, notes: Sequence[ReviewNote]) -> Email:
    """To the owner: what to change, field by field."""
    listed = [(FIELDS.get(note.field_name, note.field_name), note.note) for note in notes]
    return inside("scenario_edits_requested", person, scenario, f"change:{change.id}", notes=listed, note=change.note)


def rejected(person: Person, scenario: Scenario, change: StatusChange) -> Email:
    """To the owner: why it will not be published."""
    return inside("scenario_rejected", person, scenario, f"change:{change.id}", reason=change.reason, note=change.note)


def approved(person: Person, scenario: Scenario, change: StatusChange) -> Email:
    """To the owner: passed, and when it opens; None means with a batch."""
    return inside("scenario_approved", person, scenario, f"change:{change.id}", opens_at=scenario.opens_at)


def opened(person: Person, scenario: Scenario, change: StatusChange) -> Email:
    """To the owner: it is public now."""
    return inside(
        "scenario_opened", person, scenario, f"change:{change.id}", code=scenario.code, until=listing_end(scenario)
    )


def ended(person: Person, scenario: Scenario, change: StatusChange) -> Email:
    """To the owner: answers are closed, the listing has expired or was put away."""
    context = {"state": scenario.state.value, "until": listing_end(scenario), "keeper": True}
    return inside("scenario_ended", person, scenario, f"change:{change.id}", **context)


def ended_for_others(person: Person, scenario: Scenario, change: StatusChange) -> Email:
    """To those who follow it, while it matters to them."""
    context = {"state": scenario.state.value, "until": listing_end(scenario), "keeper": False}
    return outside("scenario_ended", person, scenario, f"change:{change.id}", **context)


def ending(person: Person, scenario: Scenario, days: int, left: int, end: datetime) -> Email:
    """To the owner: the listing ends in `left` days; one mail for each of the `days` of a reminder."""
    return inside(
        "scenario_ending", person, scenario, ending_occasion(end, days), left=left, until=listing_end(scenario)
    )


def ending_occasion(end: datetime, days: int) -> str:
    return f"ending:{last_day(end).isoformat()}:{days}"


def opening_blocked(person: Person, scenario: Scenario, opens_at: datetime, sentences: Sequence[str]) -> Email:
    """To the owner and the reviewer: it could not open at its time, and why."""
    occasion = f"blocked:{opens_at.isoformat()}"
    return inside("scenario_blocked", person, scenario, occasion, sentences=list(sentences), opens_at=opens_at)


def overdue(person: Person, scenario: Scenario, owner: str, reviewer: str) -> Email:
    """To the office: a review has taken longer than it may."""
    due = scenario.review_due_at
    assert due is not None
    occasion = f"overdue:{due.isoformat()}"
    return inside("scenario_overdue", person, scenario, occasion, due=due, owner=owner, reviewer=reviewer)


def key(scenario: Scenario, occasion: str, person: Person) -> str:
    return key_for(scenario, occasion, person.id)


def key_for(scenario: Scenario, occasion: str, person_id: int | None) -> str:
    """The mail's key, so that a look can ask whether it was written without reading people."""
    return f"scenario:{scenario.id}:{occasion}:{person_id}"


def outside(name: str, person: Person, scenario: Scenario, occasion: str, **context: Any) -> Email:
    """To somebody who follows the need: as long as she may see it."""
    return _written(name, person, scenario, occasion, SEEN, context)


def inside(name: str, person: Person, scenario: Scenario, occasion: str, **context: Any) -> Email:
    """To somebody of its house or of those who review it: as long as she is."""
    return _written(name, person, scenario, occasion, INSIDE, context)


def _written(
    name: str, person: Person, scenario: Scenario, occasion: str, kind: str, context: Mapping[str, Any]
) -> Email:
    said = {"title": scenario.title, "public_id": scenario.public_id, "name": person.name, **context}
    about = About(kind, scenario.id)
    return Email(name, key(scenario, occasion, person), person.email, person.language, said, about, person.id)
