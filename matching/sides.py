"""The two texts of a match, sentence by sentence: what may be quoted, and where one says no to what the other asks for."""

import re
from dataclasses import dataclass
from functools import cached_property

from matching import text as texts_
from matching.calibrate import Tier
from matching.content import stems
from matching.denials import Asking, Denial, denials_after, denied
from matching.text import Span

MOST_SENTENCES = 120
"""What is read of a text; encoded and quoted are fewer, see ``explain.MOST_SENTENCES``."""
MOST_AGAINST = 3
DENIED = 0.5
"""What remains of the score of a pair of which the one who offers says in writing that he does not do what is asked."""
_LIST = re.compile(r"[^、，,；;。.:：!?！？]{1,24}(?:(?:、|, ?)[^、，,；;。.:：!?！？]{1,24}){2,40}")


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
    def denials(self) -> tuple[tuple[Denial, ...], ...]:
        said = [span.text for span in self.spans]
        return tuple(denials_after(before, one) for before, one in zip(["", *said], said, strict=False))

    @cached_property
    def asking(self) -> tuple[Asking, ...]:
        return tuple(Asking.of(span.text, topic=at == 0) for at, span in enumerate(self.spans))


def is_list(sentence: str) -> bool:
    """Whether it is a list of labels and no sentence."""
    return _LIST.fullmatch(sentence) is not None


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


def weighed(score: float, tier: Tier, *, denied: bool) -> tuple[float, Tier]:
    """Score and tier of a pair in which something is denied: half, and never sure."""
    return (DENIED * score, Tier.MAYBE if tier is Tier.SURE else tier) if denied else (score, tier)
