"""HTML forms: one Pydantic class gives the parsing, the messages and the limits in the page.

Bound by hand rather than by FastAPI's `Form()` models, which answer JSON before the handler runs and turn an unticked
box with default true into true. Whatever was typed stays in `Form.raw`, so an invalid form is shown again as it was.

Repeated rows are named ``kpis-0-name``; a list of models in the class receives them in order, empty rows dropped.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Any, Generic, Self, TypeVar, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from starlette.datastructures import FormData, UploadFile

from app.core.i18n import gettext as _
from app.core.limits import FIRST_DAY, LAST_DAY, LONGEST_NAME, LONGEST_SENT, MOST_COUNTED
from app.core.personal.asking import CHOICE, READ_BY_OTHERS, REASON, SEEN, Asked, Declared, ask
from app.core.sentences import TOO_LARGE, TOO_LONG, sentence_of

ROW = re.compile(r"^(\w+)-([0-9]{1,3})-(\w+)$")
PICKED = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")
REMOVED = re.compile(r"(\w+)-[0-9]{1,3}")


class FormModel(BaseModel):
    """Base of every form: text is stripped, unknown names are ignored, no day or number is out of all reason."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", arbitrary_types_allowed=True)
    _declared: tuple[Declared, ...] = PrivateAttr(default=())

    @property
    def declared(self) -> tuple[Declared, ...]:
        """What its sender lets others read of people, see `app.core.personal`; whoever carries it out keeps it."""
        return self._declared

    def declaring(self, declared: tuple[Declared, ...]) -> Self:
        self._declared = declared
        return self

    @field_validator("*")
    @classmethod
    def _within_reason(cls, value: Any) -> Any:
        if isinstance(value, date) and not FIRST_DAY <= date(*value.timetuple()[:3]) <= LAST_DAY:
            raise ValueError(
                _("请填写 {first} 年至 {last} 年之间的日期。").format(first=FIRST_DAY.year, last=LAST_DAY.year)
            )
        if isinstance(value, int) and abs(value) > MOST_COUNTED:
            raise ValueError(_(TOO_LARGE))
        return value


Cleaned = TypeVar("Cleaned", bound=FormModel)


def posted(request: Request) -> FormData:
    """The submitted form, which arrived before the request got its place; what is missing is simply absent."""
    form: FormData = request.state.form
    return form


Posted = Annotated[FormData, Depends(posted)]
"""Parameter type of a handler that takes a form."""

_IN_IDS = str.maketrans({"[": "-", ".": "-", "]": None})


_written: ContextVar[Mapping[str, list[str]] | None] = ContextVar("written", default=None)


def fill_in(texts: Mapping[str, list[str]] | None) -> None:
    """Until this is called again, forms are drawn with these texts instead of their own; None ends it. A page does so
    around one of its forms (`app.core.kept`)."""
    _written.set(texts)


def filled(name: str, otherwise: Any) -> Any:
    """What a hidden field says: what was kept of it while a form is filled in, else its own value."""
    return next(iter((_written.get() or {}).get(name, [])), otherwise)


@dataclass
class Form(Generic[Cleaned]):
    """A form as a page shows it: raw values, errors by field name, limits; `cleaned` once everything is right."""

    model: type[Cleaned]
    raw: dict[str, list[str]] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    cleaned: Cleaned | None = None
    place: str = ""
    """Which of several forms on a page it is, where their fields have the same names."""
    known: Collection[str] = frozenset()
    """Keys of what has been declared before for the thing this form is about."""
    declared: tuple[Declared, ...] = ()
    """What its sender has declared with it."""
    inside: dict[str, str] = field(default_factory=dict)
    """Texts that are no text of the form and that others will read too, by field: what an attached file says."""

    def at(self, place: str) -> "Form[Cleaned]":
        """The same at its own place on a page."""
        return replace(self, place=f"{place}-")

    def id_of(self, name: str) -> str:
        """The id of a field in the page."""
        return f"f-{self.place}{name.translate(_IN_IDS)}"

    @property
    def valid(self) -> bool:
        return self.cleaned is not None and not self.found

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    def values(self, name: str) -> list[str]:
        return self._texts.get(name, [])

    @property
    def _texts(self) -> Mapping[str, list[str]]:
        kept = _written.get()
        return self.raw if kept is None else kept

    def errors(self, name: str) -> list[str]:
        return self.found.get(name, [])

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """(field name, sentence) in the order of the class, for the summary on top."""
        return [(name, text) for name, texts in self.found.items() for text in texts]

    def add_error(self, name: str, sentence: str) -> None:
        """A refusal that only the database could tell, such as a code that is taken."""
        self.found.setdefault(name, []).append(sentence)

    def picked(self, name: str) -> bool:
        """Whether a browser's picker of days or moments can show the value: what it cannot show is kept as text."""
        try:
            return not self.value(name) or bool(
                PICKED.fullmatch(self.value(name)) and datetime.fromisoformat(self.value(name))
            )
        except ValueError:
            return False

    def asked(self, name: str) -> Asked | None:
        """What a text that others will read tells about people and nobody has declared."""
        if not self.is_read(name):
            return None
        text = self.inside[name] if name in self.inside else self.value(name)
        return ask(text, self.known, self.value(CHOICE + name), self.value(REASON + name), self.values(SEEN + name))

    def is_read(self, name: str) -> bool:
        """Whether others will read what stands there."""
        info = self._field(name)
        return name in self.inside or (info is not None and READ_BY_OTHERS in info.metadata)

    def asks(self) -> dict[str, Asked]:
        """Every text that asks something, by field."""
        return {name: asked for name in (*self.raw, *self.inside) if (asked := self.asked(name))}

    def hold_back(self) -> tuple[Declared, ...]:
        """Refuse at its field what tells about people and is not declared; what is declared with this very form."""
        asks = self.asks()
        declared = tuple({one.key: one for asked in asks.values() for one in asked.declared}.values())
        settled = {one.key for one in declared}
        for name, asked in asks.items():
            if not settled.issuperset(asked.keys):
                self.add_error(name, asked.sentence)
                self.cleaned = None
        if self.cleaned is not None:
            self.cleaned.declaring(declared)
        return declared

    def asks_anew(self) -> list[str]:
        """The fields whose question has changed since the page was drawn."""
        asks = {name: set(asked.keys) for name, asked in self.asks().items()}
        return [n for n in self.raw if self.is_read(n) and set(self.values(SEEN + n)) != asks.get(n, set())]

    def rows(self, name: str, spare: int = 0) -> list[int]:
        """Indexes of the repeated rows that were typed, and `spare` empty ones after them."""
        there = sorted({int(m[2]) for key in self._texts if (m := ROW.match(key)) and m[1] == name})
        after = (there[-1] + 1) if there else 0
        return [*there, *range(after, after + spare)]

    def change_rows(self) -> dict[str, int]:
        """Carry out the page's “add a row” or “remove this row”: spare rows by name, empty for another button.

        Errors are forgotten: nobody has asked to save yet.
        """
        added, removed = self.value("add_row"), REMOVED.fullmatch(self.value("remove_row"))
        if not added and removed is None:
            return {}
        self.found.clear()
        if removed is None:
            return {added: 1}
        gone = f"{removed[0]}-"
        self.raw = {name: texts for name, texts in self.raw.items() if not name.rpartition(":")[2].startswith(gone)}
        return {removed[1]: 0}

    def forgiving_blanks(self) -> "Form[Cleaned]":
        """The same for somebody who still writes: an empty field is no mistake, only what was typed can be wrong, and
        a row of which a part is missing."""
        found = {
            name: texts
            for name, texts in self.found.items()
            if ROW.match(name) or any(text.strip() for text in self.values(name)) or self.rows(name)
        }
        return replace(self, found=found)

    def parts(self, name: str) -> list[str]:
        """What a row of this field consists of; empty for a field without rows."""
        row = _row_model(self.model.model_fields.get(name))
        return list(row.model_fields) if row else []

    def attrs(self, name: str) -> dict[str, str]:
        """HTML attributes that say the same limits as the class: required, maxlength, min, max …"""
        info = self._field(name)
        return _limits(info) if info is not None else {}

    def endless(self) -> dict[str, list[str]]:
        """Errors of the fields that are too long to be looked at; of them the beginning is kept."""
        too_long = _(TOO_LONG)
        return {
            name: [too_long.format(max_length=self.attrs(name).get("maxlength", LONGEST_SENT))]
            for name, texts in self.raw.items()
            if self._field(name) is not None and any(len(text) > LONGEST_SENT for text in texts)
        }

    def _field(self, name: str) -> FieldInfo | None:
        if match := ROW.match(name):
            row_model = _row_model(self.model.model_fields.get(match[1]))
            return row_model.model_fields.get(match[3]) if row_model else None
        return self.model.model_fields.get(name)


def read_texts(model: type[FormModel], shown: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts that others will read among the values of a form, by the names that its fields have in a page; `shown`
    is what `blank` takes."""
    for name, info in model.model_fields.items():
        value = shown.get(name)
        if isinstance(value, str) and value and READ_BY_OTHERS in info.metadata:
            yield name, value
        elif value and (row_model := _row_model(info)):
            parts = [part for part, one in row_model.model_fields.items() if READ_BY_OTHERS in one.metadata]
            for index, row in enumerate(value):
                yield from ((f"{name}-{index}-{part}", row[part]) for part in parts if row.get(part))


def field_of(name: str) -> str:
    """The field itself, or the one to which a row or a declaration belongs: ``kpis-0-name`` is of ``kpis``."""
    name = name.rpartition(":")[2]
    match = ROW.match(name)
    return match[1] if match else name


def blank(model: type[Cleaned], **initial: Any) -> Form[Cleaned]:
    """A form to be filled in; `initial` values may be texts, numbers, lists or lists of mappings (repeated rows)."""
    return Form(model, raw=to_raw(initial))


def to_raw(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Values as the texts that a browser would send for them."""
    raw: dict[str, list[str]] = {}
    for name, value in values.items():
        if isinstance(value, list | tuple | set | frozenset) and any(isinstance(item, Mapping) for item in value):
            for index, row in enumerate(value):
                raw |= {f"{name}-{index}-{key}": [_text(item)] for key, item in row.items()}
        elif isinstance(value, list | tuple | set | frozenset):
            raw[name] = [_text(item) for item in value]
        elif value is not None:
            raw[name] = [_text(value)]
    return raw


def bind(
    model: type[Cleaned], data: FormData | Mapping[str, Sequence[str]], known: Collection[str] = frozenset()
) -> Form[Cleaned]:
    """Parse what was sent. `form.valid` says whether `form.cleaned` is there; `form.raw` keeps every text. What tells
    about people is refused unless it is declared with the form, or is `known` as declared before."""
    raw, files = _split(data)
    form = Form(model, raw=raw, known=known)
    form.found = form.endless()
    if form.found:
        return form
    try:
        form.cleaned = model.model_validate(_nested(model, raw) | files)
    except ValidationError as error:
        order = list(model.model_fields)
        details = error.errors(include_url=False)
        for detail in sorted(
            details, key=lambda d: order.index(str(d["loc"][0])) if d["loc"] and d["loc"][0] in order else -1
        ):
            form.add_error("-".join(map(str, _row_location(model, raw, detail))), sentence_of(detail))
    form.declared = form.hold_back()
    return form


def _split(data: FormData | Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], dict[str, Any]]:
    if not isinstance(data, FormData):
        return {name: [_clean(v) for v in values] for name, values in data.items() if len(name) <= LONGEST_NAME}, {}
    raw: dict[str, list[str]] = defaultdict(list)
    files: dict[str, Any] = {}
    for name, value in data.multi_items():
        if len(name) > LONGEST_NAME:
            continue
        if not isinstance(value, UploadFile):
            raw[name].append(_clean(value))
        elif value.filename:
            files[name] = value
    return dict(raw), files


def _clean(text: str) -> str:
    # A browser sends CRLF; a NUL would be refused by PostgreSQL, and lone surrogates by every encoder.
    text = text.replace("\r\n", "\n").replace("\x00", "")[: LONGEST_SENT + 1]
    return text.encode("utf-8", "replace").decode()


def _nested(model: type[FormModel], raw: Mapping[str, list[str]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if _row_model(info) is not None:
            values[name] = [row for _index, row in _typed_rows(name, raw)]
        elif _many(info):
            values[name] = [text for text in raw.get(name, []) if text.strip()]
        elif (text := next(iter(raw.get(name, [])), "")).strip():
            values[name] = text
    return values


def _typed_rows(name: str, raw: Mapping[str, list[str]]) -> list[tuple[int, dict[str, str]]]:
    rows: dict[int, dict[str, str]] = defaultdict(dict)
    for key, texts in raw.items():
        if (match := ROW.match(key)) and match[1] == name and texts and texts[0].strip():
            rows[int(match[2])][match[3]] = texts[0]
    return sorted(rows.items())


def _row_location(model: type[FormModel], raw: Mapping[str, list[str]], detail: ErrorDetails) -> tuple[int | str, ...]:
    where = detail["loc"]
    if len(where) >= 2 and isinstance(where[1], int):
        if _row_model(model.model_fields.get(str(where[0]))) is None:
            return where[:1]
        typed = _typed_rows(str(where[0]), raw)  # empty rows were dropped: point at the row as it stands in the page
        return (where[0], typed[where[1]][0], *where[2:])
    return where


def _row_model(info: FieldInfo | None) -> type[BaseModel] | None:
    if info is None or get_origin(info.annotation) is not list:
        return None
    (item,) = get_args(info.annotation)
    return item if isinstance(item, type) and issubclass(item, BaseModel) else None


def _many(info: FieldInfo) -> bool:
    return get_origin(info.annotation) in {list, set, frozenset, tuple}


def _limits(info: FieldInfo) -> dict[str, str]:
    found: dict[str, str] = {"required": "required"} if info.is_required() else {}
    for limit in info.metadata:
        match limit:
            case MaxLen(max_length=n) if not _many(info):
                found["maxlength"] = str(n)
            case MinLen(min_length=n) if not _many(info):
                found["minlength"] = str(n)
            case Ge(ge=n) | Gt(gt=n):
                found["min"] = str(n)
            case Le(le=n) | Lt(lt=n):
                found["max"] = str(n)
            case _:
                pass
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)
