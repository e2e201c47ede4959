"""Loading is checking: reports are the office's alone."""

from typing import Annotated

from fastapi import Depends

from app.accounts.access import Reporter
from app.core.db import Db
from app.core.errors import NotFound
from app.core.site import Now
from app.reports.periods import named
from app.reports.queries import Issue, issue_of


def load_issue(period: str, _viewer: Reporter, db: Db, now: Now) -> Issue:
    found = named(period)
    if found is None or found.start > now:
        raise NotFound
    return issue_of(db, found)


KeptIssue = Annotated[Issue, Depends(load_issue)]
"""Parameter type of a week's or month's report."""
