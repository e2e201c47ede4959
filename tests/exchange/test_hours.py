"""The hour that a list gives a deadline: on pages, in forms, against the clock, and in the next list."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import select

from app.cli.exchange import import_file
from app.core.clock import end_of
from app.core.site import Site
from app.exchange.fields import ListKind
from scenarios.forms.models import BasicsForm
from scenarios.forms.sections import to_columns
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.timing import is_answerable
from scenarios.values import ScenarioValues
from tests.exchange.helpers import csv_file
from tests.scenarios.helpers import SIX, read, stand, values
from tests.support import Browser, Cast
from tests.support.browser import text_of

FIVE = datetime(2027, 9, 30, 9, tzinfo=UTC)
ROWS = [
    ["场景名称", "所属单位", "领域", "需求描述", "截止日期", "有效期至"],
    [
        "夜班离床提醒",
        "柳桥医院",
        "医疗",
        "夜班两人看四十张床，希望一分钟内提醒护士站。",
        "2027年9月30日17:00",
        "2027-12-31",
    ],
]


def test_the_hour_of_a_list_is_kept(
    site: Site, tmp_path: Path, cast: Cast, signed_in: Callable[[int], Browser], browser: Browser
) -> None:
    path = csv_file(tmp_path / "a.csv", ROWS)
    done = import_file(site, ListKind.OPPORTUNITIES, path, publish=True, waiver="清单已经审定")
    with site.database.reading() as db:
        need = db.exec(select(Scenario)).one()
    assert (done["created"], done["warnings"], need.state) == (1, [], ScenarioState.OPEN)
    assert (need.deadline, need.valid_until) == (FIVE, end_of(date(2027, 12, 31)))
    assert [is_answerable(need, FIVE.replace(hour=hour)) for hour in (8, 9)] == [True, False]
    assert "2027年9月30日 17:00（北京时间）" in text_of(browser.get(f"/scenarios/{need.public_id}"))
    assert "2027-09-30 17:00," in signed_in(cast.office).get("/exports/opportunities.csv?scope=all").text
    again = import_file(site, ListKind.OPPORTUNITIES, path, publish=True, waiver="清单已经审定")
    assert (again["unchanged"], again["created"], again["updated"]) == (1, 0, 0)


def test_a_form_that_says_the_same_day_leaves_the_hour() -> None:
    said = ScenarioValues(deadline=FIVE, valid_until=end_of(date(2027, 12, 31)))
    for day, end in ((date(2027, 9, 30), FIVE), (date(2027, 10, 8), end_of(date(2027, 10, 8)))):
        form = BasicsForm(deadline=day)
        assert to_columns({"deadline": form.deadline}, said) == {"deadline": end}
        assert to_columns({"deadline": day}, ScenarioValues()) == {"deadline": end_of(day)}


def test_forms_say_the_hour_and_keep_it(site: Site, cast: Cast, signed_in: Callable[[int], Browser]) -> None:
    owner = signed_in(cast.owner)
    need = stand(site, cast, content=values(deadline=FIVE))
    here = f"/scenarios/{need}/edit/basics"
    assert "现在截止于 2027年9月30日 17:00（北京时间）" in text_of(owner.get(here))
    owner.save(here, {**SIX, "title": "换了名称", "deadline": "2027-09-30"})
    assert (read(site, need).title, read(site, need).deadline) == ("换了名称", FIVE)
    owner.save(here, {**SIX, "deadline": "2027-10-08"})
    assert read(site, need).deadline == end_of(date(2027, 10, 8))
