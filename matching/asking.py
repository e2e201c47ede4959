"""What is asked, and of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.dense import Keys, Mask
from matching.encoders.base import Encoder
from matching.entry import Entry
from matching.fusion import Signals
from matching.glossary import widened
from matching.lexical import Heard, Terms, among
from matching.names import pieces

SHORT = 12
"""Terms of a question that may stand in a text as they are; more are sentences, and meaning decides."""
LONGEST, LONGEST_NAME = 20_000, 60

Vector: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the indexes take it. ``said`` are its words where they may be a name, or (`short`) stand in one; ``words``
    are its terms with those of other words for the same, in both languages."""

    vector: Vector
    terms: Terms
    lang: str
    words: Terms
    said: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: str, encoder: Encoder) -> "Asked":
        """A text in words."""
        return cls.with_vector(query, encoder.encode_queries([texts_.simplified(query.strip()[:LONGEST])])[0])

    @classmethod
    def with_vector(cls, query: str, vector: Vector) -> "Asked":
        """A text in words that is encoded already."""
        terms, lang = read(query)
        said = tuple(pieces(query)) if len(terms.hashes) <= SHORT or len(query) <= LONGEST_NAME else ()
        return cls(vector, terms, lang, widened(terms), said)

    @classmethod
    def by(cls, entry: Entry) -> "Asked":
        """What an entry seeks."""
        return cls(entry.query, entry.terms, entry.lang, widened(entry.terms))

    @property
    def short(self) -> bool:
        """Whether its words may stand in a text or a name as they are; a longer one may only be a name as a whole."""
        return self.length <= SHORT

    @property
    def length(self) -> int:
        return len(self.terms.hashes)

    @property
    def parts(self) -> tuple[Mask, Mask]:
        """Which of ``words`` are its own, and which other words for them."""
        own = among(self.words.hashes, self.terms.hashes)
        return own, ~own

    def signals(self, dense: npt.NDArray[Any], heard: Heard, langs: Sequence[str]) -> Signals:
        """What is known of candidates; of their titles and of the tenth best nothing yet.

        :param heard: of ``words``, in ``parts``
        """
        foreign = foreign_to(self.lang, langs)
        own, others = heard.shares
        said = np.where(foreign, np.maximum(own, others), own)  # abroad: of what the words are called there
        return Signals.of(dense.astype(np.float64), heard.scores, foreign, said=said, length=self.length)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search is asked of. ``wide`` are all of the kinds, against which hits are measured; ``allowed`` of them
    may be answers, but not ``without``. Masks are indexed by key; ``None`` is everything."""

    wide: Mask | None
    allowed: Mask | None
    without: Keys


def foreign_to(asked: str, given: Sequence[str]) -> Mask:
    """For each language given, whether both are known and differ."""
    home = {asked, ""} if asked else set(given)
    return np.array([lang not in home for lang in given], np.bool_)


def read(query: str) -> tuple[Terms, str]:
    """A query's terms and language."""
    text = query.strip()[:LONGEST]
    return Terms.of(text), texts_.language(text)
