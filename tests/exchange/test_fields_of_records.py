"""A field that a need or a supply has is carried by lists, both ways, and has a name people read."""

import dataclasses
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import pytest

from app.exchange.drafts.base import Draft
from app.exchange.drafts.needs import said_by_need
from scenarios.labels import FIELDS
from scenarios.lifecycle import Route
from scenarios.models import Secrecy
from scenarios.values import COLUMNS, ScenarioValues

NOT_IN_LISTS = {"opens_at"}
"""A list holds what is open; from when a need waits to be shown is said on the site."""
SOMETHING: dict[Any, Any] = {
    str: "夜间",
    list[str]: ["夜间"],
    bool | None: True,
    int | None: 7,
    date | None: date(2027, 3, 1),
    datetime | None: datetime(2027, 3, 1, 16, tzinfo=UTC),
    Route: Route.TENDER,
    Secrecy: Secrecy.RESTRICTED,
}
HINTS = get_type_hints(ScenarioValues)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_field_of_a_need_is_in_the_list_of_needs(name: str) -> None:
    said = dataclasses.replace(ScenarioValues(budget_text="约"), **{name: SOMETHING[HINTS[name]]})
    differs = said_by_need(Draft(said)) != said_by_need(Draft(ScenarioValues(budget_text="约")))
    assert differs is (name not in NOT_IN_LISTS), "app/exchange/drafts/needs.py does not know this field"


@pytest.mark.parametrize("name", COLUMNS)
def test_a_field_of_a_need_has_a_name(name: str) -> None:
    assert FIELDS.get(name), "scenarios/labels.py does not name this field"
