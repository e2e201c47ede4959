"""Reading supply: one by its address, many with their rows, the directory. Every list uses `public` or `visible_to`."""

from suppliers.queries.directory import Directory, directory, read_asked
from suppliers.queries.rows import (
    Card,
    by_code,
    by_id,
    by_public_id,
    by_token,
    cards_of,
    detail_of,
    listed_cards,
    of_public_id,
    organisation_of,
    public,
    supplies_of,
    values_of,
    values_of_many,
    visible_to,
)

__all__ = [
    "Card",
    "Directory",
    "by_code",
    "by_id",
    "by_public_id",
    "by_token",
    "cards_of",
    "detail_of",
    "directory",
    "listed_cards",
    "of_public_id",
    "organisation_of",
    "public",
    "read_asked",
    "supplies_of",
    "values_of",
    "values_of_many",
    "visible_to",
]
