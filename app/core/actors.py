"""Who does something, as it was when it was done."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person acting for an organisation in a role; history keeps these words whatever changes later."""

    person_id: int | None
    name: str
    organisation_id: int | None = None
    organisation_name: str = ""
    role: str = ""


SYSTEM = Actor(None, "系统", role="system")
"""What the clock or an import decides."""
