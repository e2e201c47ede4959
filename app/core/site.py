"""Everything the site works with, handed in once: handlers, jobs and commands take it from here, tests replace parts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request
from jinja2 import Environment

from app.core.blobs import BlobStore
from app.core.clock import Clock
from app.core.db import Database
from app.core.finding import Finder
from app.core.mail import Post
from app.core.sealing import Keyring
from app.core.senders import MailSender
from app.core.settings import Settings
from app.core.slices import Slices
from app.core.tallies import Tally

Look = tuple[int, int, date]
"""Somebody of an organisation has looked at a need on a day of the city: their ids, and the day."""


class Words(Protocol):
    """The vocabulary as pages and imports need it; `app.vocabulary.queries.Vocabulary` is the one implementation."""

    def label(self, code: str | None, kind: str) -> str: ...

    def labels(self, codes: Iterable[str], kind: str) -> list[str]: ...

    def options(self, kind: str, *keep: str) -> list[tuple[str, str]]: ...

    def forget(self) -> None: ...


@dataclass
class Site:
    """One process's world."""

    settings: Settings
    clock: Clock
    database: Database
    templates: Environment
    post: Post
    sender: MailSender
    blobs: BlobStore
    seals: Keyring
    index: Finder
    vocabulary: Words
    slices: Slices
    looks: Tally[Look] = field(default_factory=Tally)
    demo: bool = False


def get_site(request: Request) -> Site:
    return cast("Site", request.app.state.site)


def get_now(request: Request) -> datetime:
    return get_site(request).clock.now()


TheSite = Annotated[Site, Depends(get_site)]
"""Parameter type of a handler that needs settings, files, mail or the index."""
Now = Annotated[datetime, Depends(get_now)]
"""Parameter type of a handler that needs this instant."""


def get_arrived(request: Request) -> datetime:
    """The instant at which all of the request's body was there: what counts where something ends at an instant."""
    return cast("datetime", request.state.arrived)


Arrived = Annotated[datetime, Depends(get_arrived)]
"""Parameter type of a handler for which a deadline counts."""
