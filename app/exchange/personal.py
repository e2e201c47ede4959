"""What a list tells about people in the texts that others will read: asked about once for all of its rows."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from app.core.i18n import N_
from app.core.personal.asking import BY_LIST, GRAVE, Declared
from app.core.personal.finding import Find, find
from app.exchange.drafts import Draft
from app.exchange.problems import Problem
from app.exchange.rules import Rule, Severity
from app.exchange.stores import Store

HELD_BACK: Final = N_("公开的文字里有个人信息，没有说明为什么可以公开。")


def problems_of(store: Store, labels: Mapping[str, str], draft: Draft[Any]) -> list[Problem]:
    """What was found in a row, once each; `labels` is the file's own header by field code."""
    found: dict[tuple[str, str], Problem] = {}
    for code, one in _finds(store, draft):
        rule = Rule.GRAVE_IN_TEXT if one.kind in GRAVE else Rule.PERSONAL_IN_TEXT
        problem = Problem(rule.value, labels.get(code, ""), code, one.excerpt, Severity.WARNING)
        found.setdefault((code, one.key), problem)
    return list(found.values())


def is_held_back(store: Store, draft: Draft[Any], known: Collection[str]) -> bool:
    """Whether the row must stay a draft: something in it is not `known` as declared."""
    return any(one.key not in known for _code, one in _finds(store, draft))


def declared_by_list(store: Store, draft: Draft[Any], reason: str) -> tuple[Declared, ...]:
    """What one reason for the whole list covers in a row: everything but ID numbers and patients."""
    keys = {one.key: one.excerpt for _code, one in _finds(store, draft) if one.kind not in GRAVE}
    return tuple(Declared(key, excerpt, BY_LIST, reason) for key, excerpt in keys.items())


def _finds(store: Store, draft: Draft[Any]) -> Iterator[tuple[str, Find]]:
    return ((code, one) for code, text in store.public_texts(draft) for one in find(text))
