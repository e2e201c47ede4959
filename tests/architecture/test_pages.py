"""Every template and every address keeps the rules of the house."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from jinja2 import Environment

from app.core.html import TEMPLATES
from app.core.i18n import merged_catalogue
from app.core.site import Site

ROOT = TEMPLATES.parent
PAGES = sorted(p for p in TEMPLATES.rglob("*.html") if p.parent.name != "components")
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_holds_nothing_that_the_content_policy_refuses(path: Path) -> None:
    """Inline scripts, styles and handlers would be dead in the browser; mails alone carry their style."""
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if "email/" in name(path):
        assert "<script" not in source
        return
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|<script(?![^>]*\bsrc=)", source)


_ENDS = re.compile(
    r"\w*(?:deadline|due|due_at|publicity_until|ends|last_day\([^|]*\)|last_day|(?<!item\.)valid_until) *\| *date\b"
)
PERIODS = re.compile(r"last_day\((?:case\.)?pilot\.runs_until\) \| date")
"""From a day to a day, nobody has to hurry."""


def test_a_deadline_is_told_with_its_hour_and_zone() -> None:
    assert _ENDS.search("{{ one.due_at | date }}")
    for path in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]:
        source = PERIODS.sub("", path.read_text(encoding="utf-8"))
        assert not (found := _ENDS.search(source)), f"{name(path)}: {found[0]}"


def test_every_template_compiles(site: Site) -> None:
    env: Environment = site.templates
    names = env.list_templates()
    assert len(names) > 10
    for template in names:
        env.get_template(template)


def test_every_page_has_a_title() -> None:
    extending = [p for p in PAGES if '{% extends "base.html" %}' in p.read_text(encoding="utf-8")]
    assert len(extending) > 10
    assert [name(p) for p in extending if "{% block title %}" not in p.read_text(encoding="utf-8")] == []


def test_every_sentence_has_its_english() -> None:
    """The English catalogue is complete: pages, validation, mails, the command line."""
    catalogue = merged_catalogue("en")
    options = {"jinja2": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trimmed": "false", "silent": "false"}}
    missing = set()
    for folder in ("app", "scenarios", "suppliers", "templates"):
        found = extract_from_dir(
            ROOT / folder, METHODS, {"**.html": options["jinja2"], "**.txt": options["jinja2"]}, KEYWORDS
        )
        for file, _line, message, _comments, _context in found:
            single = message if isinstance(message, str) else message[0]
            entry = catalogue.get(single)
            if single and (entry is None or not entry.string):
                missing.add((folder, file, single))
    assert missing == set()


def test_every_catalogue_entry_keeps_its_places() -> None:
    """A placeholder lost in translation would raise where the sentence is needed."""
    for message in merged_catalogue("en"):
        if not message.id:
            continue
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        places = set(re.findall(r"\{(\w+)\}|%\((\w+)\)s", " ".join(texts)))
        for text in said:
            assert set(re.findall(r"\{(\w+)\}|%\((\w+)\)s", text)) <= places, message.id
