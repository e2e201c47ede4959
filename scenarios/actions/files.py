"""Attachments of a need. The content stays in the store under its hash: revisions and other rows may name it."""

from datetime import datetime

from sqlmodel import Session

from app.core.actors import Actor
from app.core.history import audit
from app.core.models import StoredFile
from scenarios.models import Scenario


def drop_file(db: Session, scenario: Scenario, file: StoredFile, actor: Actor, now: datetime) -> None:
    """Take an attachment off the need; the audit keeps its name and hash."""
    audit(db, "scenario.remove_file", actor, now, scenario, {"name": file.name, "sha256": file.sha256})
    db.delete(file)
    db.flush()
