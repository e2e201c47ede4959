"""What the templates of needs say states, routes and times with."""

from typing import Any

from scenarios.labels import route_label, state_label, state_tone
from scenarios.timing import days_left, last_day, state_at

WORDS: dict[str, Any] = {
    "route_label": route_label,
    "state_label": state_label,
    "state_tone": state_tone,
    "state_at": state_at,
    "days_left": days_left,
    "last_day": last_day,
}
