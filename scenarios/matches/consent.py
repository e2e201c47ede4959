"""What a side agrees to when it says yes to the other, by version.

Every yes brings along the version that stood beside its button and is logged with it; a new wording is a new version, the
old ones stay to be read, and a yes to one of them is no yes to the new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
FIRST = "1"
"""What a page showed that was drawn before pages sent along what they showed."""


@dataclass(frozen=True)
class Consent:
    """The words beside a yes."""

    version: str
    words: str


def shown() -> Consent:
    return Consent(CURRENT, _(CONSENTS[CURRENT]))


def outdated(version: str) -> str:
    """Why a yes to the words of this version counts for nothing, with those that stand now; "" where they are the same."""
    if version == CURRENT:
        return ""
    return _("同意的内容已经更新，这次操作没有生效。请看过新的内容再办理：{words}").format(words=_(CONSENTS[CURRENT]))


def logged() -> dict[str, str]:
    """What is kept with a yes."""
    return {"consent": CURRENT}
