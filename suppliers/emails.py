"""Mails of supply, as values."""

from app.accounts.topics import ACCOUNT
from app.core.i18n import N_
from app.core.mail import About, Email
from app.core.occasions import letter
from app.core.topics import Default, Topic
from suppliers.models import ResultDetail, Supply

RESEARCHER = Topic("researcher", N_("请完成人确认成果"), N_("成果的完成人，不一定有账户"), ACCOUNT, Default.ALWAYS)


@letter(RESEARCHER)
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
