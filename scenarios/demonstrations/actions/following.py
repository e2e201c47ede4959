"""What follows a change of a demonstration that others can see: its text is indexed again."""

from app.core.acting import Act
from app.core.finding import DEMONSTRATION
from app.core.jobs import Reindex, enqueue
from scenarios.demonstrations.queries.cases import Shown


def follow(act: Act, shown: Shown) -> None:
    """Bring the index up to date with a demonstration that appeared, changed or vanished."""
    number = shown.demonstration.id
    enqueue(act.db, Reindex(DEMONSTRATION, number), act.now, key=f"reindex:demonstration:{number}")
