"""The addresses of tenders and bids."""

from app.core.routing import Router
from scenarios.bids.routes import bids, files, tenders, writing

router = Router()
for part in (tenders, files, writing, bids):
    router.include_router(part.router)
