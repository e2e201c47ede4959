"""HTTP: signing up and in, one's own account, organisations, and the back office of people."""

from app.accounts.routes import (
    account,
    account_data,
    audit,
    claims,
    grants,
    houses,
    invitations,
    language,
    members,
    office,
    organisations,
    people,
    reset,
    sign_in,
    sign_up,
    stakes,
    terms,
    ties,
    troubles,
    verify,
)
from app.core.routing import Router

router = Router()
for part in (
    sign_up,
    verify,
    sign_in,
    reset,
    language,
    terms,
    account,
    account_data,
    stakes,
    organisations,
    members,
    invitations,
    office,
    claims,
    grants,
    houses,
    ties,
    people,
    troubles,
    audit,
):
    router.include_router(part.router)
