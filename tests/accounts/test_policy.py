"""The permission table, cell by cell: every rule for the whole cast, anonymous visitors and a two-hatted person included.

A row names who may; everybody else of the cast may not. A cell that is wrong in either direction fails by its name.
"""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from app.accounts import policy
from app.accounts.access import principal_of
from app.accounts.models import OrganisationState, Person, Role, RoleGrant, Stake
from app.accounts.policy import Principal, Viewer
from app.core.site import Site
from tests.support import Cast

pytestmark = pytest.mark.both_engines

PEOPLE = (
    "owner", "colleague", "supplier", "rival", "institute", "curator", "reviewer", "other_reviewer", "office",
    "admin", "auditor", "verifier", "stranger", "unverified", "two_hats",
)  # fmt: skip
EXTRA = ("anonymous", "two_hats_office", "shareholder", "district", "elsewhere", "no_address", "no_terms")
BUSINESS = sorted(policy.BUSINESS)
Rule = Callable[[Viewer, Cast], bool]

RULES: dict[str, tuple[Rule, str]] = {
    "enter the office": (
        lambda v, c: policy.may_enter_office(v),
        "curator office admin auditor two_hats_office shareholder district elsewhere",
    ),
    "see the office": (lambda v, c: policy.may_see_office(v), "office two_hats_office"),
    "keep reports": (lambda v, c: policy.may_keep_reports(v), "office two_hats_office"),
    "edit the vocabulary": (lambda v, c: policy.may_edit_vocabulary(v), "office two_hats_office"),
    "publish terms": (lambda v, c: policy.may_publish_terms(v), "office two_hats_office"),
    "keep ties": (lambda v, c: policy.may_keep_ties(v), "office two_hats_office"),
    "tie the hospital and the firm": (lambda v, c: not policy.lacks_to_keep_tie(v, c.hospital, c.firm), "office"),
    "manage accounts": (lambda v, c: policy.may_manage_accounts(v), "admin"),
    "see how mail goes": (lambda v, c: policy.may_see_mail(v), "office admin two_hats_office"),
    "send a mail again": (lambda v, c: not policy.lacks_to_keep_mail(v, object()), "admin"),
    "ask for something in a report": (
        lambda v, c: not policy.lacks_to_keep_reports(v, object()),
        "office two_hats_office",
    ),
    "lock the stranger": (lambda v, c: not policy.lacks_to_lock(v, c.stranger), "admin"),
    "lock the administrator": (lambda v, c: not policy.lacks_to_lock(v, c.admin), ""),
    "read the audit log": (lambda v, c: policy.may_read_audit(v), "auditor"),
    "see stakes": (lambda v, c: policy.may_see_stakes(v), "office auditor two_hats_office"),
    "see grants": (lambda v, c: policy.may_see_grants(v), "office admin two_hats_office"),
    "work on claims": (
        lambda v, c: policy.may_verify_organisations(v),
        "curator office two_hats_office shareholder district elsewhere",
    ),
    "verify the hospital": (
        lambda v, c: policy.may_verify_organisation(v, c.hospital, "gaoxin"),
        "curator office district shareholder",
    ),
    "verify the firm": (
        lambda v, c: policy.may_verify_organisation(v, c.firm, "gaoxin"),
        "curator office district two_hats_office",
    ),
    "verify a house without district": (
        lambda v, c: policy.may_verify_organisation(v, c.new_firm),
        "curator office two_hats_office shareholder",
    ),
    "suspend the hospital": (lambda v, c: not policy.lacks_to_suspend_organisation(v, c.hospital), "office"),
    "suspend the firm": (lambda v, c: not policy.lacks_to_suspend_organisation(v, c.firm), "office two_hats_office"),
    "decide who joins the new firm": (
        lambda v, c: policy.may_decide_claim(v, c.new_firm, c.stranger, "gaoxin"),
        "curator office two_hats_office shareholder district",
    ),
    "decide a curator's claim": (
        lambda v, c: policy.may_decide_claim(v, c.new_firm, c.curator, "gaoxin"),
        "office two_hats_office shareholder district",
    ),
    "decide who joins a managed firm": (
        lambda v, c: policy.may_decide_claim(v, c.firm, c.stranger, "gaoxin", managed=True),
        "supplier",
    ),
    "see a verified house": (
        lambda v, c: policy.may_see_organisation(v, c.firm, OrganisationState.VERIFIED),
        " ".join((*PEOPLE, *EXTRA)),
    ),
    "see an unclaimed house": (
        lambda v, c: policy.may_see_organisation(v, c.factory, OrganisationState.UNCLAIMED),
        " ".join((*PEOPLE, *EXTRA)),
    ),
    "see a house that is being checked": (
        lambda v, c: policy.may_see_organisation(v, c.new_firm, OrganisationState.CLAIMED),
        "unverified curator office two_hats_office shareholder district elsewhere",
    ),
    "see a refused house": (
        lambda v, c: policy.may_see_organisation(v, c.new_firm, OrganisationState.REFUSED),
        "unverified curator office two_hats_office shareholder district elsewhere",
    ),
    "see the hospital's members": (
        lambda v, c: policy.may_see_members(v, c.hospital),
        "owner colleague two_hats two_hats_office curator office shareholder district elsewhere no_address no_terms",
    ),
    "manage the hospital": (lambda v, c: policy.may_manage_organisation(v, c.hospital), ""),
    "manage the firm": (lambda v, c: policy.may_manage_organisation(v, c.firm), "supplier"),
    "manage the new firm": (lambda v, c: policy.may_manage_organisation(v, c.new_firm), "unverified"),
    "invite into the firm": (lambda v, c: policy.may_invite(v, c.firm), "supplier"),
    "invite into the new firm": (lambda v, c: policy.may_invite(v, c.new_firm), ""),
    "hand over what the owner keeps": (lambda v, c: policy.may_hand_over(v, c.hospital, c.owner), "owner"),
    "hand over what the supplier keeps": (lambda v, c: policy.may_hand_over(v, c.firm, c.supplier), "supplier"),
    "speak for the hospital": (
        lambda v, c: policy.may_speak_for(v, c.hospital),
        "owner colleague two_hats two_hats_office",
    ),
    "speak for the new firm": (lambda v, c: policy.may_speak_for(v, c.new_firm), "unverified"),
    "act in public for the hospital": (
        lambda v, c: policy.may_act_publicly_for(v, c.hospital),
        "owner colleague two_hats two_hats_office",
    ),
    "act in public for the new firm": (lambda v, c: policy.may_act_publicly_for(v, c.new_firm), ""),
    "approve what the owner wrote": (
        lambda v, c: not policy.lacks_to_approve_inside(v, c.hospital, c.owner),
        "colleague",
    ),
    "approve what the colleague wrote": (
        lambda v, c: not policy.lacks_to_approve_inside(v, c.hospital, c.colleague),
        "",
    ),
    "see every figure on quality": (
        lambda v, _c: policy.may_see_quality(v),
        "curator reviewer other_reviewer office auditor two_hats two_hats_office shareholder district elsewhere",
    ),
    "approve in the firm": (lambda v, c: not policy.lacks_to_approve_inside(v, c.firm, None), "supplier"),
}
GRANTS = {
    **{f"grant {role}": (role, "office two_hats_office") for role in BUSINESS},
    "grant system_admin": (Role.SYSTEM_ADMIN, "admin"),
    "grant auditor": (Role.AUDITOR, "admin"),
}


@pytest.fixture
def viewers(site: Site, cast: Cast) -> dict[str, Viewer]:
    """Everybody who can ask, as the table knows them."""
    now = site.clock.now()
    with site.database.writing() as db:
        found: dict[str, Viewer] = {name: _principal(db, site, getattr(cast, name)) for name in PEOPLE}
        db.add(RoleGrant(person_id=cast.two_hats, role=Role.OFFICE, starts_at=now))
        found["two_hats_office"] = _principal(db, site, cast.two_hats)
        shareholder = _newcomer(db, site, "shareholder", Role.CURATOR).person_id
        db.add(Stake(person_id=shareholder, organisation_id=cast.firm, declared_at=now))
        db.flush()
        found["shareholder"] = _principal(db, site, shareholder)
        found["district"] = _newcomer(db, site, "district", Role.DISTRICT_OFFICE, "gaoxin")
        found["elsewhere"] = _newcomer(db, site, "elsewhere", Role.DISTRICT_OFFICE, "jinshui")
    owner = found["owner"]
    assert owner is not None
    found["anonymous"] = None
    found["no_address"] = _with(owner, person_id=901, email_verified=False)
    found["no_terms"] = _with(owner, person_id=902, terms_accepted=False)
    return found


def _principal(db: Session, site: Site, person_id: int) -> Principal:
    return principal_of(db, db.get_one(Person, person_id), site.clock.now())


def _newcomer(db: Session, site: Site, name: str, role: Role, district: str = "") -> Principal:
    now = site.clock.now()
    person = Person(name=name, email=f"{name}@example.com", email_verified_at=now, created_at=now)
    db.add(person)
    db.flush()
    db.add(RoleGrant(person_id=person.id, role=role, district=district, starts_at=now))
    db.flush()
    return _principal(db, site, person.id)


def _with(principal: Principal, **changed: object) -> Principal:
    return Principal(**{**principal.__dict__, **changed})


def test_every_cell_of_the_table(viewers: dict[str, Viewer], cast: Cast) -> None:
    wrong = [
        f"{name} {'may not' if name in may.split() else 'may'} {rule}"
        for rule, (asks, may) in RULES.items()
        for name, viewer in viewers.items()
        if asks(viewer, cast) != (name in may.split())
    ]
    assert wrong == []
    assert len(viewers) == len(PEOPLE) + len(EXTRA)


def test_every_cell_of_granting(viewers: dict[str, Viewer], cast: Cast) -> None:
    wrong = [
        f"{name}: {rule}"
        for rule, (role, may) in GRANTS.items()
        for name, viewer in viewers.items()
        if policy.may_grant(viewer, role, cast.stranger) != (name in may.split())
    ]
    assert wrong == []
    assert {role for role, _may in GRANTS.values()} == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_grants_to_herself(role: Role, viewers: dict[str, Viewer]) -> None:
    assert not any(v is not None and policy.may_grant(v, role, v.person_id) for v in viewers.values())


def test_business_system_and_audit_are_three_people() -> None:
    for one in Role:
        for other in Role:
            together = policy.may_hold_together([one, other])
            assert together == (policy.duties_of(one) is policy.duties_of(other)), (one, other)


def test_no_rule_of_the_module_is_left_out() -> None:
    rules = ("may_", "lacks_")
    table = {name for name in vars(policy) if name.startswith(rules)} - {"may_hold_together", "may_grant"}
    source = {name for rule, _may in RULES.values() for name in rule.__code__.co_names if name.startswith(rules)}
    assert table - {"lacks_to_act", "lacks_to_speak_for", "lacks_to_act_publicly_for"} == source


def test_a_scope_covers_its_own_field_and_district_only() -> None:
    reviewer = policy.Grant(Role.REVIEWER, field="health", district="gaoxin")
    assert reviewer.covers("health", "gaoxin")
    assert not reviewer.covers("transport", "gaoxin")
    assert not reviewer.covers("health", "jinshui")
    assert policy.Grant(Role.REVIEWER).covers("anything", "anywhere")
