"""The columns of the three lists: the field each fills, its header on export, the headers it is known by on import."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from app.exchange.fields.capabilities import CAPABILITIES
from app.exchange.fields.opportunities import OPPORTUNITIES
from app.exchange.fields.results import RESULTS
from app.exchange.fields.spec import Field, Shape

__all__ = ["FIELDS", "Field", "ListKind", "Shape", "field_of"]


class ListKind(StrEnum):
    """The lists that come in and go out."""

    OPPORTUNITIES = "opportunities"
    CAPABILITIES = "capabilities"
    RESULTS = "results"


FIELDS: Final[Mapping[ListKind, tuple[Field, ...]]] = {
    ListKind.OPPORTUNITIES: OPPORTUNITIES,
    ListKind.CAPABILITIES: CAPABILITIES,
    ListKind.RESULTS: RESULTS,
}
"""The fields of each list in the order of its export."""


def field_of(kind: ListKind, code: str) -> Field:
    """The field `code` of a list; raises KeyError for a code it does not have."""
    for field in FIELDS[kind]:
        if field.code == code:
            return field
    raise KeyError(code)
