"""Who else may read the contact of a supply: filled in by the packages above, which this one cannot name."""

from collections.abc import Callable

from sqlmodel import Session

from app.accounts.policy import Viewer

Acquaintance = Callable[[Session, Viewer, int], bool]
"""Whether the contact of the supply of this id has been released to the viewer."""
ACQUAINTANCES: list[Acquaintance] = []


def add_acquaintance(acquaintance: Acquaintance) -> None:
    """Let these viewers read the contact too; the same rule again changes nothing."""
    if acquaintance not in ACQUAINTANCES:
        ACQUAINTANCES.append(acquaintance)


def is_released(db: Session, viewer: Viewer, supply_id: int) -> bool:
    """Whether the viewer has been given this contact, by a match that both sides wanted."""
    return viewer is not None and any(known(db, viewer, supply_id) for known in ACQUAINTANCES)
