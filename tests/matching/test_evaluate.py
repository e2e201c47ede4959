"""Judging: a tiny suite written here, read, measured and fitted."""

import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Calibration, HashingEncoder
from matching import __main__ as cli
from matching.encoders import Encoder
from matching.evaluate import adapt, curators, faithful
from matching.evaluate.cache import CachedEncoder
from matching.evaluate.gibberish import gibberish
from matching.evaluate.metrics import bootstrap, ndcg, recall
from matching.evaluate.run import METHODS, evaluate_task
from matching.evaluate.suite import JUDGED, SuiteError, load_task, on_one_shelf
from matching.fusion import Weights
from matching.learn import Lesson, Outcome
from tests.matching.suites import write_suite


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path)


def test_a_task_is_read(suite: Path) -> None:
    task = load_task(suite, "dev", "zh_need_llm")
    assert len(task.ids) == 32
    assert len(task.queries) == 8
    assert task.queries[0].own == "d00"
    assert "d10" not in task.queries[0].grades


def test_parts_of_a_set(suite: Path) -> None:
    task = load_task(suite, "dev", "xl_xquad:zh")
    assert (task.ids, [query.id for query in task.queries]) == (["e0"], ["qz"])


def test_of_many_queries_a_fixed_sample_is_taken(suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.evaluate.suite.MOST_QUERIES", 3)
    chosen = sorted(np.random.RandomState(0).permutation(8)[:3])
    assert [query.id for query in load_task(suite, "dev", "zh_need_llm").queries] == [f"q{at}" for at in chosen]


@pytest.mark.parametrize(("split", "name"), [("dev", "unheard_of"), ("test", "zh_need_llm"), ("dev", "zh_medqa")])
def test_what_the_suite_lacks_is_said(suite: Path, split: str, name: str) -> None:
    with pytest.raises(SuiteError):
        load_task(suite, split, name)


def test_ndcg_and_recall_by_hand() -> None:
    grades = {"a": 2, "b": 1, "c": 0}
    assert ndcg(["a", "b"], grades) == pytest.approx(1)
    assert ndcg(["x", "a"], grades) == pytest.approx((3 / np.log2(3)) / (3 + 1 / np.log2(3)))
    assert ndcg(["a"], {}) == 0
    assert recall(["a", "x", "b"], grades, depth=2) == 0.5
    assert recall(["a"], {"a": 0}) == 0


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3)))
def test_metrics_are_shares(ranked: list[str], grades: dict[str, int]) -> None:
    assert 0 <= ndcg(ranked, grades) <= 1 + 1e-9
    assert 0 <= recall(ranked, grades) <= 1


def test_bootstrap_brackets_the_mean() -> None:
    mean, lower, upper = bootstrap(np.arange(50.0) / 50, np.zeros(50))
    assert lower < mean < upper
    assert bootstrap(np.array([]), np.array([])) == (0, 0, 0)


@pytest.mark.parametrize("method", METHODS)
def test_each_method_finds_what_shares_words(suite: Path, method: str) -> None:
    result = evaluate_task(load_task(suite, "dev", "zh_need_llm"), HashingEncoder(), method)
    assert result.ndcg > 0.8
    assert result.recall == pytest.approx(1)
    assert len(result.per_query) == 8


class Counting(HashingEncoder):
    """Counts the texts it is really asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded = 0

    def encode_passages(self, texts: Any, progress: Any = None) -> Any:
        self.encoded += len(texts)
        return super().encode_passages(texts, progress)


def test_vectors_are_encoded_once(tmp_path: Path) -> None:
    encoder = Counting()
    texts = ["肺结节", "瓦斯", "肺结节"]
    seen: list[tuple[int, int]] = []
    first = CachedEncoder(encoder, tmp_path).encode_passages(texts, lambda done, total: seen.append((done, total)))
    again = CachedEncoder(encoder, tmp_path)
    assert isinstance(again, Encoder)
    assert np.array_equal(again.encode_passages(texts), first)
    assert encoder.encoded == 2
    assert seen == [(2, 2)]
    assert np.array_equal(again.encode_queries(["肺结节"])[0], again.encode_documents(["肺结节"])[0][0])
    assert again.encode_queries([]).shape == (0, encoder.dimension)


def test_gibberish_is_of_several_kinds_and_the_same_every_time() -> None:
    assert gibberish(8) == gibberish(8)
    assert len(set(gibberish(40))) == 40


def test_an_adapter_is_fitted_from_labelled_tasks(suite: Path) -> None:
    encoder = HashingEncoder(64)
    task = load_task(suite, "dev", "zh_need_llm")
    fitted = adapt.fit_adapter("hashing-64", [adapt.labelled(task, encoder)])
    assert np.allclose(fitted.matrix, fitted.matrix.T)
    assert np.isfinite(fitted.matrix).all()
    wide = adapt.labelled(task, encoder)
    assert len(wide.pairs) == 24


def test_a_language_has_a_mean_of_its_own_where_there_is_enough_of_it(
    suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [
        adapt.labelled(load_task(suite, "dev", name), HashingEncoder(64)) for name in ("xl_xquad:zh", "xl_xquad:en")
    ]
    together = adapt.fit_adapter("model", tasks).means
    assert np.array_equal(together["passage-zh"], together["passage-en"])
    monkeypatch.setattr(adapt, "LEAST_ROWS", 1)
    apart = adapt.fit_adapter("model", tasks).means
    assert not np.array_equal(apart["passage-zh"], apart["passage-en"])


def test_no_task_outweighs_the_others(monkeypatch: pytest.MonkeyPatch, suite: Path) -> None:
    monkeypatch.setattr(adapt, "MOST_ROWS", 5)
    assert len(adapt.labelled(load_task(suite, "dev", "zh_need_llm"), HashingEncoder(64)).pairs) == 5


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def options(suite: Path, *tasks: str) -> list[str]:
    chosen = [word for task in tasks for word in ("--task", task)]
    cache = ["--model", "hashing", "--cache", str(suite / "var")]
    return ["--suite", str(suite), "--split", "dev", *chosen, *cache]


def test_evaluate_prints_json_and_nothing_else(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "evaluate", *options(suite, "zh_need_llm", "xl_xquad:zh"), "--json")
    value = json.loads(out)
    assert status == 0
    assert set(value["tasks"]) == {"zh_need_llm", "xl_xquad:zh"}
    assert set(value["tasks"]["zh_need_llm"]) == {"ndcg@10", "recall@100", "ms"}
    assert value["mean"] == pytest.approx(np.mean([row["ndcg@10"] for row in value["tasks"].values()]))


def test_on_one_shelf_what_is_gained_abroad_brings_the_other_language_up(
    suite: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tasks = options(suite, "zh_need_llm", "xl_xquad:zh")
    found = [
        json.loads(run(capsys, "evaluate", *tasks, "--one-shelf", "--json", "--abroad", abroad)[1])["tasks"]
        for abroad in ("0", "9")
    ]
    assert found[0]["xl_xquad:zh"]["ndcg@10"] <= found[1]["xl_xquad:zh"]["ndcg@10"] == 1.0
    assert found[0]["zh_need_llm"] == found[1]["zh_need_llm"] | {"ms": found[0]["zh_need_llm"]["ms"]}


def test_one_shelf_keeps_each_query_to_its_own_answers(suite: Path) -> None:
    tasks = [load_task(suite, "dev", name) for name in ("zh_need_llm", "zh_ai_tools")]
    needs, tools = on_one_shelf(tasks)
    assert needs.texts == tools.texts == [*tasks[0].texts, *tasks[1].texts]
    assert len(set(needs.ids)) == len(needs.ids) == len(needs.texts)
    for task, before in zip((needs, tools), tasks, strict=True):
        for query, old in zip(task.queries, before.queries, strict=True):
            named = dict(zip(task.ids, task.texts, strict=True))
            was = dict(zip(before.ids, before.texts, strict=True))
            assert {named[name]: grade for name, grade in query.grades.items()} == {
                was[name]: grade for name, grade in old.grades.items()
            }
            assert (query.own is None) == (old.own is None)


def test_one_shelf_leaves_out_the_other_half_of_a_set_in_two_languages(suite: Path) -> None:
    tasks = [load_task(suite, "dev", name) for name in ("xl_xquad:zh", "xl_xquad:en", "zh_need_llm")]
    asked_in_chinese, asked_in_english, needs = on_one_shelf(tasks)
    assert asked_in_chinese.texts == [*tasks[0].texts, *tasks[2].texts]
    assert asked_in_english.texts == [*tasks[1].texts, *tasks[2].texts]
    assert needs.texts == [text for task in tasks for text in task.texts]


def test_evaluate_prints_a_table(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "evaluate", *options(suite, "zh_need_llm"), "--method", "bm25", "--plain")
    assert out.splitlines()[-1].startswith("mean")


@pytest.mark.filterwarnings("ignore:.*found in sys.modules")
def test_the_module_runs(suite: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["matching", "evaluate", *options(suite, "zh_need_llm")])
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("matching", run_name="__main__")
    assert "mean" in capsys.readouterr().out


def test_a_missing_suite_is_one_sentence(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "evaluate", *options(suite))
    assert (status, out) == (2, "")
    assert err.count("\n") == 1


def test_compare_leaves_each_set_out(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tasks = options(suite, "zh_need_llm", "zh_ai_tools")
    _, out, _ = run(capsys, "compare", *tasks, "--json")
    assert set(json.loads(out)["tasks"]) == {"zh_need_llm", "zh_ai_tools"}
    _, table, _ = run(capsys, "compare", *tasks)
    assert table.splitlines()[-1].startswith("mean")


def test_fit_writes_what_is_packaged(
    suite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "ADAPTERS", tmp_path)
    monkeypatch.setattr(cli, "CALIBRATIONS", tmp_path)
    status, out, _ = run(capsys, "fit", *options(suite, "zh_need_llm", "zh_ai_tools"))
    assert status == 0
    assert set(json.loads(out)["held_out"]) == set(JUDGED)
    assert (tmp_path / "hashing-256.json").is_file()
    assert len(list(tmp_path.glob("hashing-256--v1+*.json"))) == 1


def test_faithful_weighs_what_is_quoted(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "faithful", *options(suite, "zh_need_llm", "zh_tender"), "--pairs", "3", "--json")
    rows = {row["task"]: row for row in json.loads(out)}
    assert status == 0
    assert rows["zh_tender"]["pairs"] == rows["all"]["pairs"] == 3
    assert rows["all"]["sentences"] == 4
    assert (rows["all"]["quick"], rows["all"]["measured"]) == (1, 1)
    assert 0.5 <= rows["all"]["random"] < 1
    _, table, _ = run(capsys, "faithful", *options(suite, "zh_tender"))
    assert table.splitlines()[-1].startswith("all")


def test_nothing_to_weigh(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "faithful", *options(suite, "zh_need_llm"), "--json")
    assert (status, json.loads(out)) == (0, [])


def test_equal_drops_share_the_better_rank() -> None:
    assert faithful.ranks(np.array([0.1, 0.3, 0.3, 0.2])).tolist() == [4, 1, 1, 3]


def test_curators_who_know_the_answers_and_curators_who_throw_dice(
    suite: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = options(suite, "zh_need_llm")
    status, out, _ = run(capsys, "curators", *chosen, "--rounds", "2", "--json")
    rows = json.loads(out)
    assert status == 0
    assert [(row["start"], row["labels"]) for row in rows] == [
        ("no words", "answers"),
        ("no words", "dice"),
        ("as given", "answers"),
        ("as given", "dice"),
    ]
    assert all(row["curators"] == sum(row["outcomes"].values()) == 2 for row in rows)
    assert all(0 < row["before"] <= 1 for row in rows)
    _, lines, _ = run(capsys, "curators", *chosen, "--rounds", "1", "--plain")
    assert len(lines.splitlines()) == 4


def test_what_a_kept_lesson_gives_is_measured_on_untouched_queries(
    suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    better = Calibration("hashing", 0.1, 0.0, 0.2, ((0.0, 0.0), (1.0, 100.0)), Weights(lexical=1.2))
    monkeypatch.setattr(curators, "learn", lambda _, __, last: Lesson(better, better, Outcome.BETTER, 0.5, 0.6))
    (row, *_) = curators.curators([load_task(suite, "dev", "zh_need_llm")], HashingEncoder(8), better, 1)
    assert row["kept"] == 1
    assert row["weights"] == [str(better.weights)]
    assert row["gain_where_kept"] > 0


def test_routes_that_agree_share_a_calibration() -> None:
    assert cli.other_routes("m/openvino+1") == ["m/sentence-transformers-f32+1"]
    assert cli.other_routes("m/other+1") == []


def test_progress_is_shown_to_people_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    cli.Reporter("task")(1, 2)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    cli.Reporter("task")(2, 2)
    assert "2/2" in capsys.readouterr().err
