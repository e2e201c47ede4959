"""From the award to a pilot with the house that was awarded."""

from app.accounts.models import Organisation
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.i18n import gettext as _
from scenarios.awards.queries.cases import AwardCase
from scenarios.bids.actions.opening import open_bid
from scenarios.bids.models import Nature, Purpose
from scenarios.matches.queries.answers import own_supply
from scenarios.pilots.actions.beginning import Partners, begin_awarded
from scenarios.pilots.models import Pilot, Purchase


def start_pilot(act: Act, case: AwardCase) -> Pilot:
    """One side proposes it, the other confirms; the nature of the purchase is that of the tender."""
    bid = case.awarded
    if bid is None or case.pilot is not None:
        raise Conflict(_("试点已经发起，或者揭榜还没有确定单位。"))
    tender, decision = case.panel.terms.row, case.decision
    assert tender is not None
    assert decision is not None
    body = open_bid(act, bid, Purpose.JUDGE)
    partners = Partners(
        case.need,
        act.db.get_one(Organisation, case.need.organisation_id),
        act.db.get_one(Organisation, bid.organisation_id),
        supply=own_supply(act.db, [bid.organisation_id], body.value("named", "supply")),
    )
    free = tender.nature is not Nature.FUNDED
    purchase = {
        "purchase": Purchase.FREE if free else Purchase.PURCHASED,
        "no_promise": free,
        "public_money": tender.public_money,
        "purchase_decision": decision.paper,
    }
    reason = _("揭榜确定：{meeting}，{paper}").format(meeting=decision.meeting, paper=decision.paper)
    return begin_awarded(act, partners, purchase, reason, demo=case.need.demo)
