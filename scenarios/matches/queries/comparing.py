"""The comparison of some candidates of a need, requirement by requirement: for the screen, for paper and as a sheet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.site import Words
from matching.requirements import Reason
from scenarios.matches.evidence import failures, gaps, stored_verdicts
from scenarios.matches.inquiries import Key, key_of
from scenarios.matches.labels import demand, price_range, verdict_line
from scenarios.matches.lifecycle import UNDER_WAY, UNTOUCHED, MatchState
from scenarios.matches.models import Match
from scenarios.matches.queries.cards import MatchCard, match_cards, objection_to_denial
from scenarios.models import Scenario

MOST = 5
ENDED = (MatchState.SUPERSEDED, MatchState.DISMISSED, MatchState.DECLINED, MatchState.NO_FIT)
NO_OPINION: Final = N_("自动比对，非评审意见")
"""What every comparison says of itself."""
VERDICTS: Final[Mapping[str, str]] = {
    "met": N_("满足"),
    "unmet": N_("不满足"),
    "unproven": N_("缺证明"),
    "unclear": N_("待确认"),
}


@dataclass(frozen=True)
class Line:
    """One requirement. A cell is a verdict line of `labels.verdict_line`, or None where it was never compared."""

    label: str
    hard: bool
    cells: Sequence[Mapping[str, str] | None]


@dataclass(frozen=True)
class Comparison:
    """`facts` are (label, a text for each candidate); `left_out` is how many more had been chosen, `gone` how many of
    the chosen ones are no candidates any more."""

    candidates: Sequence[MatchCard]
    facts: Sequence[tuple[str, Sequence[str]]]
    lines: Sequence[Line]
    left_out: int
    gone: int

    @property
    def denials(self) -> Sequence[Sequence[str]]:
        """What each candidate says it does not do."""
        return [[one["supply"] for one in card.hit["denied"]] for card in self.candidates]

    @property
    def objections(self) -> Sequence[str]:
        """What each supplier says to that, "" where nothing is quoted of it or it says nothing."""
        return [objection_to_denial(card.hit) for card in self.candidates]

    @property
    def address(self) -> str:
        """The choice as the query of an address."""
        return "&".join(f"with={card.card.supply.public_id}" for card in self.candidates)


def comparison(db: Session, need: Scenario, chosen: Sequence[str], words: Words) -> Comparison:
    """The picked ones, five at most."""
    cards, wanted = candidates(db, need, words), set(chosen)
    found = len(among(cards, wanted))
    shown = picked(cards, wanted)
    return Comparison(shown, _facts(shown), _lines(shown, words), max(0, found - MOST), len(wanted) - found)


def candidates(db: Session, need: Scenario, words: Words) -> list[MatchCard]:
    """All that nobody has turned down: those that people have taken up first, then the best."""
    rows = db.exec(
        select(Match).where(Match.scenario_id == need.id, col(Match.state).not_in(ENDED)).order_by(col(Match.id))
    ).all()
    return sorted(match_cards(db, rows, need, words), key=_order)


def among(cards: Sequence[MatchCard], chosen: Collection[str]) -> list[MatchCard]:
    """The chosen ones by the public ids of their supplies, which last longer than those of matches."""
    return [card for card in cards if card.card.supply.public_id in chosen]


def picked(cards: Sequence[MatchCard], chosen: Collection[str]) -> Sequence[MatchCard]:
    """Of the chosen ones the first five. Where nobody chose: those that people have taken up, else the best."""
    if chosen:
        return among(cards, chosen)[:MOST]
    taken = [card for card in cards if card.match.state in {MatchState.SHORTLISTED, *UNDER_WAY}]
    return (taken or cards)[:MOST]


def _order(card: MatchCard) -> tuple[bool, bool, bool, float, int]:
    failed, open_demands = bool(failures(card.evidence)), bool(gaps(card.evidence))
    return (card.match.state in UNTOUCHED, failed, open_demands, -card.match.score, card.match.id)


def _facts(cards: Sequence[MatchCard]) -> list[tuple[str, Sequence[str]]]:
    supplies = [card.card.supply for card in cards]
    facts = [
        (_("单位"), [card.card.organisation.name for card in cards]),
        (_("契合度"), [_joined(str(card.hit["score"]), card.hit["tier"][0], *_status(card)) for card in cards]),
        (_("概况"), [_joined(card.hit["kind"], *card.hit["facts"]) for card in cards]),
        (_("报价"), [_price(supply) for supply in supplies]),
    ]
    return [(label, texts) for label, texts in facts if any(texts)]


def _status(card: MatchCard) -> Sequence[str]:
    return card.hit["status"][:1] if card.hit["status"] else ()


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, texts))


def _price(supply: Any) -> str:
    """The figures with what is said of them (含接口改造); words that tell figures themselves (45—60元/只) stand alone."""
    if any(character.isdigit() for character in supply.price_text):
        return str(supply.price_text)
    return _joined(price_range(supply.price_min, supply.price_max), supply.price_text)


def _lines(cards: Sequence[MatchCard], words: Words) -> list[Line]:
    """Every demand that some candidate was compared with, the hard ones first, in the order of the need."""
    asked: dict[Key, Mapping[str, Any]] = {}
    said: list[dict[Key, Mapping[str, str]]] = []
    for card in cards:
        verdicts = {key_of(stored): stored for stored in stored_verdicts(card.evidence)}
        asked = verdicts | asked
        said.append({key: _verdict(stored, words) for key, stored in verdicts.items()})
    order = sorted(asked.items(), key=lambda item: not item[1]["hard"])
    return [Line(demand(stored, words), stored["hard"], [cells.get(key) for cells in said]) for key, stored in order]


def _verdict(stored: Mapping[str, Any], words: Words) -> Mapping[str, str]:
    """Silence needs no words: that it is open says it."""
    line = verdict_line(stored, words)
    return line | {"note": ""} if stored["reason"] == Reason.NOT_STATED else line


def as_rows(need: Scenario, compared: Comparison) -> tuple[list[str], list[list[str]]]:
    """The comparison as text for a sheet: its header and its rows."""
    header = [need.title, *(card.hit["title"] for card in compared.candidates)]
    rows = [[label, *texts] for label, texts in compared.facts]
    for line in compared.lines:
        label = _("{demand}（硬性）").format(demand=line.label) if line.hard else line.label
        rows.append([label, *map(_cell, line.cells)])
    if any(compared.denials):
        rows.append([_("写明不做"), *("\n".join(said) for said in compared.denials)])
    if any(compared.objections):
        rows.append([_("供给方对“写明不做”的说明"), *compared.objections])
    return header, [*rows, [_(NO_OPINION)]]


def _cell(cell: Mapping[str, str] | None) -> str:
    if cell is None:
        return ""
    status, note = cell["status"], cell["note"]
    verdict = _(VERDICTS[status])
    return _("{verdict}：{note}").format(verdict=verdict, note=note) if note else verdict
