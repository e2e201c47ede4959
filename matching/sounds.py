"""How Chinese characters sound, and the ways in which letters may stand for characters: pinyin and initials.

``sounds.txt`` has the 6,763 characters of GB 2312 by syllable, without tones; a character may have several.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

MOST_WAYS = 8
LONGEST_SYLLABLE = 6
_TABLE = Path(__file__).parent / "sounds.txt"


@lru_cache(maxsize=1)
def characters() -> dict[str, str]:
    """The characters of each syllable."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return {syllable: found for syllable, _, found in (line.partition(" ") for line in lines)}


@lru_cache(maxsize=1)
def initials() -> dict[str, str]:
    """The characters that begin with each letter."""
    found: dict[str, set[str]] = {}
    for syllable, some in characters().items():
        found.setdefault(syllable[0], set()).update(some)
    return {letter: "".join(sorted(some)) for letter, some in found.items()}


@lru_cache(maxsize=4096)
def alike(character: str) -> str:
    """The characters that sound like this one, itself among them; alone where nothing is known of it."""
    same = {other for some in characters().values() if character in some for other in some}
    return "".join(sorted(same | {character}))


def syllables(letters: str) -> list[tuple[str, ...]]:
    """The ways, ``MOST_WAYS`` at most, in which letters are pinyin without blanks; long syllables first."""
    return [way for way, _ in zip(_ways(letters, _readable(letters)), range(MOST_WAYS), strict=False)]


def _readable(letters: str) -> list[bool]:
    """For each place, whether what follows it is pinyin to the end: no way is begun that ends nowhere."""
    known = characters()
    found = [False] * len(letters) + [True]
    for at in reversed(range(len(letters))):
        ends = range(at + 1, min(at + LONGEST_SYLLABLE, len(letters)) + 1)
        found[at] = any(found[end] and letters[at:end] in known for end in ends)
    return found


def _ways(letters: str, readable: list[bool], start: int = 0) -> Iterator[tuple[str, ...]]:
    if start == len(letters):
        yield ()
    for end in range(min(start + LONGEST_SYLLABLE, len(letters)), start, -1):
        if readable[end] and letters[start:end] in characters():
            yield from ((letters[start:end], *rest) for rest in _ways(letters, readable, end))
