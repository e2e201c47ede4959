"""The terms of use and the privacy notice, in numbered versions."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from app.accounts.models import Terms, TermsAcceptance
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _

TEXTS = Path(__file__).parent.parent / "texts"


def ensure_terms(db: Session, now: datetime) -> Terms:
    """The newest terms; version 1 is put in from `texts/` where there are none yet."""
    newest = db.exec(select(Terms).order_by(col(Terms.version).desc()).limit(1)).first()
    if newest is not None:
        return newest
    first = Terms(
        version=1,
        body_zh=_text("terms_zh"),
        body_en=_text("terms_en"),
        privacy_zh=_text("privacy_zh"),
        privacy_en=_text("privacy_en"),
        published_at=now,
    )
    db.add(first)
    db.flush()
    return first


def _text(name: str) -> str:
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8")


def publish_terms(act: Act, terms: Terms) -> Terms:
    """Add a version; everybody is asked again. Raises `Conflict` where its number is taken."""
    if act.db.get(Terms, terms.version) is not None:
        raise Conflict(_("这一版条款已经发布，请刷新后再看。"))
    act.db.add(terms)
    act.db.flush()
    audit(act, "terms.published", detail={"version": terms.version})
    return terms


def accept_terms(db: Session, person_id: int, version: int, now: datetime) -> None:
    """Note that a person accepts the newest version; accepting it again changes nothing.

    Raises `Conflict` where a newer one has come out since the page was opened.
    """
    newest = db.exec(select(Terms.version).order_by(col(Terms.version).desc()).limit(1)).first()
    if newest != version:
        raise Conflict(_("条款刚刚更新了，请阅读最新版本后再同意。"))
    query = select(TermsAcceptance.id).where(TermsAcceptance.person_id == person_id, TermsAcceptance.version == version)
    if db.exec(query).first() is None:
        db.add(TermsAcceptance(person_id=person_id, version=version, at=now))
        db.flush()
