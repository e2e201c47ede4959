"""Who may import and export what. Pure."""

from typing import Protocol

from app.accounts.models import Role
from app.accounts.policy import OWNER_KINDS, SUPPLIER_KINDS, Belonging, Viewer, may_act_publicly_for
from app.exchange.fields import ListKind


class Handed(Protocol):
    """What decides about an upload."""

    @property
    def by_person_id(self) -> int | None: ...
    @property
    def organisation_id(self) -> int | None: ...


def is_office(viewer: Viewer) -> bool:
    """The programme office as such: it imports for everybody, whatever unit a row names."""
    return viewer is not None and viewer.has(Role.OFFICE)


def homes(viewer: Viewer, kind: ListKind) -> tuple[Belonging, ...]:
    """The verified organisations in whose name the viewer may import a list of this kind."""
    if viewer is None:
        return ()
    kinds = OWNER_KINDS if kind is ListKind.OPPORTUNITIES else SUPPLIER_KINDS
    return tuple(
        home for home in viewer.belongings if home.kind in kinds and may_act_publicly_for(viewer, home.organisation_id)
    )


def may_import(viewer: Viewer, kind: ListKind) -> bool:
    return (is_office(viewer) and viewer is not None and viewer.terms_accepted) or bool(homes(viewer, kind))


def may_import_anything(viewer: Viewer) -> bool:
    return any(may_import(viewer, kind) for kind in ListKind)


def may_publish(viewer: Viewer) -> bool:
    """Publish with the import, giving a reason: the office alone."""
    return is_office(viewer)


def may_see_upload(viewer: Viewer, upload: Handed) -> bool:
    """Whoever handed it in, her colleagues where it was for their organisation, and the office."""
    if viewer is None:
        return False
    of_house = upload.organisation_id is not None and viewer.belongs_to(upload.organisation_id)
    return is_office(viewer) or upload.by_person_id == viewer.person_id or of_house


def may_work_on_upload(viewer: Viewer, upload: Handed) -> bool:
    """Confirm, undo, choose columns: whoever may import such rows today, not whoever once could."""
    if not may_see_upload(viewer, upload):
        return False
    if is_office(viewer):
        return True
    return upload.organisation_id is not None and may_act_publicly_for(viewer, upload.organisation_id)
