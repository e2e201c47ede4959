"""What several of the owner's pages show alike."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.core.i18n import gettext as _
from app.core.site import Site
from scenarios.forms.sections import SECTIONS
from scenarios.forms.wording import field_labels
from scenarios.labels import event_label
from scenarios.models import Scenario
from scenarios.queries.said import values_of
from scenarios.queries.wording import said
from scenarios.routes.words import WORDS
from scenarios.values import as_content

SAY: Mapping[str, Any] = {**WORDS, "event_label": event_label}


def manage_url(scenario: Scenario) -> str:
    return f"/scenarios/{scenario.public_id}/manage"


def summary_of(db: Session, site: Site, scenario: Scenario) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything the need says, section by section, as (label, words); what is empty is left out."""
    content = as_content(values_of(db, scenario))
    labels = field_labels()
    return [
        (
            _(section.label),
            [
                (labels[name], text)
                for name in section.form.model_fields
                if name in content and (text := said(name, content[name], site.vocabulary))
            ],
        )
        for section in SECTIONS
    ]
