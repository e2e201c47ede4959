"""Mails of the owner's side: approval inside the house, addenda, pauses and ends, hand-over."""

from collections.abc import Iterable

from app.accounts.models import Person
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.models import StatusChange
from scenarios.emails.reviewing import inside, outside
from scenarios.forms.wording import field_labels
from scenarios.lifecycle import ScenarioEvent
from scenarios.models import Addendum, Scenario


def approval_asked(approver: Person, scenario: Scenario, change: StatusChange) -> Email:
    """To whoever may approve it inside the house."""
    return inside(
        "scenario_approval_asked", approver, scenario, f"change:{change.id}", author=change.actor_name, note=change.note
    )


def approval_decided(person: Person, scenario: Scenario, change: StatusChange) -> Email:
    """To the author and, as a receipt, to the approver."""
    return inside(
        "scenario_approval_decided",
        person,
        scenario,
        f"change:{change.id}",
        approver=change.actor_name,
        approved=change.event == ScenarioEvent.SUBMIT,
        note=change.note,
    )


def addendum_published(follower: Person, scenario: Scenario, addendum: Addendum) -> Email:
    """To those who watch the need or have answered: which fields changed, and why."""
    return outside(
        "scenario_addendum",
        follower,
        scenario,
        f"addendum:{addendum.number}",
        number=addendum.number,
        fields=_labels(addendum.changes, follower.language),
        note=addendum.note,
    )


def stopped(follower: Person, scenario: Scenario, change: StatusChange) -> Email:
    """To followers: paused, resumed or cancelled."""
    return outside(
        "scenario_stopped",
        follower,
        scenario,
        f"change:{change.id}",
        event=change.event,
        reason=change.reason,
        note=change.note,
    )


def handed_over(successor: Person, scenario: Scenario, giver: str, note: str) -> Email:
    """To the colleague who looks after the need from now on."""
    return inside("scenario_handed_over", successor, scenario, f"handover:{scenario.version}", giver=giver, note=note)


def _labels(names: Iterable[str], language: str) -> list[str]:
    with speaking(language):
        return [field_labels().get(name, name) for name in names]
