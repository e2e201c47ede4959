"""One connection of a client: it says what it wants within a time, and takes what it is given within a time.

uvicorn bounds neither. Behind a proxy that does, nothing of this is noticed.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS: Final = 15.0
"""From the first byte, or the opened connection, to the whole head of a request."""
FLUSH_SECONDS: Final = 60.0
"""For taking what is left of the last answer, once the connection is to be closed."""
MOST_CONNECTIONS: Final = 800
"""Of one process, idle ones included; stays below the 1,024 files that a process may usually open."""


class PunctualConnection(H11Protocol):
    """uvicorn's own, with the two clocks."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._answering():
            self._stop_waiting()
        elif self._late is None:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self.loop.call_later(FLUSH_SECONDS, self.transport.abort)

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        self._late = self.loop.call_later(HEADER_SECONDS, self._too_late)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._late = None
        if not self._answering():
            self.transport.abort()
