"""Mails about accounts and organisations, as values.

`origin` is the address of the site; links lead to pages whose GET changes nothing.
"""

from datetime import datetime
from urllib.parse import urlencode

from app.accounts import topics
from app.accounts.models import Claim, Invitation, Organisation, Person
from app.core.mail import OWN_ACCOUNT, About, Email
from app.core.occasions import letter


def _to(person: Person, name: str, key: str, about: About | None, **context: object) -> Email:
    return Email(name, key, person.email, person.language, {"name": person.name, **context}, about, person.id)


def _claim(claim: Claim) -> About:
    return About("claim", claim.id)


def _house(organisation: Organisation) -> About:
    return About("organisation", organisation.id)


def _link(origin: str, path: str, **query: str) -> str:
    said = {key: value for key, value in query.items() if value}
    return f"{origin}{path}" + (f"?{urlencode(said)}" if said else "")


@letter(topics.ASKED)
def verify(origin: str, person: Person, key: str, link: str, code: str, until: datetime, next_path: str = "") -> Email:
    url = _link(origin, "/verify", token=link, next=next_path)
    return _to(person, "verify", key, OWN_ACCOUNT, link=url, code=code, when=until)


@letter(topics.SECURITY)
def account_exists(origin: str, person: Person, now: datetime) -> Email:
    """To somebody who signs up with an address that has an account; at most one an hour."""
    key = f"account_exists:{person.id}:{now:%Y-%m-%dT%H}"
    return _to(person, "account_exists", key, OWN_ACCOUNT, link=_link(origin, "/sign-in/code", email=person.email))


@letter(topics.ASKED)
def sign_in_code(person: Person, key: str, code: str, until: datetime) -> Email:
    return _to(person, "sign_in_code", key, OWN_ACCOUNT, code=code, when=until)


@letter(topics.ASKED)
def reset(origin: str, person: Person, key: str, link: str, until: datetime) -> Email:
    return _to(person, "reset", key, OWN_ACCOUNT, link=_link(origin, "/reset/new", token=link), when=until)


@letter(topics.SECURITY)
def password_changed(origin: str, person: Person, now: datetime) -> Email:
    key = f"password_changed:{person.id}:{now.isoformat()}"
    return _to(person, "password_changed", key, OWN_ACCOUNT, link=_link(origin, "/reset"), when=now)


@letter(topics.ASKED)
def change_email(origin: str, person: Person, email: str, key: str, link: str, code: str, until: datetime) -> Email:
    """To the new address, which she must show to be hers."""
    url = _link(origin, "/account/email/confirm", token=link)
    context = {"name": person.name, "link": url, "code": code, "when": until}
    return Email("change_email", key, email, person.language, context, OWN_ACCOUNT, person.id)


@letter(topics.SECURITY)
def email_changed(person: Person, old: str, now: datetime) -> Email:
    """To the old address; the new one is shown in part, for this mailbox may be somebody else's now."""
    key = f"email_changed:{person.id}:{now.isoformat()}"
    context = {"name": person.name, "masked": masked(person.email), "when": now}
    return Email("email_changed", key, old, person.language, context, OWN_ACCOUNT, person.id)


def masked(email: str) -> str:
    """An address that its owner recognises and nobody else can use."""
    local, _at, domain = email.partition("@")
    return f"{local[:1]}***@{domain}"


@letter(topics.STANDING)
def claim_received(origin: str, person: Person, claim: Claim, organisation: Organisation) -> Email:
    return _to(
        person,
        "claim_received",
        f"claim_received:{claim.id}",
        _claim(claim),
        organisation=organisation.name,
        when=claim.due_at,
        link=_organisation(origin, organisation),
    )


@letter(topics.STANDING)
def claim_decided(origin: str, person: Person, claim: Claim, organisation: Organisation) -> Email:
    """Accepted, or refused with the reason."""
    name = f"claim_{claim.state}"
    return _to(
        person,
        name,
        f"{name}:{claim.id}",
        _claim(claim),
        organisation=organisation.name,
        reason=claim.reason,
        link=_organisation(origin, organisation),
    )


@letter(topics.JOINING)
def join_request(origin: str, manager: Person, applicant: Person, claim: Claim, organisation: Organisation) -> Email:
    """To each manager of a house that somebody wants to join."""
    return _to(
        manager,
        "join_request",
        f"join_request:{claim.id}:{manager.id}",
        _claim(claim),
        applicant=applicant.name,
        applicant_email=applicant.email,
        organisation=organisation.name,
        statement=claim.statement,
        link=_organisation(origin, organisation) + "/members",
    )


@letter(topics.CLAIMS_LATE)
def claim_overdue(origin: str, officer: Person, applicant: Person, claim: Claim, organisation: Organisation) -> Email:
    """To the office, once a claim: the two working days are over."""
    return _to(
        officer,
        "claim_overdue",
        f"claim_overdue:{claim.id}:{officer.id}",
        _claim(claim),
        applicant=applicant.name,
        organisation=organisation.name,
        when=claim.due_at,
        link=f"{origin}/office/claims/{claim.public_id}",
    )


@letter(topics.STANDING)
def organisation_moved(origin: str, manager: Person, organisation: Organisation, change_id: int, reason: str) -> Email:
    """Suspended, or verified again after that; `change_id` is the row of the history."""
    name = "organisation_suspended" if organisation.state == "suspended" else "organisation_reinstated"
    return _to(
        manager,
        name,
        f"{name}:{change_id}:{manager.id}",
        _house(organisation),
        organisation=organisation.name,
        reason=reason,
        link=_organisation(origin, organisation),
    )


@letter(topics.INVITATION)
def invitation(
    origin: str, invited: Invitation, secret: str, inviter: Person, organisation: Organisation, language: str
) -> Email:
    """To somebody who may not have an account, in the language of whoever invites."""
    context = {
        "inviter": inviter.name,
        "organisation": organisation.name,
        "when": invited.expires_at,
        "link": _link(origin, "/invitation", token=secret),
    }
    return Email(
        "invitation", f"invitation:{invited.id}", invited.email, language, context, About("invitation", invited.id)
    )


@letter(topics.STANDING)
def membership_ended(person: Person, membership_id: int, organisation: Organisation, now: datetime) -> Email:
    key = f"membership_ended:{membership_id}"
    return _to(person, "membership_ended", key, OWN_ACCOUNT, organisation=organisation.name, when=now)


@letter(topics.HANDED_OVER)
def handed_over(
    origin: str, taker: Person, giver: Person, organisation: Organisation, count: int, now: datetime
) -> Email:
    key = f"handed_over:{giver.id}:{taker.id}:{now.isoformat()}"
    return _to(
        taker,
        "handed_over",
        key,
        _house(organisation),
        giver=giver.name,
        organisation=organisation.name,
        count=count,
        link=f"{origin}/desk",
    )


def _organisation(origin: str, organisation: Organisation) -> str:
    return f"{origin}/organisations/{organisation.public_id}"


@letter(topics.SECURITY)
def trial(email: str, language: str, now: datetime) -> Email:
    """To an address that whoever keeps the site names: that mail goes out at all."""
    return Email("trial", f"trial:{now.isoformat()}", email, language, {"when": now}, OWN_ACCOUNT)
