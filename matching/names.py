"""What things are called: titles, units, codes. What a question says of a name is found, however it is spelt.

All names lie behind one another as code points, folded, with nothing between letters that a hyphen or a blank would
be. A look goes through all of it, a few milliseconds for a hundred thousand names, and a question is looked for once,
whatever asks it of how many kinds and filters.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from itertools import islice

import numpy as np
import numpy.typing as npt

from matching import sounds
from matching.dense import Keys, Mask
from matching.recent import Recent
from matching.text import fold

LONGEST = 40
"""Characters of a piece of a question that is looked for; a longer one is no name."""
LEAST_CHINESE, LEAST_LATIN = 4, 5
"""Characters in which one error can be told from another word."""
WHOLE = 3
"""Latin letters that must be a whole word: ``ai`` does not stand in ``air``. More may be the beginning of one."""
LEAST_INITIALS, MOST_INITIALS = 3, 8
"""Letters that may be initials: two are those of a hundred words."""
MOST_READ = 3
"""Pieces of a question for which a spelling is looked for: more that stand nowhere are no slips."""

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
        self._held = Recent[Held]()

    def put(self, key: int, names: str) -> None:
        """Set a key's names, as :func:`folded` gives them."""
        if names:
            self._of[key] = names
            self._forget()

    def drop(self, key: int) -> None:
        if self._of.pop(key, None) is not None:
            self._forget()

    def _forget(self) -> None:
        self._kept = None
        self._held.clear()

    def _laid(self) -> _Laid:
        laid = self._kept
        if laid is None:
            laid = self._kept = _Laid.of(self._of)
        return laid

    def holding(self, question: Iterable[str]) -> Held:
        """The keys in whose names each of the pieces stands, as a whole or as a part."""
        pieces = tuple(question)
        return self._held.answer(pieces, lambda: self._holding(pieces))

    def _holding(self, pieces: tuple[str, ...]) -> Held:
        laid = self._laid()
        parts = [laid.keys_at(_standing(laid, piece)) for piece in pieces]
        keys = reduce(partial(np.intersect1d, assume_unique=True), parts) if parts else _NOWHERE
        return Held(keys, laid.keys_at(_named(laid, "".join(pieces))))

    def spelt(self, question: Sequence[str], says: Callable[[str], bool]) -> tuple[str, ...]:
        """The pieces of a question, those that nothing says as names spell them, where they do.

        :param says: whether something says a piece as it stands
        """
        strange = list(islice((piece for piece in dict.fromkeys(question) if not says(piece)), MOST_READ + 1))
        read = {piece: self.spelling(piece) or piece for piece in strange} if len(strange) <= MOST_READ else {}
        return tuple(read.get(piece, piece) for piece in question)

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
    """Where a piece is a name, and not only stands in one."""
    if not piece:
        return _NOWHERE
    places = _places(laid.points, [[ord(character)] for character in f"{piece}{_END}"])
    begun: Mask = laid.points[places - 1] == ord(_END)
    return places[begun]


def _places(points: Points, pattern: Sequence[Sequence[int]], begun: Keys | None = None) -> Keys:
    """Where one of the code points given for each place stands, one place after another; ``begun`` is where the first
    does, if that is known."""
    places = _beginnings(points, pattern[0]) if begun is None else begun
    places = places[: np.searchsorted(places, len(points) - len(pattern), "right")]
    for offset, some in enumerate(pattern[1:], 1):
        places = places[_among(points[places + offset], some)]
    return places


def _beginnings(points: Points, some: Sequence[int]) -> Keys:
    return np.flatnonzero(_among(points, some))


def _among(points: Points, some: Sequence[int]) -> Mask:
    if len(some) == 1:
        return np.asarray(points == some[0])
    table = np.zeros(0x10000, np.bool_)
    table[[point for point in some if point < len(table) - 1]] = True
    return table.take(points, mode="clip")


Spelt = list[tuple[int, int]]
"""Places in the names, each with how many characters there are what was meant."""


def _by_sound(laid: _Laid, piece: str) -> Spelt:
    if piece.isascii():
        return _heard(laid, [[sounds.characters()[one] for one in way] for way in sounds.syllables(piece)])
    return _heard(laid, [[sounds.alike(character) for character in piece]])


def _by_initials(laid: _Laid, piece: str) -> Spelt:
    known = sounds.initials()
    if not LEAST_INITIALS <= len(piece) <= MOST_INITIALS or not all(letter in known for letter in piece):
        return []
    return _heard(laid, [[known[letter] for letter in piece]])


def _heard(laid: _Laid, ways: Iterable[Sequence[str]]) -> Spelt:
    """Where two or more characters stand, each one of those given for its place."""
    begun: dict[str, Keys] = {}
    found: Spelt = []
    for way in ways:
        if len(way) > 1:
            pattern = [list(map(ord, some)) for some in way]
            if way[0] not in begun:
                begun[way[0]] = _beginnings(laid.points, pattern[0])
            found += [(place, len(way)) for place in _places(laid.points, pattern, begun[way[0]]).tolist()]
    return found


def _with_one_error(laid: _Laid, piece: str) -> Spelt:
    """One character wrong, missing, too many, or changed with the next; digits are taken at their word."""
    least = LEAST_LATIN if piece.isascii() else LEAST_CHINESE
    if len(piece) < least or any(character.isdigit() for character in piece):
        return []
    starts = _halfway(laid.points, [ord(character) for character in piece])
    starts = starts[(starts >= 0) & (starts < len(laid.points))]
    if piece.isascii():
        starts = starts[laid.begins[starts]]
    return _slips(laid.points, starts, np.array([ord(character) for character in piece], np.uint32))


def _halfway(points: Points, piece: Sequence[int]) -> Keys:
    """Where a piece with one error may begin: one half of it stands as it is, unless the error is that the characters
    where the halves meet are changed."""
    half = len(piece) // 2
    changed = [*piece[: half - 1], piece[half], piece[half - 1], *piece[half + 1 :]]
    first, second, whole = (_places(points, [[one] for one in part]) for part in (piece[:half], piece[half:], changed))
    return np.unique(np.concatenate([first, whole, *(second - half + off for off in (-1, 0, 1))]))


def _slips(points: Points, starts: Keys, piece: Points) -> Spelt:
    """Those of ``starts`` from which a piece stands but for one error, each with the characters that stand there."""
    size = len(piece)
    there = points.take(starts[:, None] + np.arange(size + 1), mode="clip")
    same, later = there[:, :size] == piece, there[:, 1:] == piece
    earlier = there[:, : size - 1] == piece[1:]
    begins = np.logical_and.accumulate(np.insert(same, 0, True, axis=1), axis=1)[:, :size]
    ends, ends_later, ends_earlier = (_to_the_end(one) for one in (same, later, earlier))
    changed = (there[:, : size - 1] == piece[1:]) & (there[:, 1:size] == piece[:-1])
    slips = (
        (size, (begins & ends[:, 1:]).any(axis=1) | (begins[:, :-1] & changed & ends[:, 2:]).any(axis=1)),
        (size + 1, (begins & ends_later[:, :-1]).any(axis=1)),
        (size - 1, (begins & ends_earlier).any(axis=1)),
    )
    within = there != ord(_END)
    return [
        (place, length) for length, rest in slips for place in starts[rest & within[:, :length].all(axis=1)].tolist()
    ]


def _to_the_end(same: Mask) -> Mask:
    """For each column and the one past the last, whether all from there on are true."""
    return np.logical_and.accumulate(np.append(same, np.ones((len(same), 1), np.bool_), axis=1)[:, ::-1], axis=1)[
        :, ::-1
    ]
