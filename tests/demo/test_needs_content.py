"""The owners' side of the demo content: right codes, full spread, and texts written one by one."""

import json
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest

from app.vocabulary.terms import VOCABULARY

CONTENT: Final = Path(__file__).resolve().parents[2] / "app" / "demo" / "content"
STATES: Final = frozenset(
    {"draft", "submitted", "under_review", "edits_requested", "rejected", "approved", "open", "closed", "withdrawn"}
    | {"expired", "archived", "suspended", "cancelled", "no_bid"}
)
ROUTES: Final = frozenset({"match_only", "tender", "test_only", "procure"})
UNSENT: Final = frozenset({"draft", "submitted"})
PAST: Final = frozenset({"closed", "expired", "archived", "no_bid"})
CONTAINMENT_FROM: Final = 80
"""From this length on a short text hidden inside a long one counts as shared, too."""

Record = dict[str, Any]


def _load(name: str) -> list[Record]:
    rows: list[Record] = json.loads((CONTENT / name).read_text(encoding="utf-8"))
    return rows


ORGANISATIONS: Final = _load("organisations.json")
NEEDS: Final = _load("needs.json")
OWNER: Final = {row["key"]: row for row in ORGANISATIONS}


def _codes(kind: str) -> set[str]:
    return {code for code, _, _ in VOCABULARY[kind]}


def _key(row: Record) -> str:
    return str(row["key"])


each_need = pytest.mark.parametrize("need", NEEDS, ids=_key)
each_organisation = pytest.mark.parametrize("organisation", ORGANISATIONS, ids=_key)


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_keys_names_and_titles_are_unique() -> None:
    assert not _repeated(row["key"] for row in ORGANISATIONS)
    assert not _repeated(row["name"] for row in ORGANISATIONS)
    assert not _repeated(row["key"] for row in NEEDS)
    assert not _repeated(row["title"] for row in NEEDS)


@each_organisation
def test_organisation_is_well_formed(organisation: Record) -> None:
    assert organisation["kind"] in _codes("organisation_kind")
    assert organisation["district"] in _codes("district")
    assert 80 <= len(organisation["intro"]) <= 200
    assert isinstance(organisation["claimed"], bool)
    assert organisation["kind"] == "factory" or not organisation.get("chain_leader")


def test_organisations_cover_districts_and_kinds() -> None:
    kinds = Counter(row["kind"] for row in ORGANISATIONS)
    assert len({need["owner"] for need in NEEDS}) >= 18
    assert {row["district"] for row in ORGANISATIONS} == _codes("district") - {"elsewhere"}
    assert {"hospital", "factory", "department", "school", "park", "enterprise"} <= set(kinds)
    assert kinds["office"] == 1
    assert any(row.get("chain_leader") for row in ORGANISATIONS)
    assert any(not row["claimed"] for row in ORGANISATIONS)


@each_need
def test_need_uses_known_codes(need: Record) -> None:
    assert need["field"] in _codes("field")
    assert need["family"] in _codes("family")
    assert need["district"] in _codes("district")
    assert need["route"] in ROUTES
    assert need["state"] in STATES
    assert need["lang"] in {"zh", "en"}
    assert need["secrecy"] in {"public", "restricted"}
    assert need["directions"]
    assert set(need["directions"]) <= _codes("direction")
    assert need["cooperation"]
    assert set(need["cooperation"]) <= _codes("cooperation")
    assert set(need["risk_triggers"]) <= _codes("risk_trigger")
    assert {row["kind"] for row in need["constraints"]} <= _codes("constraint")


@each_need
def test_need_belongs_to_an_owner_and_factories_name_the_step(need: Record) -> None:
    owner = OWNER[need["owner"]]
    assert owner["claimed"] or need["state"] == "draft"
    assert (need["process_step"] is not None) == (owner["kind"] == "factory")
    assert need["process_step"] is None or need["process_step"] in _codes("process_step")


@each_need
def test_need_figures_make_sense(need: Record) -> None:
    low, high = need["budget_min"], need["budget_max"]
    assert low is None or high is None or low <= high
    for row in need["kpis"]:
        assert row["unit"]
        assert row["method"]
        assert row["direction"] in {"up", "down"}
        if row["baseline"] is not None:
            gain = row["target"] - row["baseline"]
            assert gain >= 0 if row["direction"] == "up" else gain <= 0
    if need["data"] is not None:
        assert need["data"]["sensitivity"] in _codes("data_sensitivity")
        assert need["data"]["may_leave"] in {True, False, None}


@each_need
def test_need_dates_fit_its_state(need: Record) -> None:
    assert (need["deadline_days"] < 0) == (need["state"] in PAST)
    starts, ends, decision = need["starts_days"], need["ends_days"], need["decision_days"]
    assert (starts is None) == (ends is None)
    assert starts is None or starts < ends
    assert decision is None or need["deadline_days"] < decision
    assert starts is None or decision is None or decision <= starts


@each_need
def test_need_that_may_be_published_says_enough(need: Record) -> None:
    if need["route"] == "match_only" or need["state"] in UNSENT:
        return
    assert need["kpis"]
    if need["state"] == "open":
        assert need["funding"]
        assert need["acceptance"]
        assert need["incumbent"]
        assert need["constraints"]
        assert need["decision_days"]
        assert need["budget_max"]


@each_need
def test_contacts_are_fictional(need: Record) -> None:
    contact = need["contact"]
    assert contact["name"]
    assert contact["phone"].startswith("0371-5550")
    assert contact["email"].endswith("@example.com")
    assert "0371-" not in need["description"]
    assert "@" not in need["description"]


def test_needs_are_spread_as_a_real_list_is() -> None:
    fields = Counter(need["field"] for need in NEEDS)
    open_deadlines = sorted(need["deadline_days"] for need in NEEDS if need["state"] == "open")
    assert len(NEEDS) >= 66
    assert all(fields[code] >= 4 for code in _codes("field"))
    assert {need["state"] for need in NEEDS} == STATES
    assert {need["route"] for need in NEEDS} == ROUTES
    assert {need["family"] for need in NEEDS} == _codes("family")
    assert {need["process_step"] for need in NEEDS} - {None} == _codes("process_step")
    assert len(open_deadlines) >= 40
    assert open_deadlines.count(1) >= 2
    assert open_deadlines[-1] > 120


def test_texts_are_long_and_thin_in_two_languages() -> None:
    lengths = [len(need["description"]) for need in NEEDS]
    assert sum(600 <= length <= 1200 for length in lengths) >= 6
    assert sum(30 <= length <= 60 for length in lengths) >= 8
    assert min(lengths) >= 30
    assert max(lengths) <= 1200
    assert sum(need["lang"] == "en" for need in NEEDS) == 5


def _bigrams(text: str) -> set[str]:
    packed = "".join(text.split())
    return {packed[at : at + 2] for at in range(len(packed) - 1)}


def _shared(first: str, second: str) -> float:
    """Share of character bigrams: of the smaller text when both are long enough, else of the two together."""
    left, right = _bigrams(first), _bigrams(second)
    long_enough = min(len(first), len(second)) >= CONTAINMENT_FROM
    whole = min(len(left), len(right)) if long_enough else len(left | right)
    return len(left & right) / whole


def test_the_measure_sees_a_copied_text() -> None:
    text = NEEDS[0]["description"]
    assert _shared(text, text[: len(text) // 2]) == 1.0


def test_no_two_texts_share_half_of_their_bigrams() -> None:
    texts = {f"need {row['key']}": row["title"] + row["description"] for row in NEEDS}
    texts |= {f"organisation {row['key']}": row["intro"] for row in ORGANISATIONS}
    pairs = combinations(texts.items(), 2)
    alike = [(one, two) for (one, first), (two, second) in pairs if _shared(first, second) >= 0.5]
    assert alike == []
