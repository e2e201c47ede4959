"""The monthly report on a page and as a sheet, and what is copied into chats: public fields alone."""

import re
from html import unescape
from io import BytesIO

from python_calamine import CalamineWorkbook
from sqlmodel import Session, col, select

from app.accounts.models import MemberRole, Membership, RoleGrant
from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.history import move
from app.core.sharing import LONGEST, chat_text
from app.core.site import Site
from scenarios.introductions.queries.report import report
from scenarios.matches.lifecycle import MATCH, MatchEvent
from scenarios.matches.models import Introduction, Match
from scenarios.models import Scenario, Secrecy
from scenarios.pilots.lifecycle import PILOT, PilotEvent, PilotState
from scenarios.pilots.models import Origin, Pilot
from tests.scenarios.introductions.helpers import Drain, SignedIn, introduced, mutual
from tests.scenarios.matches.helpers import CLOUD, ECG, OWNER_CONTACT, PAPER, need, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

NOW = FixedClock().now()


def _pilot(db: Session, match: Match) -> Pilot:
    pilot = Pilot(scenario_id=match.scenario_id, match_id=match.id, origin=Origin.MATCH, created_at=NOW, updated_at=NOW)
    db.add(pilot)
    db.flush()
    return pilot


def test_each_step_counts_for_who_introduced(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, clock: FixedClock
) -> None:
    for house, kind in ((cast.firm, ECG), (cast.rival_firm, CLOUD), (cast.research, PAPER)):
        supply(site, house, kind)
    public_id = need(site, cast)
    drain()
    with site.database.writing() as db:
        home = Membership(person_id=cast.curator, organisation_id=cast.factory, role=MemberRole.MEMBER, started_at=NOW)
        db.add(home)
    first, second, _third = mutual(site, cast, signed_in, public_id)
    signed_in(cast.owner).post(f"/matches/{first.public_id}/meeting")
    clock.advance(days=31)
    with site.database.writing() as db:
        act = act_in(db, site)
        move(act, db.get_one(Match, first.id), MATCH, MatchEvent.LINK_PILOT)
        move(act, db.get_one(Match, second.id), MATCH, MatchEvent.HOLD_MEETING)
        move(act, db.get_one(Match, second.id), MATCH, MatchEvent.LINK_PILOT)
        own, _other = [_pilot(db, one) for one in (first, second)]
        for event in (*PILOT.path_to(PilotState.DEMONSTRATED), PilotEvent.DESIGNATE):
            move(act, own, PILOT, event)
    with site.database.reading() as db:
        november = report(db, site.slices, clock.now().date().replace(month=11, day=1))
        december = report(db, site.slices, clock.now().date().replace(day=1))
    assert november.total.counts == {"offered": 3, "mutual": 3, "met": 1, "pilots": 0, "demonstrations": 0}
    assert december.total.counts == {"offered": 0, "mutual": 0, "met": 1, "pilots": 2, "demonstrations": 1}
    assert [line.name for line in november.curators] == ["curator"]
    assert [(line.name, line.counts["offered"]) for line in november.venues] == [("大河装备厂", 3)]
    with site.database.writing() as db:
        late = db.exec(select(Introduction).where(Introduction.match_id == first.id)).one()
        late.ended_at = clock.now()  # as if it had come to nothing, and the two had found each other later
    with site.database.reading() as db:
        december = report(db, site.slices, clock.now().date().replace(day=1))
        november = report(db, site.slices, clock.now().date().replace(month=11, day=1))
    assert (november.total.counts["mutual"], november.total.counts["met"]) == (2, 0)
    assert (december.total.counts["pilots"], december.total.counts["demonstrations"]) == (1, 0)
    curator = signed_in(cast.curator)
    figures_open_as_many_rows_as_they_count(curator, "2026-11", "2026-12")
    part_of_it_is_none_of_hers(site, cast.curator, cast.office)
    figures_open_as_many_rows_as_they_count(curator, "2026-11", told=False)
    page = text_of(curator.get("/reports/introductions?month=2026-11"))
    assert "大河装备厂" in page
    sheet = curator.get("/reports/introductions.xlsx?month=2026-11")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["分类", "名称", "已引荐", "双方同意", "已见面", "进入试点", "形成示范"]
    assert rows[1] == ["场景经理人", "curator", "2", "1", "0", "0", "0"]
    assert "这个月还没有引荐" in text_of(curator.get("/reports/introductions?month=nonsense&month=2025-01"))
    for who in (cast.owner, cast.supplier, cast.stranger, cast.reviewer):
        assert signed_in(who).get("/reports/introductions").status_code == 404
        assert signed_in(who).get("/reports/introductions.xlsx").status_code == 404


def part_of_it_is_none_of_hers(site: Site, curator: int, colleague: int) -> None:
    """A colleague has introduced the last one, for no house; and the need is out of her own field."""
    with site.database.writing() as db:
        last = db.exec(select(Introduction).order_by(col(Introduction.id).desc())).first()
        assert last is not None
        last.curator_id, last.venue_id = colleague, None
        db.add(last)
        db.exec(select(Scenario)).one().secrecy = Secrecy.RESTRICTED
        db.exec(select(RoleGrant).where(RoleGrant.person_id == curator)).one().field = "transport"


def figures_open_as_many_rows_as_they_count(curator: Browser, *months: str, told: bool = True) -> None:
    """Whatever their reader may know of them: a need that is not hers is counted, and not named."""
    opened = 0
    for month in months:
        page = curator.get(f"/reports/introductions?month={month}").text
        for url, count in re.findall(r'<a href="(/reports/introductions/rows[^"]+)">(\d+)</a>', page):
            rows = curator.get(unescape(url)).text
            assert rows.count("<tr>") - 1 == int(count), url
            assert ("急诊胸痛" in rows) is told
            opened += int(count)
    assert opened >= 3


def test_what_is_copied_into_chats_is_public(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, browser: Browser
) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    introduced(site, cast, signed_in, public_id)
    with site.database.reading() as db:
        offer = f"/introductions/{db.exec(select(Introduction)).one().public_id}"
    curator = signed_in(cast.curator)
    pages = {
        f"/scenarios/{public_id}": (browser, "【应用场景】急诊胸痛患者心电图实时预警"),
        f"/supplies/{one.public_id}": (browser, "【能力与成果】急诊心电图实时预警系统"),
        offer: (curator, "【对接邀请】急诊胸痛患者心电图实时预警"),
        f"/curation/{public_id}": (curator, "【应用场景】急诊胸痛患者心电图实时预警"),
    }
    for url, (who, first) in pages.items():
        text = who.get(url).text
        copied = text[text.index(f'data-copy="{first}') :].split('"')[1].split("\n")
        assert len(copied) == 4, url
        assert copied[3].startswith("http://testserver/")
        assert all(len(line) <= LONGEST for line in copied[:3])
        assert not any(word in " ".join(copied) for word in OWNER_CONTACT)
    shared = curator.get(offer).text.split("data-copy=")[1].split('"')[1]
    assert "启明医智" not in shared, "who was introduced is nobody's business in a chat"
    with site.database.writing() as db:
        db.exec(select(Scenario)).one().secrecy = Secrecy.RESTRICTED
    assert all("data-copy" not in curator.get(url).text for url in (f"/scenarios/{public_id}", offer))


def test_a_message_is_three_lines_and_a_link() -> None:
    text = chat_text("一\n二", "x" * 100, "", "http://x/").split("\n")
    assert text == ["一 二", "x" * (LONGEST - 1) + "…", "", "http://x/"]
