"""Loading is checking: a handler gets a supply only through these."""

from typing import Annotated

from fastapi import Depends

from app.accounts.access import AnyViewer, Ready
from app.core.db import Db, for_change
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from suppliers.models import Supply
from suppliers.policy import lacks_to_edit
from suppliers.queries import of_public_id


def load_supply(public_id: str, db: Db, viewer: AnyViewer) -> Supply:
    """The supply of this address, if the viewer may see it; otherwise it does not exist."""
    supply = db.exec(for_change(db, of_public_id(viewer, public_id))).first()
    if supply is None:
        raise NotFound
    return supply


SeenSupply = Annotated[Supply, Depends(load_supply)]
"""Parameter type of a page about a supply."""


def load_own_supply(me: Ready, supply: SeenSupply) -> Supply:
    """A supply of one's own house, to be written."""
    if missing := lacks_to_edit(me, supply.organisation_id):
        raise Forbidden(_(missing))
    return supply


OwnSupply = Annotated[Supply, Depends(load_own_supply)]
"""Parameter type of a handler that changes what a supply says."""
