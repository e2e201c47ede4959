"""Two languages: Chinese is written in the code, English stands in the catalogues under `app/locale/en`.

The catalogues are read as they are when the process starts, one file a package, so that nothing has to be compiled.
The language of a request (or of a mail) is a context variable.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("zh", "en")
LOCALE = Path(__file__).parent.parent / "locale"
_language: ContextVar[str] = ContextVar("language", default="zh")


def current_language() -> str:
    """`zh` or `en`: the language of what is being written now."""
    return _language.get()


def set_language(language: str) -> None:
    """Choose the language for the rest of this context; an unknown one means Chinese."""
    _language.set(language if language in LANGUAGES else "zh")


@contextmanager
def speaking(language: str) -> Generator[None, None, None]:
    """Write in `language` inside the block."""
    token = _language.set(language if language in LANGUAGES else "zh")
    try:
        yield
    finally:
        _language.reset(token)


def merged_catalogue(language: str) -> Catalog:
    """All catalogue files of `language` as one."""
    merged = Catalog(locale=language)
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    return merged


@cache
def translations(language: str) -> NullTranslations:
    """What is said in `language`; Chinese is the source and needs nothing."""
    if language == "zh":
        return NullTranslations()
    buffer = BytesIO()
    write_mo(buffer, merged_catalogue(language))
    buffer.seek(0)
    return GNUTranslations(buffer)


def gettext(message: str) -> str:
    """`message` in the current language."""
    return translations(current_language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that `number` asks for, in the current language."""
    return translations(current_language()).ngettext(singular, plural, number)


def sentences(*said: str) -> str:
    """These sentences, already translated, as one text; what is empty is left out."""
    return ("" if current_language() == "zh" else " ").join(filter(None, said))


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a constant for the catalogue; it is translated where it is shown."""
    return message


def negotiate(accept_language: str, default: str) -> str:
    """The first language of an `Accept-Language` header that the site speaks, else `default`."""
    for part in accept_language.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return default
