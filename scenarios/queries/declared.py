"""What a need's people let others read about people, as far as it still stands there."""

from sqlmodel import Session, select

from app.core.models import Declaration
from app.core.personal.standing import standing_of
from scenarios.forms.exposing import texts_of
from scenarios.models import Addendum, Scenario
from scenarios.queries.said import values_of


def standing_declarations(db: Session, need: Scenario) -> list[Declaration]:
    """What is declared for the need and stands in its record, its addenda, its history or its attachments."""
    texts = [text for _section, _name, text in texts_of(values_of(db, need))]
    notes = db.exec(select(Addendum.note).where(Addendum.scenario_id == need.id)).all()
    return standing_of(db, need, [*texts, need.waiver_asked, *notes])
