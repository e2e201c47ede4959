"""What is found, held against what is asked: what says no to it stands lower, and whoever asks reads why; so does what speaks
of something else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.finding import SCENARIO, Found
from matching.sides import Side, at_odds, kindred, weighed


def against(
    asked: str, found: Sequence[Found], texts: Mapping[tuple[str, int], str]
) -> list[tuple[Found, tuple[str, ...]]]:
    """Each hit with the sentences of the supply that deny what is asked; score and tier are lower where there are any,
    or where the two do not speak of one thing, and the best stand first.

    :param texts: of the hits, by object kind and id; one without a text denies nothing
    """
    question = Side.of(asked)
    judged = []
    for one in found:
        needs = one.object_kind == SCENARIO
        text = texts.get((one.object_kind, one.object_id), "")
        side = Side.of(text)
        said = tuple((ours if needs else theirs).text for ours, theirs in at_odds(question, side, seeking=needs))
        alike = not text or kindred(question, side)
        score, tier = weighed(one.score, one.tier, denied=bool(said), kindred=alike)
        judged.append((replace(one, score=score, tier=tier), said))
    return sorted(judged, key=lambda pair: -pair[0].score)  # stable: equals keep the order they were found in
