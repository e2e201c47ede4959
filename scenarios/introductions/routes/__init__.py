"""HTTP: introductions, the curators' desk, cases, meetings, the monthly report."""

from app.core.routing import Router
from scenarios.introductions.routes import cases, desk, meetings, offers, report

router = Router()
for part in (desk, offers, cases, meetings, report):
    router.include_router(part.router)
