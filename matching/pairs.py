"""What a pair scores that was found from its other end: the one number that both sides read."""

from collections.abc import Iterable

from matching.answers import REACH
from matching.calibrate import Tier
from matching.entry import Entry
from matching.fusion import standing
from matching.matcher import Matcher


def scored(matcher: Matcher, asked: Entry, ids: Iterable[int]) -> dict[int, tuple[float, Tier]]:
    """Score and tier of each of ``ids`` as an answer to ``asked``, as a search for it would say; without those not indexed.

    They have been found from their own end, where fewer may compete (of sixty needs the tenth best is a poor one), so that
    what stands little below the floor may be one too.
    """
    there, signals = matcher.signals(asked, ids)
    calibration = matcher.calibration
    least = calibration.floor_at(len(asked.terms.hashes)) - REACH
    stands = standing(signals, calibration.weights).tolist()
    tiers = [Tier.SURE if one >= calibration.sure else Tier.MAYBE if one >= least else Tier.NEAREST for one in stands]
    return dict(zip(there, zip(calibration.scores(stands), tiers, strict=True), strict=True))
