"""What the site hands out unchanged: pinned, and asking nothing of any other host."""

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest

from app.core.html import STATIC, TEMPLATES

HTMX = STATIC / "vendor" / "htmx.min.js"
HTMX_VERSION = "2.0.11"
HTMX_SHA384 = "2OatzQy1H+Zd/IIrjr1TcuDGqLXeHhbooAyJY1KdQMKnr4LZ22k31GBLdYKHmVjg"
NAMESPACE = "http://www.w3.org/2000/svg"

OURS = [STATIC / "app.css", STATIC / "app.js", STATIC / "icon.svg"]
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "email" not in path.relative_to(TEMPLATES).parts)


def test_htmx_is_the_pinned_file() -> None:
    content = HTMX.read_bytes()
    assert b64encode(hashlib.sha384(content).digest()).decode() == HTMX_SHA384
    assert f'version:"{HTMX_VERSION}"'.encode() in content
    readme = (HTMX.parent / "README.md").read_text()
    assert HTMX_SHA384 in readme
    assert HTMX_VERSION in readme


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_own_files_name_no_other_host(path: Path) -> None:
    text = path.read_text().replace(NAMESPACE, "")
    assert not re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", text)
    assert "@import" not in text


def test_the_script_evaluates_nothing_and_says_nothing_itself() -> None:
    script = (STATIC / "app.js").read_text()
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", script)
    assert not re.search(r"[\u4e00-\u9fff]", script), "texts come from the page, in the reader's language"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_keeps_to_the_content_policy(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|javascript:|hx-on|hx-vals=.js:", source)


def test_htmx_is_told_to_live_without_inline_code_and_to_show_a_refused_form() -> None:
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", (TEMPLATES / "base.html").read_text())
    assert found
    config = json.loads(found[1])
    assert config["includeIndicatorStyles"] is False
    assert config["allowEval"] is False
    swapped = next(rule for rule in config["responseHandling"] if re.fullmatch(rule["code"], "422"))
    assert swapped == {"code": "422", "swap": True}


def test_every_custom_property_that_is_used_is_defined() -> None:
    css = (STATIC / "app.css").read_text()
    used = set(re.findall(r"var\((--[a-z0-9-]+)", css))
    assert used <= set(re.findall(r"(--[a-z0-9-]+)\s*:", css))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        *[(text, back) for text in ("ink", "ink-soft", "accent", "seal") for back in ("paper", "surface")],
        *[("ink-soft", back) for back in ("surface-sunk", "neutral-tint")],
        *[(tone, f"{tone}-tint") for tone in ("success", "warning", "danger", "info", "neutral")],
        ("ink", "danger-tint"),
        ("danger", "surface"),
        ("danger", "paper"),
        ("accent-strong", "accent-tint"),
        ("on-accent", "accent"),
        ("on-dark", "accent-strong"),
        ("on-dark-soft", "accent-strong"),
    ],
)
def test_words_stand_out_from_their_ground(text: str, back: str) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1 for text."""
    tokens = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});", (STATIC / "app.css").read_text()))
    assert _contrast(tokens[text], tokens[back]) >= 4.5
