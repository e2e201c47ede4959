"""HTTP of import and export. Fixed addresses (/imports/new) before those with an id."""

from fastapi import APIRouter

from app.exchange.routes import exports, handing_in, uploads

router = APIRouter()
for part in (handing_in, uploads, exports):
    router.include_router(part.router)
