"""Random people do random things with a pair, and the clock runs on: contacts open on two yeses and on nothing else."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from app.accounts.access import Doing, principal_of
from app.accounts.models import Person
from app.core.clock import FixedClock
from app.core.errors import Conflict, Forbidden
from app.core.history import timeline
from app.core.models import AuditEntry, StatusChange
from app.core.site import Site
from scenarios.matches.actions.answering import answer
from scenarios.matches.actions.deciding import deliver_invitations
from scenarios.matches.actions.offering import expire, remind
from scenarios.matches.consent import CURRENT
from scenarios.matches.deeds import ALL
from scenarios.matches.forms import DismissForm, NoteForm, NotNowForm
from scenarios.matches.lifecycle import MATCH, RELEASED
from scenarios.matches.models import Match
from scenarios.matches.queries.answers import answered_before, dealings_of_need, dealings_of_suppliers
from scenarios.matches.queries.sides import pair_of
from scenarios.models import Scenario
from scenarios.queries.visibility import by_public_id
from suppliers.models import Supply
from tests.scenarios.matches.helpers import need, supply
from tests.support import Cast

SAID = {
    DismissForm: DismissForm(reason="too_early"),
    NotNowForm: NotNowForm(reason="timing"),
    NoteForm: NoteForm(note="说明"),
}
WHO = ("owner", "supplier", "curator", "office", "rival", "two_hats", "stranger")
OPENINGS = st.sampled_from(
    [("curator", "introduce"), ("owner", "invite"), ("supplier", "answer"), ("curator", "shortlist")]
)
LIKELY = st.sampled_from(
    [
        *(("owner", what) for what in ("agree", "unagree", "refuse", "invite", "meeting", "reconsider")),
        *(("owner", what) for what in ("want", "not-now")),
        *(("supplier", what) for what in ("accept", "unaccept", "decline", "answer", "withdraw")),
        *(("curator", what) for what in ("introduce", "dismiss")),
        *(("clock", days) for days in ("1", "5", "15")),
    ]
)
ANYTHING = st.tuples(st.sampled_from(WHO), st.sampled_from([*ALL, "answer"]))
REPLIES = st.sampled_from([("owner", "agree"), ("supplier", "accept"), ("owner", "want"), ("clock", "1")])
STEPS = st.tuples(OPENINGS, REPLIES, st.lists(st.one_of(LIKELY, LIKELY, ANYTHING), min_size=1, max_size=8)).map(
    lambda parts: [parts[0], parts[1], *parts[2]]
)
"""Mostly what the right person may do about now, so that pairs come far; in between anything by anybody."""


INTRODUCED = ("curator", "introduce")
OWNER, SUPPLIER = ("owner", "agree"), ("supplier", "accept")


@example(steps=[INTRODUCED, SUPPLIER, ("supplier", "unaccept"), OWNER])
@example(steps=[INTRODUCED, OWNER, ("owner", "unagree"), SUPPLIER, ("clock", "15")])
@example(steps=[("owner", "invite"), ("supplier", "answer")])
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_contacts_open_on_two_yeses_alone(
    site: Site, cast: Cast, clock: FixedClock, steps: list[tuple[str, str]]
) -> None:
    public_id, one, now = need(site, cast), supply(site, cast.firm), clock.now()
    with site.database.writing() as db:
        scenario = by_public_id(db, public_id)
        assert scenario is not None
        match = Match(scenario_id=scenario.id, supply_id=one.id, score=70, created_at=now, updated_at=now)
        db.add(match)
        db.flush()
        number = match.id
    for who, what in steps:
        _step(site, cast, clock, number, who, what)
        _check(site, cast, number)


def _step(site: Site, cast: Cast, clock: FixedClock, number: int, who: str, what: str) -> None:
    if who == "clock":
        clock.advance(days=int(what))
        for timer in (remind, expire, deliver_invitations):
            timer(site, clock.now())
        return
    try:
        with site.database.writing() as db:
            _try(db, site, getattr(cast, who), number, what)
    except (Conflict, Forbidden):
        return


def _try(db: Session, site: Site, person_id: int, number: int, what: str) -> None:
    now = site.clock.now()
    viewer = principal_of(db, db.get_one(Person, person_id), now)
    doer = Doing(viewer, db, site, now)
    pair = pair_of(db, db.get_one(Match, number), now)
    if what == "answer":
        if viewer.belongs_to(pair.supply.organisation_id) and pair.answerable:
            answer(doer.act(pair.supply.organisation_id), pair.need, pair.supply, "我们能做")
        return
    deed = ALL[what]
    deed.require(viewer, pair, lambda: "moved on")
    deed.carry_out(deed.act_of(doer, pair), pair, SAID.get(deed.form, deed.form.model_construct()))


YES_BEHIND = {"interested_owner": "owner_interested", "interested_supplier": "supplier_interested"}


def _standing(moves: Sequence[StatusChange]) -> dict[str, StatusChange]:
    """The yeses that still count: none that was taken back, and none to what was over, but for an answer in words to which
    the owner came back."""
    yes: dict[str, StatusChange] = {}
    over: dict[str, StatusChange] = {}
    for move in moves:
        if move.event in YES_BEHIND.values():
            yes[move.event] = move
        elif move.event == "take_back":
            del yes[YES_BEHIND[move.from_state]]
        elif move.event in {"expire", "decline", "offer"}:
            yes, over = {}, over | yes
        elif move.to_state == "interested_supplier":
            yes = {"supplier_interested": over["supplier_interested"]}
    return yes


def _check(site: Site, cast: Cast, number: int) -> None:
    now = site.clock.now()
    with site.database.reading() as db:
        match = db.get_one(Match, number)
        scenario, one = db.get_one(Scenario, match.scenario_id), db.get_one(Supply, match.supply_id)
        owner, firm = (principal_of(db, db.get_one(Person, who), now) for who in (cast.owner, cast.supplier))
        seen = [*dealings_of_need(db, owner, scenario, site.vocabulary, now),
                *dealings_of_suppliers(db, firm, [one.organisation_id], site.vocabulary, now)]  # fmt: skip
        shown = [dealing.contact is not None for dealing in seen if dealing.match.id == number]
        moves = timeline(db, MATCH.name, number)
        yes = _standing(moves)
        released = db.exec(
            select(AuditEntry).where(AuditEntry.action == "contacts_released", AuditEntry.object_id == number)
        ).all()
        open_now = match.state in RELEASED
        assert shown == [open_now] * len(shown)
        assert len(released) == int(open_now)
        if open_now:
            assert set(yes) == {"owner_interested", "supplier_interested"}
            assert all((move.evidence or {}).get("consent") == CURRENT for move in yes.values())
            assert yes["supplier_interested"].organisation_id == cast.firm
            assert yes["owner_interested"].organisation_id in {cast.hospital, None}, "an invitation leaves by the clock"
        assert answered_before(db, scenario.id, cast.rival_firm) is None
        assert all(move.at - match.created_at >= timedelta() for move in moves)
