"""After the unsealing: stamps and missing proofs may be put right for some days, nothing of what is judged."""

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.files import SentFile
from app.core.i18n import gettext as _
from scenarios.bids.actions.opening import add_file, open_bid
from scenarios.bids.guards import defects
from scenarios.bids.labels import CORRECTABLE
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Purpose
from scenarios.bids.queries.cases import BidCase
from scenarios.bids.queries.standing import is_unproven, verdicts


def may_correct(case: BidCase) -> bool:
    """Whether its time is not over; the record says when it ends."""
    end = case.unsealing.correct_until if case.unsealing is not None else None
    return case.state is BidState.UNDER_CHECK and end is not None and case.now < end


def correct(act: Act, case: BidCase, kind: str, sent: SentFile) -> None:
    """Add a paper to an unsealed bid. Raises `Conflict` when the time is over."""
    if not may_correct(case) or kind not in CORRECTABLE:
        raise Conflict(_("补正的期限已过，或者这类材料不能补正：报价、指标和方案在拆封以后不能再改。"))
    body = open_bid(act, case.bid, Purpose.CORRECT)
    add_file(act, case.bid, body, kind, sent, Purpose.CORRECT)
    found = verdicts(act.db, case, body, act.site.vocabulary)
    broken = [code for code in case.bid.defects if code == "broken"]
    case.bid.defects = broken + defects(body, unproven=is_unproven(found))
    act.db.add(case.bid)
    act.db.flush()
