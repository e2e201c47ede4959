"""The two texts of a match, sentence by sentence: what may be quoted, and where one says no to what the other asks for."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.calibrate import Tier
from matching.content import REMEMBERED, stems, telling
from matching.denials import Asking, Denial, denials_after, denied
from matching.glossary import concepts
from matching.lexical import Terms
from matching.text import Span

MOST_SENTENCES = 120
"""What is read of a text; encoded and quoted are fewer, see ``explain.MOST_SENTENCES``."""
MOST_AGAINST = 3
DENIED = 0.5
"""What remains of the score of a pair of which the one who offers says in writing that he does not do what is asked."""
UNLIKE = 0.4
"""What remains of it where the two texts do not speak of one thing: of 40 such pairs in the demo's top tier 4 were good."""
ALIKE, ABROAD = 2, 1
"""So many things two sentences have in common that speak of one; between two languages, where only listed words are known."""
SPEAKING = 6
"""Telling words from which on a question is a text."""
_HEAP = re.compile(
    r"[^a-z、，,;；。.:：!?！？\s/|]{1,8}(?:[、，,/|\s]{1,2}[^a-z、，,;；。.:：!?！？\s/|]{1,8}){7,80}[。.]?"
)
_LIST = re.compile(r"[^、，,；;。.:：!?！？]{1,24}(?:(?:、|, ?)[^、，,；;。.:：!?！？]{1,24}){2,40}")


@dataclass(frozen=True)
class Telling:
    """What a sentence speaks of: its words that tell one thing from another, and what they mean in either language."""

    words: frozenset[str] = frozenset()
    meanings: frozenset[int] = frozenset()

    def shared(self, other: "Telling") -> int:
        """How many things both speak of. A word that is listed has a meaning too, and counts once."""
        return max(len(self.words & other.words), len(self.meanings & other.meanings))


NOTHING = Telling()


@lru_cache(maxsize=REMEMBERED)
def told_in(sentence: str) -> Telling:
    """What a sentence speaks of; a list of labels, of nothing. Remembered: a text is held against one after the other."""
    return NOTHING if is_list(sentence) else Telling(telling(sentence), concepts(Terms.of(sentence)))


@dataclass(frozen=True)
class Side:
    """The sentences of one text, the first ones of a long one, and of each: its words of content, what it says no to, what
    it asks for. Each is read when it is first asked for: a side that offers is not asked what it wants."""

    spans: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> "Side":
        return cls(tuple(texts_.sentences(text)[:MOST_SENTENCES]))

    @cached_property
    def words(self) -> tuple[frozenset[str], ...]:
        return tuple(stems(span.text) for span in self.spans)

    @cached_property
    def telling(self) -> tuple[Telling, ...]:
        """What each sentence speaks of."""
        return tuple(told_in(span.text) for span in self.spans)

    @cached_property
    def denials(self) -> tuple[tuple[Denial, ...], ...]:
        said = [span.text for span in self.spans]
        return tuple(denials_after(before, one) for before, one in zip(["", *said], said, strict=False))

    @cached_property
    def asking(self) -> tuple[Asking, ...]:
        return tuple(Asking.of(span.text, topic=at == 0) for at, span in enumerate(self.spans))


def is_list(sentence: str) -> bool:
    """Whether it is a list of labels and no sentence, or words in a heap."""
    return _LIST.fullmatch(sentence) is not None or _HEAP.fullmatch(sentence) is not None


def kindred(asked: Side, side: Side) -> bool:
    """Whether two texts speak of one thing: a sentence of each has two things in common, or the first ones, which are
    titles, one. Words that are typed tell too little: a text speaks of something else if it has them in a heap alone."""
    if len(frozenset[str]().union(*(one.words for one in asked.telling))) < SPEAKING:
        return not _heaped(asked, side)
    return bool(kinship(asked, side).any())


def kinship(asked: Side, side: Side) -> npt.NDArray[np.bool_]:
    """For each two sentences of them, whether these make the texts speak of one thing."""
    least = ABROAD if _language(asked) != _language(side) else ALIKE
    shared = np.array([[one.shared(other) for other in side.telling] for one in asked.telling])
    shared = shared.reshape(len(asked.spans), len(side.spans))
    found = np.asarray(shared >= least)
    found[:1, :1] = shared[:1, :1] > 0
    return found


def _language(side: Side) -> str:
    return texts_.language(" ".join(span.text for span in side.spans))


def _heaped(asked: Side, side: Side) -> bool:
    wanted = frozenset[str]().union(*asked.words)
    said = [(bool(wanted & words), is_list(span.text)) for words, span in zip(side.words, side.spans, strict=True)]
    return any(has for has, heap in said if heap) and not any(has for has, heap in said if not heap)


def at_odds(asked: Side, side: Side, *, seeking: bool = False) -> tuple[tuple[Span, Span], ...]:
    """Where the second text is at odds with the first: what one asks for, and the other says no to.

    :param seeking: the second text is a need and the first what is offered; by default the other way round. Only what is
        offered says no: a need tells what it has not (没有质控), which is what it wants
    """
    offers, wants = (asked, side) if seeking else (side, asked)
    found: list[tuple[Span, Span]] = []
    for said, no in zip(offers.spans, offers.denials, strict=True):
        rows = [row for row, one in enumerate(wants.asking) if denied(no, one)] if no else []
        if rows:  # of several sentences that ask for it, the one that asks for little else
            wish = wants.spans[min(rows, key=lambda row: len(wants.words[row]))]
            found.append((said, wish) if seeking else (wish, said))
    return tuple(found[:MOST_AGAINST])


def weighed(score: float, tier: Tier, *, denied: bool, kindred: bool = True) -> tuple[float, Tier]:
    """Score and tier of a pair in which something is denied, or whose texts do not speak of one thing: less, and never
    sure. What is only the nearest there is need not speak of it."""
    kindred = kindred or tier is Tier.NEAREST
    if not denied and kindred:
        return score, tier
    less = (DENIED if denied else 1) * (1 if kindred else UNLIKE)
    return less * score, Tier.MAYBE if tier is Tier.SURE else tier
