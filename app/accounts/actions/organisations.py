"""Organisations: entered, corrected, suspended and reinstated."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from app.accounts.lifecycle import ORGANISATION, OrganisationEvent
from app.accounts.models import Organisation, OrganisationState
from app.accounts.names import compact_code, normalised_name
from app.accounts.policy import APPROVAL_BY_DEFAULT
from app.core import history, jobs
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.i18n import gettext as _
from app.core.models import StatusChange
from app.core.words import sort_key

IDENTITY = ("name", "kind", "uscc", "district", "group_name", "chain_leader", "uscc_override")
INDEXED = {"name", "kind"}
"""What the texts and names of its needs and supply in the index say of a house."""
PROFILE = ("intro", "website", "district", "group_name", "approval_required")


def create_organisation(
    db: Session,
    name: str,
    kind: str,
    now: datetime,
    *,
    state: OrganisationState = OrganisationState.UNCLAIMED,
    uscc: str = "",
    district: str = "",
    intro: str = "",
    website: str = "",
    group_name: str = "",
    chain_leader: bool = False,
    approval_required: bool | None = None,
    upload_id: int | None = None,
    demo: bool = False,
) -> Organisation:
    """Add an organisation; approval inside the house is on by default for hospitals and departments.

    Duplicates are the caller's question (`queries.likely_duplicates`); the same 统一社会信用代码 raises `Conflict`.
    """
    code = compact_code(uscc) or None
    refuse_taken_code(db, code, None)
    organisation = Organisation(
        name=name,
        name_key=normalised_name(name),
        sort_key=sort_key(name),
        kind=kind,
        uscc=code,
        district=district,
        intro=intro,
        website=website,
        group_name=group_name,
        chain_leader=chain_leader,
        approval_required=kind in APPROVAL_BY_DEFAULT if approval_required is None else approval_required,
        state=state,
        verified_at=now if state is OrganisationState.VERIFIED else None,
        upload_id=upload_id,
        demo=demo,
        created_at=now,
    )
    db.add(organisation)
    db.flush()
    return organisation


def refuse_taken_code(db: Session, code: str | None, organisation_id: int | None) -> None:
    """Raises `Conflict` where another organisation has this code."""
    if code is None:
        return
    other = db.exec(
        select(Organisation.name).where(Organisation.uscc == code, Organisation.id != organisation_id)
    ).first()
    if other is not None:
        raise Conflict(
            _("这个统一社会信用代码已登记在「{name}」名下，请核对代码，或申请加入该单位。").format(name=other)
        )


def edit_profile(act: Act, organisation: Organisation, values: Mapping[str, Any], version: int) -> None:
    """What a manager may change herself; before verification that includes what identifies the house.

    `version` is the one the form was opened with; `Conflict` where somebody saved meanwhile.
    """
    fixed = organisation.state in {OrganisationState.VERIFIED, OrganisationState.SUSPENDED}
    allowed = PROFILE if fixed else (*PROFILE, "name", "kind", "uscc")
    _change(act, organisation, {key: values[key] for key in allowed if key in values}, version)


def correct_identity(act: Act, organisation: Organisation, values: Mapping[str, Any], version: int) -> None:
    """What a curator or the office puts right after verification."""
    _change(act, organisation, {key: values[key] for key in IDENTITY if key in values}, version)


def _change(act: Act, organisation: Organisation, values: dict[str, Any], version: int) -> None:
    if organisation.version != version:
        raise Conflict(_("这个单位的资料刚刚被别人修改过，请刷新后在新内容上再改。"))
    if "uscc" in values:
        values["uscc"] = compact_code(values["uscc"] or "") or None
        refuse_taken_code(act.db, values["uscc"], organisation.id)
    changed = {
        k: {"from": getattr(organisation, k), "to": v} for k, v in values.items() if getattr(organisation, k) != v
    }
    if not changed:
        return
    for key, value in values.items():
        setattr(organisation, key, value)
    organisation.name_key, organisation.sort_key = normalised_name(organisation.name), sort_key(organisation.name)
    organisation.version += 1
    act.db.add(organisation)
    history.audit(act, "organisation.changed", organisation, changed)
    if changed.keys() & INDEXED:
        _reindex(act, organisation)


def suspend(act: Act, organisation: Organisation, reason: str) -> StatusChange:
    """The house may not publish, answer or contact anybody, and nobody finds its supply, until it is reinstated."""
    return _stand(act, organisation, OrganisationEvent.SUSPEND, reason)


def reinstate(act: Act, organisation: Organisation, reason: str) -> StatusChange:
    """The house may act again, and its supply is found again."""
    return _stand(act, organisation, OrganisationEvent.REINSTATE, reason)


def _stand(act: Act, organisation: Organisation, event: OrganisationEvent, reason: str) -> StatusChange:
    change = history.move(act, organisation, ORGANISATION, event, note=reason)
    _reindex(act, organisation)
    return change


def _reindex(act: Act, organisation: Organisation) -> None:
    number = organisation.id
    jobs.enqueue(act.db, jobs.ReindexHouse(number), act.now, key=f"reindex:house:{number}")
