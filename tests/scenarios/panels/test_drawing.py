"""The draw and the formula, by tables."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.forms import bind
from scenarios.bids.models import Formula, Part
from scenarios.panels import flags
from scenarios.panels.drawing import (
    SEATED,
    SUBSTITUTE,
    Candidate,
    draw,
    following,
    impartial,
    pool_hash,
    seed_of,
    stored,
)
from scenarios.panels.forms import SheetForm, shown
from scenarios.panels.formula import Weighed, combined, half_up, hundredths, price_points, standings
from scenarios.panels.labels import flag

POOL = [Candidate(f"code{n:02d}", "stake" if n % 7 == 3 else "", from_owner=n % 3 == 0) for n in range(24)]


def test_anybody_repeats_the_draw_from_what_is_published() -> None:
    """Written down again as the page describes it, without our code."""
    seed = seed_of("aa" * 32, "bb" * 32, pool_hash(one.code for one in POOL))
    pool = hashlib.sha256("\n".join(sorted(one.code for one in POOL)).encode()).hexdigest()
    assert seed == hashlib.sha256(f"{'aa' * 32}|{'bb' * 32}|{pool}".encode()).hexdigest()
    order = sorted((hashlib.sha256(f"{seed}|{one.code}".encode()).hexdigest(), n) for n, one in enumerate(POOL))
    seated, owners = list[str](), 0
    for _sha, n in order:
        one = POOL[n]
        if one.conflict or len(seated) == 5 or (one.from_owner and owners == 1):
            continue
        seated.append(one.code)
        owners += one.from_owner
    lines = draw(seed, POOL, 5)
    assert [line.code for line in lines if line.outcome == SEATED] == seated
    assert [line.sha256 for line in lines] == [sha for sha, _one in order]
    assert {line.code for line in lines if line.outcome == "stake"} == {one.code for one in POOL if one.conflict}


@given(st.text(min_size=1, max_size=8), st.sampled_from([5, 7, 9]), st.sets(st.integers(0, 60), min_size=30))
def test_every_draw_is_fair(seed: str, size: int, owners: set[int]) -> None:
    pool = [Candidate(f"c{n}", from_owner=n in owners) for n in range(61)]
    lines = draw(seed, pool, size)
    seated = [one for one in lines if one.outcome == SEATED]
    assert len({one.code for one in lines}) == len(pool)
    assert sum(one.from_owner for one in seated) <= size // 3
    assert len(seated) == min(size, size // 3 + len(pool) - len(owners))


def test_the_next_of_the_draw_follows() -> None:
    lines = stored(draw("seed", POOL, 5))
    seated = [one for one in draw("seed", POOL, 5) if one.outcome == SEATED]
    taken = [one.code for one in seated]
    waiting = [one["code"] for one in lines if one["outcome"] == SUBSTITUTE]
    owner = sum(one.from_owner for one in seated)
    leaving = next(one for one in seated if not one.from_owner)
    left = [one for one in seated if one is not leaving]
    place = following(lines, left, taken, (), 5)
    assert place is not None
    free = [one for one in waiting if owner == 0 or not next(p for p in POOL if p.code == one).from_owner]
    assert lines[place]["code"] == free[0]
    assert lines[following(lines, left, taken, free[:1], 5) or 0]["code"] == free[1]  # she may not judge meanwhile
    assert following(lines, seated, taken, (), 5) is None  # nobody has left
    assert following(lines, left, [one.code for one in POOL], (), 5) is None  # nobody is left


def test_the_owners_house_fills_no_pool() -> None:
    assert impartial([Candidate(str(n), from_owner=True) for n in range(40)], 5) == 3
    assert impartial([Candidate(str(n), "tie") for n in range(40)], 5) == 0
    assert impartial([Candidate(str(n)) for n in range(15)], 5) == 15


CRITERIA = [Weighed(1, Part.TECHNICAL, 60), Weighed(2, Part.NAMED, 20), Weighed(3, Part.PRICE, 20)]


@pytest.mark.parametrize(
    ("formula", "tenths", "points"),
    [
        (Formula.MEAN, [800, 850, 900, 700, 750], "80.00"),
        (Formula.MEAN, [805, 800, 800], "80.17"),
        (Formula.TRIMMED, [1000, 0, 800, 800, 806], "80.20"),
        (Formula.TRIMMED, [700, 900], "80.00"),
    ],
)
def test_members_points_become_one(formula: Formula, tenths: list[int], points: str) -> None:
    assert hundredths(half_up(combined(formula, tenths) * 100)) == points


@pytest.mark.parametrize(
    ("price", "lowest", "points"), [(100, 100, 100), (200, 100, 50), (0, 0, 100), (5, 0, 0), (300, 100, 100 / 3)]
)
def test_the_lowest_price_is_the_measure(price: int, lowest: int, points: float) -> None:
    assert float(price_points(price, lowest)) == pytest.approx(points)


def test_standings_by_the_published_formula() -> None:
    scores = {1: {1: [900] * 5, 2: [800] * 5}, 2: {1: [850] * 5, 2: [905] * 5}, 3: {1: [600] * 5, 2: [600] * 5}}
    lines = standings(CRITERIA, Formula.MEAN, scores, {1: 1_280_000, 2: 990_000, 3: 1_100_000}, "seed")
    found = [(one.rank, one.number, hundredths(one.technical), hundredths(one.total)) for one in lines]
    assert found == [(1, 2, "51.00", "89.10"), (2, 1, "54.00", "85.47"), (3, 3, "36.00", "66.00")]
    assert all(sum(one.parts.values()) == one.total for one in lines)


def test_ties_are_broken_by_the_published_rule() -> None:
    def ranks(scores: dict[int, dict[int, list[int]]], prices: dict[int, int], seed: str = "seed") -> list[int]:
        return [one.number for one in standings(CRITERIA[:2], Formula.MEAN, scores, prices, seed)]

    technical_first = {1: {1: [800], 2: [900]}, 2: {1: [830], 2: [810]}}  # 66.00 each
    assert ranks(technical_first, {1: 1, 2: 9}) == [2, 1]
    same = {1: {1: [800], 2: [800]}, 2: {1: [800], 2: [800]}}
    assert ranks(same, {1: 9, 2: 1}) == [2, 1]
    orders = {tuple(ranks(same, {1: 1, 2: 1}, f"seed{n}")) for n in range(20)}
    assert orders == {(1, 2), (2, 1)}  # by lot, and a lot that the seed decides
    assert ranks(same, {1: 1, 2: 1}) == ranks(same, {1: 1, 2: 1})


@pytest.mark.parametrize(
    ("typed", "tenths"), [("86.5", 865), ("100", 1000), ("0", 0), ("８６．５", 865), ("", None), (" 70.0 ", 700)]
)
def test_points_as_people_type_them(typed: str, tenths: int | None) -> None:
    form = bind(SheetForm, {"scores-0-criterion": ["1"], "scores-0-points": [typed]})
    assert form.cleaned is not None
    assert form.cleaned.scores[0].points == tenths
    assert shown(865) == "86.5"


@pytest.mark.parametrize("typed", ["101", "-1", "86.55", "优", "1e3", "NaN", "Infinity"])
def test_points_out_of_range_are_refused_where_they_stand(typed: str) -> None:
    form = bind(SheetForm, {"scores-0-criterion": ["1"], "scores-0-points": [typed]})
    assert form.errors("scores-0-points") == ["请填 0 到 100 之间的分数，最多一位小数，例如 86.5。"]
    assert form.value("scores-0-points") == typed


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (flags.of_bids(3, 3), []),
        (flags.of_bids(3, 2), []),
        (flags.of_bids(3, 1), ["all_but_one"]),
        (flags.of_bids(1, 1), ["one_bid"]),
        (flags.of_scores({1: [805, 700, 650, 800], 2: [805, 700, 650, 800], 3: [805, 700, 650, 801]}), ["alike"]),
        (flags.of_scores({1: [800, 700, 650], 2: [800, 700, 650]}), []),  # too few to be more than chance
        (flags.of_prices({1: 1_000_000, 2: 1_009_000, 3: 1_500_000}), ["close_prices"]),
        (flags.of_prices({1: 1_000_000, 2: 1_100_000, 3: 1_200_000}), ["equal_steps"]),
        (flags.of_prices({1: 0, 2: 0, 3: 0}), []),  # nothing is asked for
        (flags.of_prices({1: 980_000, 2: 1_100_000, 3: 1_280_000}), []),
        (flags.of_pairs({7: 1, 8: 2}, [{7, 8, 9}, {7, 9}, {8, 7}]), ["again"]),
        (flags.of_pairs({7: 1, 8: 2}, [{7, 8}, {7, 9}]), []),
    ],
)
def test_reasons_to_look(found: list[flags.Flag], codes: list[str]) -> None:
    """Each says its rule and its figures, and none is a verdict."""
    assert [one.code for one in found] == codes
    for row in flags.stored(found):
        rule, figures = flag(row)
        assert rule
        assert "{" not in figures
