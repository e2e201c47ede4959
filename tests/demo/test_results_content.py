"""The research side of the demo: the written data holds together and no text repeats another."""

import json
import re
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Final

import pytest

import app.demo
from app.vocabulary.terms import VOCABULARY

CONTENT: Final = Path(app.demo.__file__).parent / "content"
Record = dict[str, Any]

INSTITUTE_KEYS: Final = {"key", "name", "kind", "district", "intro", "founded", "claimed"}
RESULT_KEYS: Final = {
    "key",
    "org",
    "kind",
    "name",
    "lang",
    "description",
    "tracks",
    "directions",
    "fields",
    "process_steps",
    "trl",
    "parameters",
    "cases",
    "qualifications",
    "ip",
    "deployments",
    "environment",
    "delivery",
    "price_min",
    "price_max",
    "price_text",
    "offers",
    "wanted",
    "state",
    "contact",
    "people",
    "started",
    "finished",
    "nature",
    "stage",
    "registration_no",
    "papers",
    "transfer",
    "willing",
    "plain_use",
}
LIST_CODES: Final = {
    "tracks": "track",
    "directions": "direction",
    "fields": "field",
    "process_steps": "process_step",
    "deployments": "deployment",
    "offers": "offer",
    "transfer": "offer",
}
LONG_ENOUGH: Final = 80
MONTH: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
OVERLAP: Final = 0.5


def load(name: str) -> list[Record]:
    records: list[Record] = json.loads((CONTENT / name).read_text(encoding="utf-8"))
    return records


INSTITUTES: Final = load("institutes.json")
RESULTS: Final = load("results.json")
CLAIMED: Final = {org["key"] for org in INSTITUTES if org["claimed"]}


def codes(kind: str) -> set[str]:
    return {code for code, _, _ in VOCABULARY[kind]}


def bigrams(text: str, lang: str) -> set[str]:
    """Character pairs of Chinese, word pairs of English.

    Any two English paragraphs share most of their letter pairs (there are only 26 × 26), so letters say nothing
    about copying there.
    """
    units = re.findall(r"[a-z0-9]+", text.lower()) if lang == "en" else [c for c in text if c.isalnum()]
    return {f"{first} {second}" for first, second in pairwise(units)}


def containment(first: set[str], second: set[str]) -> float:
    return len(first & second) / min(len(first), len(second))


def repeated(texts: list[tuple[str, set[str]]]) -> list[tuple[str, str]]:
    return [(a, b) for (a, first), (b, second) in combinations(texts, 2) if containment(first, second) >= OVERLAP]


def result_texts(lang: str) -> list[tuple[str, set[str]]]:
    texts = [(r["key"], r["name"] + " " + r["description"]) for r in RESULTS if r["lang"] == lang]
    return [(key, bigrams(text, lang)) for key, text in texts if len(text) >= LONG_ENOUGH]


def test_a_copied_text_would_be_found() -> None:
    text = RESULTS[0]["name"] + RESULTS[0]["description"]
    whole, copied = bigrams(text, "zh"), bigrams(text[: len(text) // 2], "zh")
    assert repeated([("whole", whole), ("copied", copied)]) == [("whole", "copied")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_results_share_half_of_their_bigrams(lang: str) -> None:
    texts = result_texts(lang)
    assert len(texts) >= 6
    assert repeated(texts) == []


def test_no_two_introductions_share_half_of_their_bigrams() -> None:
    texts = [(org["key"], bigrams(org["intro"], "zh")) for org in INSTITUTES if org["claimed"]]
    assert repeated(texts) == []


@pytest.mark.parametrize("records", [INSTITUTES, RESULTS], ids=["institutes", "results"])
def test_keys_and_names_are_unique(records: list[Record]) -> None:
    for column in ("key", "name"):
        assert [value for value, times in Counter(r[column] for r in records).items() if times > 1] == []


@pytest.mark.parametrize("org", INSTITUTES, ids=lambda org: str(org["key"]))
def test_institute_is_well_formed(org: Record) -> None:
    assert set(org) <= INSTITUTE_KEYS | {"real"}
    assert org["kind"] == "institute"
    assert org["name"]
    if org["claimed"]:
        assert org["district"] in codes("district")
        assert len(org["intro"]) >= LONG_ENOUGH
        assert 1900 < org["founded"] <= 2026


def test_institutes_of_the_plan_carry_nothing_but_the_plan() -> None:
    unclaimed = [org for org in INSTITUTES if not org["claimed"]]
    assert len(unclaimed) == 10
    for org in unclaimed:
        assert set(org) == (INSTITUTE_KEYS - {"founded"}) | {"real"}
        assert org["district"] == ""
        assert "方案" in org["intro"]
    assert {r["org"] for r in RESULTS}.isdisjoint(org["key"] for org in unclaimed)


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: str(result["key"]))
def test_result_uses_known_codes(result: Record) -> None:
    assert set(result) == RESULT_KEYS
    for column, kind in LIST_CODES.items():
        assert set(result[column]) <= codes(kind), column
        assert len(result[column]) == len(set(result[column])), column
    assert result["kind"] == "result"
    assert result["nature"] in codes("result_nature")
    assert result["stage"] in codes("result_stage")
    assert {q["kind"] for q in result["qualifications"]} <= codes("qualification")
    assert result["state"] in {"listed", "draft", "suspended"}
    assert result["lang"] in {"zh", "en"}


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: str(result["key"]))
def test_result_is_complete(result: Record) -> None:
    assert result["org"] in CLAIMED
    assert result["fields"]
    assert result["directions"]
    assert result["transfer"]
    assert result["people"]
    assert all(result["people"])
    assert len(result["plain_use"]) == 2
    assert all(result["plain_use"])
    assert MONTH.fullmatch(result["started"])
    assert MONTH.fullmatch(result["finished"])
    assert result["started"] < result["finished"]
    assert 1 <= result["trl"] <= 9


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: str(result["key"]))
def test_parts_of_a_result_are_well_formed(result: Record) -> None:
    for parameter in result["parameters"]:
        assert set(parameter) == {"name", "unit", "value", "condition"}
        assert parameter["name"]
        assert float(parameter["value"]) >= 0
    for case in result["cases"]:
        assert set(case) == {"customer", "year", "metric", "evidence"}
        assert int(result["started"][:4]) <= case["year"] <= 2026
    low, high = result["price_min"], result["price_max"]
    assert low is None or (isinstance(low, int) and (high is None or low <= high))
    assert result["contact"]["phone"].startswith("0371-5550")
    assert result["contact"]["email"].endswith("@example.com")


def test_registration_numbers_are_marked_as_invented_and_unique() -> None:
    numbers = [r["registration_no"] for r in RESULTS if r["registration_no"]]
    assert len(numbers) >= 84
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"示登〔20\d\d〕\d{4}号", number) for number in numbers)
    for result in RESULTS:
        assert result["registration_no"] == "" or result["registration_no"][3:7] >= result["finished"][:4]


def test_the_collection_is_as_dense_as_the_real_thing() -> None:
    assert len(CLAIMED) >= 16
    assert len(RESULTS) >= 84
    assert {r["org"] for r in RESULTS} == CLAIMED
    assert sum(r["lang"] == "en" for r in RESULTS) >= 6
    lengths = [len(r["description"]) for r in RESULTS if r["lang"] == "zh"]
    assert sum(length >= 600 for length in lengths) >= 3
    assert sum(length <= 60 for length in lengths) >= 6


@pytest.mark.parametrize(
    ("column", "kind", "least"),
    [
        ("fields", "field", 5),
        ("directions", "direction", 3),
        ("tracks", "track", 2),
        ("process_steps", "process_step", 2),
    ],
)
def test_every_list_code_is_covered(column: str, kind: str, least: int) -> None:
    seen = Counter(code for r in RESULTS for code in r[column])
    assert {code for code in codes(kind) if seen[code] < least} == set()


@pytest.mark.parametrize(("column", "kind"), [("stage", "result_stage"), ("nature", "result_nature")])
def test_every_stage_and_nature_is_covered(column: str, kind: str) -> None:
    assert {r[column] for r in RESULTS} == codes(kind)
