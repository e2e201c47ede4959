"""A mail of the outbox as the message that goes over the wire."""

from base64 import b64encode
from collections.abc import Iterator
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from typing import Any

from app.core.mail import unsubscribe_url
from app.core.models import Mail
from app.core.settings import Settings
from app.core.urls import host_of

ONE_CLICK = "List-Unsubscribe=One-Click"
SHORT = 66
"""Characters of a plain subject that stands on one line."""
WORD = 39
"""Bytes of an encoded word: with the header's name before it, its line has 76 characters at most."""


class AsItIs(BaseHeader):
    """A header that must not be folded: as an encoded word a long address is lost, and with it the one click."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"], kwds["decoded"] = None, value

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class InWords(AsItIs):
    """A subject in any script, as encoded words of whole characters (RFC 2047), and so is what would be taken for such
    words. The standard library lets words grow too long, and doubles or drops spaces where words in two scripts meet."""

    def fold(self, *, policy: Policy) -> str:
        text = str(self)
        if text.isascii() and text.isprintable() and len(text) <= SHORT and "=?" not in text:
            return super().fold(policy=policy)
        words = (b64encode(part.encode()).decode() for part in _pieces(text))
        return f"{self.name}: {f'{policy.linesep} '.join(f'=?utf-8?b?{word}?=' for word in words)}{policy.linesep}"


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most `WORD` bytes, no character torn apart."""
    piece, size = "", 0
    for character in text:
        length = len(character.encode())
        if size + length > WORD:
            yield piece
            piece, size = "", 0
        piece, size = piece + character, size + length
    yield piece


_HEADERS = HeaderRegistry()
for _name in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-ID", "Message-ID"):
    _HEADERS.map_to_type(_name, AsItIs)
_HEADERS.map_to_type("Subject", InWords)
_POLICY = EmailPolicy(header_factory=_HEADERS, linesep="\r\n")


def to_message(mail: Mail, settings: Settings) -> EmailMessage:
    """The row as the message that goes over the wire, to one address; the same row always has the same Message-ID.

    Raises whatever the parser of addresses raises for a recipient that is none.
    """
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(settings.mail_from)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.created_at)
    message["Auto-Submitted"] = "auto-generated"
    if mail.topic:
        message["List-ID"] = f"<{mail.topic.replace('_', '-')}.{_host(settings)}>"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe_url(settings, mail.unsubscribe)}>"
        message["List-Unsubscribe-Post"] = ONE_CLICK
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    if mail.calendar:
        message.add_attachment(mail.calendar, subtype="calendar", filename="jinghe.ics", cte="base64")
    return message


def _host(settings: Settings) -> str:
    """The site's own name, by which mail programs tell its lists from others'."""
    return host_of(settings.origin).partition(":")[0]
