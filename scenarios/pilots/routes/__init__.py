"""HTTP: pilots of those who take part, one pilot and its tabs, its agreement, its papers. Fixed addresses stand first."""

from app.core.routing import Router
from scenarios.pilots.routes import beginning, contracting, doing, papers, partners, showing

router = Router()
for part in (beginning, papers, partners, contracting, doing, showing):
    router.include_router(part.router)
