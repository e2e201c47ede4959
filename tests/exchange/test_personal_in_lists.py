"""What a list tells about people keeps its rows drafts, until it is said once for all of them why that may be public."""

from collections.abc import Callable
from pathlib import Path

from sqlmodel import select

from app.cli.exchange import Asked, import_file, undo_upload
from app.core.models import Declaration
from app.core.site import Site
from app.exchange.fields import ListKind
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from tests.exchange.helpers import csv_file
from tests.support import Browser, Cast
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
NEEDS = ListKind.OPPORTUNITIES
HEADER = ["场景名称", "所属单位", "领域", "需求描述", "截止日期", "联系人", "联系电话"]
TEXT = "夜班护士两人看护四十张床，病人离床难以及时发现，希望识别离床并提醒护士站。"
REASON = "取自各单位官网公示的办公电话"


def _row(name: str, text: str) -> list[str]:
    return [name, "柳桥医院", "医疗", f"{TEXT}{text}", "2027-09-30", "王敏", "13800009999"]


ROWS = [
    HEADER,
    _row("没有", "依据 GB 12345-2020，接入 12345 热线。"),
    _row("电话", "咨询 0371-55501234。"),
    _row("证件", "样例 11010519491231002X。"),
]


def _states(site: Site) -> dict[str, ScenarioState]:
    with site.database.reading() as db:
        return {need.title: need.state for need in db.exec(select(Scenario)).all()}


def _declared(site: Site) -> list[tuple[str, str, str]]:
    with site.database.reading() as db:
        return [(one.excerpt, one.choice, one.reason) for one in db.exec(select(Declaration)).all()]


def test_once_for_the_whole_list(site: Site, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", ROWS)
    silent = import_file(site, NEEDS, path, publish=True, waiver="清单已经审定")
    assert {one["row"]: one["text"] for one in silent["errors"]} == {
        3: "没有发布：公开的文字里有个人信息，没有说明为什么可以公开。",
        4: "没有发布：公开的文字里有个人信息，没有说明为什么可以公开。",
    }
    assert any("0371-55501234" in one["text"] for one in silent["warnings"])
    assert not any("13800009999" in one["text"] for one in silent["warnings"]), "contacts are no public text"
    assert {name for name, state in _states(site).items() if state is ScenarioState.OPEN} == {"没有"}
    assert _declared(site) == []
    said = import_file(site, NEEDS, path, publish=True, waiver="清单已经审定", asked=Asked(declared=REASON))
    assert {name for name, state in _states(site).items() if state is ScenarioState.OPEN} == {"没有", "电话"}
    assert [one["row"] for one in said["errors"]] == [4], "no reason makes an ID number public"
    assert _declared(site) == [("0371-55501234", "list", REASON)]


def test_what_was_declared_goes_with_the_import(site: Site, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", ROWS)
    result = import_file(site, NEEDS, path, asked=Asked(declared=REASON))
    assert _declared(site) == [("0371-55501234", "list", REASON)]
    undo_upload(site, NEEDS, result["upload"])
    assert (_states(site), _declared(site)) == ({}, [])


def test_the_check_page_asks_for_the_reason(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    office = signed_in(cast.office)
    text = "\n".join(",".join(row) for row in ROWS).encode()
    page = str(office.post("/imports", data={"kind": "opportunities"}, files={"file": ("清单.csv", text)}).url.path)
    drain()
    assert "0371-55501234" in text_of(office.get(page))
    sent = {"publish": "true", "waiver": "清单已经审定", "declare_public": "true"}
    refused = office.post(f"{page}/confirm", data=sent)
    assert (refused.status_code, "请写明为什么可以公开" in text_of(refused)) == (422, True)
    office.post(f"{page}/confirm", data=sent | {"why_public": REASON})
    drain()
    assert {name for name, state in _states(site).items() if state is ScenarioState.OPEN} == {"没有", "电话"}
