"""Decision, objection and award × person, cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass

from app.accounts.policy import Viewer
from app.core.site import Site
from scenarios.awards.lifecycle import OBJECTION, WAITING, ObjectionState
from scenarios.awards.models import ObjectionKind
from scenarios.awards.policy import (
    lacks_to_answer,
    lacks_to_begin,
    lacks_to_decide,
    lacks_to_decline,
    lacks_to_object,
    lacks_to_report,
    lacks_to_withdraw,
    may_prepare,
    may_read_objection,
)
from scenarios.panels.lifecycle import SeatState
from tests.scenarios.bids import helpers as b
from tests.scenarios.helpers import read
from tests.scenarios.test_visibility import viewers
from tests.support import Cast

HOUSE = {"owner", "colleague", "two_hats"}


@dataclass(frozen=True)
class Sitting:
    person_id: int
    state: SeatState = SeatState.SIGNED


@dataclass(frozen=True)
class Said:
    kind: ObjectionKind
    person_id: int
    organisation_id: int | None = None


def test_who_may_do_what(site: Site, cast: Cast) -> None:
    need, everybody = read(site, b.watched(site, cast)), viewers(site, cast)
    seats, bidders = [Sitting(cast.colleague), Sitting(cast.verifier)], [cast.firm, cast.rival_firm]
    rules: dict[str, tuple[Callable[[Viewer], bool], set[str]]] = {
        "prepare": (lambda v: may_prepare(v, need), HOUSE),
        "decide": (lambda v: not lacks_to_decide(v, need, seats), HOUSE - {"colleague"}),
        "object": (lambda v: not lacks_to_object(v, bidders), {"supplier", "rival"}),
        "report": (lambda v: not lacks_to_report(v), set(everybody) - {"anonymous"}),
        "answer": (lambda v: not lacks_to_answer(v, need, seats, [cast.owner], bidders), {"office"}),
        "answer as one who decided": (lambda v: not lacks_to_answer(v, need, [], [cast.office], bidders), set()),
        "answer as one who sat": (lambda v: not lacks_to_answer(v, need, [Sitting(cast.office)], [], []), set()),
        "decline": (lambda v: not lacks_to_decline(v, cast.firm), {"supplier"}),
        "decline nothing": (lambda v: not lacks_to_decline(v, None), set()),
        "begin": (lambda v: not lacks_to_begin(v, need, cast.firm), HOUSE | {"supplier"}),
    }
    for name, (rule, expected) in rules.items():
        assert {one for one, viewer in everybody.items() if rule(viewer)} == expected, name


def test_who_reads_an_objection(site: Site, cast: Cast) -> None:
    """What is reported under a name neither the owner nor a bidder learns."""
    need, everybody = read(site, b.watched(site, cast)), viewers(site, cast)
    question = Said(ObjectionKind.QUESTION, cast.supplier, cast.firm)
    report = Said(ObjectionKind.REPORT, cast.stranger)
    for one, hers, parties in ((question, "supplier", HOUSE), (report, "stranger", set())):
        read_by = {name for name, v in everybody.items() if may_read_objection(v, need, one, answers=name == "office")}
        assert read_by == {hers, "office", "auditor"} | parties
        assert {name for name, v in everybody.items() if not lacks_to_withdraw(v, one)} == {hers}


def test_every_state_of_an_objection_is_reached() -> None:
    assert OBJECTION.reachable() == OBJECTION.states() == set(ObjectionState)
    assert OBJECTION.terminal() == set(ObjectionState) - WAITING
