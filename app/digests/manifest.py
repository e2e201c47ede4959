"""Digests as a part of the site."""

from app.core.occasions import mails_of
from app.core.slices import Slice
from app.digests import emails
from app.digests.models import Digest, SavedSearch
from app.digests.told import AHEAD, RULES

DIGESTS = Slice(
    routes="app.digests.routes",
    work=["app.digests.timers"],
    mails=mails_of(emails),
    samples="app.digests.samples",
    may_know=RULES,
    ahead=AHEAD,
    traces={"digests": Digest, "saved_searches": SavedSearch},
)
