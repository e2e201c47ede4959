"""Loading is checking: who asks, and the dependencies that let them in."""

from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Path, Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, or_, select

from app.accounts import policy
from app.accounts.models import (
    Claim,
    Membership,
    Organisation,
    OrganisationTie,
    Person,
    Role,
    RoleGrant,
    SignIn,
    Stake,
    Terms,
    TermsAcceptance,
)
from app.accounts.policy import Belonging, Grant, Principal, Viewer
from app.accounts.queries.office import grant_by_public_id
from app.accounts.queries.organisations import (
    Claimed,
    claim_by_public_id,
    organisation_by_public_id,
    organisation_seen_by,
)
from app.accounts.queries.people import person_by_public_id
from app.accounts.queries.ties import tie_by_public_id
from app.core.acting import Act
from app.core.actors import Actor
from app.core.db import Db
from app.core.errors import Forbidden, NotFound, SignInNeeded, Unavailable
from app.core.i18n import gettext as _
from app.core.ids import hashed
from app.core.mailbag import mail_for_change
from app.core.models import Mail, Unreachable
from app.core.site import Now, Site, TheSite, get_site

RowId = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""Parameter type of a row of the plumbing, which has no public id."""
LONGEST = timedelta(days=90)
"""How long a sign-in lasts at most, however often it is used."""
SEEN_EVERY = timedelta(hours=1)
"""How exactly the sliding end of a sign-in is kept; writing at every page would cost more than it tells."""


def cookie_name(*, https: bool) -> str:
    """`__Host-` binds the cookie to this host over HTTPS; a plain one serves the loopback in development."""
    return "__Host-jinghe" if https else "jinghe"


def device_cookie(*, https: bool) -> str:
    """By it a browser is known again after signing out; it opens nothing."""
    return "__Host-jinghe-device" if https else "jinghe_device"


def principal_of(db: Session, person: Person, now: datetime, sign_in_id: int = 0) -> Principal:
    """Everything that decides what `person` may do at this moment."""
    return replace(principals_of(db, [person], now)[person.id], sign_in_id=sign_in_id)


def principals_of(db: Session, people: Collection[Person], now: datetime) -> dict[int, Principal]:
    """The same for many people, by id: as many statements as for one."""
    ids = [person.id for person in people]
    homes, grants, stakes = _belongings(db, ids), _grants(db, ids, now), defaultdict[int, set[int]](set)
    held = select(Stake.person_id, Stake.organisation_id).where(
        col(Stake.person_id).in_(ids), col(Stake.ended_at).is_(None)
    )
    for person_id, organisation_id in db.exec(held).all():
        stakes[person_id].add(organisation_id)
    accepted = _accepted_terms(db, ids)
    return {
        person.id: Principal(
            person_id=person.id,
            public_id=person.public_id,
            name=person.name,
            email=person.email,
            language=person.language,
            email_verified=person.email_verified_at is not None,
            terms_accepted=accepted is None or person.id in accepted,
            belongings=tuple(homes[person.id]),
            grants=tuple(grants[person.id]),
            stakes=frozenset(stakes[person.id]),
        )
        for person in people
    }


def _belongings(db: Session, ids: Collection[int]) -> dict[int, list[Belonging]]:
    rows = db.exec(
        select(Membership, Organisation)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Membership.person_id).in_(ids), col(Membership.ended_at).is_(None))
        .order_by(col(Membership.id))
    ).all()
    found = defaultdict[int, list[Belonging]](list)
    for m, o in rows:
        home = Belonging(o.id, o.public_id, o.name, o.kind, o.state, m.role, o.approval_required, o.district)
        found[m.person_id].append(home)
    return found


def _grants(db: Session, ids: Collection[int], now: datetime) -> dict[int, list[Grant]]:
    rows = db.exec(
        select(RoleGrant).where(
            col(RoleGrant.person_id).in_(ids),
            RoleGrant.starts_at <= now,
            or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
        )
    ).all()
    found = defaultdict[int, list[Grant]](list)
    for row in rows:
        found[row.person_id].append(Grant(row.role, row.field, row.district))
    return found


def _accepted_terms(db: Session, ids: Collection[int]) -> set[int] | None:
    """Who of these accepted the newest terms; None where there are none, so that there is nothing to accept."""
    newest = db.exec(select(Terms.version).order_by(col(Terms.version).desc()).limit(1)).first()
    if newest is None:
        return None
    accepted = TermsAcceptance.version == newest, col(TermsAcceptance.person_id).in_(ids)
    return set(db.exec(select(TermsAcceptance.person_id).where(*accepted)).all())


def identify(request: Request) -> None:
    """Put whoever asks on the request, for the handler and for the page around the answer: the first step of each. For
    a browser whose sign-in has ended nobody asks; `lapsed` is the id of the person whose it was, for whom alone what is
    sent may be kept (`app.core.kept`).

    Read in a transaction of its own: a request that writes must not take SQLite's one write lock before it is known
    who asks, or the throttle, which writes for itself, would wait for its own request.
    """
    request.state.viewer = request.state.lapsed = None
    site = get_site(request)
    request.state.viewer = _viewer(request, site, site.clock.now())


def _viewer(request: Request, site: Site, now: datetime) -> Viewer:
    secret = request.cookies.get(cookie_name(https=site.settings.production))
    if not secret:
        return None
    with site.database.reading() as db:
        found = _signed_in(db, hashed(secret))
        if found is None:
            return None
        sign_in, person, since = found
        if _is_over(sign_in, site, now):
            request.state.lapsed = person.id
            return None
        viewer = replace(principal_of(db, person, now, sign_in.id), unreachable=since is not None)
        stale = now - sign_in.seen_at > SEEN_EVERY
    if stale:
        _mark_seen(site, viewer.sign_in_id, now)
    return viewer


def _is_over(sign_in: SignIn, site: Site, now: datetime) -> bool:
    unused = sign_in.seen_at < now - timedelta(days=site.settings.session_days)
    return sign_in.ended_at is not None or unused or sign_in.created_at < now - LONGEST


def _signed_in(db: Session, token_hash: str) -> tuple[SignIn, Person, datetime | None] | None:
    """The sign-in of a cookie, over or not, whose it is, and since when nothing goes to her address; None where her
    account is closed or locked."""
    return db.exec(
        select(SignIn, Person, Unreachable.since)
        .join(Person, col(Person.id) == SignIn.person_id)
        .outerjoin(Unreachable, col(Unreachable.address) == Person.email)
        .where(
            SignIn.token_hash == token_hash,
            col(Person.deleted_at).is_(None),
            col(Person.locked_at).is_(None),
        )
    ).first()


def _mark_seen(site: Site, sign_in_id: int, now: datetime) -> None:
    """Keep that she was here, if that is to be had at once: a page does not wait for it, nor fail where nothing can be
    written. The next page tries again."""
    with suppress(Unavailable, SQLAlchemyError), site.database.writing(patience=0.1) as db:
        sign_in = db.get_one(SignIn, sign_in_id)
        sign_in.seen_at = now
        db.add(sign_in)


def the_viewer(request: Request) -> Viewer:
    viewer: Viewer = request.state.viewer
    return viewer


AnyViewer = Annotated[Viewer, Depends(the_viewer)]
"""Parameter type of a page that everybody may open."""


def signed_in(viewer: AnyViewer) -> Principal:
    """Whoever asks, who must have signed in."""
    if viewer is None:
        raise SignInNeeded
    return viewer


Me = Annotated[Principal, Depends(signed_in)]
"""Parameter type of a page for people who have signed in."""


def ready(viewer: Me) -> Principal:
    """Somebody who may act: address verified, current terms accepted."""
    if missing := policy.lacks_to_act(viewer):
        raise Forbidden(_(missing))
    return viewer


Ready = Annotated[Principal, Depends(ready)]
"""Parameter type of a page for somebody who may act."""


@dataclass(frozen=True)
class Doing:
    """Somebody who may act, with all that her actions need; for which house or in which role, `act` is told."""

    viewer: Principal
    db: Session
    site: Site
    now: datetime

    def act(self, organisation_id: int | None = None, role: str = "") -> Act:
        return Act(self.db, self.site, self.viewer.acting(organisation_id, role), self.now)


def doing(viewer: Ready, db: Db, site: TheSite, now: Now) -> Doing:
    return Doing(viewer, db, site, now)


Doer = Annotated[Doing, Depends(doing)]
"""Parameter type of a handler in which somebody acts."""


def visible_organisation(public_id: str, db: Db, viewer: AnyViewer) -> Organisation:
    """The house of the address, if the viewer may know of it."""
    organisation = organisation_seen_by(db, viewer, public_id)
    if organisation is None:
        raise NotFound
    return organisation


VisibleOrganisation = Annotated[Organisation, Depends(visible_organisation)]


def organisation_from_inside(organisation: VisibleOrganisation, viewer: Me) -> Organisation:
    """The house of the address for its members and those who verify houses; others learn nothing of its inside."""
    if not policy.may_see_members(viewer, organisation.id):
        raise NotFound
    return organisation


InnerOrganisation = Annotated[Organisation, Depends(organisation_from_inside)]


def managed_organisation(organisation: InnerOrganisation, viewer: Ready) -> Organisation:
    """The house of the address for one of its managers."""
    if not policy.may_manage_organisation(viewer, organisation.id):
        raise Forbidden(_("只有本单位的管理员可以办理这件事。"))
    return organisation


ManagedOrganisation = Annotated[Organisation, Depends(managed_organisation)]


def judged_organisation(public_id: str, db: Db, viewer: Ready) -> Organisation:
    """The house of the address for somebody who may verify and correct it."""
    if not policy.may_verify_organisations(viewer):
        raise Forbidden
    organisation = organisation_by_public_id(db, public_id)
    if organisation is None:
        raise NotFound
    if not policy.may_verify_organisation(viewer, organisation.id, organisation.district):
        raise Forbidden(_("这是您所在或有利害关系的单位，或不在您的职责范围内，请由其他同事办理。"))
    return organisation


JudgedOrganisation = Annotated[Organisation, Depends(judged_organisation)]


def judged_claim(public_id: str, db: Db, viewer: Ready) -> Claimed:
    """The claim of the address for somebody who may decide it."""
    claimed = claim_by_public_id(db, public_id)
    if claimed is None:
        raise NotFound
    house = claimed.organisation
    may = policy.may_decide_claim(viewer, house.id, claimed.claim.person_id, house.district, managed=claimed.managed)
    if not may:
        insider = policy.may_verify_organisations(viewer) or viewer.belongs_to(house.id)
        raise (Forbidden(_("这项申请与您本人或您所在的单位有关，请由其他同事处理。")) if insider else NotFound())
    return claimed


JudgedClaim = Annotated[Claimed, Depends(judged_claim)]


def own_claim(public_id: str, db: Db, viewer: Ready) -> Claim:
    """The claim of the address for whoever made it."""
    claimed = claim_by_public_id(db, public_id)
    if claimed is None or claimed.claim.person_id != viewer.person_id:
        raise NotFound
    return claimed.claim


OwnClaim = Annotated[Claim, Depends(own_claim)]


def _only(may: Callable[[Viewer], bool]) -> Callable[[Principal], Principal]:
    """The dependency of a page of the back office: whoever the predicate lets in."""

    def admitted(viewer: Ready) -> Principal:
        if not may(viewer):
            raise Forbidden
        return viewer

    return admitted


OfficeGuest = Annotated[Principal, Depends(_only(policy.may_enter_office))]
HouseJudge = Annotated[Principal, Depends(_only(policy.may_verify_organisations))]
Grantor = Annotated[Principal, Depends(_only(policy.may_see_grants))]
AccountKeeper = Annotated[Principal, Depends(_only(policy.may_manage_accounts))]
TieKeeper = Annotated[Principal, Depends(_only(policy.may_keep_ties))]
StakesReader = Annotated[Principal, Depends(_only(policy.may_see_stakes))]
AuditReader = Annotated[Principal, Depends(_only(policy.may_read_audit))]
Reporter = Annotated[Principal, Depends(_only(policy.may_keep_reports))]
MailKeeper = Annotated[Principal, Depends(_only(policy.may_see_mail))]
TermsPublisher = Annotated[Principal, Depends(_only(policy.may_publish_terms))]


def kept_person(public_id: str, db: Db, _viewer: AccountKeeper) -> Person:
    """The account of the address for a system administrator."""
    person = person_by_public_id(db, public_id)
    if person is None:
        raise NotFound
    return person


KeptPerson = Annotated[Person, Depends(kept_person)]


def kept_mail(number: RowId, db: Db, _viewer: MailKeeper) -> Mail:
    """A mail of the outbox for somebody who sees how it goes."""
    mail = mail_for_change(db, number)
    if mail is None:
        raise NotFound
    return mail


KeptMail = Annotated[Mail, Depends(kept_mail)]


def judged_grant(public_id: str, db: Db, viewer: Grantor) -> RoleGrant:
    """The grant of the address for somebody who may end it."""
    row = grant_by_public_id(db, public_id)
    if row is None:
        raise NotFound
    if not policy.may_grant(viewer, row.role, row.person_id):
        raise Forbidden(_("这项授权由另一类管理人员办理，本人也不能结束自己的授权。"))
    return row


JudgedGrant = Annotated[RoleGrant, Depends(judged_grant)]


def kept_tie(public_id: str, db: Db, viewer: TieKeeper) -> OrganisationTie:
    """The tie of the address for somebody of the office who is nobody's friend in it."""
    row = tie_by_public_id(db, public_id)
    if row is None:
        raise NotFound
    if missing := policy.lacks_to_keep_tie(viewer, row.organisation_id, row.other_id):
        raise Forbidden(_(missing))
    return row


KeptTie = Annotated[OrganisationTie, Depends(kept_tie)]


def vocabulary_editor(request: Request) -> Actor:
    """Who edits the vocabulary. People live above the vocabulary, so the site hands this check down to its pages."""
    viewer: Viewer = request.state.viewer
    if not policy.may_edit_vocabulary(ready(signed_in(viewer))):
        raise Forbidden
    assert viewer is not None
    return viewer.acting(role=Role.OFFICE)
