"""The office keeps the words of the trade and the calendar: codes never change, labels do, nothing vanishes."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from app.core.history import revisions
from app.core.models import AuditEntry
from app.core.site import Site
from app.vocabulary.models import SpecialDay, Term
from app.vocabulary.queries import codes, term_by_code, working_days_after
from tests.support import Browser, Cast
from tests.support.browser import text_of

BASE = "/office/vocabulary/field"


@pytest.fixture
def office(cast: Cast, signed_in: Callable[[int], Browser]) -> Browser:
    return signed_in(cast.office)


def term(site: Site, code: str) -> Term:
    with site.database.reading() as db:
        found = term_by_code(db, "field", code)
    assert found is not None
    return found


def test_a_new_term_can_be_chosen_at_once(office: Browser, site: Site) -> None:
    answer = office.post(BASE, data={"code": "energy", "label_zh": "能源", "label_en": "Energy"})
    assert "已增加「能源」" in text_of(answer)
    assert site.vocabulary.options("field")[-1] == ("energy", "能源")


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"code": "Health Care"}, 422, "格式不对"),
        ({"code": "health"}, 409, "代码「health」已经用过"),
        ({"label_zh": "医疗"}, 409, "名称「医疗」在这一类里已经有了"),
        ({"label_en": "HEALTH CARE"}, 409, "在这一类里已经有了"),
        ({"label_zh": ""}, 422, "请填写这一项"),
        ({"label_zh": "长" * 61}, 422, "最多填写 60 个字"),
    ],
)
def test_a_wrong_term_is_refused_and_kept_on_the_page(
    typed: dict[str, str], status: int, sentence: str, office: Browser, site: Site
) -> None:
    whole = {"code": "energy", "label_zh": "能源", "label_en": "Energy"} | typed
    answer = office.post(BASE, data=whole)
    assert (answer.status_code, sentence in text_of(answer)) == (status, True)
    assert all(f'value="{text}"' in answer.text for text in whole.values() if text)
    with site.database.reading() as db:
        assert "energy" not in codes(db, "field")


def test_a_rename_keeps_the_code_and_its_versions(office: Browser, site: Site) -> None:
    typed = {"label_zh": "医疗健康", "label_en": "Health", "version": "1", "code": "other"}
    assert office.post(f"{BASE}/health", data=typed).status_code == 200
    assert (term(site, "health").label_zh, site.vocabulary.label("health", "field")) == ("医疗健康", "医疗健康")
    stale = office.post(f"{BASE}/health", data=typed | {"label_zh": "卫生"})
    assert (stale.status_code, 'value="卫生"' in stale.text) == (409, True)
    with site.database.reading() as db:
        (kept,) = revisions(db, "term", term(site, "health").id)
        assert (kept.content["label_zh"], kept.by_name) == ("医疗健康", "office")
        noted = db.exec(select(AuditEntry).where(AuditEntry.action == "term.renamed")).one()
    assert noted.role == "office"
    assert "医疗健康" in office.get(f"{BASE}/health").text


def test_a_retired_term_is_shown_but_not_offered(office: Browser, site: Site) -> None:
    for _ in range(2):
        assert office.post(f"{BASE}/city/retire").status_code == 200
    assert "city" not in dict(site.vocabulary.options("field"))
    assert ("city", "城市管理") in site.vocabulary.options("field", "city")
    assert site.vocabulary.label("city", "field") == "城市管理"
    office.post(f"{BASE}/city/restore")
    assert "city" in dict(site.vocabulary.options("field"))


def test_the_last_term_of_a_kind_stays(office: Browser, site: Site) -> None:
    with site.database.reading() as db:
        everything = sorted(codes(db, "field"))
    for code in everything[:-1]:
        office.post(f"{BASE}/{code}/retire")
    assert office.post(f"{BASE}/{everything[-1]}/retire").status_code == 409


def test_terms_move_one_place(office: Browser, site: Site) -> None:
    office.post(f"{BASE}/education/move", data={"step": "-1"})
    assert [code for code, _label in site.vocabulary.options("field")][:3] == ["education", "health", "research"]
    for step in ("-1", "0", "7", "x"):
        assert office.post(f"{BASE}/education/move", data={"step": step}).status_code == 200
    assert [code for code, _label in site.vocabulary.options("field")][:3] == ["education", "health", "research"]


@pytest.mark.parametrize("path", ["/office/vocabulary/wizardry", f"{BASE}/nothing", "/office/calendar/not-a-day/clear"])
def test_unknown_words_are_not_found(path: str, office: Browser) -> None:
    answer = office.post(path) if path.endswith("clear") else office.get(path)
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["owner", "curator", "reviewer", "admin", "auditor", "stranger"])
def test_nobody_else_edits(who: str, cast: Cast, site: Site, signed_in: Callable[[int], Browser]) -> None:
    visitor = signed_in(getattr(cast, who))
    assert visitor.get("/office/vocabulary").status_code == 403
    assert visitor.post(f"{BASE}/health/retire").status_code == 403
    assert visitor.post("/office/calendar", data={"day": "2026-12-25"}).status_code == 403
    assert term(site, "health").retired_at is None


def test_the_calendar_moves_time_limits(office: Browser, site: Site) -> None:
    monday = datetime(2026, 11, 23, 2, tzinfo=UTC)
    office.post("/office/calendar", data={"day": "2026-11-24", "name": "临时放假"})
    office.post("/office/calendar", data={"day": "2026-11-28", "name": "调休", "working": "true"})
    with site.database.reading() as db:
        assert working_days_after(db, monday, 4) == datetime(2026, 11, 28, 16, tzinfo=UTC)
    for _ in range(2):
        office.post("/office/calendar/2026-11-24/clear")
    with site.database.reading() as db:
        assert working_days_after(db, monday, 4) == datetime(2026, 11, 27, 16, tzinfo=UTC)
        assert [d.day for d in db.exec(select(SpecialDay)).all()] == [date(2026, 11, 28)]


@pytest.mark.parametrize("day", ["", "2026-02-30", "1026-01-01", "明天"])
def test_an_impossible_day_is_refused(day: str, office: Browser, site: Site) -> None:
    answer = office.post("/office/calendar", data={"day": day, "name": "保留的名称"})
    assert (answer.status_code, "保留的名称" in answer.text) == (422, True)
    with site.database.reading() as db:
        assert db.exec(select(SpecialDay)).all() == []
