"""Every rule has a sentence in both languages."""

import re

import pytest

from app.core.i18n import speaking
from app.exchange.rules import FileRule, Rule, Severity, Skip, UnreadableFile, severity
from app.exchange.sentences import CELL_TOO_LONG, CELLS, FILES, SKIPS, cell_sentence, file_sentence, skip_sentence

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_rule_has_a_sentence() -> None:
    assert set(FILES) == set(FileRule)
    assert set(CELLS) == set(Rule)
    assert set(SKIPS) == set(Skip)


@pytest.mark.parametrize("rule", list(FileRule))
def test_file_sentences_in_both_languages(rule: FileRule) -> None:
    error = UnreadableFile(rule, limit=50, line=3, column="name", row=3, sheet="a", sheets="b")
    assert _CHINESE.search(file_sentence(error))
    with speaking("en"):
        assert not _CHINESE.search(file_sentence(error))


@pytest.mark.parametrize("rule", list(Rule))
def test_cell_sentences_in_both_languages(rule: Rule) -> None:
    chinese = cell_sentence(rule, "x{y}")
    with speaking("en"):
        english = cell_sentence(rule, "x{y}")
    assert chinese != english
    assert ("x{y}" in chinese) == ("x{y}" in english) == ("{text}" in CELLS[rule])


def test_reasons_for_skipping_in_both_languages() -> None:
    assert skip_sentence(Skip.TOTAL) == "合计行"
    with speaking("en"):
        assert skip_sentence(Skip.TOTAL) == "Totals row"
    assert "{cell}" in CELL_TOO_LONG


def test_only_what_cannot_be_taken_is_an_error() -> None:
    assert severity(Rule.REQUIRED) is Severity.ERROR
    assert severity(Rule.TERM_UNKNOWN) is Severity.WARNING


@pytest.mark.parametrize("text", ["13/05/2027 5 PM", "6/7/08", "26.9.30", "04/05/2027", "2027-09-30"])
def test_every_rule_has_a_sentence_for_every_date(text: str) -> None:
    assert all(cell_sentence(rule, text) for rule in Rule)
