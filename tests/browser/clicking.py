"""The walker of `tests/support/walking.py` in a real browser: she opens, fills in and presses what stands on the page."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response

from tests.browser.conftest import Visitor
from tests.support.walking import PDF, Typed

PATIENCE = 15_000


class Clicker:
    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page
        self.page.on("dialog", lambda dialog: dialog.accept())

    def open(self, path: str) -> None:
        self.visitor.open(path)
        assert self.visitor.fits()

    def follow(self, part: str) -> None:
        link = self.page.locator(f'main a[href*="{part}"]').first
        _unfold(link)
        self._led(link.click)

    def send(self, end: str, said: Typed | None = None, *, file: str = "", press: str = "") -> None:
        form = self.page.locator(f'form[method="post"]:is([action$="{end}"], [action*="{end}?"])')
        _unfold(form)
        for name, value in (said or {}).items():
            _type(form.locator(f'[name="{name}"]'), value)
        if file:
            form.locator("input[type=file]").set_input_files(
                {"name": file, "mimeType": "application/pdf", "buffer": PDF}
            )
        button = form.locator(f'button[value^="{press}"]' if press else "button").first
        _unfold(button)
        self._led(button.click)

    def forms(self, end: str) -> list[str]:
        found = self.page.locator('form[method="post"]').all()
        return [path for one in found if (path := _path(one, "action")).endswith(end)]

    def links(self, part: str) -> list[str]:
        return [str(one.get_attribute("href")) for one in self.page.locator(f'a[href*="{part}"]').all()]

    def says(self, *texts: str) -> None:
        """Also where the page brings it a moment later."""
        for text in texts:
            self.page.wait_for_function(SAYS, arg=text, timeout=PATIENCE)

    def hides(self, *texts: str) -> None:
        said = _words(self.page)
        assert [text for text in texts if text in said] == [], said

    @property
    def address(self) -> str:
        return urlsplit(self.page.url).path

    def _led(self, press: Callable[[], None]) -> None:
        """Press it, and wait for where it leads: another page, or a part of this one."""
        with self.page.expect_response(_arrived) as answered:
            press()
        answer = answered.value
        assert answer.status < REFUSED, (answer.status, answer.url)
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(FITS, timeout=PATIENCE)  # asked anew where the next page comes only now


def _arrived(answer: Response) -> bool:
    """A page or a part of one, not what sends on to another."""
    return answer.request.resource_type in {"document", "xhr"} and not MOVED <= answer.status < REFUSED


MOVED, REFUSED = 300, 400
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
SAYS = "text => document.body.textContent.replace(/\\s+/g, ' ').includes(text)"


def _words(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator("body").text_content() or "")


def _path(form: Locator, attribute: str) -> str:
    return urlsplit(form.get_attribute(attribute) or "").path


def _unfold(one: Locator) -> None:
    """Open whatever it lies folded in, from the outside in."""
    for fold in one.locator("xpath=ancestor-or-self::details[not(@open)]").all():
        fold.locator("> summary").click()
    one.scroll_into_view_if_needed()


def _type(field: Locator, value: str | bool | list[str]) -> None:
    kind, tag = field.first.get_attribute("type") or "", field.first.evaluate("one => one.tagName")
    if isinstance(value, bool):
        field.first.set_checked(value)
    elif isinstance(value, list) or kind == "radio":
        for box in field.all():
            if box.get_attribute("value") in value:
                box.check()
    elif tag == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
