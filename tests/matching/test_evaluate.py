"""Judging: a tiny suite written here, read, measured and fitted."""

import gzip
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
from matching.evaluate import adapt, curators, faithful, fit
from matching.evaluate.cache import CachedEncoder
from matching.evaluate.gibberish import gibberish
from matching.evaluate.judged import Outcome as Answered
from matching.evaluate.judged import summary
from matching.evaluate.metrics import bootstrap, ndcg, recall
from matching.evaluate.run import METHODS, evaluate_task
from matching.evaluate.suite import JUDGED, SuiteError, load_judged, load_task, on_one_shelf
from matching.fusion import Signals, Weights, standing
from matching.learn import Lesson, Outcome

SUBJECTS = [
    "肺结节影像",
    "瓦斯气体监测",
    "方言语音识别",
    "桥梁裂缝巡检",
    "水质在线检测",
    "仓库机器人",
    "电梯故障预警",
    "病历文书质控",
]
ASPECTS = ["系统", "平台", "算法", "终端"]


def write_suite(folder: Path) -> Path:
    """Four sets: twin halves of one subject list, long answers, and one with a language on each side."""
    for name in ("zh_need_llm", "zh_ai_tools"):
        documents = [
            {"id": f"d{s}{a}", "text": f"{SUBJECTS[s]}{ASPECTS[a]}，供{a}类单位使用"}
            for s in range(8)
            for a in range(4)
        ]
        queries = [{"id": f"q{s}", "text": f"需要{SUBJECTS[s]}", "self": f"d{s}0"} for s in range(8)]
        queries.append({"id": "unjudged", "text": "无人回答"})
        grades = [(f"q{s}", f"d{s}{a}", 1 + a % 2) for s in range(8) for a in range(4)] + [("q0", "d10", 0)]
        write_set(folder, name, documents, queries, grades)
    write_set(folder, "zh_tender", *long_answers())
    both = [{"id": "e0", "text": "lung nodule", "lang": "en"}, {"id": "z0", "text": "肺结节", "lang": "zh"}]
    asked = [{"id": "qz", "text": "肺结节 nodule", "lang": "zh"}, {"id": "qe", "text": "肺 nodule", "lang": "en"}]
    write_set(folder, "xl_xquad", both, asked, [("qz", "e0", 1), ("qe", "z0", 1)])
    for name in JUDGED:
        write_set(folder, name, *judged_by_reading())
    return folder


def judged_by_reading() -> tuple[list[Any], list[Any], list[Any]]:
    """Each subject in four products, two of them good; some questions have no answer, and one pair is not judged."""
    documents = [
        {"id": f"d{s}{a}", "kind": "supply", "text": f"{SUBJECTS[s]}{ASPECTS[a]}\n第{a}种做法，供{s}类单位使用"}
        for s in range(8)
        for a in range(4)
    ]
    queries = [{"id": f"q{s}", "text": SUBJECTS[s], "answerable": True} for s in range(8)]
    queries += [{"id": f"n{s}", "text": text, "answerable": False} for s, text in enumerate(("古筝教学", "二手货车"))]
    grades = [(f"q{s}", f"d{s}{a}", 3 - a) for s in range(8) for a in range(4) if (s, a) != (7, 3)]
    return documents, queries, [*grades, *((f"q{s}", f"d{(s + 1) % 8}0", 0) for s in range(8)), ("n0", "d00", 0)]


def long_answers() -> tuple[list[Any], list[Any], list[Any]]:
    """Documents of four sentences, two of which say what is asked; one query is answered by itself alone."""
    documents = [
        {"id": f"d{s}", "text": f"总则从略。{SUBJECTS[s]}一套。另附说明。{SUBJECTS[s]}{ASPECTS[s % 4]}一套。"}
        for s in range(8)
    ]
    queries = [{"id": f"q{s}", "text": f"采购{SUBJECTS[s]}"} for s in range(8)] + [
        {"id": "self", "text": "采购", "self": "d0"}
    ]
    return documents, queries, [*((f"q{s}", f"d{s}", 1) for s in range(8)), ("self", "d0", 1)]


def write_set(folder: Path, name: str, documents: list[Any], queries: list[Any], grades: list[Any]) -> None:
    (folder / "corpus").mkdir(exist_ok=True)
    (folder / "dev" / name).mkdir(parents=True)
    lines = "".join(json.dumps(row) + "\n" for row in documents)
    (folder / "corpus" / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "dev" / name / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in queries))
    rows = ["query_id\tdoc_id\trelevance", *("\t".join(map(str, row)) for row in grades)]
    (folder / "dev" / name / "qrels.tsv").write_text("\n".join(rows))


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


def test_a_judged_set_is_read_with_its_zeros_and_what_nobody_judged(suite: Path) -> None:
    shelf = load_judged(suite, "dev", "judged_search")
    assert shelf.sources[0].title == "肺结节影像系统"
    assert shelf.questions[0].grades == {"d00": 3, "d01": 2, "d02": 1, "d03": 0, "d10": 0}
    assert "d73" not in shelf.questions[7].grades
    assert (shelf.answerable[0], shelf.answerable[-1]) == (True, False)


def test_judged_questions_are_measured(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--suite", str(suite), "--split", "dev", "--model", "hashing", "--cache", str(suite / "var")]
    status, out, _ = run(capsys, "judged", *chosen, "--json")
    rows = json.loads(out)
    assert (status, set(rows)) == (0, set(JUDGED))
    assert rows["judged_search"]["answered"] == 1
    assert rows["judged_search"]["ndcg@10"] > 0.7
    assert rows["judged_search"]["false_sure"] == 0
    _, table, _ = run(capsys, "judged", *chosen, "--task", "judged_paste")
    assert [line.split()[0] for line in table.splitlines()] == ["set", "judged_paste"]
    assert run(capsys, "judged", *chosen[:2], "--split", "kept")[0] == 2


def test_the_figures_of_judged_questions_by_hand() -> None:
    found = [
        Answered(answerable=True, ndcg=0.8, sure=(3, None), maybe=(1,)),
        Answered(answerable=True, ndcg=0.4, sure=(), maybe=(1, 0, 0, 0, 0, 2)),
        Answered(answerable=False, ndcg=0.0, sure=(1,), maybe=()),
        Answered(answerable=False, ndcg=0.0, sure=(), maybe=(0,)),
    ]
    assert summary(found) == {
        "ndcg@10": 0.6,
        "answered": 0.5,
        "answered_sure": 0.5,
        "false_sure": 0.5,
        "false_maybe": 0.5,
        "sure_precision": 0.3333,
        "unjudged": 0.1,
        "most_maybe": 6,
    }
    assert summary([])["sure_precision"] is None


def test_a_score_is_the_share_of_good_ones_among_hits_that_stand_so() -> None:
    generator = np.random.default_rng(0)
    seen = []
    for _ in range(400):
        rival = generator.uniform(0.2, 0.5)
        raw = np.sort(rival + generator.uniform(0, 0.4, 10))[::-1]
        lead = raw - rival
        good = generator.uniform(size=10) < 1 / (1 + np.exp(-(10 * raw + 15 * lead - 9)))
        seen.append(fit.Example(raw, good, 8.0, rival))
    calibration = fit.calibrated("model", seen)
    assert calibration.weights.lead == pytest.approx(1.5, abs=0.4)
    signals = Signals.of(np.array([0.6, 0.7, 0.8]), rival=0.4)
    stated = calibration.scores(standing(signals, calibration.weights).tolist())
    true = 100 / (1 + np.exp(-(10 * signals.dense + 15 * (signals.dense - 0.4) - 9)))
    assert stated == pytest.approx(true.tolist(), abs=6)
    assert calibration.score(calibration.sure) == pytest.approx(100 * fit.SURE, abs=0.5)


def test_of_short_questions_the_right_answers_may_stand_lower() -> None:
    generator = np.random.default_rng(1)
    seen = []
    for at in range(400):
        length = (1, 16)[at % 2]
        raw = generator.uniform(0.2, 0.8, 10)
        good = generator.uniform(size=10) < 1 / (1 + np.exp(-(15 * raw - 6 - np.log2(length))))
        seen.append(fit.Example(raw, good, length, 0.2))
    calibration = fit.calibrated("model", seen)
    assert calibration.floor_at(16) > calibration.floor_at(1) + 0.1
