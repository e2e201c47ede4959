"""Candidates side by side: on the screen, on paper, as a sheet; who may see it, and what it says of itself."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from app.core.site import Site
from scenarios.matches.models import Match, Objection
from suppliers.models import Supply
from tests.scenarios.matches.helpers import CLOUD, ECG, PAPER, match_with, matches_of, need, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
NO_OPINION = "自动比对，非评审意见"
VIEWS = ("compare", "paper", "compare.xlsx")


@pytest.fixture
def found(site: Site, cast: Cast, drain: Drain) -> tuple[str, Match, Match]:
    """A need with a candidate that fits and one that fails a hard demand."""
    good = supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    bad = supply(site, cast.rival_firm, CLOUD)
    public_id = need(site, cast)
    drain()
    return public_id, match_with(site, public_id, good), match_with(site, public_id, bad)


def of(site: Site, match: Match) -> str:
    """The public id of its supply."""
    with site.database.reading() as db:
        return db.get_one(Supply, match.supply_id).public_id


def test_the_best_are_compared_unless_somebody_chose(
    site: Site, cast: Cast, signed_in: SignedIn, found: tuple[str, Match, Match]
) -> None:
    public_id, good, bad = found
    owner, url = signed_in(cast.owner), f"/scenarios/{public_id}/matches/compare"
    everything = text_of(owner.get(url))
    assert all(said.name in everything for said in (ECG, PAPER, CLOUD))
    assert everything.index(ECG.name) < everything.index(CLOUD.name)
    assert "部署方式：系统须本地部署" in everything
    assert "不满足" in everything
    chosen = text_of(owner.get(f"{url}?with={of(site, bad)}&with=nonsense"))
    assert "有 1 项已经不在匹配结果里" in chosen
    assert CLOUD.name in chosen
    assert ECG.name not in chosen
    owner.post(f"/matches/{good.public_id}/shortlist")
    shortlisted = text_of(owner.get(url))
    assert ECG.name in shortlisted
    assert CLOUD.name not in shortlisted


def test_paper_has_room_for_an_opinion(cast: Cast, signed_in: SignedIn, found: tuple[str, Match, Match]) -> None:
    text = text_of(signed_in(cast.owner).get(f"/scenarios/{found[0]}/matches/paper"))
    assert all(word in text for word in (NO_OPINION, "意见", "签字", ECG.name))


def test_the_sheet_says_the_same(site: Site, cast: Cast, signed_in: SignedIn, found: tuple[str, Match, Match]) -> None:
    public_id, good, bad = found
    answer = signed_in(cast.owner).get(
        f"/scenarios/{public_id}/matches/compare.xlsx?with={of(site, good)}&with={of(site, bad)}"
    )
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    assert rows[0][1:] == [ECG.name, CLOUD.name]
    (deployment,) = [row for row in rows if row[0] == "部署方式：系统须本地部署（硬性）"]
    assert [cell.partition("：")[0] for cell in deployment[1:]] == ["满足", "不满足"]
    assert (rows[-1][0], book.sheet_names[0]) == (NO_OPINION, NO_OPINION)


def test_a_formula_stays_text(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    supply(site, cast.firm, replace(ECG, name="=1+1 急诊心电图实时预警"))
    public_id = need(site, cast)
    drain()
    answer = signed_in(cast.owner).get(f"/scenarios/{public_id}/matches/compare.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.get_sheet_by_index(0).to_python()[0][1] == "'=1+1 急诊心电图实时预警"


@pytest.mark.parametrize("view", VIEWS)
def test_only_who_sees_the_matches_sees_them_compared(
    cast: Cast, signed_in: SignedIn, found: tuple[str, Match, Match], view: str
) -> None:
    url = f"/scenarios/{found[0]}/matches/{view}"
    for who in ("stranger", "rival", "supplier", "auditor"):
        assert signed_in(getattr(cast, who)).get(url).status_code == 404, who
    for who in ("owner", "curator", "office"):
        assert signed_in(getattr(cast, who)).get(url).status_code == 200, who


def test_what_is_written_against_is_shown(
    site: Site, cast: Cast, signed_in: SignedIn, found: tuple[str, Match, Match]
) -> None:
    """What the supplier objects stands beside the quote wherever the quote is read, and without a quote nowhere."""
    public_id, good, _bad = found
    here, query = f"/scenarios/{public_id}/matches", f"with={of(site, good)}"
    owner, urls = signed_in(cast.owner), [here, f"{here}/compare?{query}", f"{here}/paper?{query}"]
    with site.database.writing() as db:
        said = {"scenario_id": good.scenario_id, "supply_id": good.supply_id, "person_id": cast.supplier}
        db.add(Objection(**said, body="新版已经有了", at=site.clock.now()))
    assert not any("新版已经有了" in text_of(owner.get(url)) for url in urls)
    assert not any("写明不做" in text_of(owner.get(url)) for url in urls[1:])
    with site.database.writing() as db:
        row = db.get_one(Match, good.id)
        row.evidence = {**(row.evidence or {}), "against": [{"asked": "需要质控", "found": "目前没有内涵质控功能"}]}
        db.add(row)
    for url in urls:
        text = text_of(owner.get(url))
        assert "写明不做" in text
        assert "目前没有内涵质控功能" in text
        assert "供给方说明：新版已经有了" in text
    book = CalamineWorkbook.from_filelike(BytesIO(owner.get(f"{here}/compare.xlsx?{query}").content))
    rows = {str(row[0]): str(row[1]) for row in book.get_sheet_by_index(0).to_python()}
    assert rows["供给方对“写明不做”的说明"] == "新版已经有了"
    assert len(matches_of(site, public_id)) == 3
