"""The completeness score: pure, and never silent about why."""

from dataclasses import replace

import pytest

from suppliers.completeness import CAPABILITY, FULL_DESCRIPTION, RESULT, Part, assess
from suppliers.models import SupplyKind
from suppliers.sections import sections_of
from suppliers.values import QualificationValue, ResultValue, SupplyValues
from tests.suppliers import helpers


@pytest.mark.parametrize("parts", [CAPABILITY, RESULT], ids=["capability", "result"])
def test_everything_together_is_one_hundred(parts: tuple[Part, ...]) -> None:
    assert sum(part.points for part in parts) == 100


def test_an_empty_one_scores_nothing_and_names_everything() -> None:
    empty = assess(SupplyValues(SupplyKind.PRODUCT))
    assert empty.score == 0
    assert {part.key for part in empty.missing} == {part.key for part in CAPABILITY}


def test_the_most_useful_comes_first() -> None:
    points = [part.points for part in assess(SupplyValues(SupplyKind.RESULT)).missing]
    assert points == sorted(points, reverse=True)


def test_a_full_one_scores_everything() -> None:
    full = replace(
        helpers.CAPABILITY,
        description="说清楚" * 40,
        wanted="县域医共体",
        terms={**helpers.CAPABILITY.terms, "offer": ("trial",)},
    )
    assert assess(full).score == 100
    assert assess(full).missing == ()


def test_a_certificate_without_its_number_is_no_proof() -> None:
    claimed = replace(helpers.CAPABILITY, qualifications=(QualificationValue("medical_device"),))
    assert "qualifications" in {part.key for part in assess(claimed).missing}


def test_one_plain_line_is_not_two() -> None:
    one = replace(helpers.RESULT, result=ResultValue(plain_use="只有一句"))
    assert "plain_use" in {part.key for part in assess(one).missing}
    assert "plain_use" not in {part.key for part in assess(helpers.RESULT).missing}


def test_an_english_description_is_measured_in_english() -> None:
    text = "Reads chest CT series and lists nodules with size and density for the radiologist. "
    short = replace(helpers.CAPABILITY, name="Chest reader", description=text)
    long = replace(short, description=text * 4)
    assert short.language == "en"
    assert len(text) < FULL_DESCRIPTION["en"] < len(text * 4)
    assert "description" in {part.key for part in assess(short).missing}
    assert "description" not in {part.key for part in assess(long).missing}


@pytest.mark.parametrize("kind", list(SupplyKind))
def test_every_part_leads_to_a_page_of_the_form(kind: SupplyKind) -> None:
    pages = {section.key for section in sections_of(kind)}
    assert {item.part.section for item in assess(SupplyValues(kind)).items} <= pages
