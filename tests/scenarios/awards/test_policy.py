"""Decision, objection and award × person, cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.accounts.policy import Viewer
from app.core.site import Site
from scenarios.awards.lifecycle import OBJECTION, WAITING, ObjectionState
from scenarios.awards.models import ObjectionKind
from scenarios.awards.policy import (
    lacks_to_answer,
    lacks_to_answer_this,
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
        "decide": (lambda v: not lacks_to_decide(v, need, seats, bidders), HOUSE - {"colleague"}),
        "decide where a house of hers bids": (lambda v: not lacks_to_decide(v, need, [], [cast.hospital]), set()),
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
    bidders = [cast.firm, cast.rival_firm]
    for one, hers, parties in ((question, "supplier", HOUSE), (report, "stranger", set())):
        read_by = {
            name for name, v in everybody.items() if may_read_objection(v, need, one, bidders, answers=name == "office")
        }
        assert read_by == {hers, "office", "auditor"} | parties
        assert {name for name, v in everybody.items() if not lacks_to_withdraw(v, one)} == {hers}


def test_a_role_opens_no_objection_to_those_who_have_to_do_with_a_bidder(site: Site, cast: Cast) -> None:
    """Nor a report to an auditor who belongs to the owner's house; and nobody answers her own."""
    need, everybody = read(site, b.watched(site, cast)), viewers(site, cast)
    question = Said(ObjectionKind.QUESTION, cast.supplier, cast.firm)
    report = Said(ObjectionKind.REPORT, cast.office)
    held = {name: replace(one, stakes=frozenset([cast.rival_firm])) for name, one in everybody.items() if one}
    for one, hers in ((question, {"supplier"}), (report, {"office"})):
        read_by = {n for n, v in held.items() if may_read_objection(v, need, one, [cast.rival_firm], answers=False)}
        assert read_by == hers
        assert not lacks_to_decide(everybody["owner"], need, [], [cast.rival_firm])
        assert lacks_to_decide(held["owner"], need, [], [cast.rival_firm])
    auditor = everybody["auditor"]
    assert auditor is not None
    inside = replace(auditor, stakes=frozenset([cast.hospital]))
    assert not may_read_objection(inside, need, report, [cast.firm], answers=False)
    assert {name for name, v in everybody.items() if lacks_to_answer_this(v, report)} == {"office"}


def test_every_state_of_an_objection_is_reached() -> None:
    assert OBJECTION.reachable() == OBJECTION.states() == set(ObjectionState)
    assert OBJECTION.terminal() == set(ObjectionState) - WAITING
