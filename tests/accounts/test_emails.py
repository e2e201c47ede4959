"""Each mail of this package, in both languages: complete, escaped where it is HTML, plain where it is text."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from app.accounts import emails
from app.accounts.models import Claim, ClaimState, Invitation, Organisation, OrganisationState, Person
from app.core.mail import Email, Post
from app.core.models import Mail
from app.core.site import Site

HAN = re.compile(r"[\u3400-\u9fff，。：；？！（）「」、]")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ORIGIN = "http://testserver"


def every_mail(language: str) -> list[Email]:
    ann = Person(id=1, name="Ann & <b>Co</b>", email="ann@example.com", language=language, created_at=NOW)
    bob = Person(id=2, name="Bob", email="bob@example.com", language=language, created_at=NOW)
    house = Organisation(id=3, name="River Works", name_key="x", kind="firm", created_at=NOW)
    closed = house.model_copy(update={"state": OrganisationState.SUSPENDED})
    claim = Claim(id=4, person_id=1, organisation_id=3, statement="I work there", due_at=NOW, created_at=NOW)
    accepted = claim.model_copy(update={"state": ClaimState.ACCEPTED})
    refused = claim.model_copy(update={"state": ClaimState.REFUSED, "reason": "no proof"})
    invited = Invitation(
        id=5, organisation_id=3, email="c@example.com", token_hash="x", invited_by=1, expires_at=NOW, created_at=NOW
    )
    return [
        emails.verify(ORIGIN, ann, "k1", "token", "123456", NOW, "/account"),
        emails.account_exists(ORIGIN, ann, NOW),
        emails.sign_in_code(ann, "k2", "123456", NOW),
        emails.reset(ORIGIN, ann, "k3", "token", NOW),
        emails.password_changed(ORIGIN, ann, NOW),
        emails.change_email(ORIGIN, ann, "new@example.com", "k4", "token", "123456", NOW),
        emails.email_changed(ann, "old@example.com", NOW),
        emails.claim_received(ORIGIN, ann, claim, house),
        emails.claim_decided(ORIGIN, ann, accepted, house),
        emails.claim_decided(ORIGIN, ann, refused, house),
        emails.join_request(ORIGIN, bob, ann, claim, house),
        emails.claim_overdue(ORIGIN, bob, ann, claim, house),
        emails.organisation_moved(ORIGIN, ann, closed, 6, "unreachable"),
        emails.organisation_moved(ORIGIN, ann, house, 7, "put right"),
        emails.invitation(ORIGIN, invited, "token", ann, house, language),
        emails.membership_ended(ann, 8, house, NOW),
        emails.handed_over(ORIGIN, bob, ann, house, 3, NOW),
    ]


def written(site: Site, email: Email) -> Mail:
    """As the outbox keeps it; its people are in no table, so nobody is asked whether they may know."""
    post = Post(site.templates, site.settings, lambda _db, _telling, _now: None)
    with site.database.writing() as db:
        post.queue(db, email, NOW)
    with site.database.reading() as db:
        return db.exec(select(Mail).where(Mail.key == email.key)).one()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_mail_is_whole_in_its_language(language: str, site: Site) -> None:
    for email in every_mail(language):
        mail = written(site, email)
        assert mail.subject.strip(), email.name
        assert "\n" not in mail.subject
        assert "&lt;" not in mail.text
        assert "&amp;" not in mail.text
        assert "<b>" not in mail.html
        assert "None" not in mail.text
        for part in (mail.subject, mail.text, mail.html):
            chinese = HAN.search(part.replace("景合", "").replace("PingFang SC", ""))
            assert bool(chinese) == (language == "zh"), (email.name, part)


def test_the_same_occasion_never_mails_twice(site: Site) -> None:
    first = every_mail("zh")
    for _ in range(2):
        for email in first:
            written(site, email)
    with site.database.reading() as db:
        keys = db.exec(select(Mail.key)).all()
    assert len(keys) == len(set(keys)) == len(first)
