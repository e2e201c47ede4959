"""HTTP of supply."""

from app.core.routing import Router
from suppliers.routes import confirming, entry, files, following, moves, pages, sections

router = Router()
# Fixed addresses (/supplies/new) and /edit/attachments before those with a name in
# the same place, which would take them.
for part in (entry, confirming, pages, files, following, sections, moves):
    router.include_router(part.router)
