"""Who comes in, and when: a body is taken in whole, then a place is waited for, then one thread does the work.

A process works on a few requests at a time (`JINGHE_REQUESTS_AT_ONCE`); the others wait in a queue that is bounded in
length and time, and beyond it are told so at once. A place is taken only when the body has arrived, so that a slow
sender holds none, and given back before the answer is sent, so that a slow reader holds none either. Few of the
places are for changes: where these wait for each other, in SQLite's one write lock or for a row, pages go on.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from anyio import CapacityLimiter, Semaphore, current_time, fail_after
from anyio.lowlevel import RunVar
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from app.core.errors import AppError, BadRequest, Crowded, Slow, TooLarge
from app.core.i18n import gettext as _
from app.core.outages import outage_of

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
PATIENCE: Final = 10.0
"""Seconds a request waits for a place."""
MOST_WAITING: Final = 200
"""Pages that wait at the same time, and as many forms; a busy process answers about as many within `PATIENCE`."""
TEXT_BYTES: Final = 4 << 20
"""The largest form without a file: some 400,000 Chinese characters, percent-encoded."""
BIG_BYTES: Final = 1 << 20
MOST_BIG: Final = 8
"""Bodies of which more than `BIG_BYTES` have arrived, at the same time; they lie on disk."""
BODY_SECONDS: Final = 20.0
SLOWEST: Final = 50_000
"""A body has `BODY_SECONDS`, and another second for every so many bytes: a line of 0.4 Mbit/s."""
LONGEST_QUERY: Final = 32_768
"""Bytes behind the `?`: somebody who pastes a page into a search box is told that only its beginning was used."""
MOST_PARAMETERS: Final = 100
"""Of one address: more than all filters of a list together."""
MOST_FIELDS: Final = 2000
MOST_FILES: Final = 20
CHARSETS: Final = frozenset({b"", b"utf-8", b"utf8"})


@dataclass
class _Queue:
    """The places of one event loop."""

    places: Semaphore
    writers: Semaphore
    big: Semaphore
    threads: CapacityLimiter
    waiting: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    """Readers and, under True, writers: each kind has its own waiting room, so that neither fills the other's."""


class Doors:
    """The places of this process, and the way to one."""

    def __init__(self, at_once: int, most_bytes: int) -> None:
        self.at_once, self.most_bytes = at_once, most_bytes
        self._of_loop: RunVar[_Queue] = RunVar("doors")

    @property
    def queue(self) -> _Queue:
        found = self._of_loop.get(None)
        if found is None:
            writers = Semaphore(max(1, self.at_once // 4))
            found = _Queue(Semaphore(self.at_once), writers, Semaphore(MOST_BIG), CapacityLimiter(self.at_once))
            self._of_loop.set(found)
        return found

    @asynccontextmanager
    async def place(self, request: Request) -> AsyncIterator[CapacityLimiter]:
        """A place for as long as the block lasts, with the threads to work in. Raises `Crowded` where the queue is
        full or too slow, and `ClientDisconnect` for somebody who did not wait."""
        queue = self.queue
        async with AsyncExitStack() as held:
            waited = queue.places.statistics().tasks_waiting or not queue.places.value
            await _wait(queue, held, writes=request.method not in SAFE)
            if waited and await request.is_disconnected():
                raise ClientDisconnect
            yield queue.threads

    async def body(self, request: Request) -> FormData:
        """The submitted form, whole; empty for a request that has none. Raises an `AppError` for an address or a body
        that is too large, too slow or no form, and `ClientDisconnect` for a sender who left."""
        asked: bytes = request.scope["query_string"]
        if len(asked) > LONGEST_QUERY or asked.count(b"&") + asked.count(b";") >= MOST_PARAMETERS:
            raise BadRequest
        if request.method in SAFE:
            return FormData()
        most = self.most_bytes if _may_hold_files(request) else TEXT_BYTES
        _refuse_declared(request, most)
        async with AsyncExitStack() as held:
            arriving = _Arriving(request.receive, most, self.queue.big, held)
            return await _read(Request(request.scope, arriving.receive))


class _Arriving:
    """A body on its way: bounded in size, in time by what has come so far, and in how many big ones come at once."""

    def __init__(self, receive: Receive, most: int, big: Semaphore, held: AsyncExitStack) -> None:
        self.plain, self.most, self.big, self.held = receive, most, big, held
        self.taken, self.since = 0, current_time()

    async def receive(self) -> Message:
        """The next piece. Raises `TooLarge`, `Slow`, or `Crowded`."""
        try:
            with fail_after(self.since + BODY_SECONDS + self.taken / SLOWEST - current_time()):
                message = await self.plain()
        except TimeoutError:
            raise Slow from None
        before, self.taken = self.taken, self.taken + len(message.get("body", b""))
        if self.taken > self.most:
            raise _too_large(self.most)
        if before <= BIG_BYTES < self.taken:
            await self._take_room()
        return message

    async def _take_room(self) -> None:
        if not self.big.value:
            raise Crowded(_("同时上传的文件太多，请稍后再试。"))
        await self.held.enter_async_context(self.big)


async def _wait(queue: _Queue, held: AsyncExitStack, *, writes: bool) -> None:
    if queue.waiting[writes] >= MOST_WAITING:
        raise Crowded
    queue.waiting[writes] += 1
    try:
        with fail_after(PATIENCE):
            if writes:
                await held.enter_async_context(queue.writers)
            await held.enter_async_context(queue.places)
    except TimeoutError:
        raise Crowded from None
    finally:
        queue.waiting[writes] -= 1


def _may_hold_files(request: Request) -> bool:
    """Whether the body is of the kind that carries files. Raises `BadRequest` for letters that are not UTF-8: other
    codecs raise, or read something else than the sender sees."""
    try:
        kind, options = parse_options_header(request.headers.get("content-type"))
    except Exception as error:  # the header is the sender's
        raise BadRequest from error
    if options.get(b"charset", b"").lower() not in CHARSETS:
        raise BadRequest
    return kind == b"multipart/form-data"


def _refuse_declared(request: Request, most: int) -> None:
    """Refuse by what the sender declares, before any of it arrives. Raises `TooLarge` beyond `most`."""
    declared = request.headers.get("content-length", "0")
    if not (declared.isascii() and declared.isdigit() and len(declared) < 20):
        raise BadRequest
    if int(declared) > most:
        raise _too_large(most)


def _too_large(most: int) -> TooLarge:
    return TooLarge(_("提交的内容超过 {limit} MB，请压缩或拆分后再上传。").format(limit=most >> 20))


async def _read(request: Request) -> FormData:
    try:
        return await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    except (AppError, HTTPException, ClientDisconnect):
        raise
    except Exception as error:
        if outage_of(error):  # uploads wait on a disk until they are whole
            raise
        raise BadRequest from error  # whatever else a parser stumbles over came from the sender
