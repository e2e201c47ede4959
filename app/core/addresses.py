"""The one type of an e-mail address: whatever passes can be written to, and is one recipient.

City networks are often cut off, so nothing is looked up. A mail server need not know SMTPUTF8, so the part before the
@ is ASCII and a domain in other letters is kept as its ASCII name. Everything is kept in lower case: an address is the
name of an account, and no mail server of our time tells `A@` from `a@`.
"""

from email.headerregistry import AddressHeader, HeaderRegistry
from typing import Annotated, cast

from email_validator import validate_email
from pydantic import AfterValidator, Field

from app.core.i18n import gettext as _

LONGEST = 254
_HEADER = HeaderRegistry()


def checked_email(text: str) -> str:
    """The address as it is kept; raises `ValueError` with a sentence."""
    local, _at, _domain = text.rpartition("@")
    if not local.isascii():
        raise ValueError(_("邮箱 @ 前面只能用英文字母、数字和符号，例如 name@example.com。"))
    address = _normalised(text)
    if address is None or len(address) > LONGEST or recipients(address) != (address,):
        raise ValueError(_("邮箱格式不对，请检查，例如 name@example.com。"))
    return address


def recipients(header: str) -> tuple[str, ...]:
    """Whom a message with this text as its `To` goes to; nobody where the message could not be built.

    An address may be well formed and yet be read as something else: `=?utf-8?q?a?=@example.com` is an encoded word.
    """
    try:
        return tuple(address.addr_spec for address in cast("AddressHeader", _HEADER("To", header)).addresses)
    except Exception:  # noqa: BLE001 - the parser of the standard library raises whatever comes
        return ()


def checked_sender(text: str) -> str:
    """What stands as `From` on every mail: one address, with or without a name before it."""
    (address,) = recipients(text) if len(recipients(text)) == 1 else ("",)
    local, at, domain = address.partition("@")
    if not (local and at and domain and address.isascii()) or any(c in text for c in "\r\n"):
        raise ValueError(_("发件人应为一个邮箱地址，例如 景合 <no-reply@example.com>。"))
    return text


def _normalised(text: str) -> str | None:
    try:
        ascii_email = validate_email(text, check_deliverability=False, allow_smtputf8=False).ascii_email
    except ValueError:
        return None
    return ascii_email.lower() if ascii_email else None


EmailText = Annotated[str, Field(max_length=LONGEST), AfterValidator(checked_email)]
"""The type of a form's field. An empty field is not looked at, so an optional one has the default ""."""
SenderText = Annotated[str, AfterValidator(checked_sender)]
"""The type of the setting that names the sender."""
