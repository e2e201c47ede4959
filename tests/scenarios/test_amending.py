"""An open need changes only by addenda; it pauses, ends, renews and starts again, over HTTP."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlmodel import col, select

from app.core.clock import FixedClock, end_of
from app.core.history import revisions
from app.core.models import Job, StoredFile
from app.core.site import Site
from app.core.slices import Slice, Slices
from app.slices import SLICES
from scenarios.lifecycle import ScenarioState
from scenarios.models import Addendum, Scenario
from tests.scenarios.helpers import SIX, opened, outbox, read, stand, tender, values
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
S = ScenarioState


def state_of(site: Site, need: str) -> ScenarioState:
    return read(site, need).state


def amendment(**more: str) -> dict[str, str]:
    return {
        "deadline": "2027-01-15",
        "description": values().description,
        "note": "延长征集",
        "do": "publish",
        **more,
    }


@pytest.fixture
def follower(site: Site, cast: Cast) -> int:
    """The supplier follows every need, for a reason of her own."""
    site.slices = Slices([*SLICES, Slice(followers={"scenario": lambda _db, _id: [cast.supplier]})])
    return cast.supplier


def test_an_addendum_is_dated_shown_mailed_and_indexed(
    site: Site, signed_in: SignedIn, cast: Cast, mailbox: Mailbox, drain: Drain, browser: Browser, follower: int
) -> None:
    need = opened(site, cast)
    owner = signed_in(cast.owner)
    kpi = {"kpis-0-name": "漏判率", "kpis-0-target": "1", "kpis-0-direction": "down"}
    with site.database.reading() as db:
        before = set(db.exec(select(Job.id)).all())
    answer = owner.post(f"/scenarios/{need}/addendum", data=amendment(budget_max="300", **kpi))
    assert "补充说明已发布" in text_of(answer)
    row = read(site, need)
    assert (row.deadline, row.budget_max) == (end_of(date(2027, 1, 15)), 3_000_000)
    with site.database.reading() as db:
        addendum = db.exec(select(Addendum)).one()
        jobs = db.exec(select(Job).where(col(Job.id).not_in(before))).all()
    assert set(addendum.changes) == {"deadline", "budget_max", "kpis"}
    assert {job.kind for job in jobs} >= {"reindex"}
    page = text_of(browser.get(f"/scenarios/{need}"))
    assert "延长征集" in page
    assert "2027年1月15日" in page
    with site.database.reading() as db:
        assert [r.occasion for r in revisions(db, "scenario", row.id)] == ["addendum"]
    outbox(site, mailbox)
    told = mailbox.last_text("supplier@example.com")
    assert "截止日期" in told
    assert "延长征集" in told


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"deadline": "2026-12-30"}, "只能延后"),
        ({"deadline": "2026-12-31"}, "没有改动"),
        ({"note": ""}, "请填写这一项"),
        ({"description": "长" * 50_000}, "最多填写 20000 个字"),
        ({"budget_min": "5", "budget_max": "4"}, "上限不能小于下限"),
        ({"constraints-0-kind": "magic", "constraints-0-text": "x"}, "请从列表中选择"),
    ],
)
def test_a_wrong_addendum_changes_nothing(
    site: Site, signed_in: SignedIn, cast: Cast, wrong: dict[str, str], sentence: str
) -> None:
    need = opened(site, cast)
    answer = signed_in(cast.owner).post(f"/scenarios/{need}/addendum", data=amendment(**wrong))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    with site.database.reading() as db:
        assert db.exec(select(Addendum)).first() is None


def test_a_tender_keeps_at_least_one_figure(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = opened(site, cast, content=tender())
    answer = signed_in(cast.owner).post(f"/scenarios/{need}/addendum", data=amendment())
    assert answer.status_code == 422
    assert "至少要有一项关键指标" in text_of(answer)


def test_an_addendum_may_bring_a_file(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = opened(site, cast)
    files = {"file": ("接口说明.txt", b"x", "text/plain")}
    signed_in(cast.owner).post(f"/scenarios/{need}/addendum", data=amendment(deadline="2026-12-31"), files=files)
    with site.database.reading() as db:
        assert db.exec(select(Addendum)).one().changes["files"] == {"old": [], "new": ["接口说明.txt"]}


def test_an_addendum_replaces_and_withdraws_files_and_keeps_them(
    site: Site, signed_in: SignedIn, cast: Cast, browser: Browser
) -> None:
    need = opened(site, cast)
    owner, reviewer, there = signed_in(cast.owner), signed_in(cast.reviewer), f"/scenarios/{need}/addendum"
    same = amendment(deadline="2026-12-31")

    def send(name: str, content: bytes, **more: Any) -> Response:
        return owner.post(there, data=same | more, files={"file": (name, content, "text/plain")})

    def files() -> dict[str, StoredFile]:
        with site.database.reading() as db:
            return {file.public_id: file for file in db.exec(select(StoredFile).order_by(col(StoredFile.id))).all()}

    send("接口说明.txt", b"one")
    send("现场照片说明.txt", b"two")
    first, second = files()
    missing = owner.post(there, data=same | {"replaces": first})
    assert (missing.status_code, "请选择用来替换的新文件" in text_of(missing)) == (422, True)
    stale = owner.post(there, data=same | {"withdrawn": ["nothing"]})
    assert (stale.status_code, len(files())) == (422, 2)
    send("接口说明.txt", b"three", replaces=first)
    owner.post(there, data=same | {"withdrawn": [second]})
    third = list(files())[-1]
    assert files()[first].replaced_by == files()[third].id
    with site.database.reading() as db:
        said = [one.changes["files"] for one in db.exec(select(Addendum).order_by(col(Addendum.number))).all()]
    assert said[2:] == [
        {"old": ["接口说明.txt", "现场照片说明.txt"], "new": ["现场照片说明.txt", "接口说明.txt (2026-11-23)"]},
        {"old": ["现场照片说明.txt", "接口说明.txt"], "new": ["接口说明.txt"]},
    ]
    public = browser.get(f"/scenarios/{need}").text
    assert [f"files/{one}" in public for one in (first, second, third)] == [False, False, True]
    assert "[&#39;" not in public  # names, not a list as Python writes it
    assert "附件" in text_of(browser.get(f"/scenarios/{need}")).split("需求描述")[0]  # the change is called by its name
    assert [browser.get(f"/scenarios/{need}/files/{one}").status_code for one in (first, second, third)] == [
        404,
        404,
        200,
    ]
    inside = text_of(reviewer.get(f"/scenarios/{need}"))
    assert "已替换" in inside
    assert "已撤下" in inside
    assert owner.get(f"/scenarios/{need}/files/{first}").content == b"one"


def test_only_open_needs_are_amended(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, S.CLOSED)
    assert signed_in(cast.owner).post(f"/scenarios/{need}/addendum", data=amendment()).status_code == 409


def test_a_pause_moves_the_deadline_by_its_days(
    site: Site, signed_in: SignedIn, cast: Cast, clock: FixedClock, mailbox: Mailbox, follower: int
) -> None:
    need = opened(site, cast)
    owner, before = signed_in(cast.owner), read(site, need).deadline
    assert before is not None
    assert owner.post(f"/scenarios/{need}/suspend", data={"note": ""}).status_code == 422
    owner.post(f"/scenarios/{need}/suspend", data={"note": "机房搬迁"})
    assert state_of(site, need) is S.SUSPENDED
    clock.advance(days=5)
    owner.post(f"/scenarios/{need}/resume", data={})
    row = read(site, need)
    assert (row.state, row.deadline, row.suspended_at) == (S.OPEN, before + timedelta(days=5), None)
    outbox(site, mailbox)
    assert len(mailbox.to("supplier@example.com")) == 2


def test_a_cancelled_need_stays_with_its_reason(site: Site, signed_in: SignedIn, cast: Cast, browser: Browser) -> None:
    need = opened(site, cast)
    signed_in(cast.owner).post(f"/scenarios/{need}/cancel", data={"reason": "budget_cut", "note": "年度预算调整"})
    page = text_of(browser.get(f"/scenarios/{need}"))
    assert "已取消" in page
    assert "年度预算调整" in page


def test_an_expired_need_is_renewed_into_the_future(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, S.EXPIRED)
    owner = signed_in(cast.owner)
    assert owner.post(f"/scenarios/{need}/renew", data={"deadline": "2026-11-01"}).status_code == 422
    owner.post(f"/scenarios/{need}/renew", data={"deadline": "2027-03-31"})
    row = read(site, need)
    assert (row.state, row.deadline, row.valid_until) == (S.OPEN, end_of(date(2027, 3, 31)), end_of(date(2027, 3, 31)))


def test_a_round_without_bids_starts_a_linked_one_once(site: Site, signed_in: SignedIn, cast: Cast) -> None:
    need = stand(site, cast, S.NO_BID, content=tender())
    owner = signed_in(cast.owner)
    for _click in range(2):
        assert "新一轮" in text_of(owner.post(f"/scenarios/{need}/relaunch"))
    with site.database.reading() as db:
        (draft,) = db.exec(select(Scenario).where(Scenario.relaunch_of == read(site, need).id)).all()
    assert (draft.state, draft.title, draft.deadline) == (S.DRAFT, SIX["title"], None)
