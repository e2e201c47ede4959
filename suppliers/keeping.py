"""Supply has a keeper, so it can be handed over with whatever else somebody looks after."""

from typing import Any, cast

from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.handover import Kept
from app.core.i18n import N_
from suppliers.models import Supply

SUPPLIES = Kept(
    label=N_("能力与成果"),
    model=Supply,
    keeper=cast("InstrumentedAttribute[Any]", Supply.created_by),
    organisation=cast("InstrumentedAttribute[Any]", Supply.organisation_id),
)
