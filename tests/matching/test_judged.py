"""Judged questions: read, measured, and what is fitted on them."""

import json
from pathlib import Path

import numpy as np
import pytest

from matching import __main__ as cli
from matching.evaluate import fit
from matching.evaluate.judged import Outcome as Answered
from matching.evaluate.judged import summary
from matching.evaluate.suite import JUDGED, load_judged
from matching.fusion import Signals, standing
from tests.matching.suites import write_suite


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path)


def test_a_judged_set_is_read_with_its_zeros_and_what_nobody_judged(suite: Path) -> None:
    shelf = load_judged(suite, "dev", "judged_search")
    assert shelf.sources[0].title == "肺结节影像系统"
    assert shelf.questions[0].grades == {"d00": 3, "d01": 2, "d02": 1, "d03": 0, "d10": 0}
    assert "d73" not in shelf.questions[7].grades
    assert (shelf.answerable[0], shelf.answerable[-1]) == (True, False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


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
