"""The benchmark's figures as a bar chart in SVG."""

from collections.abc import Mapping, Sequence
from html import escape

WIDTH = 640
BAR = 18
GAP = 26
LEFT = 190
COLOURS = ("#1f4e79", "#8a9bab", "#c08a3e", "#d9b98a")

Bars = Sequence[tuple[str, Mapping[str, float]]]


def chart(title: str, groups: Bars) -> str:
    """Horizontal bars, one group below the other; a group maps what is measured to milliseconds."""
    longest = max(value for _, bars in groups for value in bars.values())
    lines: list[str] = []
    top = 44
    for name, bars in groups:
        lines.append(_text(10, top + BAR, name, bold=True))
        for place, (label, value) in enumerate(bars.items()):
            lines += _bar(top, label, value, value / longest, COLOURS[place % len(COLOURS)])
            top += BAR + 4
        top += GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" font-family="sans-serif" font-size="12">'
    )
    background = f'<rect width="{WIDTH}" height="{top}" fill="#fff"/>'
    return "\n".join([head, background, _text(10, 22, title, bold=True), *lines, "</svg>"]) + "\n"


def _bar(top: int, label: str, value: float, share: float, colour: str) -> list[str]:
    width = max(1.0, share * (WIDTH - LEFT - 80))
    figure = f"{value:.1f} ms"
    return [
        f'<text x="{LEFT - 8}" y="{top + 13}" text-anchor="end">{escape(label)}</text>',
        f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>',
        f'<text x="{LEFT + width + 6:.1f}" y="{top + 13}">{figure}</text>',
    ]


def _text(x: int, y: int, text: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}"{weight}>{escape(text)}</text>'
