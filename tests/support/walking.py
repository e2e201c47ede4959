"""Somebody who knows of the site what its pages say: she opens them, follows the links and sends the forms that stand there.

`Reader` does so over HTTP, as a browser without scripting would; `tests/browser/clicking.py` has the same in a real one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Protocol
from urllib.parse import urlsplit

from tests.support.browser import Browser, text_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
Typed = Mapping[str, str | bool | list[str]]
"""What is typed, by the name of the field: words, a tick in its first box, or the values that are ticked in a list."""


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


@dataclass
class Form:
    """A form as the page has it: what it sends unless something else is typed, None for a field that sends nothing."""

    action: str
    fields: dict[str, str | list[str] | None] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    """The values of boxes and lists."""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return urlsplit(self.action).path

    def filled(self, said: Typed, press: str) -> dict[str, Any]:
        """What is sent; nothing is typed that the form does not ask for."""
        data = dict(self.fields)
        for name, value in said.items():
            assert name in data, f"{self.action} has no field {name}, but {sorted(data)}"
            data[name] = self._sent(name, value)
        if press:
            name, value = next(one for one in self.buttons if one[1].startswith(press))
            data[name] = value
        return {name: value for name, value in data.items() if value is not None}

    def _sent(self, name: str, value: str | bool | list[str]) -> str | list[str] | None:
        """A tick is sent as its box has it; of a list only what it offers."""
        offered = self.offered.get(name, [])
        if isinstance(value, bool):
            return offered[0] if value else None
        chosen = value if isinstance(value, list) else [value]
        assert not offered or set(chosen) <= set(offered), f"{name}: {value} of {offered}"
        return value


class Page(HTMLParser):
    """The forms that are posted and the links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._inside = ""
        """The field whose words or choices are read now."""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action", ""))
            if given.get("method") == "post":
                self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in {"select", "textarea"}:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._inside and self._inside not in self._form.offered:
            self._form.fields[self._inside] = f"{self._form.fields[self._inside] or ''}{data}"

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given.get("name", ""), given.get("type", ""), given.get("value", "")
        if tag == "option" and self._inside:
            if "selected" in given or not form.offered[self._inside]:
                form.fields[self._inside] = value
            form.offered[self._inside].append(value)
        elif tag == "button":
            form.buttons.append((name, value))
        elif tag in {"select", "textarea"}:
            self._inside, form.fields[name] = name, ""
            if tag == "select":
                form.offered[name] = []
        elif kind == "file":
            form.files.append(name)
        elif kind in {"checkbox", "radio"}:
            _box(form, name, value, ticked="checked" in given)
        elif tag == "input" and name:
            form.fields[name] = value


def _box(form: Form, name: str, value: str, *, ticked: bool) -> None:
    form.offered.setdefault(name, []).append(value)
    before = form.fields.setdefault(name, None)
    if ticked:
        form.fields[name] = [*before, value] if isinstance(before, list) else [value]


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
