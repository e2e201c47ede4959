"""Interests in organisations: declared, in force at once, ended, never deleted."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.accounts.access import principal_of
from app.accounts.models import Organisation, Person, Stake
from app.core.clock import FixedClock
from app.core.models import AuditEntry
from app.core.site import Site
from tests.support import Browser, Cast
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

Signed = Callable[[int], Browser]
PATH = "/account/stakes"


def house(site: Site, number: int) -> Organisation:
    with site.database.reading() as db:
        return db.get_one(Organisation, number)


def stakes(site: Site) -> list[Stake]:
    with site.database.reading() as db:
        return list(db.exec(select(Stake).order_by(col(Stake.id))).all())


def impartial(site: Site, person_id: int, organisation_id: int) -> bool:
    with site.database.reading() as db:
        return principal_of(db, db.get_one(Person, person_id), site.clock.now()).impartial(organisation_id)


def test_declared_in_force_ended_and_kept(cast: Cast, site: Site, signed_in: Signed, clock: FixedClock) -> None:
    curator, firm = signed_in(cast.curator), house(site, cast.firm)
    assert firm.name in text_of(curator.get(f"{PATH}?q=启明"))
    typed = {"organisation": firm.public_id, "note": "配偶在该单位任职", "q": "启明"}
    assert "已申报" in text_of(curator.post(PATH, data=typed))
    assert not impartial(site, cast.curator, cast.firm)
    assert curator.get(f"/office/organisations/{firm.public_id}").status_code == 403
    clock.advance(minutes=2)
    again = curator.post(PATH, data=typed)
    assert (again.status_code, "已经申报过" in text_of(again), typed["note"] in again.text) == (409, True, True)
    clock.advance(days=3)
    (row,) = stakes(site)
    empty = curator.post(f"{PATH}/{row.public_id}/end", data={"end_note": ""})
    assert (empty.status_code, impartial(site, cast.curator, cast.firm)) == (422, False)
    assert "已登记结束" in text_of(curator.post(f"{PATH}/{row.public_id}/end", data={"end_note": "已离职"}))
    assert impartial(site, cast.curator, cast.firm)
    clock.advance(minutes=2)
    assert curator.post(f"{PATH}/{row.public_id}/end", data={"end_note": "已离职"}).status_code == 409
    curator.post(PATH, data=typed)
    assert [one.ended_at is None for one in stakes(site)] == [False, True]
    with site.database.reading() as db:
        noted = db.exec(select(AuditEntry.action).where(AuditEntry.object_kind == "stake").order_by(col(AuditEntry.id)))
        assert list(noted.all()) == ["stake.declared", "stake.ended", "stake.declared"]
    assert "配偶在该单位任职" in curator.get("/account/export").text


def test_what_is_wrong_is_said_where_it_is_typed(cast: Cast, site: Site, signed_in: Signed) -> None:
    supplier, firm = signed_in(cast.supplier), house(site, cast.firm)
    hidden = house(site, cast.new_firm)  # not verified: not to be learnt of here
    for organisation, note, sentence in (
        ("", "持股", "请先查找，再从列表中选择单位。"),
        ("nobody", "持股", "请先查找，再从列表中选择单位。"),
        (hidden.public_id, "持股", "请先查找，再从列表中选择单位。"),
        (firm.public_id, "持股", "您是该单位的成员"),
        (house(site, cast.hospital).public_id, "长" * 201, "200"),
    ):
        answer = supplier.post(PATH, data={"organisation": organisation, "note": note})
        assert (answer.status_code, sentence in text_of(answer)) == (409 if "成员" in sentence else 422, True), sentence
        assert hidden.name not in answer.text
    assert stakes(site) == []


def test_nobody_ends_what_another_declared(cast: Cast, site: Site, signed_in: Signed) -> None:
    firm = house(site, cast.firm)
    signed_in(cast.curator).post(PATH, data={"organisation": firm.public_id, "note": "持股"})
    (row,) = stakes(site)
    other = signed_in(cast.reviewer)
    assert other.post(f"{PATH}/{row.public_id}/end", data={"end_note": "不再持股"}).status_code == 404
    assert "持股" not in text_of(other.get(PATH)).replace("持有该单位股份", "").replace("持股、任职", "")
    assert "持股" in text_of(signed_in(cast.office).get("/office/stakes"))
    assert "没有已结束的利益关系" in text_of(signed_in(cast.auditor).get("/office/stakes?ended=1"))
