"""The moves of a thing as a chain: each is sealed by a SHA-256 over the seal before it and over what it says itself. Pure.

Whoever changes, removes or slips in a move breaks every seal from there on, and whoever holds the newest seal (the head)
on paper can tell without the site. People are named by their ids alone, so that one may be forgotten and the chain holds.
Moves older than the chain carry no seal and stand before it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

SEALED: Final = (
    "object_kind",
    "object_id",
    "event",
    "from_state",
    "to_state",
    "actor_person_id",
    "organisation_id",
    "role",
    "note",
    "reason",
    "evidence",
    "at",
)
"""What a seal covers of a move: everything but names and what belongs to the machine."""


def said_of(row: Any) -> dict[str, Any]:
    """What a move says, as plain JSON; of a row, or of what has been read from an archive."""
    plain = {name: row[name] if isinstance(row, Mapping) else getattr(row, name) for name in SEALED}
    plain["at"] = _moment(plain["at"])
    said: dict[str, Any] = json.loads(json.dumps(plain))
    return said


def _moment(at: datetime | str) -> str:
    """One way to write a moment, whichever zone it was read in."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def seal(before: str, row: Any) -> str:
    """The seal of a move that follows the one sealed by `before`, "" for the first of a chain."""
    plain = json.dumps([before, said_of(row)], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def head_of(rows: Iterable[Any]) -> str:
    """The newest seal of a thing's moves, "" where none is sealed."""
    return next((one for one in reversed([_seal_on(row) for row in rows]) if one), "")


def first_broken(rows: Iterable[Any]) -> int | None:
    """The place (from 0) of the first of a thing's moves, oldest first, whose seal does not hold; None where all do."""
    before = ""
    for place, row in enumerate(rows):
        sealed = _seal_on(row)
        if not sealed and not before:
            continue
        if sealed != seal(before, row):
            return place
        before = sealed
    return None


def _seal_on(row: Any) -> str:
    return str(row.get("seal", "") if isinstance(row, Mapping) else row.seal)
