"""The page where an owner decides, as she uses it: with scripting at a desk, and without it on a phone."""

import re
from collections.abc import Callable
from dataclasses import replace

from app.core.site import Site
from scenarios.actions.following import follow
from scenarios.queries.visibility import by_public_id
from scenarios.values import KpiValues
from tests.browser.conftest import Stage
from tests.scenarios.helpers import opened, values
from tests.scenarios.matches.helpers import ECG, NEED_TEXT, supply
from tests.support import Cast

A_PAGE = re.compile(rb"/Type\s*/Page\b")
KPIS = [KpiValues(f"第{n}类心律失常在夜间值守条件下的识别准确率", "90", "%", "", "up") for n in range(1, 15)]


def crowded(site: Site, cast: Cast, drain: Callable[[], int]) -> str:
    """A need with many long figures and five candidates with long names; the address of its matches."""
    for number, house in enumerate((cast.firm, cast.firm, cast.rival_firm, cast.rival_firm, cast.research)):
        supply(site, house, replace(ECG, name=f"{ECG.name}（第{number + 1}代，面向县域医共体急诊科室）"))
    content = values(title="急诊胸痛患者心电图实时预警", description=NEED_TEXT, kpis=KPIS)
    public_id = opened(site, cast, content=content)
    with site.database.writing() as db:
        need = by_public_id(db, public_id)
        assert need is not None
        follow(db, need, site.clock.now())
    drain()
    return f"/scenarios/{public_id}/matches"


def test_a_decision_from_rows_to_the_sheet(stage: Stage, site: Site, cast: Cast, drain: Callable[[], int]) -> None:
    url = crowded(site, cast, drain)
    owner = stage.visitor(cast.owner)
    page = owner.open(url)
    assert page.locator(".candidate").count() == 5
    assert owner.fits()
    page.locator(".candidate-more > summary").first.click()
    assert page.locator(".candidate .verdict").first.is_visible()
    assert owner.fits()
    for box in page.locator(".pick input").all()[:2]:
        box.check()
    owner.press("比较候选")
    assert page.locator(".comparison thead th").count() == 3
    assert owner.fits()
    owner.open(f"{url}/ask")
    assert owner.fits()
    owner.open(f"{url}/paper")
    assert page.locator(".comparison thead th").count() == 6
    assert len(A_PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1


def test_an_invitation_is_confirmed_and_taken_back(
    stage: Stage, site: Site, cast: Cast, drain: Callable[[], int]
) -> None:
    url = crowded(site, cast, drain)
    owner = stage.visitor(cast.owner)
    page = owner.open(url)
    page.locator(".candidate-actions summary", has_text="邀请").first.click()
    owner.press("确认邀请")
    page.get_by_text("邀请待发出").first.wait_for()
    assert owner.fits()
    owner.press("撤回邀请")
    page.get_by_text("对方没有收到任何通知").first.wait_for()
    assert owner.complaints == []
