"""The live index of one process."""

from collections.abc import Callable, Collection, Mapping, Sequence

from app.core.db import Database
from app.core.finding import Findings
from matching import Encoder


class LiveIndex:
    """Fills itself from the rows and follows their sequence."""

    def __init__(self, database: Database, load: Callable[[], Encoder]) -> None:
        self.database, self.load = database, load

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    def refresh(self) -> int:
        return 0

    @property
    def ready(self) -> bool:
        return True

    def search(
        self, text: str, kinds: Collection[str], limit: int = 20, filters: Mapping[str, Collection[str]] | None = None
    ) -> Findings:
        return Findings((), no_match=True, model="")

    def neighbours(
        self,
        object_kind: str,
        object_id: int,
        kinds: Collection[str],
        limit: int = 20,
        filters: Mapping[str, Collection[str]] | None = None,
    ) -> Findings:
        return Findings((), no_match=True, model="")

    def text_of(self, object_kind: str, object_id: int) -> str:
        return ""

    def reasons(self, asked: str, found: Sequence[str], language: str) -> list[dict[str, object]]:
        return []
