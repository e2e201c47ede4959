"""HTTP: every page of a need. Fixed addresses such as /scenarios/new stand before those with an id."""

from fastapi import APIRouter

from scenarios.routes import amending, approving, attaching, batches, board, drafting, owning, reviewing, submitting

router = APIRouter()
for part in (attaching, drafting, submitting, approving, amending, owning, reviewing, batches, board):
    router.include_router(part.router)
