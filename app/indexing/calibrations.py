"""Which calibration is in force: the newest kept row of the encoder's fingerprint, else the packaged one."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from app.indexing.models import Deed, LearnedCalibration
from matching import Calibration
from matching.calibrate import LapsedError, calibration_for


def in_force(db: Session, fingerprint: str) -> LearnedCalibration | None:
    """The row that decides; None before anything was learnt for this model."""
    query = select(LearnedCalibration).where(
        LearnedCalibration.fingerprint == fingerprint, col(LearnedCalibration.kept).is_(True)
    )
    return db.exec(query.order_by(col(LearnedCalibration.number).desc()).limit(1)).first()


def calibration_of(row: LearnedCalibration | None, fingerprint: str) -> Calibration:
    """What a row in force says; what was learnt in an older form has lapsed, and the packaged calibration is in force.

    Raises `ValueError` when it says nothing that can be used by this model.
    """
    if row is None or not row.calibration:
        return calibration_for(fingerprint)
    try:
        found = Calibration.from_json(row.calibration)
    except LapsedError:
        return calibration_for(fingerprint)
    if found.fingerprint != fingerprint:
        msg = f"The calibration is of {found.fingerprint}."
        raise ValueError(msg)
    return found


def learnt_number(row: LearnedCalibration | None) -> int | None:
    """The learnt row whose calibration `row` puts in force; None for the packaged one."""
    if row is None:
        return None
    return row.number if row.deed is Deed.LEARN else row.restores


def numbered(db: Session, fingerprint: str, number: int) -> LearnedCalibration:
    query = select(LearnedCalibration).where(
        LearnedCalibration.fingerprint == fingerprint, LearnedCalibration.number == number
    )
    return db.exec(query).one()


def last_number(db: Session, fingerprint: str) -> int:
    """The number of the newest row, 0 without any."""
    query = select(func.max(LearnedCalibration.number)).where(LearnedCalibration.fingerprint == fingerprint)
    return db.exec(query).one() or 0


def history(db: Session, most: int) -> Sequence[LearnedCalibration]:
    """The newest rows of every model, newest first."""
    return db.exec(select(LearnedCalibration).order_by(col(LearnedCalibration.id).desc()).limit(most)).all()
