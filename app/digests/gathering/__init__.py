"""What each reader is told: everything that the parts of the site have for her, put in order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.core.i18n import speaking
from app.core.site import Site
from app.digests.gathering import dealings, needs, owners, pilots, searching, staff, twins, widening
from app.digests.gathering.base import Batch, Gathering, Reader, Shared
from app.digests.items import KINDS, Item, ordered

__all__ = ["Reader", "Shared", "gather"]

GATHERERS: Final[Sequence[Gathering]] = (
    *needs.GATHER,
    *dealings.GATHER,
    *owners.GATHER,
    *twins.GATHER,
    *pilots.GATHER,
    *staff.GATHER,
    *searching.GATHER,
    *widening.GATHER,
)


def gather(db: Session, site: Site, readers: Sequence[Reader], now: datetime, shared: Shared) -> dict[int, list[Item]]:
    """Person → her items in order. A fixed number of statements for all of them, and some for each whom few are like:
    curators, reviewers, parties of pilots, those who saved searches."""
    batch = Batch(db, site, readers, now, shared)
    found: dict[int, list[Item]] = defaultdict(list)
    for gathering in GATHERERS if readers else ():
        for reader, make in gathering(batch):
            with speaking(reader.language):
                item = make()
            told = not KINDS[item.kind].standing and batch.was_told(reader, item)
            found[reader.person.id].append(replace(item, told=told) if told else item)
    return {reader.person.id: ordered(found[reader.person.id]) for reader in readers}
