"""A second site, for what is exported from one and imported into another."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.assembly import assemble
from app.core.clock import FixedClock
from app.core.db import Database
from app.core.migrating import migrate
from app.core.settings import Settings
from app.core.site import Site
from app.vocabulary.actions import add_missing_terms
from matching import HashingEncoder
from tests.support import Mailbox


@pytest.fixture
def make_site(tmp_path: Path, clock: FixedClock) -> Iterator[Callable[[str], Site]]:
    """An empty site of its own under the given name; SQLite, whatever the first one runs on."""
    made: list[Site] = []

    def make(name: str) -> Site:
        settings = Settings(_env_file=None, var=tmp_path / name)
        site = assemble(settings, clock=clock, sender=Mailbox(), encoder=HashingEncoder)
        database: Database = site.database
        migrate(database)
        with database.writing() as db:
            add_missing_terms(db)
        made.append(site)
        return site

    yield make
    for site in made:
        site.database.close()
