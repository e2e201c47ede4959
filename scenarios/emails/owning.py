"""Mails of the owner's side: approval inside the house, addenda, pauses and ends, hand-over."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.models import StatusChange
from scenarios.emails.reviewing import key
from scenarios.forms.wording import field_labels
from scenarios.models import Addendum, Scenario


def approval_asked(scenario: Scenario, approver: Person, author: str, change: StatusChange) -> Email:
    """To whoever may approve it inside the house."""
    return _about("scenario_approval_asked", approver, scenario, f"change:{change.id}", author=author, note=change.note)


def approval_decided(
    scenario: Scenario, person: Person, approver: str, change: StatusChange, *, approved: bool
) -> Email:
    """To the author and, as a receipt, to the approver."""
    return _about(
        "scenario_approval_decided",
        person,
        scenario,
        f"change:{change.id}",
        approver=approver,
        approved=approved,
        note=change.note,
    )


def addendum_published(scenario: Scenario, follower: Person, addendum: Addendum) -> Email:
    """To those who watch the need or have answered: which fields changed, and why."""
    return _about(
        "scenario_addendum",
        follower,
        scenario,
        f"addendum:{addendum.number}",
        number=addendum.number,
        fields=_labels(addendum.changes, follower.language),
        note=addendum.note,
    )


def stopped(scenario: Scenario, follower: Person, change: StatusChange) -> Email:
    """To followers: paused, resumed or cancelled."""
    return _about(
        "scenario_stopped",
        follower,
        scenario,
        f"change:{change.id}",
        event=change.event,
        reason=change.reason,
        note=change.note,
    )


def handed_over(scenario: Scenario, successor: Person, giver: str, note: str) -> Email:
    """To the colleague who looks after the need from now on."""
    return _about("scenario_handed_over", successor, scenario, f"handover:{scenario.version}", giver=giver, note=note)


def _labels(names: Iterable[str], language: str) -> list[str]:
    with speaking(language):
        return [field_labels().get(name, name) for name in names]


def _about(name: str, person: Person, scenario: Scenario, occasion: str, **context: Any) -> Email:
    said = {"title": scenario.title, "public_id": scenario.public_id, "name": person.name, **context}
    return Email(name, key(scenario, occasion, person), person.email, person.language, said, person_id=person.id)
