"""Supply as a part of the site."""

from sqlmodel import col

from app.core.i18n import N_
from app.core.occasions import mails_of
from app.core.slices import Kept, Slice
from suppliers import emails
from suppliers.models import Supply, SupplyWatch
from suppliers.told import AHEAD, RULES

SUPPLIES = Slice(
    routes="suppliers.routes",
    kept=[Kept(N_("能力与成果"), Supply, col(Supply.created_by), col(Supply.organisation_id))],
    mails=mails_of(emails),
    samples="suppliers.samples",
    may_know=RULES,
    ahead=AHEAD,
    traces={"followed_supplies": SupplyWatch},
)
