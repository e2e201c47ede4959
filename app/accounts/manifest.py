"""People and organisations as a part of the site."""

from app.accounts import emails
from app.accounts.told import AHEAD, RULES
from app.core.models import KeptText
from app.core.occasions import mails_of
from app.core.slices import Slice

ACCOUNTS = Slice(
    routes="app.accounts.routes",
    work=["app.accounts.timers"],
    mails=mails_of(emails),
    samples="app.accounts.samples",
    may_know=RULES,
    ahead=AHEAD,
    traces={"kept_texts": KeptText},
)
