"""HTTP: introductions, the curators' desk, cases, meetings, the monthly report."""

from app.core.routing import Router
from scenarios.introductions.routes import desk, offers

router = Router()
for part in (desk, offers):
    router.include_router(part.router)
