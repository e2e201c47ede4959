"""HTTP."""

from fastapi import APIRouter

from app.pages import searching

router = APIRouter()
router.include_router(searching.router)
