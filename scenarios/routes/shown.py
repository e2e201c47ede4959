"""What several of the owner's pages show alike."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.core.finding import SCENARIO
from app.core.i18n import gettext as _
from app.core.site import Site
from scenarios.forms.sections import SECTIONS
from scenarios.forms.wording import field_labels
from scenarios.labels import event_label
from scenarios.models import Scenario
from scenarios.queries.said import values_of
from scenarios.queries.showing import NeedPage
from scenarios.queries.wording import said
from scenarios.routes.words import WORDS
from scenarios.sharing import need_text
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


def beside_the_page(db: Session, site: Site, scenario: Scenario, page: NeedPage) -> dict[str, Any]:
    """What a need's public page shows beside the need: its text for a chat, and what has come of it."""
    text = need_text(scenario, page.owner, site.vocabulary, site.settings.origin)
    return {"chat_text": text, "came": site.slices.outcomes(db, SCENARIO, scenario.id)}
