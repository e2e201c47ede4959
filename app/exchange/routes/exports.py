"""Lists to take away, for anybody who may see their rows."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.errors import Invalid, NotFound
from app.core.history import audit
from app.core.html import render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, TheSite
from app.exchange.exporting import FORMATS, write_list
from app.exchange.fields import ListKind
from app.exchange.labels import LISTS, SCOPES
from app.exchange.routes.handing_in import MIME, attachment, scratch
from app.exchange.sentences import CELL_TOO_LONG
from app.exchange.stores import Scope
from app.exchange.writing import CellTooLong

router = Router()


def scopes_of(viewer: Viewer) -> list[Scope]:
    """What may be asked for: everybody the public rows, people of an organisation theirs, the signed-in all they see."""
    if viewer is None:
        return [Scope.PUBLIC]
    return [Scope.PUBLIC, *([Scope.MINE] if viewer.belongings else []), Scope.ALL]


@router.get("/exports", name="exchange.exports")
def exports(request: Request, viewer: AnyViewer) -> Response:
    scopes = [(scope.value, _(SCOPES[scope][0]), _(SCOPES[scope][1])) for scope in scopes_of(viewer)]
    kinds = [(kind.value, _(label)) for kind, label in LISTS.items()]
    return render(request, "exchange/exports.html", scopes=scopes, kinds=kinds, formats=FORMATS)


@router.get("/exports/{kind}.{ending}", name="exchange.export")
def export(viewer: AnyViewer, site: TheSite, now: Now, kind: str, ending: str, scope: str = "public") -> Response:
    """The list as a file; what holds more than the public rows is noted in the audit log."""
    allowed = {one.value for one in scopes_of(viewer)}
    if kind not in {one.value for one in ListKind} or ending not in FORMATS or scope not in allowed:
        raise NotFound
    with scratch(site, ending) as path:
        try:
            with site.database.reading() as db:
                count = write_list(db, ListKind(kind), viewer, Scope(scope), path, ending)
        except CellTooLong as error:
            raise Invalid(_(CELL_TOO_LONG).format(cell=f"{error.column}{error.row}")) from error
        content = path.read_bytes()
    if viewer is not None and scope != Scope.PUBLIC:
        with site.database.writing() as db:
            audit(
                Act(db, site, viewer.acting(), now),
                "export.written",
                detail={"kind": kind, "rows": count, "scope": scope},
            )
    return Response(content, media_type=MIME[ending], headers=attachment(f"jinghe-{kind}.{ending}"))
