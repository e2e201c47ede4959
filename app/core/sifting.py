"""A list whose codes take long to work out: those of every row are read once, in order; what was asked for is sifted out of
them here."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Select, String, cast
from sqlmodel import Session

from app.core.listing import ALL, Asked, Facet, Found, Page, page_number

Item = TypeVar("Item")
Codes = tuple[str | None, ...]
"""What a row holds for each facet, the tabs last."""


def sift(
    db: Session,
    asked: Asked,
    base: Select[int],
    order: Sequence[Any],
    load: Callable[[Sequence[int]], Sequence[Item]],
) -> Found[Item]:
    """The same as `listing.find`, in one statement and those of `load`: for a list that is small beside what each of its
    codes costs, and that no index narrows."""
    listing = asked.listing
    facets = [*listing.facets, *([listing.tabs] if listing.tabs else [])]
    columns = [*base.selected_columns, *(cast(facet.column, String) for facet in facets)]
    query = base.with_only_columns(*columns, maintain_column_froms=True).order_by(*order)
    rows = [(number, tuple(codes)) for number, *codes in db.execute(query).all()]
    fitting, counts = _sifted(facets, asked, Counter(codes for _number, codes in rows))
    ids = [number for number, codes in rows if codes in fitting]
    size, number = listing.size, page_number(asked.page, len(ids), listing.size)
    items = load(ids[(number - 1) * size : number * size])
    page = Page(items, number, size, len(ids), lambda n: asked.url(page=n))
    return Found(replace(asked, page=str(number)), page, counts)


def _sifted(
    facets: Sequence[Facet], asked: Asked, held: Mapping[Codes, int]
) -> tuple[set[Codes], dict[str, Counter[str]]]:
    """What fits, and how many each code of each facet would bring: a facet's counts leave its own choice out."""
    wanted: list[frozenset[str]] = [frozenset(asked.chosen.get(facet.name, ())) for facet in facets]
    if asked.listing.tabs is not None and asked.status != ALL:
        wanted[-1] = frozenset([asked.status])
    fitting: set[Codes] = set()
    counts: dict[str, Counter[str]] = {facet.name: Counter() for facet in facets}
    for codes, number in held.items():
        there = [facet.codes(code) for facet, code in zip(facets, codes, strict=True)]
        misses = [place for place, one in enumerate(there) if wanted[place] and wanted[place].isdisjoint(one)]
        if not misses:
            fitting.add(codes)
        if len(misses) < 2:
            for place in misses or range(len(facets)):
                for code in there[place]:
                    counts[facets[place].name][code] += number
    return fitting, counts
