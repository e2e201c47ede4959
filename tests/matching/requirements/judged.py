"""Reading and judging a pair, for the tests that go over the tables of pairs."""

from matching.requirements import Fact, Outcome, Requirement, Verdict, compare, read_need, read_supply
from tests.matching.requirements.pairs import Pair


def read(pair: Pair) -> tuple[list[Requirement], list[Fact], list[Verdict]]:
    """The need's requirements of the pair's kind, all facts of the supply, and the verdicts."""
    requirements = [found for found in read_need({"need": pair.need}) if found.kind is pair.kind]
    facts = read_supply({"supply": pair.supply})
    return requirements, facts, compare(requirements, facts)


def overall(verdicts: list[Verdict]) -> Outcome:
    """One outcome for a need's sentence: met if all of it is met, else the worst."""
    outcomes = {verdict.outcome for verdict in verdicts}
    order = (Outcome.NOT_MET, Outcome.PROOF_MISSING, Outcome.UNCLEAR, Outcome.MET)
    return next(outcome for outcome in order if outcome in outcomes)
