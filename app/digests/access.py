"""Loading is checking: a saved search is reached by her who saved it alone."""

from typing import Annotated

from fastapi import Depends
from sqlmodel import select

from app.accounts.access import Ready
from app.core.db import Db, for_change
from app.core.errors import NotFound
from app.digests.models import SavedSearch


def load_search(public_id: str, me: Ready, db: Db) -> SavedSearch:
    query = select(SavedSearch).where(SavedSearch.public_id == public_id, SavedSearch.person_id == me.person_id)
    row = db.exec(for_change(db, query)).one_or_none()
    if row is None:
        raise NotFound
    return row


OwnSearch = Annotated[SavedSearch, Depends(load_search)]
"""Parameter type of a handler that does something with a search of hers."""
