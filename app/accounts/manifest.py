"""People and organisations as a part of the site."""

from app.accounts.told import RULES
from app.core.slices import Slice

ACCOUNTS = Slice(routes="app.accounts.routes", work=["app.accounts.timers"], may_know=RULES)
