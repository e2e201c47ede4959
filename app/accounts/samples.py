"""What mails about accounts and houses look like; everything in them is made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.accounts import emails
from app.accounts.models import Claim, ClaimState, Invitation, Organisation, OrganisationState, Person
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import Email
from app.core.site import Site

LINK, CODE = "sample", "246810"


def colleague(reader: Person, now: datetime) -> Person:
    with speaking(reader.language):
        name = _("周映")
    return Person(id=2, name=name, email="zhou@example.com", language=reader.language, created_at=now)


def house(reader: Person, now: datetime) -> Organisation:
    with speaking(reader.language):
        name = _("嵩阳市第三人民医院")
    state = OrganisationState.VERIFIED
    return Organisation(id=3, name=name, name_key="sample", kind="hospital", state=state, created_at=now)


def samples(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    return {
        f"accounts.{name}": mails for name, mails in {**_of_herself(site, reader), **_of_houses(site, reader)}.items()
    }


def _of_herself(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    origin, now = site.settings.origin, site.clock.now()
    until = now + timedelta(minutes=15)
    return {
        "verify": [emails.verify(origin, reader, "sample", LINK, CODE, until)],
        "account_exists": [emails.account_exists(origin, reader, now)],
        "sign_in_code": [emails.sign_in_code(reader, "sample", CODE, until)],
        "reset": [emails.reset(origin, reader, "sample", LINK, until)],
        "password_changed": [emails.password_changed(origin, reader, now)],
        "change_email": [emails.change_email(origin, reader, "new@example.com", "sample", LINK, CODE, until)],
        "email_changed": [emails.email_changed(reader, "old@example.com", now)],
        "trial": [emails.trial(reader.email, reader.language, now)],
    }


def _of_houses(site: Site, reader: Person) -> Mapping[str, Sequence[Email]]:
    origin, now = site.settings.origin, site.clock.now()
    other, home = colleague(reader, now), house(reader, now)
    with speaking(reader.language):
        said, why = _("我在信息科工作，负责影像系统。"), _("登记信息与执照不一致，请更正。")
    claim = Claim(id=4, person_id=1, organisation_id=3, statement=said, due_at=now + timedelta(days=2), created_at=now)
    accepted = claim.model_copy(update={"state": ClaimState.ACCEPTED})
    refused = claim.model_copy(update={"state": ClaimState.REFUSED, "reason": why})
    suspended = home.model_copy(update={"state": OrganisationState.SUSPENDED})
    invited = Invitation(
        id=5,
        organisation_id=3,
        email=reader.email,
        token_hash="",
        invited_by=2,
        expires_at=now + timedelta(days=7),
        created_at=now,
    )
    return {
        "claim_received": [emails.claim_received(origin, reader, claim, home)],
        "claim_decided": [emails.claim_decided(origin, reader, one, home) for one in (accepted, refused)],
        "join_request": [emails.join_request(origin, reader, other, claim, home)],
        "claim_overdue": [emails.claim_overdue(origin, reader, other, claim, home)],
        "organisation_moved": [emails.organisation_moved(origin, reader, one, 6, why) for one in (suspended, home)],
        "invitation": [emails.invitation(origin, invited, LINK, other, home, reader.language)],
        "membership_ended": [emails.membership_ended(reader, 8, home, now)],
        "handed_over": [emails.handed_over(origin, reader, other, home, 3, now)],
    }
