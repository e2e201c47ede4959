"""``python -m matching``: measure a model on labelled sets, and fit what is packaged with it."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from matching.calibrate import FOLDER as CALIBRATIONS
from matching.calibrate import calibration_for
from matching.encoders import Encoder, EncoderUnavailable, adapted, load_plain
from matching.encoders.adapter import FOLDER as ADAPTERS
from matching.evaluate import curators, faithful, judged
from matching.evaluate.cache import CachedEncoder
from matching.evaluate.fit import as_json, as_table, fit, fit_calibration, leave_one_out
from matching.evaluate.run import METHODS, Result, evaluate_task
from matching.evaluate.suite import JUDGED, TASKS, Shelf, SuiteError, Task, load_judged, load_task, on_one_shelf


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it worked, 2 with one sentence on stderr when the input was wrong."""
    options = _parser().parse_args(arguments)
    commands = {
        "evaluate": _evaluate,
        "compare": _compare,
        "fit": _fit,
        "judged": _judged,
        "faithful": _faithful,
        "curators": _curators,
    }
    try:
        text = commands[options.command](options)
    except (SuiteError, EncoderUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(text + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    evaluate = commands.add_parser("evaluate", help="nDCG@10, recall@100 and ms per query of each task")
    evaluate.add_argument("--method", choices=METHODS, default="fused")
    evaluate.add_argument("--one-shelf", action="store_true", help="ask each task's queries of the documents of all")
    evaluate.add_argument(
        "--abroad", type=float, help="what answers in another language gain, in place of what was fitted"
    )
    compare = commands.add_parser("compare", help="each task with an adapter that never saw it, against one method")
    fit = commands.add_parser("fit", help="write the adapter and the calibration of a model into the package")
    fit.add_argument(
        "--keep-adapter", action="store_true", help="fit floors and scale alone: stored vectors stay what they are"
    )
    judged = commands.add_parser("judged", help="whether answers to judged questions stand in the right tier")
    faithful = commands.add_parser("faithful", help="how often the quoted sentence is one the score rests on")
    faithful.add_argument("--pairs", type=int, default=300, help="queries with a labelled answer, over all tasks")
    curators = commands.add_parser("curators", help="what simulated curators teach, and whether dice are believed")
    curators.add_argument("--rounds", type=int, default=20, help="curators of each kind")
    for command in (evaluate, curators):
        command.add_argument("--plain", action="store_true", help="leave the packaged adapter out")
    for command in (evaluate, compare, fit, faithful, curators):
        _common(command, TASKS)
    _common(judged, JUDGED)
    return parser


def _common(command: argparse.ArgumentParser, tasks: Sequence[str]) -> None:
    command.add_argument("--suite", type=Path, required=True, help="folder with corpus/ and the split")
    command.add_argument("--split", required=True, help="folder with the queries, such as dev")
    command.add_argument("--task", action="append", choices=tasks, metavar="NAME", help="repeatable; default all")
    command.add_argument("--model", default="default", help="default, hashing, a folder or a hub name")
    command.add_argument("--route", default="auto", help="auto, openvino or reference")
    command.add_argument("--threads", type=int, default=2)
    command.add_argument("--cache", type=Path, default=Path("var"), help="where models and vectors are kept")
    command.add_argument("--json", action="store_true", help="one JSON value on stdout and nothing else")


def _tasks(options: argparse.Namespace) -> list[Task]:
    return [load_task(options.suite, options.split, name) for name in options.task or TASKS]


def _shelves(options: argparse.Namespace, names: Sequence[str]) -> list[Shelf]:
    return [load_judged(options.suite, options.split, name) for name in names]


def _evaluate(options: argparse.Namespace) -> str:
    tasks = _tasks(options)
    plain = _encoder(options)
    encoder = plain if options.plain else adapted(plain)
    calibration = calibration_for(encoder.fingerprint)
    if options.abroad is not None:
        calibration = replace(calibration, weights=replace(calibration.weights, abroad=options.abroad))
    results = {
        task.name: evaluate_task(task, encoder, options.method, Reporter(task.name), calibration)
        for task in (on_one_shelf(tasks) if options.one_shelf else tasks)
    }
    return _as_json(results) if options.json else _as_table(results)


def _compare(options: argparse.Namespace) -> str:
    plain = _encoder(options)
    rows = leave_one_out(_tasks(options), plain, calibration_for(adapted(plain).fingerprint))
    return as_json(rows) if options.json else as_table(rows)


def _fit(options: argparse.Namespace) -> str:
    shelves, plain = _shelves(options, JUDGED), _encoder(options)
    encoder = adapted(plain) if options.keep_adapter else _fitted(_tasks(options), plain)
    calibration = fit_calibration(shelves, encoder)
    for route in (encoder.fingerprint, *other_routes(encoder.fingerprint)):
        body = replace(calibration, fingerprint=route).to_json()
        (CALIBRATIONS / f"{route.replace('/', '--')}.json").write_text(body + "\n", encoding="utf-8")
    return json.dumps(calibration.measured, indent=1)


def _fitted(tasks: Sequence[Task], plain: Encoder) -> Encoder:
    """The plain model with an adapter fitted on all tasks, which is written into the package."""
    encoder = fit(tasks, plain)
    body = encoder.adapter.to_json()
    (ADAPTERS / f"{encoder.adapter.model}.json").write_text(body + "\n", encoding="utf-8")
    return encoder


def _judged(options: argparse.Namespace) -> str:
    shelves, encoder = _shelves(options, options.task or JUDGED), adapted(_encoder(options))
    rows = {
        shelf.name: judged.summary(judged.outcomes(shelf, judged.shelved(shelf, encoder, Reporter(shelf.name))))
        for shelf in shelves
    }
    return json.dumps(rows, indent=1) if options.json else judged.as_table(rows)


def _faithful(options: argparse.Namespace) -> str:
    found = faithful.weighed(_tasks(options), adapted(_encoder(options)), options.pairs, Reporter("pairs"))
    rows = faithful.summary(found)
    return json.dumps(rows, indent=1) if options.json else faithful.as_table(rows)


def _curators(options: argparse.Namespace) -> str:
    encoder = _encoder(options) if options.plain else adapted(_encoder(options))
    rows = curators.curators(_tasks(options), encoder, calibration_for(encoder.fingerprint), options.rounds)
    return json.dumps(rows, indent=1) if options.json else "\n".join(json.dumps(row) for row in rows)


def other_routes(fingerprint: str) -> list[str]:
    """Routes whose vectors agree so closely that one calibration serves both."""
    routes = ("/openvino+", "/sentence-transformers-f32+")
    return [fingerprint.replace(a, b) for a in routes for b in routes if a in fingerprint and a != b]


def _encoder(options: argparse.Namespace) -> Encoder:
    plain = load_plain(options.model, options.cache / "models", options.route, options.threads)
    return CachedEncoder(plain, options.cache / "vectors")


class Reporter:
    """Shows progress on stderr when somebody is looking."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{self._name}: {done}/{total} " + ("\n" if done == total else ""))
            sys.stderr.flush()


def mean(results: dict[str, Result]) -> float:
    """The match score: the mean nDCG@10 over the tasks."""
    return sum(result.ndcg for result in results.values()) / len(results)


def _as_json(results: dict[str, Result]) -> str:
    tasks = {
        name: {"ndcg@10": result.ndcg, "recall@100": result.recall, "ms": result.milliseconds}
        for name, result in results.items()
    }
    return json.dumps({"tasks": tasks, "mean": mean(results)}, indent=1)


def _as_table(results: dict[str, Result]) -> str:
    lines = [f"{'task':24}{'nDCG@10':>9}{'R@100':>8}{'ms':>8}"]
    lines += [
        f"{name:24}{result.ndcg:9.4f}{result.recall:8.3f}{result.milliseconds:8.2f}" for name, result in results.items()
    ]
    return "\n".join([*lines, f"{'mean':24}{mean(results):9.4f}"])


if __name__ == "__main__":
    sys.exit(main())
