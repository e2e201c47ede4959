"""A second site, for what is exported from one and imported into another."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.assembly import assemble
from app.core.clock import FixedClock
from app.core.settings import Settings
from app.core.site import Site
from matching import HashingEncoder
from tests.support import Mailbox


@pytest.fixture
def make_site(tmp_path: Path, clock: FixedClock, sqlite_template: Path) -> Iterator[Callable[[str], Site]]:
    """An empty site of its own under the given name; SQLite, whatever the first one runs on."""
    made: list[Site] = []

    def make(name: str) -> Site:
        settings = Settings(_env_file=None, var=tmp_path / name)
        settings.var.mkdir()
        shutil.copy(sqlite_template, settings.var / "jinghe.sqlite3")
        site = assemble(settings, clock=clock, sender=Mailbox(), encoder=HashingEncoder)
        made.append(site)
        return site

    yield make
    for site in made:
        site.database.close()
