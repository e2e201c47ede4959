"""What is said about a row, as it is stored: codes and the person's own words, never sentences in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.exchange.record import Finding
from app.exchange.rules import Severity, severity


@dataclass(frozen=True)
class Problem:
    """`column` is the file's own header, `code` the field, `rule` a code of `app.exchange.rules`, `text` the words it
    is about; for a refused publication the obstacle's own sentence."""

    rule: str
    column: str = ""
    code: str = ""
    text: str = ""
    severity: Severity = Severity.ERROR

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "column": self.column,
            "code": self.code,
            "text": self.text[:200],
            "severity": self.severity.value,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Problem":
        return cls(stored["rule"], stored["column"], stored["code"], stored["text"], Severity(stored["severity"]))


def of_finding(finding: Finding) -> Problem:
    """What was found while the row was read."""
    return Problem(finding.rule.value, finding.column, finding.code, finding.text, severity(finding.rule))


def verdict(problems: Sequence[Problem]) -> str:
    """`error`, `warning` or `ok`: the worst of them."""
    worst = {problem.severity for problem in problems}
    return "error" if Severity.ERROR in worst else "warning" if worst else "ok"
