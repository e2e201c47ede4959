"""Somebody who knows of the site what its pages say: she opens them, follows the links and sends the forms that stand there.

`Reader` does so over HTTP, as a browser without scripting would; `tests/browser/clicking.py` has the same in a real one.
"""

from typing import Any, Protocol
from urllib.parse import urlsplit

from app.simulation.pages import PDF, Page, Typed
from tests.support.browser import Browser, text_of

__all__ = ["PDF", "Reader", "Typed", "Walker"]


class Walker(Protocol):
    def open(self, path: str) -> None:
        """Go to an address of the site."""

    def follow(self, part: str) -> None:
        """Take the first link that holds this."""

    def send(self, end: str, said: Typed | None = None, *, file: str = "", press: str = "") -> None:
        """Fill in the form whose address ends so and send it, by its first button whose value begins with `press`.

        Whatever is not said stays as the page has it; `file` is the name of a scan for its one field of files.
        """

    def forms(self, end: str) -> list[str]:
        """Addresses of the forms that end so, in the order of the page."""

    def links(self, part: str) -> list[str]:
        """Addresses of the links that hold this."""

    def says(self, *texts: str) -> None:
        """The page shows each of these."""

    def hides(self, *texts: str) -> None:
        """The page shows none of these."""

    @property
    def address(self) -> str:
        """The path of the page."""


class Reader:
    """A walker over HTTP."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.answer: Any = None
        self.page = Page("")

    def open(self, path: str) -> None:
        self._take(self.browser.get(path))

    def follow(self, part: str) -> None:
        found = self.links(part)
        assert found, f"{self.address} has no link to {part}"
        self.open(found[0])

    def send(self, end: str, said: Typed | None = None, *, file: str = "", press: str = "") -> None:
        found = [one for one in self.page.forms if one.path.endswith(end)]
        assert len(found) == 1, f"{self.address}: {len(found)} forms to {end}"
        files = {found[0].files[0]: (file, PDF, "application/pdf")} if file else None
        self._take(self.browser.post(found[0].action, data=found[0].filled(said or {}, press), files=files))

    def forms(self, end: str) -> list[str]:
        return [one.path for one in self.page.forms if one.path.endswith(end)]

    def links(self, part: str) -> list[str]:
        return [one for one in self.page.links if part in one]

    def says(self, *texts: str) -> None:
        said = text_of(self.answer)
        assert [text for text in texts if text not in said] == [], said

    def hides(self, *texts: str) -> None:
        said = text_of(self.answer)
        assert [text for text in texts if text in said] == [], said

    @property
    def address(self) -> str:
        return urlsplit(str(self.answer.url)).path if self.answer is not None else ""

    def _take(self, answer: Any) -> None:
        assert answer.status_code == 200, (answer.status_code, str(answer.url), text_of(answer))
        self.answer, self.page = answer, Page(answer.text)
