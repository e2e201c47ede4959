"""What things are called: titles, units, codes. What a question says of a name is found, however it is spelt.

All names lie behind one another as code points, folded, with nothing between letters that a hyphen or a blank would
be. A look goes through all of it, a few milliseconds for a hundred thousand names, and never backwards.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce

import numpy as np
import numpy.typing as npt

from matching import sounds
from matching.dense import Keys, Mask
from matching.text import fold

LONGEST = 40
"""Characters of a piece of a question that is looked for; a longer one is no name."""
LEAST_CHINESE, LEAST_LATIN = 4, 5
"""Characters in which one error can be told from another word."""
WHOLE = 3
"""Latin letters that must be a whole word: ``ai`` does not stand in ``air``. More may be the beginning of one."""
LEAST_INITIALS, MOST_INITIALS = 2, 8

Points = npt.NDArray[np.uint32]
_END = "\n"
_NOWHERE: Keys = np.zeros(0, np.int64)


def folded(names: Iterable[str]) -> str:
    """Names as they are kept: in one spelling, each on a line."""
    return _END.join(name for name in map(fold, names) if name)


def pieces(question: str) -> list[str]:
    """What of a question stands between blanks, folded, with nothing in it but letters and digits."""
    found = ("".join(filter(str.isalnum, word)) for word in fold(question).split())
    return [piece for piece in found if piece]


@dataclass(frozen=True, slots=True)
class _Laid:
    """All names laid out: their characters, whether a word begins at each, where each key's begin, and the keys."""

    points: Points
    begins: Mask
    starts: Keys
    keys: Keys

    @classmethod
    def of(cls, names: dict[int, str]) -> "_Laid":
        raw = np.frombuffer(_END.join(["", *names.values(), ""]).encode("utf-32-le"), np.uint32)
        kept = (raw > 0xFFFF) | _letters()[np.minimum(raw, 0xFFFF)]
        latin = raw < 0x3000
        begins = np.append(True, ~kept[:-1] | (latin[1:] != latin[:-1]))
        ends = np.append(0, np.cumsum([len(one) + 1 for one in names.values()]))[:-1] + 1
        kept |= raw == ord(_END)
        places = np.cumsum(kept) - 1
        starts = places[ends] if len(names) else np.zeros(0, np.int64)
        return cls(raw[kept], begins[kept], starts, np.fromiter(names, np.int64, len(names)))

    def keys_at(self, places: Keys) -> Keys:
        """The keys that have a name at some place."""
        return np.unique(self.keys[np.searchsorted(self.starts, places, "right") - 1])

    def written(self, place: int, length: int) -> str:
        return "".join(map(chr, self.points[place : place + length].tolist()))


@lru_cache(maxsize=1)
def _letters() -> Mask:
    """For each code point below 65,536, whether it is a letter or a digit; what lies beyond is taken for one."""
    return np.array([chr(point).isalnum() for point in range(0x10000)], np.bool_)


@dataclass(frozen=True, slots=True)
class Held:
    """The keys that have a name with the question in it; ``whole`` are those of them that have it for a name."""

    keys: Keys
    whole: Keys


class Names:
    """The names of keys, to be looked through."""

    def __init__(self) -> None:
        self._of: dict[int, str] = {}
        self._kept: _Laid | None = None

    def put(self, key: int, names: str) -> None:
        """Set a key's names, as :func:`folded` gives them."""
        if names:
            self._of[key] = names
            self._kept = None

    def drop(self, key: int) -> None:
        if self._of.pop(key, None) is not None:
            self._kept = None

    def _laid(self) -> _Laid:
        laid = self._kept
        if laid is None:
            laid = self._kept = _Laid.of(self._of)
        return laid

    def holding(self, question: Sequence[str]) -> Held:
        """The keys in whose names each of the pieces stands, as a whole or as a part."""
        laid = self._laid()
        parts = [laid.keys_at(_standing(laid, piece)) for piece in question]
        keys = reduce(partial(np.intersect1d, assume_unique=True), parts) if parts else _NOWHERE
        return Held(keys, laid.keys_at(_named(laid, "".join(question))))

    def spelling(self, piece: str) -> str | None:
        """How names write a piece that stands in none of them: read as pinyin, as initials, as something that sounds
        alike, or with one typing error. Where they write several things so, what most of them do."""
        if len(piece) > LONGEST:
            return None
        laid = self._laid()
        for look in (_by_sound, _by_initials, _with_one_error):
            found = Counter(laid.written(place, length) for place, length in look(laid, piece))
            if found:
                return max(found, key=lambda one: (found[one], len(one)))
        return None


def _standing(laid: _Laid, piece: str) -> Keys:
    """Where a piece stands; of Latin letters at the beginning of a word, and few of them as a whole one."""
    if not 2 <= len(piece) <= LONGEST:
        return _NOWHERE
    places = _places(laid.points, [[ord(character)] for character in piece])
    if piece[0].isascii():
        places = places[laid.begins[places]]
    if piece.isascii() and piece.isalpha() and len(piece) <= WHOLE:
        places = places[laid.begins[places + len(piece)]]
    return places


def _named(laid: _Laid, piece: str) -> Keys:
    return _places(laid.points, [[ord(character)] for character in f"{_END}{piece}{_END}"]) + 1 if piece else _NOWHERE


def _places(points: Points, pattern: Sequence[Sequence[int]]) -> Keys:
    """Where one of the code points given for each place stands, one place after another."""
    places = np.flatnonzero(_among(points[: max(len(points) - len(pattern) + 1, 0)], pattern[0]))
    for offset, some in enumerate(pattern[1:], 1):
        places = places[_among(points[places + offset], some)]
    return places


def _among(points: Points, some: Sequence[int]) -> Mask:
    if len(some) == 1:
        return np.asarray(points == some[0])
    return np.isin(points, np.array(some, np.uint32), kind="table")


Spelt = list[tuple[int, int]]
"""Places in the names, each with how many characters there are what was meant."""


def _by_sound(laid: _Laid, piece: str) -> Spelt:
    if piece.isascii():
        ways = [[sounds.characters()[one] for one in way] for way in sounds.syllables(piece) if len(way) > 1]
    else:
        ways = [[sounds.alike(character) for character in piece]] if len(piece) > 1 else []
    return [found for way in ways for found in _heard(laid, way)]


def _by_initials(laid: _Laid, piece: str) -> Spelt:
    known = sounds.initials()
    if not LEAST_INITIALS <= len(piece) <= MOST_INITIALS or not all(letter in known for letter in piece):
        return []
    return _heard(laid, [known[letter] for letter in piece])


def _heard(laid: _Laid, way: Sequence[str]) -> Spelt:
    places = _places(laid.points, [[ord(character) for character in some] for some in way])
    return [(place, len(way)) for place in places.tolist()]


def _with_one_error(laid: _Laid, piece: str) -> Spelt:
    """One character wrong, missing, too many, or changed with the next; digits are taken at their word."""
    least = LEAST_LATIN if piece.isascii() else LEAST_CHINESE
    if len(piece) < least or any(character.isdigit() for character in piece):
        return []
    size, there = len(piece), len(laid.points)
    points = np.concatenate([laid.points, np.zeros(size + 2, np.uint32)])
    fits = [points == ord(character) for character in piece]
    # whether, from a place on, the end of the piece stands there, and whether its beginning does
    ends = [np.ones(len(points), np.bool_)]
    for fit in reversed(fits):
        ends.insert(0, fit & np.append(ends[0][1:], False))
    found: Spelt = []
    begun = np.ones(there, np.bool_)
    for at in range(size):
        wrong, missing, more = ends[at + 1][at + 1 :], ends[at][at + 1 :], ends[at + 1][at:]
        slips = [(size, wrong), (size + 1, missing), (size - 1, more)]
        if at + 1 < size:
            slips.append((size, fits[at + 1][at:-2] & fits[at][at + 1 : -1] & ends[at + 2][at + 2 :]))
        for length, rest in slips:
            found += [(place, length) for place in np.flatnonzero(begun & rest[:there]).tolist()]
        begun &= fits[at][at : at + there]
    return [(place, length) for place, length in found if not piece.isascii() or laid.begins[place]]
