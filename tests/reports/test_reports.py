"""周报 and 月报: what the page shows and the paper says agree, months are frozen, and the office alone gets in."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from docx import Document
from sqlmodel import col, select

from app.core.acting import act_in
from app.core.clock import CITY, FixedClock
from app.core.errors import Conflict
from app.core.site import Site
from app.reports.actions import freeze, propose
from app.reports.figures import FIGURES
from app.reports.models import MonthFigures
from app.reports.periods import freezing_moment, month_of, named, newest, week_of
from app.reports.queries import Issue, issue_of
from app.reports.timers import freeze_months
from app.vocabulary.models import SpecialDay
from scenarios.demonstrations.queries.progress import arrived
from scenarios.matches.lifecycle import AnswerState
from scenarios.matches.models import Answer
from scenarios.models import Scenario, Secrecy
from tests.scenarios.helpers import later, opened, read, submitted, values
from tests.scenarios.matches.helpers import BODY, PAPER, supply
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
HERE = "/office/reports"


def _paper(office: Browser, name: str) -> tuple[list[str], list[list[list[str]]]]:
    """Paragraphs and tables of what is downloaded."""
    answer = office.get(f"{HERE}/{name}.docx")
    assert answer.headers["content-disposition"] == f'attachment; filename="jinghe-{name}.docx"'
    paper = Document(io.BytesIO(answer.content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    return [paragraph.text for paragraph in paper.paragraphs], tables


def _cells(page: str) -> list[list[str]]:
    """The table of figures as the page has it."""
    body = page.split('id="figures"')[1].split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>") if "<th" in row]
    return [[unescape(cell) for cell in row] for row in rows]


def _versions(site: Site, month: str) -> list[MonthFigures]:
    query = select(MonthFigures).where(MonthFigures.month == month).order_by(col(MonthFigures.version))
    with site.database.reading() as db:
        rows = list(db.exec(query).all())
        db.expunge_all()
    return rows


def _figure(row: MonthFigures, code: str) -> tuple[object, object]:
    return row.figures[code]["value"], row.figures[code]["before"]


def test_a_week_on_its_page_and_its_paper(site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn) -> None:
    """Needs opened in this week and the last, an answer and its reply, a review that waits too long."""
    office = signed_in(cast.office)
    opened(site, cast, content=values(title="门诊病历语音录入"), opened_at=later(site, days=-6))
    late = submitted(site, cast, content=values(title="影像科排班优化"), review_due_at=later(site, days=1))
    _answered(site, cast, read(site, opened(site, cast)).id)
    clock.advance(days=2)
    shown = office.get(f"{HERE}/2026-W48")
    rows = _cells(shown.text)
    by_label = {row[0]: row[1:3] for row in rows}
    assert by_label["已发布"] == ["1", "1"]
    assert by_label["有回应"] == ["1", "0"]
    assert by_label["答复件数"] == ["1", "0"]
    assert by_label["答复用时"] == ["1.5 天", "—"]
    assert len(rows) == len(FIGURES)
    with site.database.reading() as db:
        steps = arrived(db, week_of(date(2026, 11, 23)).start, week_of(date(2026, 11, 23)).end)
    assert [int(row[1]) for row in rows[: len(steps)]] == list(steps.values())
    texts, [figures, stuck] = _paper(office, "2026-W48")
    assert texts[0] == "应用场景供需对接工作周报"
    assert texts[1].startswith("（2026年第48周，2026年11月23日—")
    assert figures[0] == ["指标", "数值", "上期", "口径", "截至", "责任单位"]
    assert figures[1:] == rows
    assert "有回应：1，较上周增加 1。" in texts
    assert not [text for text in texts if text.startswith("已发布：")]
    assert [row[0] for row in stuck] == ["事项", read(site, late).title]
    assert "本期无需协调事项。" in texts
    _coordinate(office, read(site, late).title)
    _race_for_a_place(site)
    office.post("/language", data={"lang": "en", "next": HERE})
    english = text_of(office.get(f"{HERE}/2026-W48"))
    assert "Published" in english
    assert "上期" not in english
    assert _paper(office, "2026-W48")[1][0][1:] != []
    assert _paper(office, "2026-W48")[1][0][0][0] == "指标"
    for nonsense in ("2026-W54", "2026-13", "2027-01", "x"):
        assert office.get(f"{HERE}/{nonsense}").status_code == 404
    for who in (cast.owner, cast.curator, cast.reviewer, cast.admin, cast.auditor):
        other = signed_in(who)
        for path in (HERE, f"{HERE}/2026-W48", f"{HERE}/2026-W48.docx"):
            assert other.get(path).status_code == 403
        assert other.post(f"{HERE}/2026-W48/propose", data={"body": "请协调一下"}).status_code == 403


def _answered(site: Site, cast: Cast, need: int) -> None:
    """An answer to which the owner replied after 36 hours, and one without a reply yet."""
    own, others = supply(site, cast.firm), supply(site, cast.research, PAPER)
    said: dict[str, Any] = {
        "scenario_id": need,
        "body": BODY,
        "created_at": later(site),
        "reply_due_at": later(site, days=14),
    }
    replied: dict[str, Any] = {"state": AnswerState.WANTED, "replied_at": later(site, hours=36)}
    with site.database.writing() as db:
        db.add(Answer(supply_id=own.id, organisation_id=cast.firm, person_id=cast.supplier, **said, **replied))
        db.add(Answer(supply_id=others.id, organisation_id=cast.research, person_id=cast.institute, **said))


def _coordinate(office: Browser, late: str) -> None:
    """Typed, or chosen from the stuck things: at most three."""
    assert "至少" in text_of(office.post(f"{HERE}/2026-W48/propose", data={"body": "催"}))
    for body in ("请审核部门加派人手", "请医院确认联系人", "请区专班协调场地"):
        office.post(f"{HERE}/2026-W48/propose", data={"body": body})
    assert f"{HERE}/2026-W48/propose" not in office.get(f"{HERE}/2026-W48").text
    refused = office.post(f"{HERE}/2026-W48/propose", data={"body": "第四件事情"})
    assert (refused.status_code, "最多 3 项" in text_of(refused)) == (409, True)
    office.post(f"{HERE}/2026-W48/withdraw", data={"place": 2})
    chosen = dict(re.findall(r'name="(body)" value="([^"]+)"', office.get(f"{HERE}/2026-W48").text))
    office.post(f"{HERE}/2026-W48/propose", data=chosen)
    last = _paper(office, "2026-W48")[0][-3:]
    assert last == ["1. 请审核部门加派人手", f"2. {unescape(chosen['body'])}", "3. 请区专班协调场地"]
    assert late in last[1]


def _race_for_a_place(site: Site) -> None:
    """Of two that saw the same place free, one wins."""
    period = week_of(date(2026, 11, 16))
    with site.database.writing() as db:
        empty: Issue = issue_of(db, period)
        propose(act_in(db, site), empty, "请协调场地")
    with site.database.writing() as db, pytest.raises(Conflict):
        propose(act_in(db, site), empty, "请协调人手")
    with site.database.reading() as db:
        assert [matter.body for matter in issue_of(db, period).matters] == ["请协调场地"]


def test_a_month_is_frozen_and_corrected_beside_the_old(
    site: Site, cast: Cast, clock: FixedClock, signed_in: SignedIn
) -> None:
    """November ends on a Monday; the first of December is made a holiday. A need is made restricted afterwards."""
    office = signed_in(cast.office)
    gone = opened(site, cast, content=values(title="后来限制公开的需求"))
    opened(site, cast, content=values(title="留下的需求"))
    opened(site, cast, content=values(title="十月的需求"), opened_at=later(site, days=-40))
    with site.database.writing() as db:
        db.add(SpecialDay(day=date(2026, 12, 1), working=False))
    clock.at = datetime(2026, 12, 1, 9, tzinfo=CITY)
    freeze_months(site, clock.at)
    assert _versions(site, "2026-11") == []
    assert "将于2026年12月2日冻结" in text_of(office.get(f"{HERE}/2026-11"))
    clock.at = datetime(2026, 12, 2, 0, 1, tzinfo=CITY)
    freeze_months(site, clock.at)
    freeze_months(site, clock.at)
    with site.database.writing() as db:
        assert not freeze(act_in(db, site), month_of(date(2026, 11, 1)))
    [october], [november] = _versions(site, "2026-10"), _versions(site, "2026-11")
    assert (_figure(october, "published"), _figure(november, "published")) == ((1, 0), (2, 1))
    assert _versions(site, "2026-12") == []
    with site.database.writing() as db:
        row = db.exec(select(Scenario).where(Scenario.public_id == gone)).one()
        row.secrecy = Secrecy.RESTRICTED
        db.add(row)
    clock.advance(days=1)
    page = office.get(f"{HERE}/2026-11")
    assert _cells(page.text)[0][:3] == ["已发布", "2", "1"]
    assert "数据冻结于2026年12月2日 00:01" in text_of(page)
    texts, [figures, *_rest] = _paper(office, "2026-11")
    assert texts[:2] == ["应用场景供需对接工作月报", "（2026年11月）"]
    assert "数据冻结于2026年12月2日 00:01" in texts
    assert figures[1][:3] == ["已发布", "2", "1"]
    assert office.post(f"{HERE}/2026-11/recount", data={"reason": ""}).status_code == 422
    corrected = text_of(office.post(f"{HERE}/2026-11/recount", data={"reason": "一项需求误公开，已限制"}))
    assert "一项需求误公开，已限制" in corrected
    assert "已发布：2 → 1" in corrected
    first, second = _versions(site, "2026-11")
    assert (first.figures, _figure(second, "published"), second.by_name) == (november.figures, (1, 1), second.by_name)
    assert second.by_name
    assert "（第 2 版）" in _paper(office, "2026-11")[0][2]
    again = office.post(f"{HERE}/2026-11/recount", data={"reason": "再统计一次看看"})
    assert (again.status_code, "不需要更正" in text_of(again), "再统计一次看看" in again.text) == (409, True, True)
    assert office.post(f"{HERE}/2026-12/recount", data={"reason": "还没有冻结"}).status_code == 409
    listed = text_of(office.get(HERE))
    assert all(word in listed for word in ("月报 2026年12月", "月报 2026年10月", "有更正", "进行中"))


def test_periods_follow_each_other() -> None:
    for name, before in (("2026-01", "2025-12"), ("2027-W01", "2026-W53"), ("2024-03", "2024-02")):
        period = named(name)
        assert period is not None
        assert period.before.name == before
        assert period.before.end == period.start
    now = datetime(2026, 3, 1, 0, 30, tzinfo=CITY)
    assert [one.name for one in newest(now, month_of, datetime(2026, 1, 31, 23, tzinfo=CITY))] == [
        "2026-03",
        "2026-02",
        "2026-01",
    ]
    assert freezing_moment(month_of(date(2026, 10, 1)), lambda day: day.weekday() < 5).astimezone(CITY).date() == date(
        2026, 11, 2
    )
