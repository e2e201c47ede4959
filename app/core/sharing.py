"""A thing as a message for a chat: three lines and a link. Whoever calls this gives it public fields only."""

LONGEST = 60
"""Characters of a line; a message that is longer is folded by the reader's telephone."""


def chat_text(first: str, second: str, third: str, url: str) -> str:
    """Three lines, each on one line and cut at `LONGEST`, and the address."""
    return "\n".join([*(_line(text) for text in (first, second, third)), url])


def _line(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
