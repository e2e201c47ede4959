"""Asking from the shell: tiers, the nearest below, names; as JSON and for people."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from app.cli import finding
from app.core.site import Site
from scenarios.models import Secrecy
from tests.scenarios.matches.helpers import ECG, PAPER, TUNNEL, need, supply
from tests.support import Cast

pytestmark = pytest.mark.both_engines

Drain = Callable[[], int]
Told = Callable[..., Any]


@pytest.fixture
def told(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """What a command of this module prints, read as JSON."""

    @contextmanager
    def here() -> Iterator[Site]:
        yield site

    monkeypatch.setattr(finding, "opened", here)

    def run(command: Callable[..., None], *asked: Any, as_json: bool = True, **more: Any) -> Any:
        capsys.readouterr()
        command(*asked, json=as_json, **{"limit": 10, **more})
        said = capsys.readouterr().out
        return json.loads(said) if as_json else said

    return run


def test_search_tells_tiers_and_the_nearest(site: Site, cast: Cast, drain: Drain, told: Told) -> None:
    supply(site, cast.firm)
    supply(site, cast.research, PAPER)
    supply(site, cast.rival_firm, TUNNEL)
    public_id = need(site, cast, code="JH-2026-B01-003")
    drain()
    answer = told(finding.search, "急诊胸痛心电图实时预警")
    assert {"no_match", "read_as", "matches", "below"} == answer.keys()
    titles = {match["title"]: match["tier"] for match in answer["matches"]}
    assert titles[ECG.name] == "sure"
    assert {match["kind"] for match in answer["matches"]} >= {"supply", "result", "scenario"}
    order = ["sure", "maybe", "nearest"]
    tiers = [order.index(match["tier"]) for match in answer["matches"]]
    assert tiers == sorted(tiers)
    assert all(hit["tier"] == "nearest" for hit in answer["below"])
    for name in ("JH-2026-B01-003", "嵩云医院"):
        assert public_id in [match["id"] for match in told(finding.search, name)["matches"]], name
    assert told(finding.search, "xindiantu")["read_as"] == "心电图"
    said = told(finding.search, "急诊胸痛心电图实时预警", as_json=False)
    assert said.index("契合") < said.index(ECG.name)
    supply(site, cast.firm, replace(ECG, name="车辆识别系统", description="白天识别车辆与行人。不支持夜间识别车辆。"))
    drain()
    (denied,) = [hit for hit in told(finding.search, "夜间识别车辆")["matches"] if hit["title"] == "车辆识别系统"]
    assert denied["reasons"]["against"][0]["found"] == "不支持夜间识别车辆。"
    assert denied["tier"] == "maybe"
    assert "写明不做：不支持夜间识别车辆。" in told(finding.search, "夜间识别车辆", as_json=False)


def test_a_house_is_not_found_by_its_restricted_need(site: Site, cast: Cast, drain: Drain, told: Told) -> None:
    public_id = need(site, cast, secrecy=Secrecy.RESTRICTED, code="JH-2026-B01-004")
    drain()
    for name in ("JH-2026-B01-004", "嵩云医院"):
        answer = told(finding.search, name)
        assert public_id not in json.dumps(answer)


def test_match_tells_tiers(site: Site, cast: Cast, drain: Drain, told: Told) -> None:
    supply(site, cast.firm)
    supply(site, cast.rival_firm, TUNNEL)
    public_id = need(site, cast)
    drain()
    answer = told(finding.match, public_id)
    assert answer["matches"][0]["title"] == ECG.name
    assert answer["matches"][0]["tier"] in {"sure", "maybe"}
    assert "below" in answer
