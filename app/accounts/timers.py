"""What the clock records about people: a claim that nobody decided in two working days goes to the office."""

from datetime import datetime

from app.accounts import emails
from app.accounts.models import Role
from app.accounts.queries.office import people_with_role
from app.accounts.queries.organisations import claims_overdue
from app.core.site import Site


def escalate_claims(site: Site, now: datetime) -> None:
    """Tell the office, once a claim. Looks first, so that usually nothing is written."""
    with site.database.reading() as db:
        if not claims_overdue(db, now):
            return
    with site.database.writing() as db:
        officers = people_with_role(db, Role.OFFICE, now)
        for late in claims_overdue(db, now):
            late.claim.escalated_at = now
            db.add(late.claim)
            for officer in officers:
                mail = emails.claim_overdue(site.settings.origin, officer, late.person, late.claim, late.organisation)
                site.post.queue(db, mail, now)
