"""A supplier sees what is quoted of it as 写明不做 and says where it was misread; the owner's side reads that beside it."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.core.site import Site
from scenarios.matches.models import Match, Objection
from suppliers.models import Supply
from tests.scenarios.matches.helpers import match_with, need, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
QUOTE = "目前没有内涵质控功能"
WORD = "指的是旧版本，新版已经有了。"


@pytest.fixture
def quoted(site: Site, cast: Cast, drain: Drain) -> tuple[str, Supply]:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    quote(site, match_with(site, public_id, one), [{"asked": "需要质控", "found": QUOTE}])
    return public_id, one


def quote(site: Site, match: Match, against: list[dict[str, str]]) -> None:
    with site.database.writing() as db:
        row = db.get_one(Match, match.id)
        row.evidence = {**(row.evidence or {}), "against": against}
        db.add(row)


def test_both_sides_read_it(cast: Cast, signed_in: SignedIn, quoted: tuple[str, Supply]) -> None:
    public_id, one = quoted
    firm, page = signed_in(cast.supplier), f"/supplies/{one.public_id}/needs"
    assert QUOTE in text_of(firm.get(page))
    url = f"{page}/{public_id}/objection"
    refused = firm.post(url, data={"body": "长" * 301})
    assert refused.status_code == 422
    assert "长" * 301 in refused.text
    assert "最多填写 300 个字" in text_of(refused)
    firm.post(url, data={"body": "先写一句"})
    assert WORD in text_of(firm.post(url, data={"body": WORD}))
    for who in (cast.owner, cast.curator):
        text = text_of(signed_in(who).get(f"/scenarios/{public_id}/matches"))
        assert f"供给方说明：{WORD}" in text
        assert "先写一句" not in text
    assert firm.post(url, data={"body": WORD}, headers={"Accept-Language": "en"}).status_code == 200


def test_only_its_own_people_and_only_where_something_is_quoted(
    site: Site, cast: Cast, signed_in: SignedIn, quoted: tuple[str, Supply]
) -> None:
    public_id, one = quoted
    url = f"/supplies/{one.public_id}/needs/{public_id}/objection"
    for who, status in (("rival", 404), ("stranger", 404), ("owner", 404), ("curator", 403)):
        assert signed_in(getattr(cast, who)).post(url, data={"body": WORD}).status_code == status, who
    assert "有误" not in text_of(signed_in(cast.curator).get(f"/supplies/{one.public_id}/needs"))
    firm = signed_in(cast.supplier)
    assert firm.post(f"/supplies/{one.public_id}/needs/nobody/objection", data={"body": WORD}).status_code == 404
    quote(site, match_with(site, public_id, one), [])
    late = firm.post(url, data={"body": WORD})
    assert late.status_code == 409
    assert "可能刚刚更新过" in text_of(late)
    with site.database.reading() as db:
        assert db.exec(select(Objection)).all() == []
