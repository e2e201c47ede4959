"""What a side agrees to when it says yes to the other, by version.

Every yes and every release of contacts is logged with the version that was shown; a new wording is a new version, and
the old ones stay to be read.
"""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import N_
from app.core.i18n import gettext as _

CONSENTS: Final[Mapping[str, str]] = {
    "1": N_(
        "双方都同意后，系统把本单位在这里登记的联系人、电话和邮箱开放给对方，仅用于这次对接；"
        "开放的时间和经办人会记录在案。"
    ),
}
CURRENT = "1"


def shown() -> str:
    """The words beside a yes."""
    return _(CONSENTS[CURRENT])


def logged() -> dict[str, str]:
    """What is kept with a yes."""
    return {"consent": CURRENT}
