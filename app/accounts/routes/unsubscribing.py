"""Leaving a kind of mail by the link in it. Opening the link changes nothing, for scanners open links; the POST may come
from a mail program (RFC 8058), without cookie, origin or anything else but the address itself."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.actions.mailing import leave_topic, rejoin_topic
from app.accounts.emails import masked
from app.accounts.models import Person
from app.accounts.queries.mailing import unheard, way_in, ways_of
from app.accounts.topics import DIGEST
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import NotFound
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.signing import known_secret, opened
from app.core.site import Now, Site, TheSite
from app.core.topics import Topic, Way

router = Router()


@dataclass(frozen=True)
class Subscription:
    """Whose mail of which topic a link is about."""

    person: Person
    topic: Topic


def subscription(token: str, db: Db, site: TheSite) -> Subscription:
    """What the link says; one that is none of ours, or of somebody who is no more, is not found."""
    said = opened(known_secret(db), token)
    person = db.get(Person, said[0]) if said else None
    topic = site.slices.topics.get(said[1]) if said else None
    if person is None or person.deleted_at is not None or topic is None or not topic.switchable:
        raise NotFound(_("这个退订链接不完整或已失效。请从邮件里重新打开，或登录后在“我的账户 → 邮件设置”里修改。"))
    return Subscription(person, topic)


Subscribed = Annotated[Subscription, Depends(subscription)]


@router.get("/unsubscribe/{token}", name="accounts.unsubscribe")
def ask(request: Request, token: str, one: Subscribed, db: Db, site: TheSite) -> Response:
    return _page(request, db, site, one, token, _step(db, one))


@router.post("/unsubscribe/{token}", name="accounts.unsubscribe_now")
def leave(request: Request, token: str, one: Subscribed, db: Db, site: TheSite, now: Now) -> Response:
    leave_topic(Act(db, site, one.person.acting(), now), one.person, one.topic)
    return _page(request, db, site, one, token, "left")


@router.post("/unsubscribe/{token}/undo", name="accounts.unsubscribe_undo")
def rejoin(request: Request, token: str, one: Subscribed, db: Db, site: TheSite, now: Now) -> Response:
    step = _step(db, one)
    rejoin_topic(Act(db, site, one.person.acting(), now), one.person, one.topic)
    return _page(request, db, site, one, token, "rejoined" if step == "off" else step)


def _step(db: Session, one: Subscription) -> str:
    """Whether she may be asked; or has left by such a link, which can be taken back here; or on her own page."""
    ways = ways_of(db, one.person.id)
    if ways.get(one.topic.key) is Way.NEVER:
        return "off"
    has_it = way_in(ways, one.topic) is not Way.NEVER and not (one.topic.consent and one.person.mail_consent_at is None)
    return "ask" if has_it else "closed"


def _page(request: Request, db: Session, site: Site, one: Subscription, token: str, step: str) -> Response:
    """Without the weekly mail nothing tells her of what she wants to read of there alone: that is said, and not mended by
    mails at once, for who leaves a mail wants fewer."""
    weekly = one.topic is not DIGEST or step == "rejoined"
    silent = unheard(ways_of(db, one.person.id), site.slices.topics.values(), weekly=weekly)
    return render(
        request,
        "accounts/unsubscribe.html",
        topic=_(one.topic.label),
        email=masked(one.person.email),
        step=step,
        action=f"/unsubscribe/{token}",
        unheard=[_(group.label) for group in silent],
    )
