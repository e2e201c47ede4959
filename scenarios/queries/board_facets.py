"""The board's facets in words: groups with counts for the form, and what is chosen now."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.accounts.models import Organisation
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.site import Words
from scenarios.labels import route_label
from scenarios.lifecycle import Route
from scenarios.queries.board import BUDGET_BANDS, DEADLINE_BANDS, FACETS, Asked, Board

LABELS: Mapping[str, str] = {
    "field": N_("领域"),
    "family": N_("场景家族"),
    "route": N_("路径"),
    "district": N_("区域"),
    "owner": N_("单位类型"),
    "deadline": N_("截止时间"),
    "budget": N_("预算"),
    "step": N_("业务环节"),
}
KINDS: Mapping[str, str] = {
    "field": "field",
    "family": "family",
    "district": "district",
    "owner": "organisation_kind",
    "step": "process_step",
}
"""Facets whose codes are terms of the vocabulary."""
BANDS: Mapping[str, Mapping[str, str]] = {
    "budget": {
        "to_50": N_("50 万元以下"),
        "to_200": N_("50—200 万元"),
        "to_500": N_("200—500 万元"),
        "over_500": N_("500 万元及以上"),
        "open": N_("面议或未公布"),
    },
    "deadline": {
        "week": N_("7 天内"),
        "month": N_("8—30 天"),
        "quarter": N_("31—90 天"),
        "later": N_("90 天以后"),
        "none": N_("未设截止日期"),
        "past": N_("已过截止日期"),
    },
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Group:
    """One facet, as `components/facets.html` draws it."""

    name: str
    label: str
    options: list[Option]


def groups(board: Board, words: Words) -> list[Group]:
    """Facets in order; values that nothing has are left out unless they are chosen."""
    made = [Group(name, _(LABELS[name]), _options(board, name, words)) for name in FACETS]
    return [group for group in made if group.options]


def chosen(asked: Asked, words: Words, house: Organisation | None) -> list[tuple[str, str]]:
    """What is chosen now: label and the address without it. `house` is the organisation that the board is of."""
    of = [(f"{_('单位')}{_('：')}{house.name}", asked.url(organisation=""))] if house is not None else []
    return of + [
        (f"{_(LABELS[name])}{_('：')}{value_label(name, code, words)}", asked.without(name, code))
        for name in FACETS
        for code in asked.chosen.get(name, ())
    ]


def value_label(name: str, code: str, words: Words) -> str:
    """What people call one value of a facet; the code itself where nobody knows it."""
    if name in KINDS:
        return words.label(code, KINDS[name])
    if name == "route":
        return route_label(code) if code in set(Route) else code
    return _(BANDS[name][code]) if code in BANDS[name] else code


def _options(board: Board, name: str, words: Words) -> list[Option]:
    counts, selected = board.counts[name], board.asked.chosen.get(name, ())
    shown = [code for code in _in_order(name, words) if counts.get(code) or code in selected]
    others = sorted({*counts, *selected} - set(shown))
    return [
        Option(code, value_label(name, code, words), counts.get(code, 0), code in selected)
        for code in [*shown, *others]
    ]


def _in_order(name: str, words: Words) -> list[str]:
    if name in KINDS:
        return [code for code, _label in words.options(KINDS[name])]
    if name == "route":
        return [route.value for route in Route]
    bands = BUDGET_BANDS if name == "budget" else DEADLINE_BANDS
    return [code for code, _from, _to in bands] + (["open"] if name == "budget" else ["none", "past"])
