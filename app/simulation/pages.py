"""A page as somebody without scripting has it: the forms that can be sent, with what stands in them, and the links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
"""A scan, as small as one can be."""
Typed = Mapping[str, str | bool | list[str]]
"""What is typed, by the name of the field: words, a tick in its first box, or the values that are ticked in a list."""


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
        """The address without what is asked of it."""
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
