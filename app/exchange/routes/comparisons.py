"""The comparison of a need's candidates to take away, for whoever may see its matches."""

from fastapi import Request
from fastapi.responses import Response

from app.core.db import Db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import TheSite
from app.exchange.routes.handing_in import MIME, attachment, scratch
from app.exchange.sentences import CELL_TOO_LONG
from app.exchange.writing import CellTooLong, write_xlsx
from scenarios.matches.access import MatchedNeed
from scenarios.matches.queries.comparing import NO_OPINION, as_rows, comparison
from scenarios.matches.routes.comparing import chosen

router = Router()


@router.get("/scenarios/{public_id}/matches/compare.xlsx", name="exchange.comparison")
def export(request: Request, need: MatchedNeed, db: Db, site: TheSite) -> Response:
    header, rows = as_rows(need, comparison(db, need, chosen(request), site.vocabulary))
    with scratch(site, "xlsx") as path:
        try:
            write_xlsx(path, header, rows, _(NO_OPINION)[:31])
        except CellTooLong as error:
            raise Invalid(_(CELL_TOO_LONG).format(cell=f"{error.column}{error.row}")) from error
        content = path.read_bytes()
    return Response(content, media_type=MIME["xlsx"], headers=attachment(f"{need.public_id}-comparison.xlsx"))
