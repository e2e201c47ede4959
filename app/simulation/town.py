"""The town in which a simulation lives: the real site in a folder of its own, a clock that is moved, a box of all mails."""

import asyncio
import random
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from app.accounts.actions.grants import grant_role
from app.accounts.actions.people import create_person
from app.accounts.actions.terms import ensure_terms
from app.accounts.models import Role
from app.assembly import assemble
from app.core.acting import act_in
from app.core.clock import CITY, FixedClock
from app.core.migrating import migrate
from app.core.passwords import hash_password
from app.core.senders import Courier
from app.core.settings import Settings
from app.core.site import Site
from app.main import create_app, inhabit
from app.registry import make_worker
from app.simulation.visiting import ORIGIN, Visitor, Wire
from app.vocabulary.actions import add_missing_terms
from app.worker import Worker
from matching import HashingEncoder

BEGIN: Final = datetime(2026, 9, 7, 7, tzinfo=CITY).astimezone(UTC)
"""A Monday morning; the fifth week has the holidays of October."""
PASSWORD: Final = "yuqi-simulated-2026"  # noqa: S105 - of people who live for minutes in a folder that is removed


@dataclass
class Caught:
    """Instead of a mail server: every mail that went out, oldest first, with the moment."""

    clock: FixedClock
    mails: list[tuple[datetime, EmailMessage]] = field(default_factory=list)

    @contextmanager
    def open(self) -> Generator[Courier, None, None]:
        yield self

    def ready(self) -> None:
        """There is always room."""

    def send(self, message: EmailMessage) -> None:
        self.mails.append((self.clock.now(), message))


@dataclass
class Town:
    """The site, what moves it, and whoever comes to it."""

    site: Site
    clock: FixedClock
    caught: Caught
    worker: Worker
    wire: Wire
    chance: random.Random
    folder: Path
    networks: int = 0

    def visitor(self) -> Visitor:
        """Somebody new, from an address of her own."""
        self.networks += 1
        return Visitor(self.wire, f"10.{self.networks >> 16}.{self.networks >> 8 & 255}.{self.networks & 255}")

    def work(self) -> None:
        """The worker does what is due; the index takes in what has changed."""
        self.worker.drain()
        self.site.index.refresh()


@contextmanager
def town(seed: int, app: FastAPI | None = None) -> Generator[Town, None, None]:
    """A site that nobody has configured, gone when the block ends. It reads neither environment nor `.env`: no variable
    can lead it to a database that somebody uses."""
    with tempfile.TemporaryDirectory(prefix="jinghe-simulate-") as name, asyncio.Runner() as runner:
        folder, clock = Path(name), FixedClock(BEGIN)
        caught = Caught(clock)
        site = assemble(_settings(folder), clock=clock, sender=caught, encoder=HashingEncoder)
        try:
            _found(site)
            worker = make_worker(site)
            app = app or create_app(site)
            inhabit(app, site)
            wire = Wire(app, runner)
            yield Town(site, clock, caught, worker, wire, random.Random(seed), folder)  # noqa: S311 - repeatable
        finally:
            site.index.stop()
            site.database.close()


def _settings(folder: Path) -> Settings:
    """Every setting is given, so that none is taken from around the command. A moved clock stands still while mails go
    out, and so would the minute of their limits."""
    usual = {name: one.default for name, one in Settings.model_fields.items()}
    own = {"var": folder, "public_url": ORIGIN, "mail_per_minute": 0, "mail_per_domain": 0, "encoder": "hashing"}
    return Settings(**usual | own)


def _found(site: Site) -> None:
    """What an operator does at the shell before the first visitor: migrate, and make the first of the office."""
    migrate(site.database)
    with site.database.writing() as db:
        add_missing_terms(db)
        ensure_terms(db, site.clock.now())
        act = act_in(db, site)
        secret = hash_password(PASSWORD)
        for role in (Role.SYSTEM_ADMIN, Role.OFFICE):
            person = create_person(act, "专班", f"{role.value}@staff.example.com", password_hash=secret, verified=True)
            grant_role(act, person, role, note="simulate")
    site.index.refresh()
