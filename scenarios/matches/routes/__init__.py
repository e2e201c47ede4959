"""HTTP: matches of a need, decisions on one, answers, the reverse, the curators' desk, gaps."""

from app.core.routing import Router
from scenarios.matches.routes import (
    answering,
    comparing,
    curating,
    deciding,
    following,
    inquiring,
    listing,
    replying,
    reverse,
    unanswered,
)

router = Router()
for part in (listing, comparing, inquiring, deciding, answering, replying, following, reverse, curating, unanswered):
    router.include_router(part.router)
