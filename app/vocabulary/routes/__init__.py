"""The office's pages of the vocabulary: terms and the calendar, definitions of figures."""

from app.core.routing import Router
from app.vocabulary.routes import definitions, terms

router = Router()
for part in (definitions, terms):
    router.include_router(part.router)
