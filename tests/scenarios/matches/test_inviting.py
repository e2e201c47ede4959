"""The owner weighs matches herself and invites; an invitation can be taken back until it goes out, and goes out once."""

from collections.abc import Callable

import pytest

from app.core.acting import act_in
from app.core.clock import FixedClock
from app.core.errors import Conflict
from app.core.site import Site
from scenarios.matches.actions.deciding import WAIT, deliver_invitation, deliver_invitations, take_back
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from suppliers.actions import suspend_supply
from suppliers.models import Supply
from tests.scenarios.matches.helpers import BODY, CLOUD, OWNER_CONTACT, answers_of, match_with, need, supply
from tests.support import Browser, Cast, Mailbox
from tests.support.browser import text_of

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
S = MatchState


@pytest.fixture
def invited(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> tuple[str, Match]:
    """A need whose owner has just invited the one supplier that fits."""
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    match = match_with(site, public_id, one)
    answer = signed_in(cast.owner).post(f"/matches/{match.public_id}/invite")
    assert "邀请将在 30 分钟后发出，在那之前可以撤回" in text_of(answer)
    assert "邀请待发出" in text_of(answer)
    return public_id, match


def state_of(site: Site, match: Match) -> MatchState:
    with site.database.reading() as db:
        return db.get_one(Match, match.id).state


def invitations(mailbox: Mailbox) -> int:
    return sum("邀请贵单位对接" in str(mail["Subject"]) for mail in mailbox.to("supplier@example.com"))


def lapsed(mailbox: Mailbox) -> str:
    """The last mail to the owner, which is that her invitation has not gone out."""
    assert "的邀请没有发出" in str(mailbox.to("owner@example.com")[-1]["Subject"])
    return mailbox.last_text("owner@example.com")


def test_the_owner_weighs_herself(site: Site, cast: Cast, signed_in: SignedIn, drain: Drain) -> None:
    one = supply(site, cast.firm)
    public_id = need(site, cast)
    drain()
    owner, match = signed_in(cast.owner), match_with(site, public_id, one)
    assert "已列入候选" in text_of(owner.post(f"/matches/{match.public_id}/shortlist"))
    said = {"reason": "too_early", "note": "等三期再看"}
    page = owner.post(f"/matches/{match.public_id}/dismiss", data=said)
    assert "说明：等三期再看" in text_of(page)
    row = match_with(site, public_id, one)
    assert (row.state, row.reason, row.decided_by) == (S.DISMISSED, "too_early", cast.owner)
    assert owner.post(f"/matches/{match.public_id}/reconsider").status_code == 200
    assert match_with(site, public_id, one).state is S.SHORTLISTED


def test_it_waits_and_then_goes_out_once(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    clock: FixedClock,
    invited: tuple[str, Match],
) -> None:
    _need, match = invited
    firm = signed_in(cast.supplier)
    clock.advance(minutes=29, seconds=59)
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.SHORTLISTED, 0)
    assert "婉拒" not in text_of(firm.get("/answers"))
    clock.advance(seconds=1)
    drain()
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.INTERESTED_OWNER, 1)
    assert "婉拒" in text_of(firm.get("/answers"))
    late = signed_in(cast.owner).post(f"/matches/{match.public_id}/take-back")
    assert late.status_code == 409
    assert "您的操作没有生效" in text_of(late)


def test_taken_back_sends_nothing_and_may_be_sent_after_all(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    clock: FixedClock,
    invited: tuple[str, Match],
) -> None:
    _need, match = invited
    owner = signed_in(cast.owner)
    clock.advance(minutes=20)
    assert "对方没有收到任何通知" in text_of(owner.post(f"/matches/{match.public_id}/take-back"))
    clock.advance(minutes=20)
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.SHORTLISTED, 0)
    owner.post(f"/matches/{match.public_id}/invite")
    clock.advance(minutes=30)
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.INTERESTED_OWNER, 1)


def test_a_worker_that_dies_neither_loses_nor_doubles_it(
    site: Site, drain: Drain, mailbox: Mailbox, clock: FixedClock, invited: tuple[str, Match]
) -> None:
    _need, match = invited
    clock.advance(minutes=30)

    class Killed(BaseException):
        """As if the process ended in the middle of its transaction."""

    def die() -> None:
        with site.database.writing() as db:
            deliver_invitation(act_in(db, site), db.get_one(Match, match.id))
            raise Killed

    with pytest.raises(Killed):
        die()
    assert state_of(site, match) is S.SHORTLISTED
    deliver_invitations(site, clock.now())
    deliver_invitations(site, clock.now())
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.INTERESTED_OWNER, 1)


def test_a_need_that_closed_meanwhile_invites_nobody(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    clock: FixedClock,
    invited: tuple[str, Match],
) -> None:
    _need, match = invited
    clock.advance(days=60)
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.SHORTLISTED, 0)
    assert "需求已经截止、暂停或结束" in lapsed(mailbox)
    late = signed_in(cast.owner).post(f"/matches/{match.public_id}/invite")
    assert late.status_code == 409
    assert "需求还在征集时才能邀请" in text_of(late)
    assert f"/matches/{match.public_id}/invite" not in signed_in(cast.owner).get(f"/scenarios/{_need}/matches").text


def test_a_supply_that_is_not_public_any_more_is_not_invited(
    site: Site, drain: Drain, mailbox: Mailbox, clock: FixedClock, invited: tuple[str, Match]
) -> None:
    _need, match = invited
    with site.database.writing() as db:
        suspend_supply(act_in(db, site), db.get_one(Supply, match.supply_id))
    clock.advance(minutes=31)
    drain()
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.SHORTLISTED, 0)
    assert "不公开" in lapsed(mailbox)


def test_who_answers_with_something_else_is_not_invited_afterwards(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, clock: FixedClock
) -> None:
    one, other = supply(site, cast.firm), supply(site, cast.firm, CLOUD)
    public_id = need(site, cast)
    drain()
    owner, match = signed_in(cast.owner), match_with(site, public_id, one)
    owner.post(f"/matches/{match.public_id}/invite")
    answered = signed_in(cast.supplier).post(
        f"/scenarios/{public_id}/answer", data={"supply": other.public_id, "body": BODY}
    )
    assert answered.status_code == 200
    assert match_with(site, public_id, one).invite_at is None
    again = signed_in(cast.colleague).post(f"/matches/{match.public_id}/invite")
    assert again.status_code == 409
    assert "已经用另一项能力或成果回应了您" in text_of(again)
    with site.database.writing() as db:  # as if it had been prepared at the very moment of the answer
        db.get_one(Match, match.id).invite_at = clock.now()
    clock.advance(minutes=31)
    drain()
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.SHORTLISTED, 0)
    assert "对方已经用另一项能力或成果回应了您" in lapsed(mailbox)


def test_whoever_answers_meanwhile_waits_for_a_reply_like_everybody(
    site: Site,
    cast: Cast,
    signed_in: SignedIn,
    drain: Drain,
    mailbox: Mailbox,
    clock: FixedClock,
    invited: tuple[str, Match],
) -> None:
    public_id, match = invited
    with site.database.reading() as db:
        supply_id = db.get_one(Supply, match.supply_id).public_id
    firm = signed_in(cast.supplier)
    firm.post(f"/scenarios/{public_id}/answer", data={"supply": supply_id, "body": BODY})
    clock.advance(minutes=31)
    drain()
    assert (state_of(site, match), invitations(mailbox)) == (S.INTERESTED_SUPPLIER, 0)
    assert OWNER_CONTACT[1] not in text_of(firm.get("/answers"))
    assert len(answers_of(site, public_id)) == 1


def test_of_taking_back_and_going_out_one_wins(site: Site, clock: FixedClock, invited: tuple[str, Match]) -> None:
    _need, match = invited
    clock.at += WAIT
    with site.database.reading() as db:
        seen = db.get_one(Match, match.id)
        db.expunge(seen)
    deliver_invitations(site, clock.now())

    def too_late() -> None:
        with site.database.writing() as db:
            db.add(seen)
            take_back(act_in(db, site), seen)

    with pytest.raises(Conflict):
        too_late()
