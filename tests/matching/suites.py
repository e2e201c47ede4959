"""A tiny suite, written here, in the layout that is read."""

import gzip
import json
from pathlib import Path
from typing import Any

from matching.evaluate.suite import JUDGED

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
