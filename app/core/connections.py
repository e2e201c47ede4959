"""One connection of a client: it says what it wants within a time and in one piece, and takes what it is given within a
time.

uvicorn bounds none of this. Behind a proxy that does, nothing of it is noticed.
"""

import asyncio
from typing import Final

from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS: Final = 15.0
"""From the first byte, or the opened connection, to the whole head of a request."""
FLUSH_SECONDS: Final = 60.0
"""For taking any of an answer, and what is left of the last one once the connection is to be closed."""
MOST_CONNECTIONS: Final = 800
"""Of one process, idle ones included; further ones are closed at once. Stays below the 1,024 files that a process may
usually open."""

MOST_OF_ONE: Final = 200
"""Of one address that is no trusted proxy: a whole hospital sits behind one, with six connections a browser at most."""
MOST_HEAD: Final = 40_960
"""Bytes of the head of a request, address and cookies included."""
PIECE: Final = 8192
"""Bytes that are parsed at a time, so that what they turn out to be is known before the next are."""


class PunctualConnection(H11Protocol):
    """uvicorn's own, with the clocks, and no more of them than a process can hold."""

    head_seconds, flush_seconds, most = HEADER_SECONDS, FLUSH_SECONDS, MOST_CONNECTIONS
    _late: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        super().connection_made(transport)
        if len(self.connections) > self.most or self._too_many_of_one():
            transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            super().data_received(data[start : start + PIECE])
            if self._in_chunks():
                # No browser sends a body so; each chunk costs the parser more than the sender, a byte at a time.
                self.transport.abort()
                return
        if self._answering():
            self._stop_waiting()
        elif self._late is None:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._goes_on()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(self.flush_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._goes_on()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self.loop.call_later(self.flush_seconds, self.transport.abort)

    def _too_many_of_one(self) -> bool:
        host = self.client[0] if self.client else ""
        # Asked as uvicorn itself asks whom it believes: an entry may be a whole network.
        if not host or host in _TrustedHosts(self.config.forwarded_allow_ips or ""):
            return False
        peers = [getattr(one, "client", None) for one in self.connections]
        return len([peer for peer in peers if peer and peer[0] == host]) > MOST_OF_ONE

    def _in_chunks(self) -> bool:
        return any(name == b"transfer-encoding" for name, _value in self.headers or ())

    def _goes_on(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        self._late = self.loop.call_later(self.head_seconds, self._too_late)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._late = None
        if not self._answering():
            self.transport.abort()
