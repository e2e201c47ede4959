"""States in words."""

from app.core.i18n import N_
from app.core.i18n import gettext as _
from suppliers.lifecycle import SupplyState

STATES = {
    SupplyState.DRAFT: (N_("草稿"), "neutral"),
    SupplyState.LISTED: (N_("已发布"), "success"),
    SupplyState.SUSPENDED: (N_("已下架"), "warning"),
}


def state_of(state: SupplyState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = STATES[state]
    return _(label), tone
