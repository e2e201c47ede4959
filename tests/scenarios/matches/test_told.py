"""Nobody is told of what she may not see, or not any more: asked when a mail is written, and when it is sent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.accounts.models import Membership, Organisation, OrganisationState, Person
from app.core.acting import act_in
from app.core.actors import Actor
from app.core.models import Mail, MailState
from app.core.site import Site
from scenarios.actions.clockwork import tick
from scenarios.actions.living import suspend
from scenarios.matches.models import Watch
from scenarios.models import Scenario, Secrecy
from scenarios.queries.visibility import by_public_id
from tests.scenarios.matches.helpers import answers_of, need, supply
from tests.support import Browser, Cast, Mailbox

SignedIn = Callable[[int], Browser]
Drain = Callable[[], int]
Change = Callable[[Session, Cast], None]


def load(db: Session, public_id: str) -> Scenario:
    found = by_public_id(db, public_id)
    assert found is not None
    return found


def restrict(site: Site, public_id: str) -> None:
    with site.database.writing() as db:
        load(db, public_id).secrecy = Secrecy.RESTRICTED


def watch(site: Site, public_id: str, *people: int) -> None:
    with site.database.writing() as db:
        number = load(db, public_id).id
        db.add_all([Watch(person_id=person, scenario_id=number, at=site.clock.now()) for person in people])


def pause(site: Site, cast: Cast, public_id: str) -> None:
    with site.database.writing() as db:
        suspend(act_in(db, site, Actor(cast.owner, "作者")), load(db, public_id), "内部调整")


def stands(site: Site) -> dict[str, tuple[MailState, str]]:
    with site.database.reading() as db:
        return {mail.recipient: (mail.state, mail.error) for mail in db.exec(select(Mail).order_by(col(Mail.id))).all()}


HIDDEN = (MailState.DROPPED, "hidden")
SENT = (MailState.SENT, "")


def test_a_need_that_became_restricted_is_not_mailed_about(
    site: Site, cast: Cast, drain: Drain, mailbox: Mailbox
) -> None:
    public_id = need(site, cast)
    watch(site, public_id, cast.stranger, cast.rival, cast.unverified)
    pause(site, cast, public_id)
    restrict(site, public_id)
    drain()
    assert stands(site) == {
        "stranger@example.com": HIDDEN,
        "unverified@example.com": HIDDEN,
        "rival@example.com": SENT,
    }
    assert [str(message["To"]) for message in mailbox.messages] == ["rival@example.com"]


def test_nothing_is_written_for_whom_it_is_hidden_already(site: Site, cast: Cast, drain: Drain) -> None:
    public_id = need(site, cast)
    watch(site, public_id, cast.stranger, cast.rival)
    restrict(site, public_id)
    pause(site, cast, public_id)
    with site.database.reading() as db:
        rows = {mail.recipient: mail for mail in db.exec(select(Mail)).all()}
    assert (rows["stranger@example.com"].state, rows["stranger@example.com"].text) == (MailState.DROPPED, "")
    assert rows["rival@example.com"].state is MailState.QUEUED


def leaves(db: Session, cast: Cast) -> None:
    row = db.exec(select(Membership).where(Membership.person_id == cast.supplier)).one()
    row.ended_at = row.started_at
    db.add(row)


def loses_its_standing(db: Session, cast: Cast) -> None:
    db.get_one(Organisation, cast.firm).state = OrganisationState.SUSPENDED


def is_locked(db: Session, cast: Cast) -> None:
    person = db.get_one(Person, cast.supplier)
    person.locked_at = person.created_at


def is_deleted(db: Session, cast: Cast) -> None:
    person = db.get_one(Person, cast.supplier)
    person.deleted_at = person.created_at


def moves(db: Session, cast: Cast) -> None:
    db.get_one(Person, cast.supplier).email = "elsewhere@example.com"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (leaves, "hidden"),
        (loses_its_standing, "hidden"),
        (is_locked, "locked"),
        (is_deleted, "gone"),
        (moves, "moved"),
        (None, ""),
    ],
)
def test_who_answered_is_told_as_long_as_she_may_know(
    site: Site, cast: Cast, signed_in: SignedIn, drain: Drain, mailbox: Mailbox, change: Change | None, reason: str
) -> None:
    """A restricted need is answered and the owner replies; before that goes out, something happens to the supplier."""
    one = supply(site, cast.firm)
    public_id = need(site, cast, secrecy=Secrecy.RESTRICTED)
    body = "我们做过三家医院的急诊预警，可以先看演示。"
    signed_in(cast.supplier).post(f"/scenarios/{public_id}/answer", data={"supply": one.public_id, "body": body})
    (answer,) = answers_of(site, public_id)
    drain()
    mailbox.messages.clear()
    signed_in(cast.owner).post(f"/answers/{answer.public_id}/want", data={"reply": "周四上午见"})
    if change is not None:
        with site.database.writing() as db:
            change(db, cast)
    drain()
    assert stands(site)["supplier@example.com"] == ((MailState.DROPPED, reason) if reason else SENT)
    assert len(mailbox.to("supplier@example.com")) == (0 if reason else 1)


def test_what_is_said_inside_a_house_stays_there(site: Site, cast: Cast, drain: Drain, mailbox: Mailbox) -> None:
    """Who looked after a need and has left hears no more of it, though the need itself is public."""
    public_id = need(site, cast)
    now = site.clock.now()
    with site.database.writing() as db:
        row = load(db, public_id)
        row.sent_by, row.opened_at = cast.colleague, now - timedelta(days=100)
        row.valid_until = row.deadline = now + timedelta(days=6)
    tick(site, now)
    with site.database.writing() as db:
        home = db.exec(select(Membership).where(Membership.person_id == cast.owner)).one()
        home.ended_at = now
    drain()
    assert stands(site) == {"owner@example.com": HIDDEN, "colleague@example.com": SENT}
    assert [str(message["To"]) for message in mailbox.messages] == ["colleague@example.com"]
