"""HTTP: every page of a need. Fixed addresses such as /scenarios/new stand before those with an id."""

from app.core.routing import Router
from scenarios.routes import amending, approving, attaching, batches, board, drafting, owning, reviewing, submitting

router = Router()
for part in (attaching, drafting, submitting, approving, amending, owning, reviewing, batches, board):
    router.include_router(part.router)
