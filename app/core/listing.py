"""Lists: what may be asked of one is declared once, as a `Listing`; addresses, filters with their counts, chips and
pages are drawn from that. `components/facets.html` and `components/page.html` draw them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import AfterValidator
from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select, union_all
from sqlmodel import Session

from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.limits import LONGEST_QUESTION
from app.core.site import Words

Item = TypeVar("Item")
ALL = "all"
"""The tab that leaves out nothing."""
VIEWS: Mapping[str, tuple[str, str]] = {"cards": (N_("卡片"), "cards"), "table": (N_("表格"), "list")}
"""Ways to draw a list: label and icon, the usual one first."""
MOST_CHOSEN = 40
"""Of one facet: each is drawn with an address that holds all the others."""
MOST_TOLD, LONGEST_TOLD = 5, 40
"""How many unknown values are named, and how much of each."""


def question(text: str, most: int = LONGEST_QUESTION) -> str:
    """What somebody searches for: one line of signs that can be seen, cut at `most` characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]


Question = Annotated[str, AfterValidator(question)]
"""Parameter type of a handler that takes words to search for from its address."""


def address(path: str, pairs: Iterable[tuple[str, object]]) -> str:
    """`path` with a query string of what is not empty, in the order given: the same list has one address."""
    said = [(name, str(value)) for name, value in pairs if value not in {"", None}]
    return f"{path}?{urlencode(said)}" if said else path


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list, as `components/page.html` draws its pager. `url(n)` leads to page n."""

    items: Sequence[Item]
    number: int
    size: int
    total: int
    url: Callable[[int], str]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def page_number(text: str, total: int, size: int) -> int:
    """The page that a query string asks for, kept between the first and the last."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(max(asked, 1), max(1, -(-total // size)))


def packed(codes: Iterable[str]) -> str:
    """Several codes in one column, as a facet with `many` reads it: sorted, a space before and behind each."""
    together = " ".join(sorted(set(codes)))
    return f" {together} " if together else ""


@dataclass(frozen=True)
class Facet:
    """One group of filters. Its values are codes: terms of the vocabulary's `kind`, or those of `bands` with their labels.

    `column` is the SQL expression in which a row's code stands, empty or NULL for none; with `many`, its `packed` codes.
    A list that the index alone narrows has none. `values` are what is held for each code, where that is not the code itself.
    """

    name: str
    label: str
    column: Any = None
    kind: str = ""
    bands: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def labels(self, words: Words, keep: Iterable[str] = ()) -> dict[str, str]:
        """Code → what people call it, in order; of the retired terms those in `keep`."""
        return dict(words.options(self.kind, *keep)) if self.kind else {c: _(text) for c, text in self.bands.items()}

    def condition(self, codes: Sequence[str]) -> ColumnElement[bool]:
        """Rows that have any of the codes."""
        if self.many:
            return or_(*(self.column.contains(packed([code]), autoescape=True) for code in codes))
        found: ColumnElement[bool] = self.column.in_(self.held(codes))
        return found

    def held(self, codes: Iterable[str]) -> list[Any]:
        """What rows with these codes hold."""
        return [value for code in codes for value in self.values.get(code, [code])]

    def codes(self, held: str | None) -> list[str]:
        """The codes of a row whose column holds this, as text."""
        names = {str(value): code for code, values in self.values.items() for value in values}
        return [names.get(one, one) for one in (held or "").split()]


@dataclass(frozen=True)
class Listing:
    """What may be asked of a list. `sorts` are code → label, of which `fit` needs something that is searched for;
    `usual` is the order without a wish, by tab. `tabs` is a facet with one value at a time, its first at the beginning,
    and `ALL`. `indexed`: every facet has an index of its own, so a list that nothing narrows is counted from those."""

    path: str
    facets: Sequence[Facet]
    sorts: Mapping[str, str]
    usual: Mapping[str, str]
    tabs: Facet | None = None
    size: int = 20
    indexed: bool = False

    @property
    def first_tab(self) -> str:
        return next(iter(self.tabs.bands)) if self.tabs else ALL


@dataclass(frozen=True)
class Asked:
    """What a list was asked for; `url` gives back its one address. `organisation` is a public id and `house` the name that
    goes with it, `unknown` are values that the list does not know and leaves out, `shortened` means the question was cut."""

    listing: Listing
    q: str = ""
    organisation: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: str = ""
    sort: str = ""
    view: str = "cards"
    page: str = ""
    unknown: Sequence[str] = ()
    shortened: bool = False
    house: str = ""

    @property
    def usual(self) -> str:
        """The order where none is wished for: best fit when searching, else that of the tab."""
        return "fit" if self.q else self.listing.usual[self.status]

    @property
    def order(self) -> str:
        """The order in force."""
        return self.sort if self.sort and (self.sort != "fit" or self.q) else self.usual

    @property
    def filtered(self) -> bool:
        return bool(self.organisation) or any(self.chosen.values())

    def pairs(self, *without: str) -> list[tuple[str, str]]:
        """Name and value of everything that differs from the plain list, in a fixed order; without the page."""
        pairs = [
            ("q", self.q),
            ("organisation", self.organisation),
            *((facet.name, code) for facet in self.listing.facets for code in self.chosen.get(facet.name, ())),
            ("status", self.status if self.status != self.listing.first_tab else ""),
            ("sort", self.order if self.order != self.usual else ""),
            ("view", self.view if self.view != "cards" else ""),
        ]
        return [(name, value) for name, value in pairs if value and name not in without]

    @property
    def beside_filters(self) -> list[tuple[str, str]]:
        """What the form of the filters carries along."""
        return self.pairs(*(facet.name for facet in self.listing.facets))

    def url(self, **changes: Any) -> str:
        """The address of this list with something changed; a change leads back to its first page."""
        page = str(changes.pop("page", ""))
        return address(self.listing.path, [*replace(self, **changes).pairs(), ("page", page if page != "1" else "")])

    @property
    def cleared(self) -> str:
        """The address with everything chosen taken away."""
        return self.url(chosen={}, organisation="")

    def of_house(self, name: str | None) -> "Asked":
        """The same when the organisation asked for has this name, or None: the viewer may know of no such house."""
        if name is None:
            return replace(self, organisation="", unknown=[*self.unknown, self.organisation[:LONGEST_TOLD]])
        return replace(self, house=name)

    def chips(self, words: Words) -> list[tuple[str, str]]:
        """What is chosen now: label and the address without it."""
        return ([(_("单位") + _("：") + self.house, self.url(organisation=""))] if self.house else []) + [
            (_(facet.label) + _("：") + facet.labels(words, codes).get(code, code), self._but(facet.name, code))
            for facet in self.listing.facets
            if (codes := self.chosen.get(facet.name, ()))
            for code in codes
        ]

    def _but(self, name: str, code: str) -> str:
        return self.url(chosen={**self.chosen, name: tuple(c for c in self.chosen[name] if c != code)})

    @property
    def sorts(self) -> list[dict[str, Any]]:
        """Links that order the list."""
        known = {code: text for code, text in self.listing.sorts.items() if self.q or code != "fit"}
        return [{"label": _(t), "url": self.url(sort=c), "current": c == self.order} for c, t in known.items()]

    @property
    def views(self) -> list[dict[str, Any]]:
        """Links that draw the same page in another way."""
        return [
            {"label": _(text), "url": self.url(view=c, page=self.page), "current": c == self.view, "icon": icon}
            for c, (text, icon) in VIEWS.items()
        ]

    def conditions(self) -> dict[str, ColumnElement[bool]]:
        """What narrows the list, by the facet (or tab) that does."""
        chosen = {facet.name: facet.condition(self.chosen[facet.name]) for facet in self.listing.facets
                  if self.chosen.get(facet.name)}  # fmt: skip
        tabs = self.listing.tabs
        return chosen if tabs is None or self.status == ALL else {**chosen, tabs.name: tabs.condition([self.status])}


def read(listing: Listing, params: Iterable[tuple[str, str]], words: Words) -> Asked:
    """What a query string asks for. Nobody types these addresses, so nothing in one is wrong enough to fail."""
    sent: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in params:
        sent[name].append(value)

    def one(name: str, known: Iterable[str], usual: str) -> str:
        return sent[name][-1] if sent[name] and sent[name][-1] in known else usual

    typed = question(next(iter(sent["q"]), ""), LONGEST_QUESTION + 1)
    chosen: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for facet in listing.facets:
        values = {value for value in sent[facet.name] if value}
        known = facet.labels(words, values)
        chosen[facet.name] = tuple(sorted(values & known.keys())[:MOST_CHOSEN])
        unknown += [question(value, LONGEST_TOLD) for value in sorted(values - known.keys())]
    return Asked(
        listing,
        q=typed[:LONGEST_QUESTION],
        organisation=question("".join(sent["organisation"][-1:])),
        chosen=chosen,
        status=one("status", [*listing.tabs.bands, ALL] if listing.tabs else (), listing.first_tab),
        sort=one("sort", listing.sorts, ""),
        view=one("view", VIEWS, "cards"),
        page="".join(sent["page"][-1:]),
        unknown=[value for value in unknown if value][:MOST_TOLD],
        shortened=len(typed) > LONGEST_QUESTION,
    )


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Group:
    """One facet with its values, as `components/facets.html` draws it."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Found(Generic[Item]):
    """The page that was asked for, with the counts of every facet and of the tabs: name → code → how many."""

    asked: Asked
    page: Page[Item]
    counts: Mapping[str, Mapping[str, int]]

    @property
    def no_match(self) -> bool:
        """Whether nothing fits what was searched, whatever it is filtered by."""
        return bool(self.asked.q) and not self.asked.filtered and self.page.total == 0

    def groups(self, words: Words) -> list[Group]:
        """Facets in order; values that nothing has are left out unless they are chosen."""
        return [Group(f.name, _(f.label), self._options(f, words)) for f in self.asked.listing.facets]

    def _options(self, facet: Facet, words: Words) -> list[Option]:
        counts, chosen = self.counts[facet.name], self.asked.chosen.get(facet.name, ())
        shown = {*counts, *chosen}
        labels = facet.labels(words, shown)
        labels |= {code: code for code in sorted(shown - labels.keys())}
        return [Option(c, label, counts.get(c, 0), c in chosen) for c, label in labels.items() if c in shown]

    def tabs(self) -> list[dict[str, Any]]:
        """Links to the tabs with how many each holds."""
        tabs = self.asked.listing.tabs
        labels = {**(tabs.bands if tabs else {}), ALL: N_("全部")}
        return [
            {
                "label": _(text),
                "url": self.asked.url(status=c),
                "current": c == self.asked.status,
                "count": self.held(c),
            }
            for c, text in labels.items()
        ]

    def held(self, tab: str) -> int:
        """How many rows a tab has under the same filters."""
        tabs = self.asked.listing.tabs
        counts = self.counts[tabs.name] if tabs else {ALL: self.page.total}
        return sum(counts.values()) if tab == ALL else counts.get(tab, 0)


def find(
    db: Session,
    asked: Asked,
    base: Select[int],
    order: Sequence[Any],
    load: Callable[[Sequence[int]], Sequence[Item]],
) -> Found[Item]:
    """The page that was asked for: two statements, and those of `load`, which makes items of ids in their order.

    `base` selects the ids of all that the viewer may find, before any filter.
    """
    counts, total = _counts(db, asked, base)
    size = asked.listing.size
    number = page_number(asked.page, total, size)
    # Ids alone first: a sort over whole rows would carry every description through memory.
    wanted = base.where(*asked.conditions().values()).order_by(*order).limit(size).offset((number - 1) * size)
    items = load(db.execute(wanted).scalars().all())
    return Found(
        replace(asked, page=str(number)), Page(items, number, size, total, lambda n: asked.url(page=n)), counts
    )


def _counts(db: Session, asked: Asked, base: Select[int]) -> tuple[dict[str, Counter[str]], int]:
    """Every facet and the tabs, and how many fit altogether, in one statement.

    The counts of a facet leave its own choice out, so that a second value can be added to the first. All without a
    choice share the rows that fit, which are read once, into a narrow table of their codes, those of other tabs too.
    """
    listing, conditions = asked.listing, asked.conditions()
    tabs = [listing.tabs] if listing.tabs else []
    facets = [*listing.facets, *tabs]
    searched = bool(asked.q or asked.organisation)

    def rows(names: Iterable[Facet], without: Iterable[str]) -> Select[Any]:
        where = [condition for name, condition in conditions.items() if name not in without]
        codes = [facet.column.label(facet.name) for facet in names]
        return base.where(*where).with_only_columns(*codes, maintain_column_froms=True)

    fitting = rows(facets, [tab.name for tab in tabs]).cte("fitting")
    of_tab = [fitting.c[tab.name] == asked.status for tab in tabs if tab.name in conditions]
    parts = [select(literal(""), literal(ALL), func.count()).select_from(fitting).where(*of_tab)]
    for facet in facets:
        of: Any = fitting
        if listing.indexed and not searched and not conditions.keys() - {facet.name}:
            of = rows([facet], [facet.name]).subquery()
        elif asked.chosen.get(facet.name):
            # Read before it is grouped: SQLite would take the index in the order of the groups, and look up every row.
            of = rows([facet], [facet.name]).cte(f"but_{facet.name}").prefix_with("MATERIALIZED")
        code = of.c[facet.name]
        part = select(literal(facet.name), cast(code, String), func.count()).select_from(of).group_by(code)
        parts.append(part.where(*of_tab) if of is fitting and facet not in tabs else part)
    counts: dict[str, Counter[str]] = {facet.name: Counter() for facet in facets}
    by_name, total = {facet.name: facet for facet in facets}, 0
    for name, held, number in db.execute(union_all(*parts)).all():
        total = total if name else number
        for code in by_name[name].codes(held) if name else ():
            counts[name][code] += number
    return counts, total
