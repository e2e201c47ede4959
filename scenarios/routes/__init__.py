"""HTTP: every page of a need. Fixed addresses such as /scenarios/new stand before those with an id."""

from fastapi import APIRouter

from scenarios.routes import drafting, owning

router = APIRouter()
for part in (drafting, owning):
    router.include_router(part.router)
