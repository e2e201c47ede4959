"""How mails leave the house: one connection for many of them."""

import smtplib
import ssl
import sys
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from email.message import EmailMessage
from typing import Any, Protocol

from app.core.settings import Settings

TIMEOUT = 10
"""Seconds that the server may take for one answer. A mail takes four, so that it is through before its lease ends."""


class Uncertain(Exception):
    """The connection broke while the server had the mail in its hands: it may go out, or not."""


class Courier(Protocol):
    """A way to the mail server for as long as a batch takes."""

    def ready(self) -> None:
        """Make sure that the server listens, before a mail is called under way; raises where it cannot be reached."""
        ...

    def send(self, message: EmailMessage) -> None:
        """Deliver to the one recipient. Raises `Uncertain`, or anything else where the mail has not gone out."""
        ...


class MailSender(Protocol):
    def open(self) -> AbstractContextManager[Courier]:
        """A courier; nothing is connected before it is asked to be ready."""
        ...


class ConsoleSender:
    """Development: mails are printed, apart from the log, which is for machines too."""

    @contextmanager
    def open(self) -> Generator[Courier, None, None]:
        yield self

    def ready(self) -> None:
        pass

    def send(self, message: EmailMessage) -> None:
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        sys.stdout.write(f"--- 邮件 {message['To']} | {message['Subject']}\n{text}\n---\n")


class SmtpSender:
    """A real server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @contextmanager
    def open(self) -> Generator[Courier, None, None]:
        courier = SmtpCourier(self.settings)
        try:
            yield courier
        finally:
            courier.close()


class SmtpCourier:
    """One connection, opened again when the server has dropped it: servers end what is idle or has sent much."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._server: smtplib.SMTP | None = None

    def ready(self) -> None:
        if self._server is not None and not _listens(self._server):
            self.close()
        if self._server is None:
            self._server = _connect(self.settings)

    def send(self, message: EmailMessage) -> None:
        server = self._server
        if server is None:
            raise smtplib.SMTPServerDisconnected
        # Named one by one: smtplib would take the recipients from the text of the header.
        sender, recipient = message["From"].addresses[0].addr_spec, message["To"].addresses[0].addr_spec
        try:
            server.send_message(message, sender, [recipient])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            raise  # the server has answered, and will listen to the next one
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError):
                server.quit()
            server.close()


def sender_for(settings: Settings) -> MailSender:
    return SmtpSender(settings) if settings.mail == "smtp" else ConsoleSender()


class _Smtp(smtplib.SMTP):
    def data(self, msg: Any) -> tuple[int, bytes]:
        return _hand_over(super().data, msg)


class _SmtpTls(smtplib.SMTP_SSL):
    def data(self, msg: Any) -> tuple[int, bytes]:
        return _hand_over(super().data, msg)


def _hand_over(data: Callable[[Any], tuple[int, bytes]], msg: Any) -> tuple[int, bytes]:
    try:
        return data(msg)
    except smtplib.SMTPResponseException:
        raise
    except OSError as lost:
        raise Uncertain from lost


def _connect(s: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context() if s.smtp_tls != "none" else None
    if s.smtp_tls == "tls":
        server: smtplib.SMTP = _SmtpTls(s.smtp_host, s.smtp_port, timeout=TIMEOUT, context=context)
    else:
        server = _Smtp(s.smtp_host, s.smtp_port, timeout=TIMEOUT)
    try:
        if s.smtp_tls == "starttls":
            server.starttls(context=context)
        if s.smtp_user:
            server.login(s.smtp_user, s.smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _listens(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == 250
    except OSError:
        return False
