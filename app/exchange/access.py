"""Loading is checking: an upload reaches a handler only through these."""

from typing import Annotated

from fastapi import Depends

from app.accounts.access import Me, Ready
from app.core.db import Db
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from app.exchange.models import Upload
from app.exchange.policy import may_import_anything, may_see_upload, may_work_on_upload
from app.exchange.queries import by_public_id


def importer(viewer: Me) -> None:
    """Somebody who may import some list."""
    if not may_import_anything(viewer):
        raise Forbidden(_("通过核验的单位和专班可以批量导入清单。您的单位通过核验后，再来这里导入。"))


def seen_upload(public_id: str, viewer: Me, db: Db) -> Upload:
    """An upload that the viewer may look at; to anybody else it does not exist."""
    upload = by_public_id(db, public_id)
    if upload is None or not may_see_upload(viewer, upload):
        raise NotFound
    return upload


def worked_upload(public_id: str, viewer: Ready, db: Db) -> Upload:
    """An upload that the viewer may confirm, change and undo."""
    upload = seen_upload(public_id, viewer, db)
    if not may_work_on_upload(viewer, upload):
        raise Forbidden
    return upload


Importer = Depends(importer)
SeenUpload = Annotated[Upload, Depends(seen_upload)]
WorkedUpload = Annotated[Upload, Depends(worked_upload)]
