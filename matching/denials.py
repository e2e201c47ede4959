"""What a sentence says no to: absence, exclusion and limits, in Chinese and English; and whether that is what is asked for.

A negation denies what stands behind it up to the end of its clause, or, where nothing does, what stands before it
(夜间识别：不支持), in its own clause or the last one that names anything. Two in one clause cancel each other. What merely
sounds like one (不仅, 无损, non-invasive), is a property (不可篡改), tells an advantage (不停机, 无需) or somebody else's
failing (肉眼看不见), goes with a noun (没有信号的井道) or is what is found (检出缺标签的药盒) denies nothing.
``negations`` has the phrases.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from matching import negations as say
from matching.content import REMEMBERED, stems
from matching.glossary import elsewhere
from matching.requirements.folding import fold

_CLAUSE = re.compile(r"[^,;:。!?，；：！？\n]++")
_STOP = re.compile(r"[;。!?\n]")
_ENDS = " \n\t.;。!?；！？”’」』）)\"'"
_DEPLOYMENT = 1
_CLOUD = (_DEPLOYMENT, 0)
BARE = 2
"""So many characters behind a negation name nothing alone."""
FEW = 4
"""Words of content in a question that is about each of them."""
LEAST = 0.6
"""The share of a denied thing's words that a question must say to ask for it."""
LATIN = 3
"""What a word of letters weighs, against characters."""
LONG, LONGEST = 4, 12
"""Characters of a phrase that says what is denied wherever it stands."""
Kind = tuple[int, int]
_KINDS = tuple(tuple(re.compile(kind, say.JOIN.flags) for kind in row) for row in say.KINDS)


@dataclass(frozen=True, slots=True)
class Denial:
    """A clause sentence[start:end] that says no, with what it denies: `things`, by the words of content of each; `phrases`,
    word for word; `kinds` of deployment (row, place), by whatever name. `limit` are the kinds that it is limited to, the
    others of the row being what it denies. A `firm` one says what is not to be had; any other what is not done, which may
    be an advantage (不打扰鸟)."""

    start: int
    end: int
    things: tuple[frozenset[str], ...] = ()
    limit: tuple[Kind, ...] = ()
    firm: bool = True
    kinds: tuple[Kind, ...] = ()
    phrases: tuple[str, ...] = ()


@lru_cache(maxsize=REMEMBERED)
def denials(sentence: str) -> tuple[Denial, ...]:
    """The clauses of a sentence that deny or limit something. Remembered: a text is held against one after the other."""
    folded = fold(sentence)
    if folded.rstrip().endswith("?"):
        return ()
    masked = say.HARMLESS.sub(lambda found: "□" * len(found.group()), folded)
    found = (_of_clause(masked, folded, *clause.span()) for clause in _CLAUSE.finditer(masked))
    return (*_excepted(folded), *(one for one in found if one is not None))


def denials_after(before: str, sentence: str) -> tuple[Denial, ...]:
    """What a sentence says no to that comes after another: of what that one named (……。这一项请找别家), where it points
    back to it and says no to nothing of its own, or names nothing."""
    own, folded = denials(sentence), fold(sentence)
    if own or not before or not (say.BACK.match(folded) or not stems(say.BEHIND.sub("", folded))):
        return own
    topic = say.ASKED.sub("", before.rstrip(_ENDS), count=1)
    shift = len(fold(topic)) + 1
    return tuple(
        replace(one, start=max(one.start - shift, 0), end=one.end - shift)
        for one in denials(f"{topic},{sentence}")
        if one.end > shift
    )


def _excepted(folded: str) -> Iterator[Denial]:
    """What is left out of all the rest: 除刀具监测外，其余都能做; all but this."""
    for found in say.EXCEPT.finditer(folded):
        if found["zh"]:
            whole = say.ALL_ELSE.search(found["rest"]) and not say.AND_ALSO.search(found["rest"])
        else:
            whole = say.ALL.search(folded, 0, found.start()) and not say.ALSO.search(folded)
        if whole and (things := _things(found["zh"] or found["en"])):
            yield Denial(*found.span(), things)


def _of_clause(masked: str, folded: str, start: int, end: int) -> Denial | None:
    if limited := say.LIMIT.search(masked, start, end):
        kinds = _kinds(folded[limited.start() : end]) or _kinds(folded[start:end])
        return Denial(start, end, limit=kinds)
    if say.STORED.search(masked, start, end) and not say.ELSE.search(masked):
        return Denial(start, end, limit=(_CLOUD,))
    if say.WEAKNESS.search(masked, start, end):
        return Denial(start, end)
    cue = say.BEHIND.search(masked, start, end) or say.CUE.search(masked, start, end)
    if cue is None or say.OTHERS.search(folded, start, cue.start()):
        return None
    scope = _behind(masked, folded, start, end)
    firm = scope is not None
    if scope is None:
        scope, firm = _after(masked, folded, start, end)
    things, kinds = _things(scope), _deployments(scope)
    phrases = _phrases(scope) if firm else ()
    return Denial(start, end, things, firm=firm, kinds=kinds, phrases=phrases) if things or kinds else None


def _phrases(scope: str) -> tuple[str, ...]:
    """Things that are named in so many characters that they are the same wherever they stand (内部缺陷)."""
    parts = (part.rpartition("等")[2].strip() for part in say.JOIN.split(scope))
    return tuple(part for part in parts if LONG <= len(part) <= LONGEST and not part.isascii() and stems(part))


def _things(scope: str) -> tuple[frozenset[str], ...]:
    parts = ((part, stems(part)) for part in say.JOIN.split(scope))
    return tuple(found for part, found in parts if found and not _vague(part, found))


def _vague(part: str, found: frozenset[str]) -> bool:
    """Whether the one word of content is of a place that no word of content names: 内部缺陷 is not 缺陷."""
    return len(found) == 1 and say.PLACE.search(part) is not None


def _weight(words: Iterable[str]) -> int:
    return sum(LATIN if word.isascii() else len(word) for word in words)


def _behind(masked: str, folded: str, start: int, end: int) -> str | None:
    """What stands before a negation that ends its clause; ``None`` where none does."""
    behind = say.BEHIND.search(masked, start, end)
    if behind is None:
        return None
    if say.REST.search(folded, start, behind.start()):
        return ""
    topic = _topic(folded[start : behind.start()])
    if not stems(topic):
        return _before(masked, folded, start) or None
    earlier = say.CUE.search(masked, start, behind.start())
    doubled = earlier and not say.APART.search(masked, earlier.end(), behind.start())
    return "" if doubled else topic  # 没有哪一家不能


def _topic(text: str) -> str:
    return say.SUBJECT.sub(" ", say.EMPTY.sub(" ", text))


def _after(masked: str, folded: str, start: int, end: int) -> tuple[str, bool]:
    """What stands behind a negation, and whether it is a firm one."""
    cues = list(say.CUE.finditer(masked, start, end))
    if not cues or (len(cues) > 1 and not say.APART.search(masked, cues[0].end(), cues[-1].end())):
        return "", False
    cue, first = cues[0], cues[0].end()
    if say.TURN.search(masked, first, end) or say.NOUN.search(masked, first, end):
        return "", False
    firm, able = bool(say.FIRM.search(cue.group())), say.ABLE.search(cue.group())
    said = say.EMPTY.sub(" ", folded[first:end])
    # 荧光切片无法扫描, reports are never signed: a bare verb is denied of what stands before it
    topic = _topic(folded[start : cue.start()])
    if stems(topic) and say.PASSIVE.search(masked, start, end):
        return topic, firm
    if _bare(said, firm) or (say.VERBAL.search(cue.group()) and _short(said)):
        refers = not stems(topic) and say.REFERS.fullmatch(said.strip(_ENDS))
        return _before(masked, folded, start) if refers else f"{topic} {said}", firm
    if not able and say.FINDS.search(masked, start, cue.start()):
        return "", False
    without = None if able else say.WITHOUT.match(said)
    return (without["what"] if without else said), firm and not without


def _bare(said: str, firm: bool) -> bool:
    return not stems(said) and (firm or said.isascii() or len(said.strip()) <= BARE)


def _short(text: str) -> bool:
    return sum(map(len, stems(text))) <= BARE


def _before(masked: str, folded: str, start: int) -> str:
    """What the sentence spoke of last: 夜间识别:不支持; 白蚁洞没有温差,仍要靠人工找."""
    if start == 0 or folded[start - 1] not in ":：,，":
        return ""
    begin = max((stop.end() for stop in _STOP.finditer(folded, 0, start)), default=0)
    for clause in reversed([*_CLAUSE.finditer(masked, begin, start)]):
        own = say.BEHIND.search(masked, *clause.span()) or say.CUE.search(masked, *clause.span())
        topic = _topic(folded[clause.start() : own.start() if own else clause.end()])
        if stems(topic):
            return topic
    return ""


@lru_cache(maxsize=REMEMBERED)
def _kinds(text: str) -> tuple[Kind, ...]:
    return tuple((at, n) for at, row in enumerate(_KINDS) for n, kind in enumerate(row) if kind.search(text))


def _deployments(scope: str) -> tuple[Kind, ...]:
    """The kinds of deployment that are denied, whatever they are called: 私有化 is 院内部署."""
    row = _KINDS[_DEPLOYMENT]
    return tuple(
        (_DEPLOYMENT, place)
        for part in say.JOIN.split(scope)
        for place, kind in enumerate(row)
        if kind.search(part) and not stems(say.PLAIN.sub(" ", kind.sub(" ", part)))
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """A sentence made ready to be asked whether it asks for what another denies. A `topic` is a title, or all that is asked;
    `items` are words that are each one of several things named in a row (渗水、塌坡、白蚁)."""

    words: frozenset[str]
    unwanted: frozenset[str]
    kinds: tuple[Kind, ...]
    topic: bool = True
    items: frozenset[str] = frozenset()
    text: str = ""

    @classmethod
    def of(cls, sentence: str, *, topic: bool = True) -> "Asking":
        """What it says no to itself it does not ask for."""
        folded = fold(sentence)
        no = [one for one in denials(sentence) if not say.LACK.search(folded, one.start, one.end)]
        unwanted = frozenset(word for one in no for thing in one.things for word in thing)
        refused = {kind for one in no for kind in one.kinds}
        kinds = tuple(kind for kind in _kinds(folded) if kind not in refused)
        return cls(stems(sentence), unwanted, kinds, topic, _items(folded), folded)

    def says(self, word: str) -> bool:
        """Whether the word stands in it, in either language, or begins one of its words (水泥厂 is of 水泥)."""
        here = word in self.words or any(longer.startswith(word) for longer in self.words)
        return here or word in _abroad(self.text)


def _items(folded: str) -> frozenset[str]:
    if not (say.JOIN.search(folded) and say.WISHES.search(folded)):
        return frozenset()
    pieces = ((piece, stems(piece)) for piece in say.PIECE.split(folded))
    return frozenset(
        word for piece, words in pieces if len(words) == 1 for word in words if len(piece) - len(word) <= BARE
    )


@lru_cache(maxsize=REMEMBERED)
def _abroad(text: str) -> frozenset[str]:
    return frozenset(word for other in elsewhere(text) for word in stems(other))


def denied(said: Iterable[Denial], asked: Asking) -> bool:
    """Whether one of the denials says no to what is asked."""
    return any(_denies(one, asked) for one in said)


def _denies(denial: Denial, asked: Asking) -> bool:
    for row, place in denial.limit:
        if any(other == row and n != place for other, n in asked.kinds) and (row, place) not in asked.kinds:
            return True
    if any(kind in asked.kinds for kind in denial.kinds):
        return True
    if any(phrase in asked.text for phrase in denial.phrases):
        return True
    return any(_covered(thing, asked, firm=denial.firm) for thing in denial.things)


def _covered(thing: frozenset[str], asked: Asking, *, firm: bool) -> bool:
    said = {word for word in thing if word not in asked.unwanted and asked.says(word)}
    return _weighs(said, asked, firm=firm) and _weight(said) >= LEAST * _weight(thing)


def _weighs(said: set[str], asked: Asking, *, firm: bool) -> bool:
    """One word is enough in a short title or search, or as one of a row; elsewhere it may stand for anything."""
    alone = (firm and said <= asked.items) or (asked.topic and len(asked.words) <= FEW)
    return len(said) > 1 or (bool(said) and alone)
