"""The supply side of the demo: firms and what they offer, with right codes, full spread and texts of their own."""

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

ORGANISATION_KEYS: Final = {"key", "name", "kind", "district", "intro", "founded", "claimed"}
CAPABILITY_KEYS: Final = (
    {"key", "org", "kind", "name", "lang", "description", "tracks", "directions", "fields", "process_steps", "trl"}
    | {"parameters", "cases", "qualifications", "ip", "deployments", "environment", "delivery"}
    | {"price_min", "price_max", "price_text", "offers", "wanted", "state", "contact"}
)
LIST_CODES: Final = {
    "tracks": "track",
    "directions": "direction",
    "fields": "field",
    "process_steps": "process_step",
    "deployments": "deployment",
    "offers": "offer",
}
LONG_ENOUGH: Final = 80
OVERLAP: Final = 0.5
CONTACT_PATTERN: Final = re.compile(r"@|0371-|1[3-9]\d{9}")


def load(name: str) -> list[Record]:
    records: list[Record] = json.loads((CONTENT / name).read_text(encoding="utf-8"))
    return records


SUPPLIERS: Final = load("suppliers.json")
CAPABILITIES: Final = load("capabilities.json")
FIRMS: Final = {org["key"] for org in SUPPLIERS if org["kind"] == "firm"}

each_organisation = pytest.mark.parametrize("org", SUPPLIERS, ids=lambda org: str(org["key"]))
each_capability = pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda capability: str(capability["key"]))


def codes(kind: str) -> set[str]:
    return {code for code, _, _ in VOCABULARY[kind]}


def bigrams(text: str) -> set[tuple[str, str]]:
    """Pairs of neighbouring characters, a word in Latin letters or a number counting as one character.

    Any two English paragraphs share most of their letter pairs, so single letters would say nothing about copying.
    """
    return set(pairwise(re.findall(r"[a-z]+|\d+|[^\W\d_a-z]", text.lower())))


def repeated(texts: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of keys whose texts share half or more of the smaller one's bigrams; short texts are left out."""
    sets = {key: bigrams(text) for key, text in texts.items() if len(text) >= LONG_ENOUGH}
    return [
        (one, two)
        for (one, first), (two, second) in combinations(sets.items(), 2)
        if len(first & second) >= OVERLAP * min(len(first), len(second))
    ]


def test_a_copied_text_would_be_found() -> None:
    text = CAPABILITIES[0]["description"]
    assert repeated({"whole": text, "part": text[: len(text) // 2], "thin": text[:40]}) == [("whole", "part")]


def test_no_two_texts_share_half_of_their_bigrams() -> None:
    texts = {f"capability {row['key']}": f"{row['name']} {row['description']}" for row in CAPABILITIES}
    texts |= {f"organisation {row['key']}": f"{row['name']} {row['intro']}" for row in SUPPLIERS}
    assert repeated(texts) == []


@pytest.mark.parametrize("records", [SUPPLIERS, CAPABILITIES], ids=["suppliers", "capabilities"])
def test_keys_and_names_are_unique(records: list[Record]) -> None:
    for column in ("key", "name"):
        assert [value for value, times in Counter(row[column] for row in records).items() if times > 1] == []


def test_organisations_of_all_files_have_their_own_keys_and_names() -> None:
    everyone = [row for name in ("organisations", "suppliers", "institutes") for row in load(f"{name}.json")]
    for column in ("key", "name"):
        assert [value for value, times in Counter(row[column] for row in everyone).items() if times > 1] == []


@each_organisation
def test_organisation_is_well_formed(org: Record) -> None:
    assert set(org) == ORGANISATION_KEYS
    assert org["kind"] in {"firm", "incubator", "verifier"}
    assert org["district"] in codes("district")
    assert 80 <= len(org["intro"]) <= 200
    assert 1990 <= org["founded"] <= 2026
    assert isinstance(org["claimed"], bool)
    assert not CONTACT_PATTERN.search(org["intro"])


@each_capability
def test_capability_uses_known_codes(capability: Record) -> None:
    assert set(capability) == CAPABILITY_KEYS
    for column, kind in LIST_CODES.items():
        assert set(capability[column]) <= codes(kind), column
        assert len(capability[column]) == len(set(capability[column])), column
    assert capability["kind"] in codes("supply_kind") - {"result"}
    assert {row["kind"] for row in capability["qualifications"]} <= codes("qualification")
    assert capability["lang"] in {"zh", "en"}
    assert capability["state"] in {"listed", "draft", "suspended"}


@each_capability
def test_capability_belongs_to_a_firm_and_says_where_it_applies(capability: Record) -> None:
    assert capability["org"] in FIRMS
    assert capability["name"]
    assert capability["description"]
    assert capability["fields"]
    assert capability["directions"] or capability["state"] == "draft"
    assert capability["tracks"]
    assert "industry" in capability["fields"] or not set(capability["process_steps"]) - {"customer", "management"}
    assert 1 <= capability["trl"] <= 9


@each_capability
def test_parts_of_a_capability_are_well_formed(capability: Record) -> None:
    for parameter in capability["parameters"]:
        assert set(parameter) == {"name", "unit", "value", "condition"}
        assert parameter["name"]
        assert parameter["value"]
    for case in capability["cases"]:
        assert set(case) == {"customer", "year", "metric", "evidence"}
        assert case["customer"].startswith(("某", "a "))
        assert 2015 <= case["year"] <= 2026
    low, high = capability["price_min"], capability["price_max"]
    assert (low is None) == (high is None)
    assert low is None or 0 < low <= high


@each_capability
def test_contacts_are_fictional_and_kept_out_of_the_text(capability: Record) -> None:
    contact = capability["contact"]
    assert contact["name"]
    assert re.fullmatch(r"0371-5550\d{4}", contact["phone"])
    assert contact["email"].endswith("@example.com")
    assert not CONTACT_PATTERN.search(capability["description"])


def test_certificate_numbers_are_not_shared() -> None:
    numbers = [row["number"] for capability in CAPABILITIES for row in capability["qualifications"]]
    assert len(numbers) >= 60
    assert all(numbers)
    assert [number for number, times in Counter(numbers).items() if times > 1] == []


def test_the_collection_is_as_dense_as_the_real_thing() -> None:
    kinds = Counter(org["kind"] for org in SUPPLIERS)
    assert kinds["firm"] >= 64
    assert (kinds["incubator"], kinds["verifier"]) == (2, 2)
    assert len(CAPABILITIES) >= 155
    assert {capability["org"] for capability in CAPABILITIES} == FIRMS
    assert sum(capability["lang"] == "en" for capability in CAPABILITIES) >= 6
    assert {capability["state"] for capability in CAPABILITIES} == {"listed", "draft", "suspended"}
    assert any(not org["claimed"] for org in SUPPLIERS)


def test_texts_are_long_and_thin_complete_and_bare() -> None:
    lengths = [len(row["description"]) for row in CAPABILITIES if row["lang"] == "zh"]
    assert sum(length >= 400 for length in lengths) >= 10
    assert max(lengths) >= 650
    assert sum(150 <= length < 400 for length in lengths) >= 100
    assert sum(length <= 60 for length in lengths) >= 15
    assert sum(not row["parameters"] for row in CAPABILITIES) >= 20
    assert sum("暂不支持私有化部署" in row["description"] for row in CAPABILITIES) >= 3
    assert {row["trl"] for row in CAPABILITIES} >= {4, 5, 6, 7, 8, 9}


@pytest.mark.parametrize(
    ("column", "kind", "least"),
    [
        ("fields", "field", 12),
        ("tracks", "track", 2),
        ("directions", "direction", 1),
        ("process_steps", "process_step", 3),
        ("deployments", "deployment", 20),
        ("offers", "offer", 2),
    ],
)
def test_every_list_code_is_covered(column: str, kind: str, least: int) -> None:
    seen = Counter(code for row in CAPABILITIES for code in row[column])
    assert {code for code in codes(kind) if seen[code] < least} == set()


def test_every_kind_of_supply_and_of_certificate_is_covered() -> None:
    assert {row["kind"] for row in CAPABILITIES} == codes("supply_kind") - {"result"}
    assert {q["kind"] for row in CAPABILITIES for q in row["qualifications"]} == codes("qualification")
