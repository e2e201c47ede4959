"""A mail sender that keeps what it is given."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from app.core.senders import Courier


@dataclass
class Mailbox:
    """Every mail that went out, oldest first."""

    messages: list[EmailMessage] = field(default_factory=list)

    @contextmanager
    def open(self) -> Generator[Courier, None, None]:
        yield self

    def ready(self) -> None:
        pass

    def send(self, message: EmailMessage) -> None:
        self.messages.append(message)

    def to(self, address: str) -> list[EmailMessage]:
        """Mails to this address."""
        return [message for message in self.messages if address in str(message["To"])]

    def texts(self, address: str) -> list[str]:
        """The plain texts of the mails to this address; a mail as it is sent may say its words in base64."""
        bodies = [message.get_body(("plain",)) for message in self.to(address)]
        return [str(body.get_content()) for body in bodies if body is not None]

    def last_text(self, address: str) -> str:
        """The plain text of the newest mail to this address."""
        return self.texts(address)[-1]
