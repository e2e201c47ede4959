"""HTTP: introductions, the curators' desk, cases, meetings, the monthly report."""

from app.core.routing import Router
from scenarios.introductions.routes import cases, desk, meetings, offers

router = Router()
for part in (desk, offers, cases, meetings):
    router.include_router(part.router)
