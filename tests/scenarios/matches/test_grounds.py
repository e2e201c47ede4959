"""What a supply says it does not do counts against it, is kept with the match and is told beside what it contradicts."""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.core.i18n import speaking
from app.core.site import Site
from matching.calibrate import Tier
from scenarios.matches.judging import find
from scenarios.matches.labels import demand
from scenarios.matches.models import Match
from scenarios.matches.refreshing import refresh_need
from scenarios.matches.sides import need_side
from scenarios.queries.visibility import by_public_id
from suppliers.values import SupplyValues
from tests.scenarios.matches.helpers import CLOUD, ECG, NEED_TEXT, match_with, matches_of, need, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

Drain = Callable[[], int]
DENIED = "仅支持公有云，不支持本地部署。"


def test_what_a_supply_denies_is_kept_told_and_costs_half_of_the_score(
    site: Site, cast: Cast, browser: Browser, drain: Drain
) -> None:
    cloud, own = supply(site, cast.firm, CLOUD), supply(site, cast.firm, ECG)
    public_id = need(site, cast)
    drain()
    against, fits = match_with(site, public_id, cloud), match_with(site, public_id, own)
    assert [one["found"] for one in (against.evidence or {})["against"]] == [DENIED]
    assert (fits.evidence or {})["against"] == []
    assert all(pair["found"] != DENIED for pair in (against.evidence or {}).get("pairs", ()))
    with site.database.reading() as db:
        row = by_public_id(db, public_id)
        assert row is not None
        hits = {hit.object_id: hit for hit in find(site.index, need_side(db, row, site.vocabulary), "supply").hits}
    # whichever side looked last
    assert against.score == pytest.approx(hits[cloud.id].score / 2, abs=0.01)
    assert fits.score == pytest.approx(hits[own.id].score, abs=0.01)
    assert hits[cloud.id].tier is Tier.SURE
    assert against.tier is Tier.MAYBE
    shown = {"q": NEED_TEXT, "kind": "supply", "id": cloud.public_id}
    told = text_of(browser.fragment("/search/why", params=shown))
    assert "写明不做" in told
    assert DENIED in told


def test_a_pair_of_which_no_reason_was_found_is_not_sure_however_often_it_is_judged(
    site: Site, cast: Cast, drain: Drain
) -> None:
    supply(site, cast.firm, ECG)
    public_id = need(site, cast)
    drain()
    (row,) = matches_of(site, public_id)
    assert (row.tier, bool((row.evidence or {})["pairs"])) == (Tier.SURE, True)
    with site.database.writing() as db:
        db.get_one(Match, row.id).evidence = {**(row.evidence or {}), "pairs": []}
    for _time in range(2):
        refresh_need(site, row.scenario_id, 10)
        assert [one.tier for one in matches_of(site, public_id)] == [Tier.MAYBE]


def test_rows_of_before_are_read_anew_and_decided_ones_keep_their_reasons(site: Site, cast: Cast, drain: Drain) -> None:
    cloud = supply(site, cast.firm, CLOUD)
    public_id = need(site, cast)
    drain()
    row = match_with(site, public_id, cloud)
    older = {"verdicts": [], "pairs": [{"asked": "a", "found": DENIED, "similarity": 1.0}], "terms": []}
    with site.database.writing() as db:
        db.connection().execute(update(Match).where(col(Match.id) == row.id).values(evidence=older))
    refresh_need(site, row.scenario_id, 0)
    after = match_with(site, public_id, cloud).evidence or {}
    assert [one["found"] for one in after["against"]] == [DENIED]
    assert after["verdicts"]


def test_a_kept_demand_loses_the_code_of_its_direction() -> None:
    path = next(Path(__file__).parents[3].glob("migrations/versions/0013_*.py"))
    spec = importlib.util.spec_from_file_location("grounds", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    told = module._told({"origin": "kpis[0]", "text": "漏诊率 down 1 ‰"})
    assert told == {"better": "down", "origin": "kpis[0]", "text": "漏诊率 1 ‰"}
    assert module._told({"origin": "description", "text": "up 1"})["text"] == "up 1"


def test_a_price_for_a_piece_meets_no_budget(site: Site, cast: Cast, drain: Drain) -> None:
    piece = supply(site, cast.firm, _priced("45—60元/只"))
    whole = supply(site, cast.firm, _priced("12万元"))
    public_id = need(site, cast, budget_max=200_000)
    drain()
    assert _outcome(match_with(site, public_id, piece)) == "unclear"
    assert _outcome(match_with(site, public_id, whole)) == "met"


def _priced(text: str) -> SupplyValues:
    low, high = (45, 60) if "只" in text else (120_000, 120_000)
    return replace(ECG, name=f"急诊心电图实时预警系统 {text}", price_min=low, price_max=high, price_text=text)


def _outcome(match: Match) -> str:
    (found,) = [one["outcome"] for one in (match.evidence or {})["verdicts"] if one["kind"] == "budget"]
    return str(found)


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "指标：漏诊率 1 ‰（越低越好）"), ("en", "Figure: 漏诊率 1 ‰ (lower is better)")]
)
def test_the_better_side_of_a_figure_is_a_word_of_the_page(site: Site, language: str, said: str) -> None:
    kept = {"kind": "kpi", "origin": "kpis[0]", "text": "漏诊率 1 ‰", "better": "down"}
    with speaking(language):
        assert demand(kept, site.vocabulary).lower() == said.lower()


@pytest.mark.parametrize(
    ("against", "told"),
    [([{"asked": "系统须本地部署", "found": DENIED}], DENIED), ([], "没有哪一句能单独拿来作依据")],
    ids=["a denial", "nothing"],
)
def test_where_nothing_is_quoted_the_page_says_what_there_is(
    site: Site,
    cast: Cast,
    signed_in: Callable[[int], Browser],
    drain: Drain,
    against: list[dict[str, str]],
    told: str,
) -> None:
    cloud = supply(site, cast.firm, CLOUD)
    public_id = need(site, cast)
    drain()
    bare = {"verdicts": [], "pairs": [], "terms": [], "shares": [], "against": against}
    with site.database.writing() as db:
        db.connection().execute(update(Match).where(col(Match.supply_id) == cloud.id).values(evidence=bare))
    url = f"/why?need={public_id}&supply={cloud.public_id}"
    assert told in text_of(signed_in(cast.owner).fragment(url))
