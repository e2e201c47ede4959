"""Mails of supply, as values."""

from app.core.mail import About, Email
from suppliers.models import ResultDetail, Supply


def researcher_confirmation(supply: Supply, detail: ResultDetail, office: str, asker: str, path: str) -> Email:
    """Asks a result's researcher whether what her transfer office wrote is right. `path` holds the secret."""
    return Email(
        name="supply_confirm",
        key=f"supply-confirm:{supply.id}:{detail.confirm_hash}",
        recipient=detail.researcher_email,
        language=supply.language,
        context={
            "name": supply.name,
            "office": office,
            "asker": asker,
            "path": path,
            "when": detail.confirm_expires_at,
        },
        about=About("researcher", supply.id),
    )
