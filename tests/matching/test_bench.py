"""The benchmark runs and says what it measured; no time is judged here."""

import json
import runpy
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from matching import HashingEncoder, Matcher, bench
from matching.evaluate.suite import TASKS
from tests.matching.suites import write_suite


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "QUERIES", 20)
    monkeypatch.setattr(bench, "made_up", lambda _, generator: MADE_UP(60, generator))


MADE_UP = bench.made_up


@pytest.mark.usefixtures("small")
def test_it_prints_one_value_a_size(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--documents", "50", "--documents", "150", "--threads", "1"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["documents"], row["derived"]) for row in rows] == [(50, 0), (150, 90)]
    assert all(row["ours"]["p50"] > 0 and row["faiss"]["p50"] > 0 for row in rows)
    assert all(row["ten_explanations"] is None for row in rows)


class StandIn:
    """Takes what the peer is given and finds nothing: the benchmark's own environment has the real one."""

    seen: ClassVar[list[dict[str, Any]]] = []

    def __init__(self, settings: dict[str, Any]) -> None:
        self.seen.append(settings)
        self.transform = settings["transform"]

    def index(self, documents: Iterable[tuple[int, str, None]]) -> None:
        self.vectors = self.transform([text for _, text, _ in documents])

    def search(self, text: str, limit: int) -> object:
        return self.vectors @ self.transform([text])[0]


@pytest.mark.usefixtures("small")
def test_the_peer_is_measured_where_it_is_installed_and_all_is_drawn(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    module = ModuleType("txtai")
    monkeypatch.setattr(module, "Embeddings", StandIn, raising=False)
    monkeypatch.setitem(sys.modules, "txtai", module)
    plot = tmp_path / "speed.svg"
    assert bench.main(["--documents", "50", "--plot", str(plot)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["txtai"]["p50"] > 0
    assert row["txtai_exact"]["p50"] > 0
    assert ["faiss" in settings for settings in StandIn.seen] == [False, True]
    drawing = ET.fromstring(plot.read_text())
    shown = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"matching", "raw FAISS", "txtai", "txtai, every vector", f"{row['ours']['p50']:.1f} ms"} <= set(shown)


@pytest.mark.usefixtures("small")
def test_without_the_peer_its_columns_say_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "txtai", None)
    bench.main(["--documents", "50"])
    row = json.loads(capsys.readouterr().out)
    assert (row["txtai"], row["txtai_exact"]) == (None, None)
    assert "txtai" not in bench.drawn([row])


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
def test_the_module_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--documents", "30"])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("matching.bench", run_name="__main__")
    assert json.loads(capsys.readouterr().out)["documents"] == 30


def test_derived_vectors_are_as_near_as_said() -> None:
    generator = np.random.default_rng(0)
    pool = bench.made_up(10, generator)
    for copy, entry in zip(bench.derived(pool, 20, generator)[10:], pool.entries, strict=True):
        assert 0.84 < float((copy.windows @ entry.windows.T)[0, 0]) < 0.96


def test_real_documents_come_from_a_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "zh_need_llm" in TASKS
    monkeypatch.setattr(bench, "TASKS", ("zh_need_llm",))
    monkeypatch.setattr(bench, "load_plain", lambda *_: HashingEncoder())
    pool = bench.real(write_suite(tmp_path), tmp_path / "var")
    assert (len(pool.entries), len(pool.queries)) == (32, 8)
    assert pool.texts[0].endswith("类单位使用")
    matcher = Matcher(bench.Kept(256))
    matcher.upsert(pool.entries)
    times = bench.explaining(pool, matcher)
    assert times is not None
    assert times["p50"] > 0


def test_encoding_without_texts_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        bench.main(["--encode"])
    assert "--suite" in capsys.readouterr().err
