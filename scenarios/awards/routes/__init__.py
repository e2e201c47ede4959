"""The addresses of decisions, objections and letters."""

from app.core.routing import Router
from scenarios.awards.routes import letters, objections, showing

router = Router()
for part in (letters, objections, showing):
    router.include_router(part.router)
