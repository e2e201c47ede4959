"""Until the deadline nobody but the bidders learns anything: a phrase is planted in a bid, in its files, in their names
and in what is typed and not saved, and looked for everywhere."""

import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.core.acting import Act, act_in
from app.core.actors import Actor
from app.core.backup import backup
from app.core.clock import FixedClock
from app.core.db import metadata
from app.core.errors import Forbidden
from app.core.models import SEALED
from app.core.site import Site
from scenarios.bids.actions.opening import open_bid
from scenarios.bids.models import BidLook, Purpose
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from tests.architecture.test_routes import ROUTES
from tests.scenarios.bids import helpers as h
from tests.scenarios.bids.helpers import SignedIn
from tests.support import Browser, Cast

PHRASE = "玄圃积玉"
STAFF = ("office", "admin", "auditor")
EVERYBODY = ("owner", "rival", "curator", *STAFF)
PLACES = (
    "/",
    "/desk",
    "/bids",
    "/scenarios",
    "/organisations",
    "/panels",
    "/metrics",
    f"/search?q={PHRASE}",
    "/answers",
)
BEHIND = (
    "/office/audit",
    "/office/mail",
    "/office/people",
    "/office/troubles",
    "/office/organisations",
    "/curation",
    "/reports",
)
OF_A_NEED = (
    "",
    "/tender",
    "/evaluation",
    "/evaluation/pool",
    "/evaluation/bids/1",
    "/award",
    "/award/protocol",
    "/manage",
    "/record",
    "/matches",
    "/answers",
)


def planted(site: Site, cast: Cast, signed_in: SignedIn) -> tuple[str, str]:
    """A need and the address of a bid that was handed in, and changed before; a draft of another house beside it."""
    need, firm, rival = h.watched(site, cast), signed_in(cast.supplier), signed_in(cast.institute)
    here = h.written(firm, need, approach=f"用{PHRASE}算法分级预警", team=f"{PHRASE}团队")
    firm.save(f"{here}/edit/plan", {**h.PLAN, "risks": PHRASE}, f"{here}/edit/plan/autosave")
    firm.save(f"{here}/edit/plan", {**h.PLAN, "risks": PHRASE})
    h.paper(firm, here, "proof", f"{PHRASE}.pdf", h.PDF + PHRASE.encode())
    h.paper(firm, here)
    draft = h.written(rival, need, approach=PHRASE)
    rival.save(f"{draft}/edit/named", {**h.NAMED, "price": PHRASE})
    assert "应标书已封存" in firm.post(f"{here}/submit", data={"terms": "true"}).text
    return need, here


def pages(need: str, who: str) -> Iterator[str]:
    """Where anything might be told: the pages of the need, those of everybody, and for the staff every page behind."""
    yield from PLACES
    yield from (f"/scenarios/{need}{tail}" for tail in OF_A_NEED)
    plain = [r.path for r in ROUTES if "GET" in (r.methods or ()) and "{" not in r.path]
    yield from (path for path in plain if who in STAFF and path.startswith(BEHIND) and "samples" not in path)


def test_nobody_reads_of_it(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Callable[[], int],
    browser: Browser,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    need, here = planted(site, cast, signed_in)
    drain()
    told = capsys.readouterr()
    number = here.rsplit("/", 1)[1]
    assert "/scenarios/" not in here
    assert "/bids/" not in told.err + told.out  # no line of the log says that anybody bids
    for who in ("", *EVERYBODY):
        looking = signed_in(getattr(cast, who)) if who else browser
        for page in pages(need, who):
            answer = looking.get(page, follow_redirects=False)
            asked = page.startswith("/search")  # a search says again what was asked
            found = [word for word in (PHRASE, number) if word in answer.text]
            assert found in ([], [PHRASE] if asked else []), (who, page)
        for tail in ("", "/edit/plan", "/paper", "/text", "/files/x"):
            assert looking.get(f"{here}{tail}", follow_redirects=False).status_code in {303, 404}


def test_no_byte_of_it_lies_on_the_disk(site: Site, cast: Cast, signed_in: SignedIn, tmp_path: Path) -> None:
    _need, here = planted(site, cast, signed_in)
    archive = tmp_path / "backup.tar"
    report = backup(site.database, site.blobs.folder, archive, site.seals.names())
    assert report["files"] == 0
    escaped = PHRASE.encode("unicode_escape")
    key = site.settings.seal_keys.read_text().strip()
    with site.database.reading() as db:
        for table in metadata.sorted_tables:
            for row in db.connection().execute(table.select()).all():
                assert PHRASE not in str(row._mapping), table.name
                assert key not in str(row._mapping)
    for path in [p for p in (*site.settings.var.rglob("*"), archive) if p.is_file()]:
        content = path.read_bytes()
        assert PHRASE.encode() not in content, path
        assert escaped not in content, path
        assert key.encode() not in content
    if site.database.sqlite:
        file = Path(str(site.database.engine.url.database))
        for path in (file, file.with_name(file.name + "-wal")):
            assert not path.exists() or PHRASE.encode() not in path.read_bytes()
    with tarfile.open(archive) as opened:
        assert "files/sealed" in " ".join(opened.getnames())
    assert {"bid", "unseen_change"} <= {table.name for table in metadata.sorted_tables if table.info.get(SEALED)}
    with site.database.reading() as db:
        moves = db.connection().execute(text("SELECT count(*) FROM status_change WHERE object_kind = 'bid'")).scalar()
        audited = db.connection().execute(text("SELECT count(*) FROM audit_entry WHERE object_kind = 'bid'")).scalar()
    assert moves == audited == 0
    assert here


def test_nobody_opens_it_before_its_time_and_each_look_is_a_row(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock
) -> None:
    planted(site, cast, signed_in)
    mine, other = h.bids(site)
    with site.database.writing() as db:
        looks = db.exec(select(BidLook).where(BidLook.bid_id == mine.id).order_by(col(BidLook.id))).all()
        assert {look.purpose for look in looks} == {Purpose.READ, Purpose.WRITE, Purpose.SUBMIT}
        assert {look.person_id for look in looks} == {cast.supplier}
        assert {look.organisation_id for look in looks} == {cast.firm}
        act = act_in(db, site)
        for actor in (Actor(cast.rival, "对手", cast.rival_firm), Actor(cast.office, "专班"), act.actor):
            for purpose in Purpose:
                with pytest.raises(Forbidden):
                    open_bid(Act(db, site, actor, clock.now()), mine, purpose)
        need = db.get_one(Scenario, mine.scenario_id)
        need.state = ScenarioState.CLOSED
        db.add(need)
        db.flush()
        clock.at = h.END  # the clock itself only after the grace
        with pytest.raises(Forbidden):
            open_bid(act_in(db, site), mine, Purpose.UNSEAL)
        h.after_the_deadline(clock)
        assert PHRASE in str(open_bid(act_in(db, site), mine, Purpose.UNSEAL).said)
        other.body, mine_body = mine.body, other.body
        assert mine_body != other.body
        with pytest.raises(Exception, match="密封的内容无法打开"):
            open_bid(act_in(db, site), other, Purpose.UNSEAL)
