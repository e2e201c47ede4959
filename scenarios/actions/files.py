"""Attachments of an open need, as an addendum changes them."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from app.core.clock import city_date
from app.core.files import files_of, withdraw_file
from app.core.models import StoredFile
from scenarios.models import Scenario


def public_files(db: Session, scenario: Scenario) -> list[StoredFile]:
    """The attachments that suppliers read: those that an addendum changes."""
    return [file for file in files_of(db, "scenario", scenario.id) if not file.confidential]


def amend_files(
    db: Session,
    scenario: Scenario,
    added: StoredFile | None,
    replaces: str,
    withdrawn: Collection[str],
    now: datetime,
) -> dict[str, list[str]] | None:
    """Take back what an addendum withdraws or replaces with `added`, which is attached already; the names before and
    after, None where nothing changes. The old content stays with the need for those who look after it."""
    standing = [file for file in public_files(db, scenario) if added is None or file.id != added.id]
    before = [file.name for file in standing]
    gone = [file for file in standing if file.public_id in {replaces, *withdrawn}]
    for file in gone:
        withdraw_file(db, file, now, added if file.public_id == replaces else None)
    if added is None and not gone:
        return None
    after = [file.name for file in standing if file not in gone]
    if added is not None:  # a new edition under the old name must not look like no change
        after.append(f"{added.name} ({city_date(now):%Y-%m-%d})" if added.name in before else added.name)
    return {"old": before, "new": after}
