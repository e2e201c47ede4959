"""What tests share: a browser without a browser, a mailbox, the cast, a PostgreSQL server."""

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.mailbox import Mailbox

__all__ = ["Browser", "Cast", "Mailbox"]
