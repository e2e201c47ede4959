"""What everybody reads of demonstrations, and what nobody outside does; the funnel, the lessons, the need's own page."""

from collections.abc import Callable

from sqlmodel import select

from app.core.clock import FixedClock
from app.core.finding import DEMONSTRATION
from app.core.site import Site
from app.indexing.handlers import reindex_all
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario, Secrecy
from scenarios.pilots.lifecycle import PilotEvent, PilotState
from scenarios.pilots.models import Pilot
from tests.scenarios.demonstrations.helpers import applied, demonstration, recorded, verified
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
HIDDEN = ("0.7", "341", "120 份", "3 ‰")
"""Figures whose sides agreed to tell their change or their verdict alone."""


def pages(here: str) -> list[str]:
    return [
        "/demonstrations",
        f"{here}",
        f"{here}/record",
        "/demonstrations?q=心电图",
        "/progress",
        "/demonstrations/lessons",
    ]


def test_values_are_told_as_both_sides_agreed_in_every_public_place(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    here = recorded(site, cast, signed_in, clock)
    for visitor in (signed_in(cast.owner).another(), signed_in(cast.rival)):
        for page in pages(here):
            shown = visitor.get(page)
            assert shown.status_code == 200, page
            assert not [value for value in HIDDEN if value in text_of(shown)], page
        said = text_of(visitor.get(here))
        assert all(text in said for text in ("30 分钟", "4.2 分钟", "-86.0%", "约 -75%", "达到", "只公开结论"))
    inside = text_of(signed_in(cast.owner).get(here))
    assert all(text in inside for text in ("341 份", "0.7 ‰"))


def test_the_gallery_holds_what_is_published_and_finds_it(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    here = applied(site, cast, signed_in)
    stranger = signed_in(cast.owner).another()
    assert here not in stranger.get("/demonstrations?status=all").text
    signed_in(cast.reviewer).post(f"{here}/announce", data={"opinion": "同意公示"})
    assert here in stranger.get("/demonstrations?status=publicity").text
    for asked, found in (
        ("q=分级", True),
        ("q=嵩云医院", True),
        ("q=水库", False),
        ("field=health", True),
        ("field=transport", False),
        ("copied=yes", False),
        ("method=third_party", True),
        ("method=panel", False),
    ):
        assert (here in stranger.get(f"/demonstrations?status=all&{asked}").text) is found, asked
    with site.database.writing() as db:
        need = db.exec(select(Scenario)).one()
        need.secrecy = Secrecy.RESTRICTED
        db.add(need)
    assert here not in stranger.get("/demonstrations?status=all").text
    assert stranger.get(here).status_code == 404
    assert signed_in(cast.owner).get(here).status_code == 200


def test_the_gallery_and_the_search_find_by_meaning_what_may_be_read(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    here = recorded(site, cast, signed_in, clock)
    drain()
    stranger = signed_in(cast.owner).another()
    asked = "医生复核高危病例，心电图上传后分级提醒"  # no text says it so
    found = stranger.get("/demonstrations", params={"q": asked})
    assert here in found.text
    assert "契合度" in text_of(found)
    assert here not in stranger.get("/demonstrations", params={"q": "河道水库巡检无人机"}).text
    assert here in stranger.get("/search", params={"q": asked, "kind": "demonstration"}).text
    assert here not in stranger.get("/search", params={"q": asked, "kind": "supply"}).text
    text = site.index.text_of(DEMONSTRATION, demonstration(site).id)
    assert all(said in text for said in ("30 → 4.2 分钟", "约 -75%", "日均判读量：达到。"))
    assert not [value for value in HIDDEN if value in text]
    with site.database.writing() as db:
        db.exec(select(Pilot)).one().state = PilotState.REVOKED
    assert here in stranger.get("/demonstrations", params={"q": asked, "status": "all"}).text
    assert here not in stranger.get("/search", params={"q": asked}).text
    with site.database.writing() as db:
        db.exec(select(Scenario)).one().secrecy = Secrecy.RESTRICTED
    assert here not in stranger.get("/demonstrations", params={"q": asked, "status": "all"}).text
    reindex_all(site)
    assert not site.index.text_of(DEMONSTRATION, demonstration(site).id)


def test_every_figure_of_the_funnel_opens_its_rows(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    recorded(site, cast, signed_in, clock)
    stranger = signed_in(cast.owner).another()
    shown = stranger.get("/progress")
    assert text_of(shown).count("100%") == 6  # of one need, which skipped what came before its pilot
    for step, count in (("published", 1), ("answered", 1), ("demonstrated", 1), ("copied", 0)):
        rows = stranger.get(f"/progress?step={step}&field=health")
        assert ("急诊胸痛患者" in rows.text) is bool(count), step
    assert "急诊胸痛患者" not in stranger.get("/progress?field=transport").text
    assert "急诊胸痛患者" in stranger.get("/progress?quarter=2026Q4&page=9&step=nonsense").text
    assert "急诊胸痛患者" not in stranger.get("/progress?quarter=2019Q1").text
    with site.database.reading() as db:
        need = db.exec(select(Scenario)).one().public_id
    said = text_of(stranger.get(f"/scenarios/{need}"))
    assert all(text in said for text in ("走到哪一步", "试点开始", "通过验证", "列入验证记录"))


def test_met_in_part_is_not_verified(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    verified(site, cast, event=PilotEvent.FIND_PARTLY)
    stranger = signed_in(cast.owner).another()
    for step, count in (("pilot", 1), ("verified", 0)):
        assert ("急诊胸痛患者" in stranger.get(f"/progress?step={step}").text) is bool(count), step


def test_lessons_are_told_by_name_only_where_both_agreed(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    verified(site, cast)
    with site.database.writing() as db:
        pilot, need = db.exec(select(Pilot)).one(), db.exec(select(Scenario)).one()
        pilot.state, pilot.reason, pilot.lesson = PilotState.STOPPED_EARLY, "data", "夜间数据缺失过多，先补采集再试。"
        need.state = ScenarioState.OPEN
        db.add_all([pilot, need])
    stranger = signed_in(cast.owner).another()
    said = text_of(stranger.get("/demonstrations/lessons"))
    assert ("先补采集" in said, "嵩云医院" in said, "急诊胸痛" in said) == (True, False, False)
    with site.database.writing() as db:
        pilot = db.exec(select(Pilot)).one()
        pilot.named = True
        db.add(pilot)
    said = text_of(stranger.get("/demonstrations/lessons"))
    assert ("先补采集" in said, "嵩云医院" in said, "急诊胸痛" in said) == (True, True, True)


def test_who_sees_which_page(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    here = applied(site, cast, signed_in)
    inner = {"owner", "colleague", "supplier", "two_hats", "reviewer", "office", "curator"}
    everybody = (
        *inner,
        "rival",
        "institute",
        "stranger",
        "admin",
        "auditor",
        "other_reviewer",
        "unverified",
        "verifier",
    )
    for who in everybody:
        browser = signed_in(getattr(cast, who))
        for page in (here, f"{here}/dossier"):
            assert (browser.get(page).status_code == 200) is (who in inner), (who, page)
    assert signed_in(cast.owner).get(f"{here}/record").status_code == 404  # there is no number yet
    assert signed_in(cast.owner).get("/check?code=JH-YZ-2026-0001").status_code == 200
    signed_in(cast.reviewer).post(f"{here}/announce", data={"opinion": "同意公示"})
    for who in everybody:
        assert signed_in(getattr(cast, who)).get(here).status_code == 200, who
        assert (signed_in(getattr(cast, who)).get(f"{here}/dossier").status_code == 200) is (who in inner), who
