"""Who may do what: one table of pure predicates over the person who asks.

A `Principal` is a plain value: everything needed to decide is on it, so that deciding touches no database and the
table can be tested cell by cell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from app.accounts.models import MemberRole, OrganisationState, Role
from app.core.actors import Actor
from app.core.i18n import N_

OWNER_KINDS = frozenset({"hospital", "factory", "department", "school", "park", "enterprise"})
SUPPLIER_KINDS = frozenset({"firm", "institute", "enterprise", "factory"})
APPROVAL_BY_DEFAULT = frozenset({"hospital", "department"})
BUSINESS = frozenset(
    {Role.CURATOR, Role.REVIEWER, Role.PANELLIST, Role.VERIFIER, Role.RISK_OFFICER, Role.OFFICE, Role.DISTRICT_OFFICE}
)


@dataclass(frozen=True)
class Belonging:
    """A live membership with what is decided by the organisation itself."""

    organisation_id: int
    public_id: str
    name: str
    kind: str
    state: OrganisationState
    role: MemberRole
    approval_required: bool
    district: str = ""

    @property
    def verified(self) -> bool:
        return self.state is OrganisationState.VERIFIED


@dataclass(frozen=True)
class Grant:
    """A role in force now; an empty scope means everywhere."""

    role: Role
    field: str = ""
    district: str = ""

    def covers(self, in_field: str, in_district: str) -> bool:
        return self.field in {"", in_field} and self.district in {"", in_district}


@dataclass(frozen=True)
class Principal:
    """Somebody who is signed in."""

    person_id: int
    public_id: str
    name: str
    email: str
    language: str = "zh"
    email_verified: bool = True
    terms_accepted: bool = True
    belongings: tuple[Belonging, ...] = ()
    grants: tuple[Grant, ...] = ()
    stakes: frozenset[int] = field(default_factory=frozenset)
    sign_in_id: int = 0
    unreachable: bool = False  # nothing goes to her address, for it has bounced

    @property
    def organisation_name(self) -> str:
        return self.belongings[0].name if self.belongings else ""

    @property
    def initials(self) -> str:
        return self.name[:1].upper()

    def belonging(self, organisation_id: int) -> Belonging | None:
        return next((b for b in self.belongings if b.organisation_id == organisation_id), None)

    def belongs_to(self, organisation_id: int) -> bool:
        return self.belonging(organisation_id) is not None

    def has(self, role: Role, in_field: str = "", in_district: str = "") -> bool:
        """Whether a grant of `role` covers this field and district; without them, whether there is any such grant."""
        anywhere = not in_field and not in_district
        return any(g.role is role and (anywhere or g.covers(in_field, in_district)) for g in self.grants)

    @property
    def concerns(self) -> frozenset[int]:
        """Organisations she belongs to or holds a stake in."""
        return self.stakes | {home.organisation_id for home in self.belongings}

    def impartial(self, *organisation_ids: int) -> bool:
        """Nobody decides on an object of an organisation they belong to or hold a stake in."""
        return self.concerns.isdisjoint(organisation_ids)

    def acting(self, organisation_id: int | None = None, role: str = "") -> Actor:
        """This person as history will name her, acting for an organisation or in a platform role."""
        home = self.belonging(organisation_id) if organisation_id else None
        return Actor(
            self.person_id,
            self.name,
            home.organisation_id if home else None,
            home.name if home else "",
            role or (home.role.value if home else ""),
        )


Viewer = Principal | None
"""Whoever looks at a page; None is somebody who has not signed in."""


class Duties(StrEnum):
    """三员分立: business, system and audit are three people; one person holds roles of one of them at most."""

    BUSINESS = "business"
    SYSTEM = "system"
    AUDIT = "audit"


def duties_of(role: Role) -> Duties:
    if role in BUSINESS:
        return Duties.BUSINESS
    return Duties.SYSTEM if role is Role.SYSTEM_ADMIN else Duties.AUDIT


def may_hold_together(roles: Iterable[Role]) -> bool:
    """Whether one person may hold all these roles at the same time."""
    return len({duties_of(role) for role in roles}) <= 1


def may_enter_office(viewer: Viewer) -> bool:
    """See the index of the back office; each page in it asks again."""
    return viewer is not None and any(
        viewer.has(role) for role in (Role.OFFICE, Role.DISTRICT_OFFICE, Role.CURATOR, Role.SYSTEM_ADMIN, Role.AUDITOR)
    )


def may_see_office(viewer: Viewer) -> bool:
    return viewer is not None and viewer.has(Role.OFFICE)


def may_edit_vocabulary(viewer: Viewer) -> bool:
    return may_see_office(viewer)


def may_publish_terms(viewer: Viewer) -> bool:
    return may_see_office(viewer)


def may_manage_accounts(viewer: Viewer) -> bool:
    """System administrators look after accounts and running, without business decisions (三员分立)."""
    return viewer is not None and viewer.has(Role.SYSTEM_ADMIN)


def may_see_mail(viewer: Viewer) -> bool:
    """How mail goes, and what each looks like; never what was written to whom."""
    return may_manage_accounts(viewer) or may_see_office(viewer)


def lacks_to_keep_mail(viewer: Viewer, _mail: object) -> str:
    """Send a mail again, or not at all."""
    return "" if may_manage_accounts(viewer) else N_("只有系统管理员可以办理这件事。")


def may_keep_reports(viewer: Viewer) -> bool:
    """周报 and 月报."""
    return may_see_office(viewer)


def lacks_to_keep_reports(viewer: Viewer, _issue: object) -> str:
    """Choose what a report asks to have coordinated, count its month again."""
    return "" if may_keep_reports(viewer) else N_("只有专班可以办理这件事。")


def lacks_to_lock(viewer: Viewer, person_id: int) -> str:
    """Lock an account, unlock it or end its sessions; nobody locks herself out."""
    if viewer is None or not may_manage_accounts(viewer):
        return N_("只有系统管理员可以办理这件事。")
    own = viewer.person_id == person_id
    return N_("不能对自己的账户做这个操作，请由另一位系统管理员办理。") if own else ""


def may_read_audit(viewer: Viewer) -> bool:
    return viewer is not None and viewer.has(Role.AUDITOR)


def may_see_stakes(viewer: Viewer) -> bool:
    """Read which interests people have declared: whoever hands out the business roles, and whoever checks."""
    return viewer is not None and (viewer.has(Role.OFFICE) or viewer.has(Role.AUDITOR))


def may_keep_ties(viewer: Viewer) -> bool:
    """Record which houses are not independent of each other."""
    return may_see_office(viewer)


def lacks_to_keep_tie(viewer: Viewer, organisation_id: int, other_id: int) -> str:
    """Record or end the tie of these two: of the office, and impartial towards both."""
    if viewer is None or not may_keep_ties(viewer):
        return N_("只有专班可以登记单位关联。")
    impartial = viewer.impartial(organisation_id, other_id)
    return "" if impartial else N_("您与其中一个单位有利害关系，应当回避，请由其他工作人员办理。")


def may_see_quality(viewer: Viewer) -> bool:
    """Every figure on the quality of matches, with reasons of dismissals and who let the site learn: the office,
    curators and reviewers, who make the labels, and the auditor. Everybody else sees the public aggregates."""
    return viewer is not None and any(
        viewer.has(role) for role in (Role.OFFICE, Role.DISTRICT_OFFICE, Role.CURATOR, Role.REVIEWER, Role.AUDITOR)
    )


def may_see_grants(viewer: Viewer) -> bool:
    return viewer is not None and (viewer.has(Role.OFFICE) or viewer.has(Role.SYSTEM_ADMIN))


def may_grant(viewer: Viewer, role: Role, person_id: int) -> bool:
    """Grant or end a role: the office the business roles, the system administrator her own kind and auditors, and
    nobody her own."""
    if viewer is None or viewer.person_id == person_id:
        return False
    return viewer.has(Role.OFFICE if role in BUSINESS else Role.SYSTEM_ADMIN)


def may_verify_organisations(viewer: Viewer) -> bool:
    """Work on the queue of claims; each claim asks `may_decide_claim`."""
    return viewer is not None and any(viewer.has(r) for r in (Role.CURATOR, Role.OFFICE, Role.DISTRICT_OFFICE))


def may_verify_organisation(viewer: Viewer, organisation_id: int, district: str = "") -> bool:
    """Verify a house or correct what identifies it; a district office within its own district."""
    if viewer is None or not viewer.impartial(organisation_id):
        return False
    at_home = bool(district) and viewer.has(Role.DISTRICT_OFFICE, in_district=district)
    return viewer.has(Role.CURATOR) or viewer.has(Role.OFFICE) or at_home


def lacks_to_suspend_organisation(viewer: Viewer, organisation_id: int) -> str:
    if viewer is None or not viewer.has(Role.OFFICE):
        return N_("只有专班可以暂停或恢复单位。")
    impartial = viewer.impartial(organisation_id)
    return "" if impartial else N_("您与这个单位有利害关系，应当回避，请由其他工作人员办理。")


def may_decide_claim(
    viewer: Viewer, organisation_id: int, claimant_id: int, district: str = "", *, managed: bool = False
) -> bool:
    """“I belong here”: where the house has managers it is their word, else a curator's or the office's; never one's
    own claim."""
    if viewer is None or viewer.person_id == claimant_id:
        return False
    if managed:
        return may_manage_organisation(viewer, organisation_id)
    return may_verify_organisation(viewer, organisation_id, district)


def may_see_organisation(viewer: Viewer, organisation_id: int, state: OrganisationState) -> bool:
    """Everybody sees what the plan, an import or a curator vouches for; an unchecked house only itself and its
    judges."""
    if state not in {OrganisationState.CLAIMED, OrganisationState.REFUSED}:
        return True
    return viewer is not None and (viewer.belongs_to(organisation_id) or may_verify_organisations(viewer))


def may_see_members(viewer: Viewer, organisation_id: int) -> bool:
    return viewer is not None and (viewer.belongs_to(organisation_id) or may_verify_organisations(viewer))


def may_manage_organisation(viewer: Viewer, organisation_id: int) -> bool:
    """Edit the profile, look after the members."""
    home = viewer.belonging(organisation_id) if viewer else None
    return home is not None and home.role is MemberRole.MANAGER


def may_invite(viewer: Viewer, organisation_id: int) -> bool:
    """Write to strangers in the name of a house: only once it is verified."""
    home = viewer.belonging(organisation_id) if viewer else None
    return may_manage_organisation(viewer, organisation_id) and home is not None and home.verified


def may_hand_over(viewer: Viewer, organisation_id: int, giver_id: int) -> bool:
    """Pass on what somebody looks after: she herself, or a manager of the house."""
    return viewer is not None and (
        may_manage_organisation(viewer, organisation_id)
        or (viewer.belongs_to(organisation_id) and viewer.person_id == giver_id)
    )


# What somebody lacks: each of these names it in a sentence for the catalogue, and says "" where nothing is missing.


def lacks_to_act(viewer: Principal) -> str:
    """Do anything at all."""
    if not viewer.email_verified:
        return N_("请先验证邮箱：我们已把验证邮件发到您的邮箱。")
    return "" if viewer.terms_accepted else N_("服务条款已更新，请先阅读并同意新的条款。")


def lacks_to_speak_for(viewer: Viewer, organisation_id: int) -> str:
    """Write drafts of needs and supply in its name."""
    if viewer is None or not viewer.belongs_to(organisation_id):
        return N_("只有本单位的成员可以办理这件事。")
    return lacks_to_act(viewer)


def lacks_to_act_publicly_for(viewer: Viewer, organisation_id: int) -> str:
    """Publish, answer or contact anyone: only for a verified organisation."""
    home = viewer.belonging(organisation_id) if viewer else None
    unverified = "" if home is not None and home.verified else N_("贵单位通过核验后才能办理这件事。")
    return lacks_to_speak_for(viewer, organisation_id) or unverified


def lacks_to_approve_inside(viewer: Viewer, organisation_id: int, *authors: int | None) -> str:
    """经办 → 审批: an approver or manager of the same house, never one of those who wrote it or sent it."""
    home = viewer.belonging(organisation_id) if viewer else None
    if viewer is None or home is None or home.role not in {MemberRole.APPROVER, MemberRole.MANAGER}:
        return N_("只有本单位的审批人或管理员可以审批。")
    return N_("填报人和送审人不能审批自己的需求，请由另一位审批人办理。") if viewer.person_id in authors else ""


def may_speak_for(viewer: Viewer, organisation_id: int) -> bool:
    return not lacks_to_speak_for(viewer, organisation_id)


def may_act_publicly_for(viewer: Viewer, organisation_id: int) -> bool:
    return not lacks_to_act_publicly_for(viewer, organisation_id)
