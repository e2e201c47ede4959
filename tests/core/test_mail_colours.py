"""What a mail says can be read on a light screen and on a dark one: every text has the contrast that WCAG 2 asks for."""

import re

import pytest

from app.core.html import TEMPLATES

LAYOUT = (TEMPLATES / "email" / "layout.html").read_text(encoding="utf-8")
RULE = re.compile(r"^([^{}@%<\n]+) \{ ([^{}]*) \}$", re.MULTILINE)
COLOUR = re.compile(r"(?<![\w-])(color|background): (#[0-9a-f]{6})")
LEAST = 4.5


def painted(css: str) -> dict[str, dict[str, str]]:
    """Selector → what it says of colours."""
    found: dict[str, dict[str, str]] = {}
    for selectors, said in RULE.findall(css):
        for selector in selectors.split(", "):
            found.setdefault(selector.strip(), {}).update(COLOUR.findall(said))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_a_mail_stands_out(scheme: str) -> None:
    usual, _at, dark = LAYOUT.partition("@media (prefers-color-scheme: dark)")
    rules, over = painted(usual), painted(dark)
    assert (len(rules) > 10, len(over) > 8) == (True, True)
    if scheme == "dark":
        rules = {name: rules.get(name, {}) | over.get(name, {}) for name in {*rules, *over}}
    text, sheet = rules["body"]["color"], rules[".sheet"]["background"]
    pairs = {name: (one.get("color", text), one.get("background", sheet)) for name, one in rules.items() if one}
    assert {name: pair for name, pair in pairs.items() if contrast(*pair) < LEAST} == {}
