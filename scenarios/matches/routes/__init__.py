"""HTTP: matches of a need, decisions on one, answers, the reverse, the curators' desk."""

from fastapi import APIRouter

from scenarios.matches.routes import answering, curating, deciding, following, listing, replying, reverse

router = APIRouter()
for part in (listing, deciding, answering, replying, following, reverse, curating):
    router.include_router(part.router)
