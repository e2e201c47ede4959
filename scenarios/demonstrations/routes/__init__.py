"""HTTP: the gallery, one demonstration, its record and dossier, copies of it, and how far needs have come. Fixed addresses
stand first."""

from app.core.routing import Router
from scenarios.demonstrations.routes import adopting, applying, checking, doing, gallery, objecting, showing

router = Router()
for part in (gallery, checking, applying, adopting, objecting, showing, doing):
    router.include_router(part.router)
