"""Addresses: whatever passes is one recipient, to the builder of messages and to the mail server."""

import string
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.core.addresses import EmailText
from app.core.messages import to_message
from app.core.models import Mail
from app.core.senders import SmtpCourier
from app.core.settings import Settings

SETTINGS = Settings(_env_file=None, var=Path("unused"))
ADDRESS: TypeAdapter[str] = TypeAdapter(EmailText)


def checked(text: str) -> str | None:
    try:
        return ADDRESS.validate_python(text)
    except ValidationError:
        return None


class Wire:
    """In the place of smtplib's server: keeps whom it is told to send to."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def send_message(self, message: EmailMessage, sender: str, recipients: list[str]) -> None:
        self.told.append((sender, recipients, message.as_bytes()))


def as_sent(address: str) -> tuple[list[str], list[str]]:
    """Whom a mail to this address goes to: by the envelope, and by the message as its reader's server parses it."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    mail = Mail(
        key="k", name="n", recipient=address, subject="主题", text="x\n", html="<p>x</p>", message_id="<1@x.cn>",
        run_at=now, created_at=now,
    )  # fmt: skip
    courier, wire = SmtpCourier(SETTINGS), Wire()
    setattr(courier, "_server", wire)  # noqa: B010
    courier.send(to_message(mail, SETTINGS))
    ((_sender, recipients, content),) = wire.told
    header = message_from_bytes(content, policy=default)["To"]
    return recipients, [one.addr_spec for one in header.addresses]


CHARACTERS = (
    string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~." * 3 + '"(),:;<>@[\\] \t\r\n\x00é李。＠\u200b\u202e'
)
LABEL = st.text(CHARACTERS, max_size=12) | st.text(
    string.ascii_lowercase + string.digits + "-", min_size=1, max_size=63
)
LOCAL = st.text(CHARACTERS, max_size=70) | st.sampled_from(
    ["=?utf-8?q?a?=", "=?utf-8?b?YSxi?=", '"a b"', "a,b@x.cn", "a"]
)
ADDRESSES = st.builds(
    lambda local, labels, end: f"{local}@{'.'.join([*labels, end])}",
    LOCAL,
    st.lists(LABEL, max_size=4),
    st.sampled_from(["com", "cn", "中国", "xn--fiqs8s", "c", "[127.0.0.1]", "invalid", "com.", "com>"]),
)


@given(ADDRESSES | st.text(max_size=60))
@example("x@[.cn")
@example("a@example.com,b@example.com")
@example("甲 <a@example.com>")
@example("=?utf-8?q?a?=@example.com")
@example("A.B+c@Example.COM")
@example(f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.com")
@example("a@例子.中国")
def test_whatever_passes_goes_to_exactly_that_one(text: str) -> None:
    address = checked(text)
    if address is not None:
        assert as_sent(address) == ([address], [address])
        assert address.isascii()
        assert len(address) <= 254
        assert address.count("@") == 1
        assert checked(address) == address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Person@Example.COM", "person@example.com"),
        ("o'brien+tag@example.com", "o'brien+tag@example.com"),
        ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"),
        ("a@ｅxample.com", "a@example.com"),
        (f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.com", f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.com"),
    ],
)
def test_one_address_is_kept_one_way(typed: str, kept: str) -> None:
    assert checked(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "x@[.cn", "a@[127.0.0.1]", '"a b"@example.com', "a@b", "a@example.com.", "a..b@example.com", "李@example.com",
        "a@example.com, b@example.com", "a@example.com;b@example.com", "甲 <a@example.com>", "a@example.com\nBcc: b@x.cn",
        "a\u200b@example.com", "a@exam\u202eple.com", "=?utf-8?q?a?=@example.com", "", "@", "a" * 300 + "@example.com",
    ],
)  # fmt: skip
def test_what_mail_could_not_reach_is_refused(typed: str) -> None:
    assert checked(typed) is None


@pytest.mark.parametrize("sender", ["a@x.cn, b@x.cn", "no address", "a@x.cn\r\nBcc: b@x.cn", "", "李@x.cn"])
def test_the_sender_is_one_address(sender: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, var=Path("unused"), mail_from=sender)
