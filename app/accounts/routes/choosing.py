"""Choosing the house one speaks for, on the sign-up page and afterwards: what was typed, what is there, what is new."""

from typing import Any

from sqlmodel import Session

from app.accounts.actions import claim_organisation, create_organisation, join
from app.accounts.actions.claims import refuse_flood
from app.accounts.actions.organisations import refuse_taken_code
from app.accounts.forms import PlaceForm
from app.accounts.models import Claim, MemberRole, Organisation, OrganisationState
from app.accounts.queries.organisations import likely_duplicates, organisation_by_public_id
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.forms import Form
from app.core.i18n import gettext as _
from app.core.site import Site
from app.vocabulary.queries import codes

NEW = "new"
NOT_FOUNDED = frozenset({"office"})
"""Kinds of house that nobody enters by herself: who works for the programme office is let in by it."""


def candidates(db: Session, form: Form[Any]) -> list[Organisation]:
    """Houses that what was typed may mean."""
    name = form.value("organisation").strip()
    return likely_duplicates(db, name[:120], form.value("uscc")) if name else []


def check_place(db: Session, form: Form[Any], found: list[Organisation]) -> None:
    """Add what is wrong with the choice to the form: nothing chosen though there are candidates, a new house without
    its kind, a code that another house has."""
    place: PlaceForm | None = form.cleaned
    if place is None or not place.organisation:
        return
    if place.choice == NEW or not found:
        _check_new(db, form, place)
    elif place.choice not in {house.public_id for house in found}:
        form.add_error("choice", _("已有名称相近的单位：请选择您所在的单位，都不是的请选「都不是，登记新单位」。"))


def _check_new(db: Session, form: Form[Any], place: PlaceForm) -> None:
    if place.kind not in codes(db, "organisation_kind") - NOT_FOUNDED:
        form.add_error("kind", _("请选择单位类型。"))
    if place.district and place.district not in codes(db, "district"):
        form.add_error("district", _("请从列表中选择所在区县。"))
    if len(place.organisation) < 2:
        form.add_error("organisation", _("请填写单位全称。"))
    try:
        refuse_taken_code(db, place.uscc or None, None)
    except Conflict as taken:
        form.add_error("uscc", taken.sentence)


def check_terms(db: Session, form: Form[Any], kind: str, district: str, organisation: Organisation) -> None:
    """Kind and district must be words of the vocabulary, or what the house has had since they were."""
    if kind not in codes(db, "organisation_kind") | {organisation.kind}:
        form.add_error("kind", _("请选择单位类型。"))
    if district and district not in codes(db, "district") | {organisation.district}:
        form.add_error("district", _("请从列表中选择所在区县。"))


def take_place(act: Act, place: PlaceForm, found: list[Organisation]) -> tuple[Claim, Organisation] | None:
    """Carry out a checked choice: ask to speak for a house that is there, or enter a new one as its manager. None
    where no house was named. Raises `TooMany` before anything is written."""
    if not place.organisation:
        return None
    db, now, person_id = act.db, act.now, act.actor.person_id or 0
    refuse_flood(db, person_id, now)
    there = organisation_by_public_id(db, place.choice) if found and place.choice != NEW else None
    if there is None:
        there = create_organisation(
            db,
            place.organisation,
            place.kind,
            now,
            state=OrganisationState.CLAIMED,
            uscc=place.uscc,
            district=place.district,
        )
        join(act, person_id, there.id, role=MemberRole.MANAGER)
    return claim_organisation(db, person_id, there, place.statement, now), there


def choosing_context(site: Site, found: list[Organisation], *, asked: bool) -> dict[str, Any]:
    """What the fields of the template need; `asked` shows the fields of a new house."""
    return {
        "candidates": found,
        "place_asked": asked,
        "kinds": [one for one in site.vocabulary.options("organisation_kind") if one[0] not in NOT_FOUNDED],
        "districts": site.vocabulary.options("district"),
    }
