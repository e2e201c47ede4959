"""HTTP of digests and of what feeds them."""

from app.core.routing import Router
from app.digests.routes import following, showing

router = Router()
for part in (following, showing):
    router.include_router(part.router)
