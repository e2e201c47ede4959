"""The life of an organisation on the site: from somebody's word for it to a verified house."""

from enum import StrEnum

from app.core.lifecycle import Lifecycle, moves


class OrganisationState(StrEnum):
    UNCLAIMED = "unclaimed"  # made by an import or the plan; nobody speaks for it yet
    CLAIMED = "claimed"  # entered by somebody who says she speaks for it; the clock of verification runs
    VERIFIED = "verified"  # may publish, answer and contact
    REFUSED = "refused"
    SUSPENDED = "suspended"


class OrganisationEvent(StrEnum):
    VERIFY = "verify"
    REFUSE = "refuse"
    RESUBMIT = "resubmit"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"


# A claim on an unclaimed organisation does not move it: a stranger's word must not hide or shame a public profile.
ORGANISATION = Lifecycle(
    name="organisation",
    initial=OrganisationState.UNCLAIMED,
    moves=moves(
        (
            (OrganisationState.UNCLAIMED, OrganisationState.CLAIMED, OrganisationState.REFUSED),
            OrganisationEvent.VERIFY,
            OrganisationState.VERIFIED,
        ),
        (OrganisationState.CLAIMED, OrganisationEvent.REFUSE, OrganisationState.REFUSED),
        (OrganisationState.REFUSED, OrganisationEvent.RESUBMIT, OrganisationState.CLAIMED),
        (OrganisationState.VERIFIED, OrganisationEvent.SUSPEND, OrganisationState.SUSPENDED),
        (OrganisationState.SUSPENDED, OrganisationEvent.REINSTATE, OrganisationState.VERIFIED),
    ),
)
