"""What kinds of mail there are: the one table from which sending, preferences, samples and tests are drawn.

A slice declares its topics beside its occasions, each `Occasion` or `Letter` (`app.core.occasions`) names one, and the
manifests bring all of them together. A mail outside the table cannot be queued.
"""

from dataclasses import dataclass
from enum import StrEnum


class Default(StrEnum):
    """What happens before a person has chosen."""

    INSTANT = "instant"
    OFF = "off"  # not by itself: it stands in the weekly mail
    ALWAYS = "always"  # security and one's own business, which nobody can switch off


class Way(StrEnum):
    """How a person wants to hear of a topic."""

    INSTANT = "instant"
    WEEKLY = "weekly"  # only in the weekly mail
    NEVER = "never"


@dataclass(frozen=True)
class Group:
    """Topics between which a person chooses together. Those of a duty are shown to people who have one."""

    key: str
    label: str
    duty: bool = False


@dataclass(frozen=True)
class Topic:
    """A kind of mail. Texts are marked for the catalogue; `key` has at most 24 characters of ASCII.

    `consent`: neither asked for nor the reader's own business, so it goes only to those who have said yes to such mail.
    `proving`: holds what its reader has asked for a moment ago, and shows that her address works: it is tried even at an
    address that has bounced.
    """

    key: str
    label: str
    who: str
    group: Group
    default: Default = Default.INSTANT
    consent: bool = False
    proving: bool = False

    @property
    def switchable(self) -> bool:
        return self.default is not Default.ALWAYS

    @property
    def usual(self) -> Way:
        """The way before anything was chosen."""
        return Way.WEEKLY if self.default is Default.OFF else Way.INSTANT

    @property
    def urgency(self) -> int:
        """Which mails go first: 0 somebody waits for it at the screen, 1 as usual, 2 one of a great many."""
        return 0 if self.proving else 2 if self.consent else 1
