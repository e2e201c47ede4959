"""Saved searches and follows: kept under the account, told once, and only to whom they belong."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from urllib.parse import quote

from app.core.acting import act_in
from app.core.clock import CITY, FixedClock
from app.core.site import Site
from scenarios.models import Secrecy
from suppliers.actions import update_supply
from suppliers.models import Supply
from tests.digests.helpers import consent, items, said
from tests.scenarios.helpers import opened, values
from tests.scenarios.matches.helpers import ECG, PAPER, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
MONDAY = datetime(2026, 11, 30, 8, 1, tzinfo=CITY)
TITLE = "急诊分诊叫号改造"


def _save(browser: Browser, address: str, name: str) -> None:
    page = browser.get(f"/account/follows/new?list={quote(address)}")
    assert page.status_code == 200
    path, _sep, query = address.partition("?")
    saved = browser.post("/account/follows", data={"name": name, "path": path, "query": query})
    assert "已保存" in text_of(saved)


def test_searches_bring_what_is_new_once(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, drain: Drain
) -> None:
    consent(site, clock.at, cast.rival, cast.stranger)
    rival, stranger = signed_in(cast.rival), signed_in(cast.stranger)
    listed = rival.get("/scenarios?field=health&q=%E6%80%A5%E8%AF%8A")
    assert "/account/follows/new?list=" in unescape(listed.text)
    for browser in (rival, stranger):
        _save(browser, "/scenarios?q=急诊", "急诊")
        _save(browser, "/scenarios?field=health&sort=newest", "医疗")
    _save(rival, "/scenarios?field=health", "医疗健康")  # the same search under another name
    _save(rival, "/supplies?q=心电图", "心电图")
    assert text_of(rival.get("/account/follows")).count("医疗健康") == 1
    assert rival.get("/account/follows/new?list=/office").status_code == 404
    assert rival.post("/account/follows", data={"name": "", "path": "/scenarios"}).status_code == 422
    endless = rival.post("/account/follows", data={"name": "长", "path": "/scenarios", "query": "q=" + "急诊" * 200})
    assert endless.status_code == 422
    assert "这个搜索太长" in text_of(endless)

    opened(site, cast, content=values(title=TITLE))
    opened(site, cast, content=values(title="急诊留观床位"), secrecy=Secrecy.RESTRICTED)
    supply(site, cast.firm)
    drain()
    clock.at = MONDAY
    drain()
    both = "符合您保存的搜索“急诊” · 符合您保存的搜索“医疗健康”"
    assert dict(said(items(site, cast.rival), "search")) == {
        TITLE: both,
        "急诊留观床位": both,
        f"{ECG.name}（启明医智科技）": "符合您保存的搜索“心电图”",
    }
    assert [title for title, _why in said(items(site, cast.stranger), "search")] == [TITLE]
    kept = re.findall(r"/account/follows/\w+/delete", rival.get("/account/follows").text)
    assert signed_in(cast.stranger).post(kept[0]).status_code == 404
    assert kept[0] not in rival.post(kept[0]).text
    page = text_of(rival.get("/account/follows/new?list=" + quote("/scenarios?q=急诊")))
    assert "上一周会带来 2" in page


def test_a_followed_supply_tells_of_its_changes(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn, drain: Drain
) -> None:
    consent(site, clock.at, cast.owner)
    paper, ecg = supply(site, cast.research, PAPER), supply(site, cast.firm)
    owner, firm = signed_in(cast.owner), signed_in(cast.supplier)
    for one in (paper, ecg):
        assert "取消关注" in text_of(owner.post(f"/supplies/{one.public_id}/watch"))
    owner.post(f"/supplies/{ecg.public_id}/watch")  # twice is once
    owner.post(f"/supplies/{ecg.public_id}/unwatch")
    assert "取消关注" not in text_of(firm.get(f"/supplies/{ecg.public_id}"))
    clock.advance(hours=1)
    with site.database.writing() as db:
        for one, named in ((paper, PAPER), (ecg, ECG)):
            changed = type(named)(**{**vars(named), "description": named.description + "新增心律失常分级。"})
            update_supply(act_in(db, site), db.get_one(Supply, one.id), changed)
    clock.at = MONDAY
    drain()
    assert said(items(site, cast.owner), "follow") == [(PAPER.name, "资料有更新")]
    search = signed_in(cast.owner).get("/account/follows")
    assert PAPER.name in text_of(search)
