"""A meeting from its plan to its outcomes: no clash for anybody, and each side sees its own talks alone."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import RoleGrant, Stake
from app.core.clock import FixedClock, city_date
from app.core.history import timeline
from app.core.site import Site
from scenarios.introductions.deeds import MEETINGS, SLOTS
from scenarios.introductions.lifecycle import MEETING, SLOT, MeetingState, SlotState
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from tests.scenarios.introductions.helpers import Drain, SignedIn, introduced, mutual, only_meeting, slots
from tests.scenarios.matches.helpers import CLOUD, ECG, OWNER_CONTACT, PAPER, SUPPLIER_CONTACT, need, supply
from tests.support import Cast, Mailbox
from tests.support.browser import text_of


def said(clock: FixedClock, **other: str) -> dict[str, str]:
    day = (city_date(clock.now()) + timedelta(days=3)).isoformat()
    usual = {"title": "医疗专场对接会", "place": "市民中心三楼", "day": day, "start": "14:00", "end": "14:40"}
    return usual | {"minutes": "20", "tables": "2"} | other


@pytest.fixture
def three(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> list[Match]:
    """One owner and three suppliers who have all said yes to each other."""
    for house, kind in ((cast.firm, ECG), (cast.rival_firm, CLOUD), (cast.research, PAPER)):
        supply(site, house, kind)
    public_id = need(site, cast)
    drain()
    pairs = mutual(site, cast, signed_in, public_id)
    assert {match.state for match in pairs} == {MatchState.MUTUAL}
    return pairs


def test_each_side_learns_of_its_own_talks(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    clock: FixedClock,
    three: list[Match],
) -> None:
    curator = signed_in(cast.curator)
    for wrong in ({"end": "13:00"}, {"day": "2026-01-01"}, {"start": "25:00"}, {"minutes": "5"}):
        assert curator.post("/meetings", data=said(clock, **wrong)).status_code == 422
    assert "对接会已建好" in text_of(curator.post("/meetings", data=said(clock)))
    meeting = only_meeting(site)
    url = f"/meetings/{meeting.public_id}"
    assert curator.post(f"{url}/announce").status_code == 409
    assert curator.post(f"{url}/seats", data={"pick": ["nobody"]}).status_code == 422
    seated = text_of(curator.post(f"{url}/seats", data={"pick": [match.public_id for match in three]}))
    assert "已排好 2 场" in seated
    assert "有 1 对没有排上" in seated, "one owner has two times, not three"
    assert {slot.starts_at for slot in slots(site)} == {meeting.starts_at, meeting.starts_at + timedelta(minutes=20)}
    assert signed_in(cast.supplier).get(url).status_code == 404, "nobody knows before it is announced"
    drain()
    assert not any("对接会安排" in str(mail["Subject"]) for mail in mailbox.to("owner@example.com"))
    assert "已通知每一方" in text_of(curator.post(f"{url}/announce"))
    drain()
    assert sum("对接会安排" in str(mail["Subject"]) for mail in mailbox.to("owner@example.com")) == 2
    houses = {cast.supplier: "启明医智科技", cast.rival: "澄观智能", cast.institute: "中岳智能研究院"}
    pages = {who: signed_in(who).get(url) for who in houses}
    assert sorted(page.status_code for page in pages.values()) == [200, 200, 404]
    for who, page in pages.items():
        if page.status_code == 200:
            assert [house for house in houses.values() if house in text_of(page)] == [houses[who]]
    assert [signed_in(who).get(url).status_code for who in (cast.stranger, cast.reviewer, cast.unverified)] == [404] * 3
    calendar = signed_in(cast.owner).get(f"{url}/calendar.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT") == 2
    assert f"UID:slot-{slots(site)[0].public_id}@testserver" in calendar.text
    assert not any(word in calendar.text for word in (*OWNER_CONTACT, *SUPPLIER_CONTACT))


def test_attendance_and_outcome_move_the_match(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, three: list[Match]
) -> None:
    curator = signed_in(cast.curator)
    curator.post("/meetings", data=said(clock))
    url = f"/meetings/{only_meeting(site).public_id}"
    curator.post(f"{url}/seats", data={"pick": [match.public_id for match in three[:2]]})
    curator.post(f"{url}/announce")
    mine, other = slots(site)
    record, both = f"{url}/slots/{mine.public_id}/record", {"owner_came": "true", "supplier_came": "true"}
    early = curator.post(record, data=both)
    assert (early.status_code, "见面开始之后才能登记" in text_of(early)) == (409, True)
    clock.advance(days=4)
    assert curator.post(f"{url}/close").status_code == 409
    incomplete = curator.post(record, data=both)
    assert (incomplete.status_code, "请选择结果" in text_of(incomplete)) == (422, True)
    both |= {"outcome": "no_fit", "note": "院方嫌贵"}
    assert signed_in(cast.owner).post(record, data=both).status_code == 403
    curator.post(record, data=both)
    curator.post(f"{url}/slots/{other.public_id}/record", data={"owner_came": "true"})
    assert [slot.state for slot in slots(site)] == [SlotState.HELD, SlotState.MISSED]
    with site.database.reading() as db:
        states = [db.get_one(Match, slot.match_id).state for slot in (mine, other)]
    assert states == [MatchState.MEETING_HELD, MatchState.MUTUAL], "that they do not fit is for the owner to say"
    assert "院方嫌贵" in curator.get(url).text
    assert "院方嫌贵" not in signed_in(cast.owner).get(url).text
    assert "院方嫌贵" in signed_in(cast.office).get(url).text
    with site.database.writing() as db:
        db.add(Stake(person_id=cast.office, organisation_id=cast.hospital, declared_at=clock.now()))
    assert "院方嫌贵" not in signed_in(cast.office).get(url).text, "nor does whoever has a stake in one"
    assert "登记完毕" in text_of(curator.post(f"{url}/close"))
    assert curator.post(f"{url}/cancel").status_code == 409


def test_what_is_called_off_is_told_and_calendars_follow(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    (match,) = mutual(site, cast, signed_in, public_id)
    office, curator = signed_in(cast.office), signed_in(cast.curator)
    office.post("/meetings", data=said(clock))
    url = f"/meetings/{only_meeting(site).public_id}"
    assert curator.post(f"{url}/cancel").status_code == 403, "it is the office's"
    office.post(f"{url}/seats", data={"pick": [match.public_id]})
    office.post(f"{url}/announce")
    (slot,) = slots(site)
    other = curator.post("/meetings", data=said(clock, start="13:50", end="14:10"))
    assert "目前没有等着见面的双方" in text_of(other), "nobody is seated twice"
    office.post(f"{url}/slots/{slot.public_id}/call-off")
    assert curator.post(f"{url}/slots/{slot.public_id}/call-off").status_code == 409
    drain()
    assert "对接会取消" in str(mailbox.to("supplier@example.com")[-1]["Subject"])
    (slot,) = slots(site)
    calendar = signed_in(cast.supplier).get(f"{url}/calendar.ics").text
    assert f"UID:slot-{slot.public_id}@testserver\r\nSEQUENCE:1\r\nSTATUS:CANCELLED" in calendar
    curator_meeting = f"/meetings/{only_meeting(site).public_id}"
    assert "已排好 1 场" in text_of(curator.post(f"{curator_meeting}/seats", data={"pick": [match.public_id]}))
    assert signed_in(cast.supplier).get(curator_meeting).status_code == 404
    assert "对接会已取消" in text_of(curator.post(f"{curator_meeting}/cancel"))
    assert signed_in(cast.supplier).get(curator_meeting).status_code == 404, (
        "what was never announced is told to no side"
    )
    assert signed_in(cast.supplier).get(f"{curator_meeting}/calendar.ics").status_code == 404
    with site.database.writing() as db:
        for grant in db.exec(select(RoleGrant).where(RoleGrant.person_id == cast.curator)).all():
            grant.ends_at = clock.now()
    assert signed_in(cast.curator).get(curator_meeting).status_code == 404, (
        "whoever is no curator any more reads no meeting"
    )
    assert [one.state for one in slots(site)] == [SlotState.CANCELLED] * 2


def test_a_talk_is_moved_without_a_clash_and_calendars_follow(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    clock: FixedClock,
    three: list[Match],
) -> None:
    """One owner and three suppliers, three times at one table: a talk goes only where all of them have time."""
    curator = signed_in(cast.curator)
    curator.post("/meetings", data=said(clock, end="15:00", tables="1"))
    url = f"/meetings/{only_meeting(site).public_id}"
    curator.post(f"{url}/seats", data={"pick": [match.public_id for match in three[:2]]})
    first, second = slots(site)
    free = only_meeting(site).starts_at + timedelta(minutes=40)
    at, page = f"{url}/slots/{first.public_id}/move", curator.get(url).text
    assert page.count(f'value="{free.isoformat()}"') == 2, "to either talk the one time that is left is offered"
    assert f'value="{second.starts_at.isoformat()}"' not in page
    taken = curator.post(at, data={"start": second.starts_at.isoformat()})
    assert (taken.status_code, "这个时间已经不空了" in text_of(taken)) == (409, True)
    assert curator.post(at).status_code == 422
    assert curator.post(at, data={"start": "whenever"}).status_code == 409
    curator.post(at, data={"start": free.isoformat()})
    curator.post(f"{url}/announce")
    drain()
    mails = len(mailbox.to("owner@example.com"))
    for who, status in ((cast.owner, 403), (cast.stranger, 404), (cast.office, 200)):
        assert signed_in(who).post(at, data={"start": first.starts_at.isoformat()}).status_code == status
    drain()
    assert [str(one["Subject"]).partition("：")[0] for one in mailbox.to("owner@example.com")[mails:]] == [
        "对接会改时间"
    ]
    moved = slots(site)[0]
    assert (moved.public_id, moved.starts_at, moved.sequence) == (first.public_id, first.starts_at, 2)
    calendar = signed_in(cast.owner).get(f"{url}/calendar.ics").text
    assert f"UID:slot-{first.public_id}@testserver\r\nSEQUENCE:2\r\nSTATUS:CONFIRMED" in calendar
    with site.database.reading() as db:
        assert [move.event for move in timeline(db, SLOT.name, first.id)] == ["move", "move"]
    clock.advance(days=4)
    assert signed_in(cast.curator).post(at, data={"start": free.isoformat()}).status_code == 409


def test_every_state_is_reached_and_only_two_yeses_are_seated(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, clock: FixedClock
) -> None:
    assert MEETING.reachable() == frozenset(MeetingState)
    assert SLOT.reachable() == frozenset(SlotState)
    assert {*MEETINGS, *SLOTS} == {"announce", "cancel", "close", "call-off", "move", "record"}
    supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    (match,) = introduced(site, cast, signed_in, public_id)
    curator = signed_in(cast.curator)
    curator.post("/meetings", data=said(clock))
    url = f"/meetings/{only_meeting(site).public_id}"
    for who in (cast.owner, cast.supplier, cast.stranger, cast.rival):
        assert signed_in(who).get("/meetings").status_code == 404
        assert signed_in(who).post("/meetings", data=said(clock)).status_code == 404
    assert curator.post(f"{url}/seats", data={"pick": [match.public_id]}).status_code == 422
    assert slots(site) == []
