"""What the clock records about people: a claim that nobody decided in two working days goes to the office."""

from datetime import datetime

from app.accounts import emails
from app.accounts.models import Role
from app.accounts.queries.office import people_with_role
from app.accounts.queries.organisations import claims_overdue
from app.core.acting import Act
from app.core.setbacks import each
from app.core.site import Site


def escalate_claims(site: Site, now: datetime) -> None:
    """Tell the office, once a claim."""

    def escalate(act: Act, claim_id: int) -> None:
        for late in claims_overdue(act.db, act.now, claim_id):
            late.claim.escalated_at = act.now
            act.db.add(late.claim)
            for officer in people_with_role(act.db, Role.OFFICE, act.now):
                mail = emails.claim_overdue(site.settings.origin, officer, late.person, late.claim, late.organisation)
                act.send(mail)

    with site.database.reading() as db:
        ids = [late.claim.id for late in claims_overdue(db, now)]
    each(site, now, "claim.escalate", ids, escalate)


TIMERS = (escalate_claims,)
