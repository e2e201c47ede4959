"""Who may see and do what with a supply. Pure; `queries.visible_to` says `may_see` in SQL, and a test compares them."""

from app.accounts.models import OrganisationState, Role
from app.accounts.policy import SUPPLIER_KINDS, Belonging, Viewer, lacks_to_act_publicly_for, lacks_to_speak_for
from app.core.i18n import N_
from suppliers.lifecycle import SupplyState


def is_office(viewer: Viewer) -> bool:
    """The programme office as such, whatever the scope of the grant."""
    return viewer is not None and viewer.has(Role.OFFICE)


def is_public(state: SupplyState, house: OrganisationState) -> bool:
    """What is listed is everybody's, unless the office has suspended the house; it comes back with the house."""
    return state is SupplyState.LISTED and house is not OrganisationState.SUSPENDED


def may_see(viewer: Viewer, organisation_id: int, state: SupplyState, house: OrganisationState) -> bool:
    """What is not public is for its organisation and the office."""
    return is_public(state, house) or may_see_private(viewer, organisation_id)


def may_see_private(viewer: Viewer, organisation_id: int) -> bool:
    """Contacts, unknown columns of an import, confidential files, history."""
    return viewer is not None and (viewer.belongs_to(organisation_id) or is_office(viewer))


def lacks_to_edit(viewer: Viewer, organisation_id: int) -> str:
    """Only its own people write what a supply says; the office may suspend it but not put words into its mouth."""
    return lacks_to_speak_for(viewer, organisation_id)


def lacks_to_relist(viewer: Viewer, organisation_id: int, *, suspended_by_office: bool) -> str:
    """What the office took down, the office puts back; everything else its own people do."""
    if not suspended_by_office:
        return lacks_to_act_publicly_for(viewer, organisation_id)
    return "" if _is_impartial_office(viewer, organisation_id) else N_("这项供给由专班下架，需由专班恢复。")


def lacks_to_suspend(viewer: Viewer, organisation_id: int) -> str:
    """Its own people, or the office when it is nobody's friend there."""
    office = _is_impartial_office(viewer, organisation_id)
    return "" if office else lacks_to_speak_for(viewer, organisation_id)


def _is_impartial_office(viewer: Viewer, organisation_id: int) -> bool:
    return viewer is not None and is_office(viewer) and viewer.impartial(organisation_id)


def homes_of_supply(viewer: Viewer) -> tuple[Belonging, ...]:
    """The viewer's organisations that may have capabilities or results."""
    belongings = viewer.belongings if viewer else ()
    return tuple(home for home in belongings if home.kind in SUPPLIER_KINDS)
