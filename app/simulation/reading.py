"""What people do with their mails: open them, follow a link, leave a kind by one click, change what they want."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Final

from app.core.messages import ONE_CLICK
from app.simulation.pages import Typed
from app.simulation.people import Inhabitant, text_of
from app.simulation.town import Town
from app.simulation.visiting import ORIGIN

LINK: Final = re.compile(rf"{re.escape(ORIGIN)}(/[^\s<>，。）]+)")
AT_ONCE: Final = ("/unsubscribe/", "/verify", "/invitation", "/account/email", "/reset", "/supplies/confirm")
"""Links that are no page to look at: they hold a token."""


def read_mails(town: Town, one: Inhabitant) -> None:
    """All that have come since she last looked, as her habit has it."""
    mails = [mail for _at, mail in town.caught.mails if one.email in str(mail["To"])]
    for mail in mails[one.seen :]:
        if town.chance.random() > one.habit.reads:
            continue
        pages = list(pages_in(mail))
        if pages and town.chance.random() < one.habit.follows:
            one.said(one.visitor.open(town.chance.choice(pages)), "follow a link of a mail")
        if mail["List-Unsubscribe"] and town.chance.random() < one.habit.leaves:
            leave(town, one, mail)
    one.seen = len(mails)
    if town.chance.random() < 0.01:
        _choose(town, one)


def pages_in(mail: EmailMessage) -> Iterator[str]:
    """Addresses of the site in a mail that are pages to look at."""
    for found in LINK.finditer(text_of(mail)):
        if not found[1].startswith(AT_ONCE):
            yield found[1]


def leave(town: Town, one: Inhabitant, mail: EmailMessage) -> None:
    """What a mail program does with one click (RFC 8058): a bare POST, from elsewhere, without cookies."""
    url = str(mail["List-Unsubscribe"]).strip("<>")
    name, _equals, value = ONE_CLICK.partition("=")
    answer = town.visitor().ask("POST", url, {name: value}, headers={})
    if one.said(answer.status == 200, "leave a kind of mail"):
        one.left[str(mail["List-ID"])] = town.clock.now()


def _choose(town: Town, one: Inhabitant) -> None:
    """Another day for the weekly mail, or only what concerns her."""
    one.visitor.open("/account/mail")
    said: Typed = {"weekday": str(town.chance.randint(1, 5)), "only_concerning": town.chance.random() < 0.5}
    one.said(one.visitor.send("/account/mail", said), "choose what is mailed")
