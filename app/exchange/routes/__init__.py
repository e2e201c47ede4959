"""HTTP of import and export. Fixed addresses (/imports/new) before those with an id."""

from app.core.routing import Router
from app.exchange.routes import comparisons, exports, handing_in, introductions, uploads

router = Router()
for part in (handing_in, uploads, exports, comparisons, introductions):
    router.include_router(part.router)
