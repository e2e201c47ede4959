"""One spelling for one character, in time that grows with the text and no faster."""

import unicodedata

MOST_MARKS = 30
"""Combining marks on one character that are kept, as in the Stream-Safe Text Format of UAX #15. No script needs more."""


class _Marks(dict[str, bool]):
    """Whether a character joins the one before it, learnt when it is first met; some do so only once they are taken
    apart."""

    def __missing__(self, character: str) -> bool:
        self[character] = unicodedata.combining(unicodedata.normalize("NFKD", character)[0]) != 0
        return self[character]


_MARKS = _Marks()


def nfkc(text: str) -> str:
    """The text in normal form KC, without the marks beyond `MOST_MARKS` in a row: putting a run of them in order takes
    the square of its length, minutes for what fits into one field."""
    if text.isascii():
        return text
    if any(_MARKS[character] for character in set(text)):
        text = _settled(text)
    return unicodedata.normalize("NFKC", text)


def _settled(text: str) -> str:
    kept, run = [], 0
    for character in text:
        run = run + 1 if _MARKS[character] else 0
        if run <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
