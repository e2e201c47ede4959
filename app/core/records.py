"""Writing a record section by section: what a need, a supply, a bid have in common.

Whatever a record says stands in its own rows. Beside that, in `raw`, waits what was typed and is not saved: a section as
a whole, as it was typed. An autosave puts it there and changes nothing else, valid or not; saving takes what is right
into the rows and leaves there what is not. So nothing typed is lost, and nobody reads what is half-typed.

A form carries the mark of the section as it stood when the form was drawn. One with another mark is stale: where it
differs from what stands now its sender sees both texts, and saving again is her decision. Two people may write two
sections side by side.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import SQLModel
from starlette.datastructures import FormData

from app.core import kept
from app.core.acting import Act
from app.core.clock import CITY
from app.core.errors import Conflict, NotFound
from app.core.forms import Form, FormModel, bind, blank, field_of
from app.core.html import redirect, render
from app.core.i18n import current_language
from app.core.i18n import gettext as _
from app.core.ids import hashed
from app.core.personal.declaring import declare, keys_of
from app.core.site import Words

Typed = Mapping[str, Sequence[str]]
"""Texts by the names of their fields, as a browser sends them."""


class Record(Protocol):
    """A row that is written section by section."""

    public_id: str
    raw: dict[str, Any] | None


@dataclass(frozen=True)
class Section:
    """One page of the form: its key in the address, its label (a message id), its class."""

    key: str
    label: str
    form: type[FormModel]

    def part(self, typed: Typed) -> dict[str, list[str]]:
        """What was typed into this section's own fields, without buttons and hidden ones."""
        return {name: list(texts) for name, texts in typed.items() if field_of(name) in self.form.model_fields}


@dataclass(frozen=True)
class Difference:
    """One field of a stale form: what stands there now, and what its sender typed."""

    label: str
    theirs: str
    mine: str


R = TypeVar("R", bound=Record)
S = TypeVar("S", bound=Section)


def waiting(record: Record | None) -> Mapping[str, dict[str, list[str]]]:
    """What was typed and is not saved, by section."""
    return (record.raw if record is not None else None) or {}


def keep_typed(record: Record, key: str, typed: Typed | None) -> None:
    """Let this wait in a section, or with None nothing."""
    others = {name: kept for name, kept in waiting(record).items() if name != key}
    record.raw = (others | ({key: {name: list(texts) for name, texts in typed.items()}} if typed else {})) or None


class Editor(ABC, Generic[R, S]):
    """Somebody writes a record, or one that is yet to be made. A slice says here what is peculiar to it."""

    template: ClassVar[str]
    """Page of a section; it draws `section`, `form`, `mark`, `spare`, `resumed`, `apart` with `components/records.html`."""
    autosaved: ClassVar[str] = "components/autosaved.html"
    terms: ClassVar[Mapping[str, str]]
    """Fields that hold codes, those of rows as ``constraints-kind``, and the kind of term these are of."""

    def __init__(self, request: Request, act: Act, record: R | None) -> None:
        self.request, self.act, self.record = request, act, record

    @property
    def made(self) -> R:
        """The record, once there is one."""
        assert self.record is not None
        return self.record

    @abstractmethod
    def sections(self) -> Sequence[S]:
        """The pages of this record, in order."""

    @abstractmethod
    def labels(self) -> Mapping[str, str]:
        """What every field is called, those of rows as ``kpis-name``."""

    @abstractmethod
    def saved(self, section: S) -> dict[str, Any]:
        """What the record says in this section, as `forms.blank` takes it."""

    @abstractmethod
    def judge(self, form: Form[Any]) -> None:
        """Add the errors that the form's class alone cannot tell."""

    @abstractmethod
    def take(self, section: S, form: Form[Any]) -> bool:
        """Let the record say what is right in the form; False where something typed could not be taken. Errors that
        stay in the form are shown."""

    @abstractmethod
    def page(self, section: S, form: Form[Any]) -> dict[str, Any]:
        """What the templates need of this record."""

    @abstractmethod
    def onward(self, section: S, wish: str) -> Response:
        """Where the button `wish` leads once the section is saved."""

    def section(self, key: str) -> S:
        for section in self.sections():
            if section.key == key:
                return section
        raise NotFound

    def following(self, section: S) -> S | None:
        """The section after this one."""
        sections = list(self.sections())
        return next(iter(sections[sections.index(section) + 1 :]), None)

    def read(self, section: S, data: FormData) -> Form[Any]:
        """What was sent, with every error in it."""
        form: Form[Any] = bind(section.form, data, self._known())
        self.judge(form)
        return form

    def _known(self) -> frozenset[str]:
        """What of people has been declared for this record."""
        return keys_of(self.act.db, self.row()) if self.record is not None else frozenset()

    def row(self) -> SQLModel:
        """The row for which declarations are kept: the record itself."""
        return cast("SQLModel", self.made)

    def open(self, key: str) -> Response:
        """What was typed last, else what is saved; what it tells about people is marked."""
        section = self.section(key)
        form = self._standing(section)
        form.known = self._known()
        form.hold_back()
        return self.draw(section, form, resumed=key in waiting(self.record))

    def save(self, key: str, data: FormData, *, fresh: bool = False) -> Response:
        """Carry out a button of the page. `fresh`: this very form has made the record, so it cannot be stale."""
        section = self.section(key)
        form = self.read(section, data)
        spare = form.change_rows()
        if not fresh and (apart := self._apart(section, form)):
            return self.draw(section, form, status=409, apart=apart)
        if not spare:
            declare(self.act, self.row(), form.declared)
            form.known = self._known()
        if not spare and self.take(section, form):
            keep_typed(self.made, key, None)
        else:
            self._keep(section, form)
        if spare or form.found:
            return self.draw(section, form, status=200 if spare else 422, spare=spare)
        return self.onward(section, form.value("do"))

    def autosave(self, key: str, data: FormData, *, fresh: bool = False) -> Response:
        """Keep what was typed, and say that it is kept or what is in the way."""
        section = self.section(key)
        form = self.read(section, data)
        if not fresh and self._apart(section, form):
            raise Conflict(_("这一节刚刚被别人改过，没有自动保存。您填写的内容还在本页，点“保存”可以对照两个版本。"))
        self._keep(section, form)
        kept.used(self.act.db, self.request)
        said = _("已自动保存 {time}，点“保存”后生效。").format(time=f"{self.act.now.astimezone(CITY):%H:%M}")
        if asks := form.asks():
            fields = dict.fromkeys(self.labels()[field_of(name)] for name in asks)
            said += _("“{fields}”里有个人信息，已在下面标出。").format(fields=_("、").join(fields))
        elif form.forgiving_blanks().found:
            said += _("有几处还不能识别，已按原样留着。")
        told: dict[str, Any] = {"said": said, "mark": self.mark(section), "labels": self.labels(), "form": form}
        return render(self.request, self.autosaved, **self.page(section, form) | told)

    def discard(self, key: str, here: str) -> Response:
        """Throw away what was typed and go on from what is saved."""
        keep_typed(self.made, self.section(key).key, None)
        return redirect(self.request, here, _("已恢复为上次保存的内容。"), "info")

    def draw(self, section: S, form: Form[Any], status: int = 200, **more: Any) -> Response:
        """The page of a section with this form."""
        page: dict[str, Any] = {"section": section, "sections": self.sections(), "form": form, "labels": self.labels()}
        page |= {"mark": self.mark(section), "spare": {}, "resumed": False, "apart": ()}
        return render(self.request, self.template, status=status, **page | self.page(section, form) | more)

    def mark(self, section: S) -> str:
        """What stands in the section, as a value that tells whether it has changed."""
        if self.record is None:
            return ""
        said = {name: texts for name, texts in self._standing(section).raw.items() if any(texts)}
        return hashed(json.dumps(said, sort_keys=True))[:16]

    def _standing(self, section: S) -> Form[Any]:
        form: Form[Any] = blank(section.form, **self.saved(section))
        form.raw = waiting(self.record).get(section.key, form.raw)
        return form

    def _keep(self, section: S, form: Form[Any]) -> None:
        saved: Form[Any] = blank(section.form, **self.saved(section))
        typed = section.part(form.raw) if self._differences(section, saved, form) else None
        keep_typed(self.made, section.key, typed)

    def _apart(self, section: S, form: Form[Any]) -> list[Difference]:
        if form.value("version") == self.mark(section):
            return []
        return self._differences(section, self._standing(section), form)

    def _differences(self, section: S, theirs: Form[Any], mine: Form[Any]) -> list[Difference]:
        labels, words = self.labels(), self.act.site.vocabulary
        found = []
        for name in section.form.model_fields:
            both = [readable(form, name, words, self.terms) for form in (theirs, mine)]
            if both[0] != both[1]:
                found.append(Difference(labels[name], *both))
        return found


def readable(form: Form[Any], name: str, words: Words, terms: Mapping[str, str]) -> str:
    """What was typed into a field as one text: labels instead of codes, a line for each row."""

    def told(texts: Sequence[str], field: str) -> list[str]:
        said = [text.strip() for text in texts if text.strip()]
        return words.labels(said, terms[field]) if field in terms else said

    if parts := form.parts(name):
        rows = [
            [told([form.value(f"{name}-{row}-{part}")], f"{name}-{part}") for part in parts] for row in form.rows(name)
        ]
        return "\n".join(" ".join(cell for cells in row for cell in cells) for row in rows if any(row))
    return (", " if current_language() == "en" else "、").join(told(form.values(name), name))
