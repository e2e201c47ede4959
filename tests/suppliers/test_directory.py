"""The directory over HTTP."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from app.accounts.models import Organisation
from app.core.acting import act_in
from app.core.listing import Found
from app.core.site import Site
from suppliers.actions.writing import update_supply
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply, SupplyKind
from suppliers.queries import Card, directory, read_asked, values_of
from tests.suppliers.helpers import ACTOR, CAPABILITY, RESULT, make
from tests.support import Browser, Cast
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """What is asked of the database inside the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(site.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(site.database.engine, "before_cursor_execute", note)


def names(page: str) -> list[str]:
    return re.findall(r'<h2 class="card-title"><a [^>]*>([^<]*)</a>', page)


@pytest.fixture
def shelf(site: Site, cast: Cast) -> list[Supply]:
    """Six listed supplies of three houses and one draft, oldest first."""
    hardware = replace(CAPABILITY, kind=SupplyKind.HARDWARE, trl=9, terms={"field": ("industry", "ecology")})
    return [
        make(site, cast.firm, name="中岳阅片系统"),
        make(site, cast.firm, hardware, name="阿里山水质终端", district="jinshui"),
        make(site, cast.rival_firm, hardware, name="澄观气体传感器"),
        make(site, cast.rival_firm, name="Beta reader", trl=None, terms={"field": ("health",)}),
        make(site, cast.research, RESULT, name="铝板缺陷方法"),
        make(site, cast.research, RESULT, name="微振动测量理论", trl=3),
        make(site, cast.firm, state=SupplyState.DRAFT, name="没写完的草稿"),
    ]


def test_everything_listed_stands_there_newest_first(browser: Browser, shelf: list[Supply]) -> None:
    page = browser.get("/supplies")
    assert names(page.text) == [supply.name for supply in reversed(shelf[:6])]
    assert "没写完的草稿" not in page.text


def test_own_drafts_are_no_part_of_the_directory(
    cast: Cast, signed_in: Callable[[int], Browser], shelf: list[Supply]
) -> None:
    assert "没写完的草稿" not in signed_in(cast.supplier).get("/supplies").text


def test_names_sort_by_sound(browser: Browser, shelf: list[Supply]) -> None:
    assert names(browser.get("/supplies?sort=name").text) == [
        "阿里山水质终端",
        "Beta reader",
        "澄观气体传感器",
        "铝板缺陷方法",
        "微振动测量理论",
        "中岳阅片系统",
    ]


def test_the_most_complete_first(browser: Browser, shelf: list[Supply]) -> None:
    ordered = names(browser.get("/supplies?sort=completeness").text)
    score = {supply.name: supply.completeness for supply in shelf}
    assert [score[name] for name in ordered] == sorted((score[name] for name in ordered), reverse=True)


def test_choices_of_one_group_add_up_and_groups_narrow_down(browser: Browser, shelf: list[Supply]) -> None:
    both = browser.get("/supplies?kind=hardware&kind=result")
    assert set(names(both.text)) == {"阿里山水质终端", "澄观气体传感器", "铝板缺陷方法", "微振动测量理论"}
    assert names(browser.get("/supplies?kind=hardware&kind=result&district=jinshui").text) == ["阿里山水质终端"]
    assert names(browser.get("/supplies?maturity=early").text) == ["微振动测量理论"]
    assert names(browser.get("/supplies?field=ecology&deployment=edge").text) == []


def test_counts_say_what_a_click_would_leave(browser: Browser, shelf: list[Supply]) -> None:
    page = text_of(browser.get("/supplies?field=industry"))
    assert "共 4 项" in page
    assert "硬件 2" in page
    assert "科研成果 2" in page
    assert "医疗 2" in page, "the chosen group still shows its other values"
    assert "产品 2" not in page


@pytest.mark.parametrize("chosen", [(), (("field", "industry"),), (("kind", "result"), ("maturity", "proven"))])
def test_every_count_is_what_the_list_holds(
    site: Site, shelf: list[Supply], chosen: tuple[tuple[str, str], ...]
) -> None:
    def look(*pairs: tuple[str, str]) -> Found[Card]:
        with site.database.reading() as db:
            return directory(db, read_asked(pairs, site.vocabulary), site.index).found

    shown = look(*chosen)
    for group in shown.groups(site.vocabulary):
        others = [pair for pair in chosen if pair[0] != group.name]
        for option in group.options:
            found = look(*others, (group.name, option.value))
            assert found.page.total == len(found.page.items) == option.count, (group.name, option.value)


def test_words_of_a_supply_move_in_the_list_as_they_are_rewritten(site: Site, browser: Browser, cast: Cast) -> None:
    supply = make(site, cast.firm, name="水质终端")
    with site.database.writing() as db:
        row = db.get_one(Supply, supply.id)
        update_supply(act_in(db, site, ACTOR), row, replace(values_of(db, row), terms={"field": ("ecology",)}))
    assert names(browser.get("/supplies?field=ecology").text) == ["水质终端"]
    assert names(browser.get("/supplies?field=health").text) == []


def test_a_question_finds_names_and_houses(browser: Browser, shelf: list[Supply]) -> None:
    assert names(browser.get("/supplies?q=水质").text) == ["阿里山水质终端"]
    assert set(names(browser.get("/supplies?q=澄观").text)) == {"澄观气体传感器", "Beta reader"}
    assert names(browser.get("/supplies?q=BETA  READER").text) == ["Beta reader"]


def test_the_shelf_of_one_house_is_a_choice_that_can_be_taken_away(
    browser: Browser, site: Site, cast: Cast, shelf: list[Supply]
) -> None:
    with site.database.reading() as db:
        house = db.get_one(Organisation, cast.rival_firm)
    page = browser.get(f"/supplies?organisation={house.public_id}&sort=name")
    assert set(names(page.text)) == {"澄观气体传感器", "Beta reader"}
    assert f'href="/supplies?sort=name">单位：{house.name}' in page.text
    assert f'name="organisation" value="{house.public_id}"' in page.text  # a search within the house stays there
    nowhere = browser.get("/supplies?organisation=nobody")
    assert len(names(nowhere.text)) == 6
    assert "网址里有不认识的筛选条件，已忽略：nobody" in text_of(nowhere)
    profile = browser.get(f"/organisations/{house.public_id}").text
    assert f"/supplies?organisation={house.public_id}" in profile


def test_a_question_finds_what_means_the_same(browser: Browser, shelf: list[Supply], drain: Callable[[], int]) -> None:
    drain()
    page = browser.get("/supplies", params={"q": "以少样本度量网络区分十四类缺陷，偏振与暗场两路线扫同时成像"})
    assert "铝板缺陷方法" in names(page.text)
    assert "契合度" in text_of(page)


def test_nothing_close_enough_is_an_answer(browser: Browser, shelf: list[Supply]) -> None:
    page = browser.get("/supplies?q=xqzwvjk")
    assert page.status_code == 200
    assert "暂时没有足够合适的结果" in text_of(page)


def test_signs_of_a_pattern_are_plain_signs(browser: Browser, shelf: list[Supply]) -> None:
    for q in ("%", "_", "%%%", "'", "\\"):
        page = browser.get("/supplies", params={"q": q})
        assert page.status_code == 200
        assert names(page.text) == []


def test_a_page_is_one_block_of_the_same_template(browser: Browser, shelf: list[Supply]) -> None:
    fragment = browser.fragment("/supplies?kind=hardware")
    assert fragment.text.lstrip().startswith('<div class="split" id="listing">')
    assert "HX-Request" in fragment.headers["vary"]
    assert names(fragment.text) == names(browser.get("/supplies?kind=hardware").text)


def test_the_table_shows_the_same(browser: Browser, shelf: list[Supply]) -> None:
    page = browser.get("/supplies?view=table&kind=hardware")
    assert "<table" in page.text
    assert "阿里山水质终端" in text_of(page)
    assert "TRL 9" in text_of(page)


def test_what_an_address_gets_wrong_is_named_and_left_out(browser: Browser, shelf: list[Supply]) -> None:
    page = browser.get("/supplies?field=nonsense&maturity=9&sort=upwards&view=x&page=-7&kind=%00")
    assert page.status_code == 200
    assert "网址里有不认识的筛选条件，已忽略：" in text_of(page)
    assert "nonsense" in text_of(page)
    assert len(names(page.text)) == 6
    assert browser.get("/supplies?page=99").status_code == 200


def test_a_very_long_question_is_shortened_in_words(browser: Browser, shelf: list[Supply]) -> None:
    page = browser.get("/supplies", params={"q": "缺陷" * 1000})
    assert page.status_code == 200
    assert "只用了前 500 个字" in text_of(page)


def test_what_is_typed_is_never_markup(browser: Browser, site: Site, cast: Cast) -> None:
    make(site, cast.firm, name="<script>alert(1)</script>")
    for page in (browser.get("/supplies"), browser.get("/supplies", params={"q": "<script>alert(2)</script>"})):
        assert "<script>alert" not in page.text


def test_pages_and_their_addresses_hold_everything(browser: Browser, site: Site, cast: Cast) -> None:
    for number in range(23):
        make(site, cast.firm, name=f"系统{number:02}")
    first = browser.get("/supplies?kind=product&sort=name")
    assert len(names(first.text)) == 20
    assert 'href="/supplies?kind=product&amp;sort=name&amp;view=&amp;page=2"' not in first.text
    assert 'href="/supplies?kind=product&amp;sort=name&amp;page=2"' in first.text
    assert names(browser.get("/supplies?kind=product&sort=name&page=2").text) == ["系统20", "系统21", "系统22"]


@pytest.mark.parametrize("path", ["/supplies", "/supplies?q=系统&field=health", "/supplies?view=table&sort=name"])
def test_statements_do_not_grow_with_the_list(browser: Browser, site: Site, cast: Cast, path: str) -> None:
    make(site, cast.firm, name="系统0")
    browser.get(path)
    with statements(site) as few:
        browser.get(path)
    for number in range(1, 20):
        make(site, cast.firm if number % 2 else cast.rival_firm, name=f"系统{number}")
    with statements(site) as many:
        browser.get(path)
    assert len(many) == len(few)
    assert len(many) <= 20
