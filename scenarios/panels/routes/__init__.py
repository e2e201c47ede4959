"""The addresses of panels."""

from app.core.routing import Router
from scenarios.panels.routes import judging, pool, showing

router = Router()
for part in (pool, judging, showing):
    router.include_router(part.router)
