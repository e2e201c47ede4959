"""Reading uploads: for pages and for the command line."""

from app.exchange.queries.uploads import (
    Told,
    by_public_id,
    checks,
    counts_of_checks,
    outcomes,
    report,
    rows_with_problems,
    tally,
    told,
    uploads_of,
)

__all__ = [
    "Told",
    "by_public_id",
    "checks",
    "counts_of_checks",
    "outcomes",
    "report",
    "rows_with_problems",
    "tally",
    "told",
    "uploads_of",
]
