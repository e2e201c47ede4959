"""A demonstration as text for matching: what everybody may read of it, and nothing else.

A figure enters as `pilots.disclosing` tells it to a stranger, so that no hidden value is found, quoted or counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.core.html import format_figure
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.site import Words
from scenarios.demonstrations.models import Demonstration
from scenarios.models import Scenario
from scenarios.pilots.disclosing import Told
from scenarios.pilots.labels import VERDICTS

_FILED = ("field", "family", "district")


@dataclass(frozen=True)
class Document:
    """What the index keeps of a demonstration; `facets` map a name to the values it filters by."""

    kind: str
    title: str
    text: str
    language: str
    facets: Mapping[str, tuple[str, ...]]


def to_document(row: Demonstration, need: Scenario, figures: Sequence[Told], words: Words) -> Document:
    """In the language of its need; the last line holds the words it is filed under."""
    with speaking(need.language):
        text = "\n".join(part for part in _paragraphs(row, need, figures, words) if part)
    facets = {name: (value,) for name in _FILED if (value := getattr(need, name))}
    return Document("demonstration", row.title, text, need.language, facets)


def _paragraphs(row: Demonstration, need: Scenario, figures: Sequence[Told], words: Words) -> Iterable[str]:
    yield row.summary.strip()
    yield need.title if need.title != row.title else ""
    yield from (figure_sentence(told, need.language) for told in figures)
    yield row.conditions.strip()
    yield "、".join(label for name in _FILED if (label := words.label(getattr(need, name), name)))


def figure_sentence(told: Told, language: str) -> str:
    """One figure as far as it is told: 报告出具时间：30 → 4.2 分钟，达到。"""
    colon, comma, stop = (": ", ", ", ".") if language == "en" else ("：", "，", "。")
    verdict = _(VERDICTS[told.verdict][0]) if told.verdict is not None else ""
    said = comma.join(part for part in (_measured(told), verdict) if part)
    return f"{told.name}{colon if said else ''}{said}{stop}"


def _measured(told: Told) -> str:
    if told.reading is not None and told.baseline is not None:
        return f"{format_figure(told.baseline)} → {format_figure(told.reading)} {told.unit}".strip()
    if told.change is None:
        return ""
    return f"{_('约')} {told.change:+.0f}%" if told.coarse else f"{told.change:+.1f}%"
