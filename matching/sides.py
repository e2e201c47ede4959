"""The two texts of a match, sentence by sentence: what may be quoted, and where one says no to what the other asks for."""

import re
from dataclasses import dataclass

from matching import text as texts_
from matching.content import stems
from matching.denials import Asking, Denial, denials, denied
from matching.text import Span

MOST_SENTENCES = 120
"""What is read of a text; encoded and quoted are fewer, see ``explain.MOST_SENTENCES``."""
MOST_AGAINST = 3
_LIST = re.compile(r"[^、，,；;。.:：!?！？]{1,24}(?:(?:、|, ?)[^、，,；;。.:：!?！？]{1,24}){2,40}")


@dataclass(frozen=True, slots=True)
class Side:
    """The sentences of one text, the first ones of a long one, and of each: its words of content, what it says no to, what
    it asks for."""

    spans: tuple[Span, ...]
    words: tuple[frozenset[str], ...]
    denials: tuple[tuple[Denial, ...], ...]
    asking: tuple[Asking, ...]

    @classmethod
    def of(cls, text: str) -> "Side":
        spans = texts_.sentences(text)[:MOST_SENTENCES]
        said = [span.text for span in spans]
        asking = tuple(Asking.of(one, topic=at == 0) for at, one in enumerate(said))
        return cls(tuple(spans), tuple(map(stems, said)), tuple(map(denials, said)), asking)


def is_list(sentence: str) -> bool:
    """Whether it is a list of labels and no sentence."""
    return _LIST.fullmatch(sentence) is not None


def at_odds(asked: Side, side: Side, *, seeking: bool = False) -> tuple[tuple[Span, Span], ...]:
    """Where the second text is at odds with the first: what one asks for, and the other says no to.

    :param seeking: the second text is a need and the first what is offered; by default the other way round. Only what is
        offered says no: a need tells what it has not (没有质控), which is what it wants
    """
    found = []
    for at, span in enumerate(side.spans):
        if seeking:
            rows = [row for row, said in enumerate(asked.denials) if denied(said, side.asking[at])]
        else:
            rows = [row for row, one in enumerate(asked.asking) if denied(side.denials[at], one)]
        if rows:  # of several sentences that ask for it, the one that asks for little else
            found.append((asked.spans[min(rows, key=lambda row: len(asked.words[row]))], span))
    return tuple(found[:MOST_AGAINST])
