"""The benchmark runs and says what it measured; no time is judged here."""

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

from matching import HashingEncoder, bench
from matching.evaluate.suite import TASKS
from tests.matching.test_evaluate import write_suite


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
