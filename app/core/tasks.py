"""What a job's handler is given, for those who may not know the worker."""

from typing import Protocol

from app.core.site import Site


class Task(Protocol):
    """A claimed job in its handler's hands; `app.worker.Task` is the one implementation."""

    @property
    def site(self) -> Site: ...

    def step(self, done: int, total: int) -> None:
        """Show progress and keep the lease; call it between transactions, at least every few seconds."""
        ...
