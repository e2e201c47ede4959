"""What the texts of a need tell about people, in the order of its form. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from app.core.forms import read_texts
from app.core.personal.asking import Asked, ask
from scenarios.forms.sections import SECTIONS, to_initial
from scenarios.values import ScenarioValues


@dataclass(frozen=True)
class Exposure:
    """A text in which something was found that nobody has declared: in which section, in which field."""

    section: str
    name: str
    asked: Asked


def texts_of(values: ScenarioValues) -> Iterator[tuple[str, str, str]]:
    """The texts that others will read: section, field as a page names it, text."""
    for section in SECTIONS:
        shown = to_initial(values, section.form.model_fields)
        yield from ((section.key, name, text) for name, text in read_texts(section.form, shown))


def exposures(values: ScenarioValues, known: Collection[str]) -> list[Exposure]:
    """Each text with something that is not `known` as declared."""
    return [Exposure(section, name, asked) for section, name, text in texts_of(values) if (asked := ask(text, known))]
