"""What a text says about a need, offered to whoever fills in the form: only for what is still empty, in words she can
read, and written by nobody but her."""

from collections.abc import Mapping
from typing import Any

from app.core.forms import Form
from app.core.i18n import current_language
from app.core.i18n import gettext as _
from app.core.site import Words
from scenarios.documents import kpi_sentence
from scenarios.forms.sections import NeedSection
from scenarios.forms.wording import field_labels
from scenarios.values import KpiValues


def unsaid(found: Mapping[str, Any], section: NeedSection, form: Form[Any]) -> dict[str, Any]:
    """Of what was read the part that the section asks for and its form has not, by field."""
    return {name: found[name] for name in section.form.model_fields if name in found and _is_empty(form, name)}


def _is_empty(form: Form[Any], name: str) -> bool:
    cells = [f"{name}-{row}-{part}" for row in form.rows(name) for part in form.parts(name)]
    return not any(text.strip() for cell in (name, *cells) for text in form.values(cell))


def told(suggested: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Label and readable text of each; rows have a line each."""
    labels = field_labels()
    return [(labels[name], _readable(name, value, words)) for name, value in suggested.items()]


def _readable(name: str, value: Any, words: Words) -> str:
    match name:
        case "kpis":
            return "\n".join(map(_goal, value))
        case "constraints":
            return "\n".join(_condition(row, words) for row in value)
        case "directions":
            return (", " if current_language() == "en" else "、").join(words.labels(value, "direction"))
        case "budget_min" | "budget_max":
            return _("{amount} 万元").format(amount=value)
        case "data_may_leave":
            return _("可以") if value == "yes" else _("不可以")
    return str(value)


def _goal(row: Mapping[str, str]) -> str:
    said = kpi_sentence(KpiValues(**row), current_language()).rstrip("。.")
    better = {"up": _("越高越好"), "down": _("越低越好")}.get(row["direction"])
    return f"{said} ({better})" if better else said


def _condition(row: Mapping[str, Any], words: Words) -> str:
    said = f"{words.label(row['kind'], 'constraint')} · {row['text']}"
    return f"{said} ({_('硬性要求')})" if row["hard"] else said
