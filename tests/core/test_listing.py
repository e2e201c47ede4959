"""A list as it is declared, over a small table of its own: addresses, filters with their counts, pages."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, case, insert, select

from app.core.db import Database
from app.core.listing import ALL, Asked, Facet, Found, Listing, find, packed, read

pytestmark = pytest.mark.both_engines

METADATA = MetaData()
TOOL = Table(
    "tool",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20)),
    Column("uses", String(200)),
    Column("weight", Integer),
    Column("state", String(20)),
)
KINDS = {"saw": "锯", "drill": "钻", "file": "锉", "old": "旧物"}
USES = {"wood": "木", "wood_soft": "软木", "steel": "钢", "stone": "石"}
WEIGHT = case((TOOL.c.weight < 10, "light"), (TOOL.c.weight.is_not(None), "heavy"))
TOOLS = Listing(
    "/tools",
    facets=(
        Facet("kind", "类型", TOOL.c.kind, kind="kind"),
        Facet("uses", "用途", TOOL.c.uses, kind="uses", many=True),
        Facet("weight", "重量", WEIGHT, bands={"light": "轻", "heavy": "重"}),
    ),
    sorts={"fit": "最相关", "newest": "最新", "weight": "重量"},
    usual={"here": "newest", "lent": "newest", ALL: "newest"},
    tabs=Facet("status", "状态", TOOL.c.state, bands={"here": "在库", "lent": "借出"}),
    size=7,
)
SHELF = replace(TOOLS, usual={ALL: "newest"}, tabs=None, indexed=True)


class Words:
    """Terms of both kinds; `old` has retired."""

    def label(self, code: str | None, kind: str) -> str:
        return dict(self.options(kind, code or "")).get(code or "", code or "")

    def labels(self, codes: Iterable[str], kind: str) -> list[str]:
        return [self.label(code, kind) for code in codes]

    def options(self, kind: str, *keep: str) -> list[tuple[str, str]]:
        terms = {"kind": KINDS, "uses": USES}[kind]
        return [(code, label) for code, label in terms.items() if code != "old" or code in keep]

    def forget(self) -> None:
        pass


@pytest.fixture
def tools(database: Database) -> Iterator[Database]:
    """Ninety tools of every sort, some without a kind, a use or a weight."""
    chance = random.Random(3)
    rows = [
        {
            "id": number,
            "kind": chance.choice([*KINDS, ""]),
            "uses": packed(chance.sample([*USES], chance.randint(0, 3))),
            "weight": chance.choice([None, 3, 9, 10, 40]),
            "state": chance.choice(["here", "lent"]),
        }
        for number in range(1, 91)
    ]
    with database.writing() as db:
        METADATA.create_all(db.connection())
        db.connection().execute(insert(TOOL), rows)
    yield database
    with database.writing() as db:
        METADATA.drop_all(db.connection())


def look(database: Database, asked: Asked) -> Found[int]:
    with database.reading() as db:
        return find(db, asked, select(TOOL.c.id), [TOOL.c.id.desc()], list)


def ask(listing: Listing, *pairs: tuple[str, str]) -> Asked:
    return read(listing, pairs, Words())


@pytest.mark.parametrize("listing", [TOOLS, SHELF], ids=["with tabs", "indexed"])
@pytest.mark.parametrize(
    "chosen",
    [(), (("kind", "saw"),), (("uses", "wood"), ("kind", "saw"), ("kind", "drill")), (("weight", "light"), ("uses", "steel"))],
)  # fmt: skip
def test_every_count_is_what_a_click_leaves(
    tools: Database, listing: Listing, chosen: tuple[tuple[str, str], ...]
) -> None:
    found = look(tools, ask(listing, *chosen, ("status", "lent")))
    for facet in listing.facets:
        others = [pair for pair in chosen if pair[0] != facet.name]
        for code in facet.labels(Words(), KINDS):
            alone = look(tools, ask(listing, *others, (facet.name, code), ("status", "lent")))
            assert alone.page.total == found.counts[facet.name].get(code, 0), (facet.name, code)
    tabs = [*(listing.tabs.bands if listing.tabs else ()), ALL]
    assert [found.held(tab) for tab in tabs] == [
        look(tools, ask(listing, *chosen, ("status", tab))).page.total for tab in tabs
    ]


def test_pages_hold_every_row_once(tools: Database) -> None:
    first = look(tools, ask(TOOLS, ("status", ALL)))
    assert (first.page.total, first.page.pages) == (90, 13)
    pages = [look(tools, ask(TOOLS, ("status", ALL), ("page", str(n)))).page.items for n in range(1, 14)]
    assert [row for page in pages for row in page] == list(range(90, 0, -1))
    assert look(tools, ask(TOOLS, ("page", "9999"))).page.number == look(tools, ask(TOOLS)).page.pages


def test_a_code_is_not_part_of_another(tools: Database) -> None:
    wood = look(tools, ask(SHELF, ("uses", "wood")))
    assert 0 < wood.counts["uses"]["wood_soft"] != wood.page.total


def test_values_that_nothing_has_are_left_out_unless_they_are_chosen(tools: Database) -> None:
    with tools.writing() as db:
        db.connection().execute(TOOL.update().values(kind=case((TOOL.c.kind == "drill", "saw"), else_=TOOL.c.kind)))
    kinds = look(tools, ask(SHELF)).groups(Words())[0].options
    assert [option.value for option in kinds] == ["saw", "file", "old"]  # what has retired and is there is shown
    chosen = look(tools, ask(SHELF, ("kind", "drill"))).groups(Words())[0].options
    assert [(o.value, o.count) for o in chosen if o.selected] == [("drill", 0)]


def test_everything_asked_stands_in_one_address() -> None:
    asked = ask(TOOLS, ("view", "table"), ("uses", "wood"), ("kind", "saw"), ("kind", "file"), ("q", ""), ("page", "1"))
    assert asked.url() == "/tools?kind=file&kind=saw&uses=wood&view=table"
    assert ask(TOOLS, ("sort", "newest"), ("status", "here")).url() == "/tools"
    assert ask(TOOLS, ("status", ALL), ("sort", "weight")).url(page=2) == "/tools?status=all&sort=weight&page=2"
    assert asked.cleared == "/tools?view=table"
    assert asked.chips(Words())[0] == ("类型：锉", "/tools?kind=saw&uses=wood&view=table")
    assert asked.pairs("kind", "view") == [("uses", "wood")]


def test_the_best_fit_comes_first_only_where_something_is_searched() -> None:
    assert ask(TOOLS, ("sort", "fit")).order == "newest"
    assert [link["label"] for link in ask(TOOLS).sorts] == ["最新", "重量"]
    searched = ask(TOOLS, ("q", "锯"))
    assert searched.order == "fit"
    assert searched.url(sort="newest") == "/tools?q=%E9%94%AF&sort=newest"


def test_what_is_unknown_is_named_and_left_out() -> None:
    asked = ask(TOOLS, ("kind", "nonsense"), ("kind", "saw"), ("uses", "x" * 400), ("sort", "up"), ("view", "3"))
    assert asked.url() == "/tools?kind=saw"
    assert asked.unknown == ["nonsense", "x" * 40]
    assert len(ask(TOOLS, *(("kind", f"k{n}") for n in range(90))).unknown) == 5
    nobody = ask(TOOLS, ("organisation", "abc")).of_house(None)
    assert (nobody.unknown, nobody.url()) == (["abc"], "/tools")
    assert ask(TOOLS, ("organisation", "abc")).of_house("大河装备厂").chips(Words()) == [("单位：大河装备厂", "/tools")]


def test_a_question_that_is_too_long_says_so() -> None:
    assert not ask(TOOLS, ("q", "锯" * 500)).shortened
    long = ask(TOOLS, ("q", "锯" * 501))
    assert long.shortened
    assert len(long.q) == 500
